"""One table: written and read back to the same bytes, looked at before anything changes, refused whole."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from serein.kit import tables
from serein.kit.actors import SYSTEM
from serein.people.models import Role
from serein.plan import exchange, reading
from serein.plan.models import Action, Plan, Step
from serein.plan.operations import actions, steps, ties
from serein.plan.operations.importing import import_plan
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_office
from tests.plan.conftest import enter
from tests.plan.make import BEGAN, TODAY, Planned, make_action, make_neighbourhood
from tests.proximity.make import url

pytestmark = pytest.mark.django_db
HEAD = ",".join(exchange.COLUMNS)


def full(planned: Planned) -> Plan:
    """Fill a plan with everything that a table says, awkward signs included."""
    one = make_action(planned, "A1", title_fr="Éclairer; « vite », dit-on", summary_fr='Deux\nlignes, et "guillemets"')
    two = make_action(planned, "A2", is_public=False, title_nl="")
    given_up = make_action(planned, "A3")
    late, done = one.steps.order_by("rank")[1], one.steps.order_by("rank")[0]
    steps.mark_late(step=late, because_fr="Pas de pièces.", because_nl="Geen onderdelen.", by=SYSTEM, now=FRIDAY_NIGHT)
    steps.complete_step(step=done, on=TODAY - timedelta(days=2), by=SYSTEM, now=FRIDAY_NIGHT)
    ties.add_indicator(
        action=one,
        name_fr="Réglés",
        name_nl="Klaar",
        source="reports_mended",
        kind="report_lamp",
        neighbourhood=make_neighbourhood(),
        since_on=BEGAN.date(),
        target=12.5,
        by=SYSTEM,
        now=BEGAN,
    )
    for cents in (123_456, 7, 100):
        ties.add_budget_line(
            action=one, year=2026, label_fr="Lampes", label_nl="Lampen", amount_cents=cents, by=SYSTEM, now=BEGAN
        )
    ties.need(action=two, needs=one, by=SYSTEM, now=BEGAN)
    actions.abandon_action(
        action=given_up,
        because_fr="Non.",
        because_nl="Nee.",
        on=TODAY - timedelta(days=7),
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )
    return planned.plan


def empty_plan() -> Plan:
    return actions.start_plan(
        title_fr="Autre",
        title_nl="Ander",
        starts_on=TODAY,
        ends_on=TODAY + timedelta(days=9),
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )


def text_of(*rows: str) -> str:
    """Write a table from rows that give only the first cells."""
    return "\n".join([HEAD, *rows])


def refusals(planned: Planned, *rows: str) -> str:
    with pytest.raises(tables.WrongTable) as refused:
        import_plan(plan=planned.plan, text=text_of(*rows), by=SYSTEM, now=FRIDAY_NIGHT)
    return " ".join(refused.value.sentences)


def test_what_goes_out_comes_back_to_the_same_bytes(planned: Planned) -> None:
    text = exchange.write_plan(full(planned), is_public=False)

    other = empty_plan()
    import_plan(plan=other, text=text, by=SYSTEM, now=FRIDAY_NIGHT)

    assert exchange.write_plan(other, is_public=False) == text


def test_a_plan_sent_back_as_it_is_changes_nothing(planned: Planned) -> None:
    plan = full(planned)
    text = exchange.write_plan(plan, is_public=False)

    rows = reading.read_plan(text, plan=plan, today=TODAY)
    found = exchange.compare(plan, rows)

    assert found.is_empty
    assert found.missing == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_three_encodings_and_two_separators_say_the_same(planned: Planned, encoding: str, separator: str) -> None:
    rows = [HEAD, "objective,,O9,,Été – cœur,Zomer", "action,O9,A9,works,Éclairer,Verlichten,,,01/07/2026,30.09.2026"]
    raw = "\r\n".join(rows).replace(",", separator).encode(encoding)

    import_plan(plan=planned.plan, text=tables.decode(raw), by=SYSTEM, now=FRIDAY_NIGHT)

    action = Action.objects.get(code="A9")
    assert (action.objective.title_fr, action.title_fr) == ("Été – cœur", "Éclairer")
    assert action.due_on.isoformat() == "2026-09-30"


def test_half_of_the_owners_unknown_are_all_listed_with_their_lines_and_the_accepted_ones(planned: Planned) -> None:
    make_office("youth")
    rows = [f"action,O1,B{n},{'works' if n % 2 else f'nobody{n}'},Agir,Doen,,,2026-07-01,2026-08-01" for n in range(40)]

    told = refusals(planned, *rows)

    assert all(f"nobody{n}" in told for n in range(0, 40, 2))
    assert "Ligne 2\u00a0:" in told
    assert "works, youth" in told
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("action,O1,B1,works,Agir,Doen,,,2026-08-01,2026-07-01", "avant le début"),
        ("action,O1,B1,works,Agir,Doen,,,demain,2026-07-01", "n'est pas une date"),
        ("action,O1,B1,works,Agir,Doen,,,2026-02-30,2026-07-01", "n'est pas une date"),
        ("action,O7,B1,works,Agir,Doen,,,2026-06-01,2026-07-01", "O7"),
        ("action,O1,B1,works,,Doen,,,2026-06-01,2026-07-01", "title_fr"),
        ("action,O1,B1,works,Agir,Doen,,,2026-06-01,2026-07-01,2026-06-02", "dit pourquoi"),
        ("action,O1,B1,works,Agir,Doen,,,2026-06-01,2026-07-01,2030-06-02,Non,Nee", "pas encore arrivée"),
        ("step,Z9,1,,Agir,Doen,,,,2026-07-01", "Z9"),
        ("wish,O1,B1,works,Agir,Doen", "objective, action"),
        (f"objective,,O2,,{'x' * 300},y", "title_fr est trop long"),
        (f"action,O1,B1,works,Agir,Doen,{'x' * 2001},,2026-06-01,2026-07-01", "text_fr est trop long"),
        ("action,O1,B1,works,Agir,Doen,Appelez le 0475 12 34 56,,2026-06-01,2026-07-01", "0475 12 34 56"),
        ("action,O1,B1,works,Agir,Doen,,La voiture 1-ABC-123,2026-06-01,2026-07-01", "1-ABC-123"),
        ("objective,,O2,,a,b,,,,,,,,2026", "n'a pas de year"),
        ("objective,,Été,,a,b", "pas un code"),
        ("objective,,O 2;,,a,b", "pas un code"),
        ("objective,,O1,,a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p", "plus de cases"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_half_written(planned: Planned, row: str, words: str) -> None:
    told = refusals(planned, "objective,,O5,,Bon,Goed", row)

    assert words in told
    assert not planned.plan.objectives.filter(code="O5").exists()


def test_a_budget_or_a_step_that_makes_no_sense_is_refused(planned: Planned) -> None:
    make_action(planned, "A1", is_public=False)

    assert "pas un montant" in refusals(planned, "budget,A1,1,,a,b,,,,,,,,2026,beaucoup")
    assert "pas un montant" in refusals(planned, "budget,A1,1,,a,b,,,,,,,,2026,-3")
    assert "pas un montant" in refusals(planned, "budget,A1,1,,a,b,,,,,,,,2026,1e400")
    for year in ("abc", "-5", "99999", "1999", "٢٠٢٦"):
        assert "son année" in refusals(planned, f"budget,A1,1,,a,b,,,,,,,,{year},5")
    assert "title_fr est trop long" in refusals(planned, f"budget,A1,1,,{'x' * 121},b,,,,,,,,2026,5")
    assert "text_nl est trop long" in refusals(planned, f"indicator,A1,2,,a,b,,{'x' * 61}")
    assert "because_fr est trop long" in refusals(planned, f"step,A1,1,,a,b,,,,2026-07-01,,{'x' * 501},b")
    assert "0475" in refusals(planned, "step,A1,1,,a,b,,,,2026-07-01,,Voir le 0475 12 34 56,b")
    assert "pas un code" in refusals(planned, f"step,A1,{'0' * 5000}1,,a,b,,,,2026-07-01")
    assert "3 est encore libre" in refusals(planned, "indicator,A1,4,,a,b").replace("\u00a0", " ")
    assert "pas un code" in refusals(planned, "step,A1,premier,,a,b,,,,2026-07-01")
    assert "deux fois" in refusals(planned, "step,A1,7,,a,b,,,,2026-07-01", "step,A1,7,,c,d,,,,2026-07-02")


def test_a_file_taken_twice_changes_nothing_the_second_time(planned: Planned) -> None:
    make_action(planned, "A1", is_public=False)
    text = text_of(
        "indicator,A1,03,,Trois,Drie",
        "indicator,A1,02,,Deux,Twee",
        "budget,A1,01,,a,b,,,,,,,,2026,5",
        "step,A1,07,works,Sept,Zeven,,,,2026-07-01",
    )

    first, second = (import_plan(plan=planned.plan, text=text, by=SYSTEM, now=FRIDAY_NIGHT) for _ in range(2))

    assert len(first.new) == 4
    assert second.is_empty
    names = [row.name_fr for row in Action.objects.get().indicators.all()]
    assert names == ["Lampes allumées", "Deux", "Trois"]
    assert Step.objects.filter(rank=7).count() == 1


@pytest.mark.parametrize(
    "title", ["=1+1", "+32", "-5 lampes", "@SUM(A1)", "'=1", "''=1", "'s Avonds", "=cmd|' /C calc'!A0"]
)
def test_no_cell_is_a_formula_and_each_comes_back_as_it_was(planned: Planned, title: str) -> None:
    action = make_action(planned, "A1", title_fr=title, title_nl=title)
    ties.change_indicator(indicator=action.indicators.get(), target=-5.0, by=SYSTEM, now=FRIDAY_NIGHT)
    text = exchange.write_plan(planned.plan, is_public=True)

    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == ["-5"]
    other = empty_plan()
    import_plan(plan=other, text=text, by=SYSTEM, now=FRIDAY_NIGHT)
    assert Action.objects.get(objective__plan=other).title_fr == title
    assert exchange.write_plan(other, is_public=False) == text


def test_actions_that_would_wait_for_each_other_are_refused_whole(planned: Planned) -> None:
    make_action(planned, "A1")
    make_action(planned, "A2")

    told = refusals(planned, "objective,,O5,,Bon,Goed", "need,A1,A2", "need,A2,A1")

    assert "l'une l'autre" in told
    assert not planned.plan.objectives.filter(code="O5").exists()


def test_what_was_done_is_not_undone_by_a_file(planned: Planned) -> None:
    action = make_action(planned, "A1", days=(-3,))
    steps.complete_step(step=action.steps.get(), by=SYSTEM, now=FRIDAY_NIGHT)

    told = refusals(planned, "step,A1,1,works,Autre,Ander,,,,2026-07-01")

    assert "reste ainsi" in told
    assert Step.objects.get().done_on == TODAY


@pytest.mark.parametrize("raw", [b"", b"\xef\xbb\xbf", b"a;b\n1;2", b"\x00", b"kind\n" + b"x" * 400_000])
def test_what_is_no_table_is_refused_at_the_desk(planned: Planned, prevention: WatchfulClient, raw: bytes) -> None:
    answer = prevention.post(url("plan:desk_files"), {"file": SimpleUploadedFile("plan.csv", raw)})

    assert answer.status_code == 422


def test_a_file_is_looked_at_before_anything_is_written(planned: Planned, prevention: WatchfulClient) -> None:
    make_action(planned, "A1")
    text = text_of("objective,,O1,,Voir mieux,Beter zien", "objective,,O2,,Marcher,Stappen")
    shown = prevention.post(url("plan:desk_files"), {"file": SimpleUploadedFile("plan.csv", text.encode())})

    page = shown.content.decode()
    assert "Voir mieux" in page
    assert shown.context["found"].changed[0].columns[0] == ("title_fr", "Voir", "Voir mieux")
    assert [row["kind"] for row in shown.context["found"].missing] == ["action", "step", "step", "indicator"]
    assert planned.plan.objectives.count() == 1

    written = prevention.post(url("plan:write_file"), {"text": text})

    assert written.status_code == 302
    assert planned.plan.objectives.count() == 2
    assert Action.objects.count() == 1


def test_a_text_changed_between_looking_and_writing_is_checked_again(
    planned: Planned, prevention: WatchfulClient
) -> None:
    answer = prevention.post(
        url("plan:write_file"), {"text": text_of("action,O1,B1,nobody,a,b,,,2026-07-01,2026-08-01")}
    )

    assert answer.status_code == 422
    assert not Action.objects.exists()


def test_drafts_leave_only_through_the_desk(
    client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, planned: Planned
) -> None:
    make_action(planned, "A1")
    make_action(planned, "A2", is_public=False)
    public = client.get(url("plan:plan_csv")).content.decode("utf-8-sig")
    enter(client, monkeypatch, Role.MAYOR)

    whole = client.get(url("plan:desk_csv")).content.decode("utf-8-sig")

    assert ",A2," not in public
    assert ",A2," in whole
    assert client.post(url("plan:write_file"), {"text": whole}).status_code == 404


@pytest.mark.harm("H27")
def test_a_reason_in_one_language_does_not_leave_in_the_public_table(planned: Planned) -> None:
    one, two = make_action(planned, "A1", days=(-3,)), make_action(planned, "A2", days=(-3,))
    steps.mark_late(step=one.steps.get(), because_fr="Pas de pièces.", by=SYSTEM, now=FRIDAY_NIGHT)
    steps.mark_late(step=two.steps.get(), because_fr="Le gel.", because_nl="De vorst.", by=SYSTEM, now=FRIDAY_NIGHT)

    public, whole = (exchange.write_plan(planned.plan, is_public=is_public) for is_public in (True, False))

    assert "Pas de pièces." not in public
    assert "Le gel.,De vorst." in public
    assert "Pas de pièces." in whole
