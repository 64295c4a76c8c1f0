"""The ledger: written by people, in two languages, once; what was said stays, and any change shows."""

import base64
import html
import json
import re
import shutil
import subprocess
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from serein.config import demo
from serein.kit import following
from serein.kit.actors import SYSTEM
from serein.kit.bilingual import NotInBothLanguages
from serein.people.models import Office, Role
from serein.plan import chain, jobs
from serein.plan.models import LedgerEntry, LedgerProposal, PlanEvent, Promise, WrittenForGood
from serein.plan.operations import actions, ledger, steps
from serein.plan.queries import ledger as queries
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_holder, make_office
from tests.plan.conftest import enter
from tests.plan.make import Planned, make_action, make_programme
from tests.proximity.make import url

pytestmark = pytest.mark.django_db


def write(promise: Promise, state: str = "under_way", *, days_ago: int = 0, **fields: str) -> LedgerEntry:
    words = {"words_fr": "Cela avance.", "words_nl": "Het gaat vooruit."}
    return ledger.write_entry(
        promise=promise,
        state=state,
        office=promise.office,
        by=SYSTEM,
        now=FRIDAY_NIGHT - timedelta(days=days_ago),
        **words | fields,
    )


@pytest.mark.promise("P6")
def test_each_promise_shows_its_state_its_owner_and_its_history(client: WatchfulClient) -> None:
    promises = make_programme()
    write(promises["B1"], days_ago=9, words_fr="Dix lampes sur vingt.")
    write(promises["B1"], "late", words_fr="Le marché a été relancé.")

    page = client.get(url("plan:commitment", 1)).content.decode()

    assert "Nous éclairerons." in page
    assert promises["B1"].office.name_fr in page
    assert "Dix lampes sur vingt." in page
    assert "Le marché a été relancé." in page


@pytest.mark.harm("H35")
def test_a_promise_is_abandoned_with_a_reason_in_both_languages_or_not_at_all() -> None:
    promise = make_programme()["B1"]

    with pytest.raises(ledger.NoReasonGiven):
        write(promise, "abandoned")
    with pytest.raises(NotInBothLanguages):
        write(promise, "abandoned", because_fr="Trop cher.")
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.create(
            number=1,
            promise=promise,
            state="abandoned",
            words_fr="Non.",
            words_nl="Nee.",
            office_code="works",
            at=FRIDAY_NIGHT,
            sum="x",
        )

    assert not LedgerEntry.objects.exists()


@pytest.mark.harm("H35")
@pytest.mark.parametrize(("days", "is_silent"), [(90, False), (91, True)])
def test_a_promise_that_nobody_spoke_of_for_ninety_days_says_so_by_itself(
    client: WatchfulClient, days: int, is_silent: bool
) -> None:
    write(make_programme()["B1"], days_ago=days)

    page = client.get(url("plan:programme")).content.decode()

    assert ("sans nouvelle depuis" in page) is is_silent


@pytest.mark.harm("H35")
@pytest.mark.parametrize(("days", "is_silent"), [(90, False), (91, True)])
def test_a_promise_never_spoken_of_says_so_since_the_day_it_was_taken_in(
    client: WatchfulClient, days: int, is_silent: bool
) -> None:
    make_programme(now=FRIDAY_NIGHT - timedelta(days=days))

    page = client.get(url("plan:programme")).content.decode()

    assert ("rien n'en a été dit depuis le 2" in html.unescape(page)) is is_silent


def test_what_is_kept_or_abandoned_needs_no_more_news(client: WatchfulClient) -> None:
    write(make_programme()["B1"], "kept", days_ago=400)

    assert "sans nouvelle depuis" not in client.get(url("plan:programme")).content.decode()


@pytest.mark.harm("H27")
def test_an_entry_needs_french_and_dutch() -> None:
    with pytest.raises(NotInBothLanguages):
        write(make_programme()["B1"], words_nl=" ")


@pytest.mark.harm("H29")
def test_no_entry_is_changed_or_removed() -> None:
    entry = write(make_programme()["B1"])
    entry.words_fr = "Tout est fait."

    with pytest.raises(WrittenForGood):
        entry.save()
    with pytest.raises(WrittenForGood):
        entry.delete()
    with pytest.raises(WrittenForGood):
        LedgerEntry.objects.update(state="kept")
    with pytest.raises(WrittenForGood):
        LedgerEntry.objects.all().delete()
    with pytest.raises(WrittenForGood):
        PlanEvent.objects.all().delete()


@pytest.mark.harm("H29")
@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE plan_ledgerentry SET words_fr = 'Tout est fait.' WHERE number = 2", "Entry 2"),
        ("UPDATE plan_ledgerentry SET state = 'kept' WHERE number = 1", "Entry 1"),
        ("DELETE FROM plan_ledgerentry WHERE number = 2", "Entries 2 to 2"),
        ("DELETE FROM plan_ledgerentry WHERE number = 3", "had 3 entries; 2"),
    ],
)
def test_whoever_writes_past_us_in_the_database_shows(sql: str, fault: str) -> None:
    promise = make_programme()["B1"]
    for days_ago in (9, 5, 1):
        write(promise, days_ago=days_ago)
    assert queries.list_faults() == []

    with connection.cursor() as cursor:
        cursor.execute(sql)

    assert any(fault in found for found in queries.list_faults())


