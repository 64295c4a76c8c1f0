"""The population office's file comes in once, and its results go back in a file: nobody types anything twice."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry
from serein.kit.sealed import open_unseen
from serein.kit.tables import WrongTable
from serein.proximity.models import IntakeFormat, Task, TaskRule, TaskType, Visit
from serein.proximity.operations import intake, visits
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import Place, url
from tests.proximity.work import account_of, enter, make_catalogue, make_task, stand_at

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A3a")]

HEAD = "N° dossier;Nom;Rue;Numéro;Code postal;Date de la demande;Remarque"
COLUMNS = {
    "reference": "n° dossier",
    "household": "nom",
    "address": "rue",
    "number": "numéro",
    "postcode": "code postal",
    "received_on": "date de la demande",
}


@pytest.fixture(autouse=True)
def _greet_of_the_front_desk_is_in(client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    make_catalogue()
    enter(client, account_of("Greet"), monkeypatch)


def send(client: WatchfulClient, text: str, encoding: str = "utf-8") -> Any:
    return client.post(url("proximity:intake"), {"file": SimpleUploadedFile("pop.csv", text.encode(encoding))})


def explain(client: WatchfulClient) -> None:
    row = IntakeFormat.objects.get()
    told = {"task_type": TaskType.objects.get(code="residence-check").pk} | COLUMNS
    assert client.post(url("proximity:intake_format", row.pk), told).status_code == 302


def line(number: int, house: str = "12", day: str = "15/06/2026") -> str:
    return f"POP-{number};Ménage {number};Rue du Moulin;{house};7700;{day};"


def test_columns_are_explained_once_and_then_files_are_read_at_once(client: WatchfulClient) -> None:
    text = f"{HEAD}\n{line(1)}\n{line(2)}\n"
    send(client, text)
    assert not Visit.objects.exists()
    explain(client)

    send(client, text)

    visit = Visit.objects.select_related("task").first()
    assert visit is not None
    assert Visit.objects.count() == 2
    assert open_unseen(visit.reference) == "POP-1"
    assert "Rue du Moulin 12" in open_unseen(visit.place)
    assert (visit.task.due_on - visit.task.received_on).days >= 8  # type: ignore[operator]


def test_a_file_sent_twice_is_one_and_an_old_spreadsheet_is_read(client: WatchfulClient) -> None:
    text = f"{HEAD}\n{line(1)}\n"
    send(client, text)
    explain(client)
    send(client, text)

    page = client.post(
        url("proximity:intake"), {"file": SimpleUploadedFile("pop.csv", text.encode("cp1252"))}, follow=True
    )

    assert Visit.objects.count() == 1
    assert "déjà là" in page.content.decode()


def test_what_was_made_is_counted_and_a_line_that_stands_twice_in_a_file_is_one(place: Place) -> None:
    raw = f"{HEAD}\n{line(1)}\n{line(2)}\n{line(1)}\n".encode()
    with pytest.raises(intake.FormatUnknown) as unknown:
        intake.take_in(raw=raw, by=SYSTEM, now=FRIDAY_NIGHT)
    kind = TaskType.objects.get(code="residence-check")
    intake.explain_format(row=unknown.value.row, task_type=kind, columns=COLUMNS, by=SYSTEM, now=FRIDAY_NIGHT)

    first = intake.take_in(raw=raw, by=SYSTEM, now=FRIDAY_NIGHT)
    again = intake.take_in(raw=raw + f"{line(3)}\n".encode(), by=SYSTEM, now=FRIDAY_NIGHT)

    assert (first.new, first.known) == (2, 1)
    assert (again.new, again.known) == (1, 3)
    assert Visit.objects.count() == 3


def test_a_request_older_than_the_installation_has_its_legal_delay(client: WatchfulClient) -> None:
    text = f"{HEAD}\n{line(1, day='12/12/2025')}\n"
    send(client, text)
    explain(client)

    send(client, text)

    task = Task.objects.get()
    assert task.received_on < TaskRule.objects.earliest("from_on").from_on
    assert task.due_on == date(2025, 12, 24)


def test_lines_that_mean_no_door_are_left_out_by_their_number_and_the_others_stand(client: WatchfulClient) -> None:
    text = f"{HEAD}\n{line(1)}\n{line(2, house='999')}\n{line(3, day='31/02/2026')}\n;;;;;;\n{line(4)[:5]}\n"
    send(client, text)
    explain(client)

    html = send(client, text).content.decode()

    assert Visit.objects.count() == 1
    for told in ("Ligne 3", "Ligne 4", "31/02/2026", "Ligne 6"):
        assert told in html


@pytest.mark.harm("H09")
@pytest.mark.parametrize("mark", ["0470 12 34 56", "chloe@example.org"])
def test_a_household_is_a_name_and_nothing_by_which_one_is_reached(client: WatchfulClient, mark: str) -> None:
    text = f"{HEAD}\n{line(1)}\n{line(2).replace('Ménage 2', f'Chloé {mark}')}\n"
    send(client, text)
    explain(client)

    html = send(client, text).content.decode()

    assert Visit.objects.count() == 1
    assert "Ligne 3" in html


@pytest.mark.harm("H22")
@pytest.mark.parametrize(
    "column",
    ["Numéro de PV", "Parquet", "Feiten", "Nationalité", "N° registre national", "Rijksregisternummer", "NISS"],
)
def test_a_column_that_tells_of_a_case_or_a_national_number_refuses_the_whole_file(
    client: WatchfulClient, column: str
) -> None:
    answer = send(client, f"{HEAD};{column}\n{line(1)}x\n")

    assert answer.status_code == 422
    assert column in answer.content.decode()
    assert not IntakeFormat.objects.exists()
    assert not Visit.objects.exists()


@pytest.mark.harm("H22")
@pytest.mark.parametrize(
    "number",
    ["85.07.30-033.28", "85073003328", "00012556777", "85-07-30-033-28", "85/07/30 – 033.28", "85 07 30\u00a0033 28"],
)
def test_a_national_number_anywhere_refuses_the_whole_file(client: WatchfulClient, number: str) -> None:
    send(client, f"{HEAD}\n{line(1)}\n")
    explain(client)

    answer = send(client, f"{HEAD}\n{line(1)}\n{line(2)}vu {number}\n")

    assert answer.status_code == 422
    assert number not in answer.content.decode()
    assert not Visit.objects.exists()


@pytest.mark.harm("H22")
@pytest.mark.parametrize("head", ["POP-12;Chloé;Rue du Moulin 12;85073003328", "a|b;c;d", "x" * 90 + ";y"])
def test_a_first_line_that_names_no_columns_is_kept_nowhere(client: WatchfulClient, head: str) -> None:
    assert send(client, f"{head}\n{line(1)}\n").status_code == 422
    assert not IntakeFormat.objects.exists()


def test_a_street_that_is_not_ours_gets_no_door_of_another(client: WatchfulClient) -> None:
    text = f"{HEAD}\n{line(1)}\n"
    send(client, text)
    explain(client)

    html = send(client, text.replace("Rue du Moulin", "Rue Verte").replace("POP-1", "POP-9")).content.decode()

    assert not Visit.objects.exists()
    assert "Rue Verte" in html


@pytest.mark.parametrize("raw", [b"", b"\x00\x01", b"a\n", b"a;a\n1;2\n", b"a;;b\n", b"PK\x03\x04zip"])
def test_what_is_no_table_gets_a_sentence_and_nothing_is_kept(client: WatchfulClient, raw: bytes) -> None:
    answer = client.post(url("proximity:intake"), {"file": SimpleUploadedFile("pop.csv", raw)})

    assert answer.status_code == 422
    assert not IntakeFormat.objects.exists()


def test_results_go_back_once_and_their_file_can_be_fetched_again(client: WatchfulClient, place: Place) -> None:
    text = f"{HEAD}\n{line(1)}\n{line(2)}\n"
    send(client, text)
    explain(client)
    send(client, text)
    found = Visit.objects.order_by("pk").first()
    assert found is not None
    stand_at(found, "nobody_home", at=FRIDAY_NIGHT - timedelta(days=1))
    stand_at(found, "seen")

    client.post(url("proximity:send_back", "residence-check"))

    returned = Task.objects.get(visit=found).returned_at
    assert returned is not None
    address = url("proximity:results", "residence-check", returned.isoformat())
    table = client.get(address).content.decode("utf-8-sig")
    assert table.splitlines() == ["Référence du service,Résultat,Jour,Passages", "POP-1,Habite ici,2026-06-19,2"]
    assert client.get(address).content.decode("utf-8-sig") == table
    assert JournalEntry.objects.filter(act="sealed.read", identifiers__why="return").count() == 2
    assert Task.objects.filter(returned_at=None).count() == 1


@pytest.mark.harm("H16")
def test_doors_are_erased_two_weeks_after_their_result_went_back(client: WatchfulClient) -> None:
    text = f"{HEAD}\n{line(1)}\n"
    send(client, text)
    explain(client)
    send(client, text)
    visit = Visit.objects.get()
    stand_at(visit, "moved")
    intake.send_back(task_type=visit.task.task_type, by=SYSTEM, now=FRIDAY_NIGHT)

    assert visits.erase_due(by=SYSTEM, now=FRIDAY_NIGHT + timedelta(days=13)) == 0
    assert visits.erase_due(by=SYSTEM, now=FRIDAY_NIGHT + timedelta(days=15)) == 1

    visit.refresh_from_db()
    assert (str(visit.place), str(visit.household), str(visit.reference), visit.door) == ("", "", "", "")
    assert visit.finding == "moved"


def test_a_door_that_is_needed_for_longer_is_sealed_anew(place: Place) -> None:
    make_type = TaskType.objects.get(code="residence-check")
    raw = f"{HEAD}\n{line(1)}\n".encode()
    with pytest.raises(intake.FormatUnknown) as unknown:
        intake.take_in(raw=raw, by=SYSTEM, now=FRIDAY_NIGHT)
    intake.explain_format(row=unknown.value.row, task_type=make_type, columns=COLUMNS, by=SYSTEM, now=FRIDAY_NIGHT)
    intake.take_in(raw=raw, by=SYSTEM, now=FRIDAY_NIGHT)
    day = Visit.objects.get().key_day

    visits.erase_due(by=SYSTEM, now=FRIDAY_NIGHT + timedelta(days=115))

    visit = Visit.objects.get()
    assert visit.key_day > day
    assert open_unseen(visit.reference) == "POP-1"


def test_a_file_of_tasks_of_others_can_never_be_explained(place: Place) -> None:
    with pytest.raises(intake.FormatUnknown) as unknown:
        intake.take_in(raw=f"{HEAD}\n".encode(), by=SYSTEM, now=FRIDAY_NIGHT)

    with pytest.raises(visits.NotAVisit, match="apostille"):
        intake.explain_format(
            row=unknown.value.row,
            task_type=TaskType.objects.get(code="apostille"),
            columns=COLUMNS,
            by=SYSTEM,
            now=FRIDAY_NIGHT,
        )


def test_a_file_too_large_is_not_read(place: Place) -> None:
    with pytest.raises(WrongTable, match="300"):
        intake.take_in(raw=b"x" * 400_000, by=SYSTEM, now=FRIDAY_NIGHT)


@pytest.mark.parametrize("who", ["Amina", "Eve"])
def test_only_the_front_desk_and_the_chief_send_files(place: Place, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    other = enter(WatchfulClient(), account_of(who), monkeypatch)

    for name, args in (("intake", ()), ("results", ("residence-check", "2026-06-19T21:30:00+02:00"))):
        assert other.get(url(f"proximity:{name}", *args)).status_code == 404


def test_the_page_of_files_asks_as_much_of_the_database_however_many_tasks_there_are(
    client: WatchfulClient, place: Place, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    kinds = {one.code: one for one in TaskType.objects.all()}
    for _n in range(30):
        make_task(place, kinds["apostille"])

    with django_assert_max_num_queries(16):  # type: ignore[operator]
        assert client.get(url("proximity:intake")).status_code == 200
