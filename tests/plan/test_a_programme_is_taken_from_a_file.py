"""A programme comes from a file: whole or not at all, and what was promised is never rewritten."""

import pytest

from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry
from serein.kit.tables import WrongTable
from serein.plan.models import Promise
from serein.plan.operations import programme
from serein.plan.queries import ledger as queries
from serein.plan.reference import PROGRAMME
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_office
from tests.plan.make import PROGRAMME as PROGRAMME_OF_TWO
from tests.plan.make import make_programme
from tests.proximity.make import url
from tests.queries import at_most

pytestmark = pytest.mark.django_db


def test_the_programme_of_the_demo_has_its_38_commitments_and_62_promises() -> None:
    for code in "mayor chief proximity desk prevention youth works dpo".split():
        make_office(code)

    done = programme.import_programme(raw=PROGRAMME.read_bytes(), by=SYSTEM, now=FRIDAY_NIGHT)
    again = programme.import_programme(raw=PROGRAMME.read_bytes(), by=SYSTEM, now=FRIDAY_NIGHT)

    assert (done.commitments, done.promises, done.vanished) == (38, 62, 0)
    assert done == again
    with at_most(3):
        shown = queries.list_programme(now=FRIDAY_NIGHT)
    assert sum(n for _state, _label, n in queries.count_states(shown)) == 62


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_a_programme_is_read_in_three_encodings(encoding: str, separator: str) -> None:
    make_office("works")
    text = (
        "commitment,promise,section_fr,section_nl,text_fr,text_nl,owner\n"
        "1,,Marcher,Stappen,Nous éclairerons – œuvrons,Wij verlichten,\n"
        "1,B1,,,Éclairer,Verlichten,works\n"
    )

    programme.import_programme(raw=text.replace(",", separator).encode(encoding), by=SYSTEM, now=FRIDAY_NIGHT)

    assert Promise.objects.get().commitment.text_fr == "Nous éclairerons – œuvrons"


def test_a_programme_with_faults_is_refused_whole_and_each_is_named() -> None:
    make_office("works")
    text = (
        "commitment,promise,section_fr,section_nl,text_fr,text_nl,owner\n"
        "1,,Marcher,Stappen,Nous éclairerons,Wij verlichten,\n"
        "1,B1,,,Éclairer,,nobody\n"
        "9,B2,,,Éclairer,Verlichten,somebody\n"
    )

    with pytest.raises(WrongTable) as refused:
        programme.import_programme(raw=text.encode(), by=SYSTEM, now=FRIDAY_NIGHT)

    told = " ".join(refused.value.sentences)
    assert all(word in told for word in ("nobody", "somebody", "works", "Ligne 3", "Ligne 4"))
    assert not Promise.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"\n\n", b"commitment\n1\n", b"\x00\x01", b"x" * 400_000, b"PK\x03\x04\x00"])
def test_a_file_that_is_no_programme_is_refused(prevention: WatchfulClient, raw: bytes) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"file": SimpleUploadedFile("programme.csv", raw)}

    assert prevention.post(url("plan:send_programme"), sent).status_code == 422


@pytest.mark.harm("H29")
@pytest.mark.parametrize(
    ("was", "would_be", "told"),
    [
        ("Éclairer les chemins", "Éclairer un chemin", ("Ligne 3", "B1", "Éclairer les chemins", "Éclairer un chemin")),
        ("De paden verlichten", "Een pad verlichten", ("Ligne 3", "B1", "De paden verlichten")),
        ("1,B1,", "2,B1,", ("Ligne 3", "B1", "1", "2")),
        ("Nous éclairerons.", "Nous verrons.", ("Ligne 2", "Nous éclairerons.", "Nous verrons.")),
    ],
)
def test_a_file_does_not_rewrite_what_was_promised(was: str, would_be: str, told: tuple[str, ...]) -> None:
    make_programme()
    before = queries.export()
    with_a_new_one = PROGRAMME_OF_TWO.replace(was, would_be) + "2,A4,,,En plus,Daarbij,works\n"

    with pytest.raises(WrongTable) as refused:
        programme.import_programme(raw=with_a_new_one.encode(), by=SYSTEM, now=FRIDAY_NIGHT)

    assert all(word in " ".join(refused.value.sentences) for word in told)
    assert queries.export() == before


@pytest.mark.harm("H29")
def test_a_file_adds_promises_and_hands_them_over_and_the_journal_says_so() -> None:
    make_programme()
    make_office("youth")
    changed = PROGRAMME_OF_TWO.replace("verlichten,works", "verlichten,youth") + "2,A4,,,En plus,Daarbij,works\n"

    programme.import_programme(raw=changed.encode(), by=SYSTEM, now=FRIDAY_NIGHT)

    assert Promise.objects.filter(code="A4").exists()
    assert Promise.objects.get(code="B1").office.code == "youth"
    entry = JournalEntry.objects.get(act="promise.handed_over")
    assert entry.identifiers == {"was": "works", "owner": "youth"}