@pytest.mark.harm("H29")
def test_a_ledger_with_a_fault_raises_the_alarm_and_is_not_signed(client: WatchfulClient) -> None:
    write(make_programme()["B1"])
    jobs.check_ledger(FRIDAY_NIGHT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE plan_ledgerentry SET words_fr = 'Tout est fait.'")

    answer = client.get(url("plan:export_ledger"))

    with pytest.raises(jobs.LedgerBroken, match="Entry 1"):
        jobs.check_ledger(FRIDAY_NIGHT)
    assert answer.status_code == 503
    assert "Nous ne signons rien" in answer.content.decode()
    assert "signature" not in answer.content.decode()


def test_a_state_agrees_with_the_promise_and_the_signs_with_the_language(
    client: WatchfulClient, planned: Planned
) -> None:
    write(make_programme()["B1"], "abandoned", because_fr="Trop cher.", because_nl="Te duur.")
    make_action(planned)

    programme, plan = (client.get(url(f"plan:{name}")).content.decode() for name in ("programme", "plan"))

    assert "Abandonnée" in programme
    assert "Pas commencée" in programme
    assert re.search(r"\w\u00a0: 1\s*<", plan)
    assert ": Abandonnée" in client.get(url("plan:commitment", 1)).content.decode().replace("\u00a0", "")


def test_two_dates_are_compared_by_commitment(client: WatchfulClient) -> None:
    promises = make_programme()
    write(promises["B1"], days_ago=30, words_fr="Commencé.")
    write(promises["A2"], days_ago=3, words_fr="Neuf sur dix.")

    days = {"from_on": "2026-06-01", "to_on": "2026-06-19"}
    page = client.get(url("plan:compare_programme"), days).content.decode()

    assert "Neuf sur dix." in page
    assert "Commencé." not in page


@pytest.mark.parametrize(
    "days",
    [{"from_on": "2026-06-19", "to_on": "2026-06-01"}, {"from_on": "hier", "to_on": ""}, {"from_on": "9" * 5000}],
)
def test_days_that_are_none_are_refused(client: WatchfulClient, days: dict[str, str]) -> None:
    assert client.get(url("plan:compare_programme"), days).status_code == 422


@pytest.mark.harm("H29")
def test_the_export_is_verified_without_us(client: WatchfulClient, tmp_path: Path) -> None:
    promises = make_programme()
    write(promises["B1"], days_ago=5, words_fr="« Dix » & vingt – été ✓")
    write(promises["A2"])
    export, key = tmp_path / "ledger.json", tmp_path / "key.pem"
    export.write_bytes(client.get(url("plan:export_ledger")).content)
    key.write_bytes(client.get(url("plan:ledger_key")).content)

    out = StringIO()
    call_command("verify_ledger", str(export), "--key", str(key), stdout=out)

    assert "2 entries follow" in out.getvalue()
    assert client.get(url("plan:export_ledger")).content == export.read_bytes()


@pytest.mark.harm("H29")
@pytest.mark.parametrize("place", ["words_fr", "state", "signature", "entries", "key"])
def test_an_export_that_was_touched_is_refused(client: WatchfulClient, tmp_path: Path, place: str) -> None:
    promises = make_programme()
    write(promises["B1"])
    told = client.get(url("plan:export_ledger")).json()
    if place == "signature":
        told["signature"] = base64.b64encode(b"0" * 64).decode()
    elif place == "entries":
        told["ledger"]["entries"] = []
    elif place == "key":
        del told["public_key"]
    else:
        told["ledger"]["entries"][0][place] = "kept"
    file = tmp_path / "ledger.json"
    file.write_text(json.dumps(told))

    with pytest.raises(CommandError):
        call_command("verify_ledger", str(file), stdout=StringIO())


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff\xfe", b'{"ledger": 3, "signature": "", "public_key": ""}'])
def test_what_is_no_export_is_refused_in_a_sentence(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "ledger.json"
    file.write_bytes(raw)

    with pytest.raises(CommandError, match="no export of a ledger"):
        call_command("verify_ledger", str(file), stdout=StringIO())


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_verifies_the_export(client: WatchfulClient, tmp_path: Path) -> None:
    write(make_programme()["B1"])
    told = client.get(url("plan:export_ledger")).json()
    (tmp_path / "ledger.bin").write_bytes(chain.canonical(told["ledger"]))
    (tmp_path / "ledger.sig").write_bytes(base64.b64decode(told["signature"]))
    (tmp_path / "key.pem").write_bytes(client.get(url("plan:ledger_key")).content)

    words = "openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in ledger.bin -sigfile ledger.sig"
    done = subprocess.run(words.split(), cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr


@pytest.mark.harm("H23")
def test_facts_propose_and_a_person_writes(planned: Planned, prevention: WatchfulClient) -> None:
    promise = make_programme()["B1"]
    following.discover()
    action = make_action(planned, days=(-3,))
    actions.fulfil_promise(action=action, promise=promise, by=SYSTEM, now=FRIDAY_NIGHT)
    steps.complete_step(step=action.steps.get(), by=SYSTEM, now=FRIDAY_NIGHT)

    following.catch_up(now=FRIDAY_NIGHT)
    following.catch_up(now=FRIDAY_NIGHT)

    assert not LedgerEntry.objects.exists()
    proposal = LedgerProposal.objects.get()
    assert (proposal.promise, proposal.state) == (promise, "kept")
    sent = {"state": "kept", "words_fr": "C’est fait.", "words_nl": "Het is klaar."}
    assert prevention.post(url("plan:write_entry", "B1"), sent).status_code == 302
    proposal.refresh_from_db()
    assert proposal.entry == LedgerEntry.objects.get()


def test_one_action_that_is_not_done_keeps_the_facts_from_proposing(planned: Planned) -> None:
    promise = make_programme()["B1"]
    following.discover()
    done, open_action = make_action(planned, "A1", days=(-3,)), make_action(planned, "A2", days=(9,))
    for action in (done, open_action):
        actions.fulfil_promise(action=action, promise=promise, by=SYSTEM, now=FRIDAY_NIGHT)
    steps.complete_step(step=done.steps.get(), by=SYSTEM, now=FRIDAY_NIGHT)

    following.catch_up(now=FRIDAY_NIGHT)

    assert not LedgerProposal.objects.exists()


def test_facts_do_not_propose_what_the_ledger_says_already() -> None:
    promise = make_programme()["B1"]
    write(promise, "kept")

    assert ledger.propose(promise=promise, state="kept", now=FRIDAY_NIGHT) is None
    assert not LedgerProposal.objects.exists()


def test_the_mayor_writes_a_sentence_and_is_told_what_is_missing(
    client: WatchfulClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_programme()
    enter(client, monkeypatch, Role.MAYOR)
    path = url("plan:write_entry", "B1")

    refused = client.post(path, {"state": "abandoned", "words_fr": "Non.", "words_nl": "Nee."})
    wrong = client.post(path, {"state": "kept", "words_fr": "a", "words_nl": "b", "evidence": "javascript:alert(1)"})
    taken = client.post(
        path, {"state": "late", "words_fr": "Plus tard.", "words_nl": "Later.", "evidence": "/fr/plan/"}
    )

    assert (refused.status_code, wrong.status_code, taken.status_code) == (422, 422, 302)
    entry = LedgerEntry.objects.get()
    assert (entry.office_code, entry.evidence) == ("mayor", ["/fr/plan/"])


def test_who_holds_two_offices_chooses_for_which_one_the_ledger_is_written(
    client: WatchfulClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_programme()
    account, other = enter(client, monkeypatch, Role.MAYOR), make_office("aldermen")
    make_holder(other, account=account, role=Role.PREVENTION_OFFICER)
    path = url("plan:write_entry", "B1")
    sent = {"state": "late", "words_fr": "Plus tard.", "words_nl": "Later."}
    mayor, works = (Office.objects.get(code=code) for code in ("mayor", "works"))
    page = client.get(path).content.decode()
    assert all(f'value="{office.pk}"' in page for office in (mayor, other))

    statuses = [client.post(path, sent | chosen).status_code for chosen in ({}, {"office": str(works.pk)})]
    taken = client.post(path, sent | {"office": str(mayor.pk)})

    assert (*statuses, taken.status_code) == (422, 422, 302)
    assert LedgerEntry.objects.get().office_code == "mayor"


@pytest.mark.parametrize(
    "evidence",
    [
        "https://",
        "//x",
        "http://[::1",
        "http://x:abc/",
        "/\\x",
        "https://a b.be",
        "ftp://x.be",
        "///x",
        "x",
        "/a\nhttps://",
    ],
)
def test_what_is_no_address_is_refused_on_the_form(prevention: WatchfulClient, evidence: str) -> None:
    make_programme()
    sent = {"state": "late", "words_fr": "Plus tard.", "words_nl": "Later.", "evidence": evidence}

    assert prevention.post(url("plan:write_entry", "B1"), sent).status_code == 422
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.WORKS, Role.CHIEF, Role.ADMINISTRATOR])
def test_others_do_not_write_the_ledger(client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    make_programme()
    enter(client, monkeypatch, role)
    sent = {"state": "kept", "words_fr": "C’est fait.", "words_nl": "Het is klaar."}

    assert client.post(url("plan:write_entry", "B1"), sent).status_code == 404
    assert not LedgerEntry.objects.exists()


def test_the_ledger_of_the_demo_still_hangs_together_after_its_dates_moved() -> None:
    promise = make_programme()["B1"]
    for days_ago in (9, 1):
        write(promise, days_ago=days_ago)

    demo.move_dates(weeks=3)

    assert queries.list_faults() == []
    assert LedgerEntry.objects.latest("number").at == FRIDAY_NIGHT + timedelta(days=20)
