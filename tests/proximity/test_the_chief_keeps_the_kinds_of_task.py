"""Kinds of task are put right, retired and taken up again; what was done of them stays in its year."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from serein.kit.actors import SYSTEM
from serein.proximity import annual_paper
from serein.proximity.models import IntakeFormat, TaskDecision, TaskType, Visit
from serein.proximity.operations import catalogue, intake
from serein.proximity.queries import annual
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import Place, url
from tests.proximity.work import TODAY, account_of, enter, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A3a")]


@pytest.fixture
def chief(client: WatchfulClient, kinds: dict[str, TaskType], monkeypatch: pytest.MonkeyPatch) -> WatchfulClient:
    return enter(client, account_of("Farid"), monkeypatch)


def corrected(**changes: str) -> dict[str, str]:
    sent = {
        "what": "correct",
        "name_fr": "Attestation (toutes)",
        "name_nl": "Attest (alle)",
        "activity": "other",
        "visit_minutes": "10",
        "asked_by": "resident",
    }
    return sent | changes


def retire(chief: WatchfulClient, code: str, on: date) -> None:
    sent = {"what": "retire", "on": on.isoformat()}
    assert chief.post(url("proximity:task_type", code), sent).status_code == 302


def decide(task_type: TaskType, effective_on: date, decision: str = "shift", **fields: Any) -> TaskDecision:
    told: dict[str, Any] = {
        "to_fr": "Service Population",
        "to_nl": "Dienst Bevolking",
        "reason_fr": "La loi le permet.",
        "reason_nl": "De wet laat het toe.",
        "decided_on": date(2026, 6, 1),
    }
    row = TaskDecision(task_type=task_type, decision=decision, effective_on=effective_on, **told | fields)
    return catalogue.decide(decision=row, by=SYSTEM, now=FRIDAY_NIGHT)


def line_of(code: str, *, year: int = 2026) -> annual.Line | None:
    lines = annual.list_year(year=year, on=TODAY)
    return next((one for one in lines if one.entry.task_type.code == code), None)


def offered(client: WatchfulClient, name: str, *args: object) -> set[int]:
    form = client.get(url(f"proximity:{name}", *args)).context["form"]
    return {one.pk for one in form.fields["task_type"].queryset}


def test_a_kind_is_put_right_and_keeps_its_short_name(chief: WatchfulClient) -> None:
    page = url("proximity:task_type", "certificate")

    for change in ({"name_nl": ""}, {"name_fr": " "}, {"activity": "sleep"}, {"visit_minutes": "500"}):
        assert chief.post(page, corrected(**change)).status_code == 422
    assert chief.post(page, corrected(code="other")).status_code == 302

    kind = TaskType.objects.get(code="certificate")
    assert (kind.name_fr, kind.name_nl, kind.activity) == ("Attestation (toutes)", "Attest (alle)", "other")
    assert "Attest (alle)" in chief.get(url("proximity:task_type", "certificate", language="nl")).content.decode()


def test_who_asks_for_it_stays_once_a_task_of_it_came_in(
    chief: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    page = url("proximity:task_type", "certificate")
    chief.post(page, corrected(asked_by="commune", is_visit="on"))
    changed = TaskType.objects.get(code="certificate")
    assert (changed.asked_by, changed.is_visit) == ("commune", True)
    chief.post(page, corrected(asked_by="resident"))
    make_task(place, kinds["certificate"])

    chief.post(page, corrected(asked_by="zone", is_visit="on"))

    kept = TaskType.objects.get(code="certificate")
    assert (kept.asked_by, kept.is_visit) == ("resident", False)
    kept.asked_by = "zone"
    with pytest.raises(catalogue.TasksCameIn):
        catalogue.keep_task_type(task_type=kept, by=SYSTEM, now=FRIDAY_NIGHT)


def test_a_retired_kind_is_offered_nowhere_until_it_is_taken_up_again(
    chief: WatchfulClient, kinds: dict[str, TaskType]
) -> None:
    task, visit = kinds["apostille"].pk, kinds["residence-check"].pk
    row = IntakeFormat.objects.create(headings="a|b|c", first_seen_at=FRIDAY_NIGHT)
    forms = (("tasks", (), task), ("enter_visit", (), visit), ("intake_format", (row.pk,), visit))

    for code in ("apostille", "residence-check"):
        retire(chief, code, TODAY + timedelta(days=1))
    assert all(kind in offered(chief, name, *args) for name, args, kind in forms), "used until that day"
    for code in ("apostille", "residence-check"):
        retire(chief, code, TODAY)
    assert not any(kind in offered(chief, name, *args) for name, args, kind in forms)
    listed = chief.get(url("proximity:catalogue")).context

    for code in ("apostille", "residence-check"):
        assert chief.post(url("proximity:task_type", code), {"what": "take_up"}).status_code == 302
    assert {one.code for one in listed["retired"]} == {"apostille", "residence-check"}
    assert all(kind in offered(chief, name, *args) for name, args, kind in forms)
    with pytest.raises(catalogue.NotRetired):
        catalogue.take_up_again(task_type=TaskType.objects.get(pk=task), by=SYSTEM, now=FRIDAY_NIGHT)


def test_a_file_whose_kind_is_retired_is_explained_anew_and_takes_nothing_in(
    chief: WatchfulClient, kinds: dict[str, TaskType]
) -> None:
    raw = b"Ref;Adresse;Date\nPOP-1;Rue du Moulin 12, 7700;15/06/2026\n"
    with pytest.raises(intake.FormatUnknown) as unknown:
        intake.take_in(raw=raw, by=SYSTEM, now=FRIDAY_NIGHT)
    row = unknown.value.row
    columns = {"reference": "ref", "address": "adresse", "received_on": "date"}
    told: dict[str, Any] = {"row": row, "columns": columns, "by": SYSTEM, "now": FRIDAY_NIGHT}
    intake.explain_format(task_type=kinds["residence-check"], **told)
    retire(chief, "residence-check", TODAY)

    answer = chief.post(url("proximity:intake"), {"file": SimpleUploadedFile("pop.csv", raw)})

    assert answer["Location"] == url("proximity:intake_format", row.pk)
    assert not Visit.objects.exists()


def test_the_annual_list_keeps_a_kind_that_was_used_or_had_tasks_in_the_year(
    chief: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    make_task(place, kinds["apostille"], received_on=date(2026, 2, 3))
    for code, on in (
        ("certificate", date(2026, 3, 1)),
        ("event-notice", date(2026, 1, 1)),
        ("apostille", date(2025, 12, 1)),
    ):
        retire(chief, code, on)

    kept, gone, late = line_of("certificate"), line_of("event-notice"), line_of("apostille")

    assert kept is not None
    assert kept.entry.is_retired
    assert not kept.could_go_to_others, "nobody waits for a decision on what is no longer done"
    assert gone is None
    assert line_of("event-notice", year=2025) is not None
    assert late is not None
    assert late.volume == 1


def test_a_decision_to_come_is_told_with_its_day_and_waits_for_nothing(
    chief: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    make_task(place, kinds["certificate"])
    before = line_of("certificate")
    decide(kinds["certificate"], date(2026, 9, 1))

    after = line_of("certificate")

    assert before is not None
    assert before.could_go_to_others
    assert after is not None
    assert not after.could_go_to_others
    assert after.effect is None
    for name in ("annual", "catalogue"):
        html = chief.get(url(f"proximity:{name}")).content.decode()
        assert "1 septembre 2026" in html
        assert "Service Population" in html
    rows = str(annual_paper.annual_list(year=2026, now=FRIDAY_NIGHT).blocks)
    assert "1 septembre 2026" in rows


def test_a_decision_that_counts_and_one_to_come_are_both_told(
    chief: WatchfulClient, kinds: dict[str, TaskType]
) -> None:
    decide(kinds["certificate"], date(2026, 6, 2), "simplify", to_fr="", to_nl="")
    decide(kinds["certificate"], date(2026, 9, 1))
    decide(kinds["event-notice"], date(2026, 9, 1), decided_on=date(2026, 8, 1))

    html = chief.get(url("proximity:annual")).content.decode()

    line, other = line_of("certificate"), line_of("event-notice")
    assert line is not None
    assert line.entry.decision is not None
    assert line.entry.coming is not None
    assert "Service Population" in html
    assert other is not None
    assert other.entry.is_undecided, "nothing is decided before the day on which it is"


def test_only_the_chief_puts_kinds_right(
    place: Place, kinds: dict[str, TaskType], monkeypatch: pytest.MonkeyPatch
) -> None:
    for account in (place.town.eve, place.town.amina.account, account_of("Greet")):
        other = enter(WatchfulClient(), account, monkeypatch)

        for sent in (corrected(), {"what": "retire", "on": "2026-06-01"}, {"what": "take_up"}):
            assert other.post(url("proximity:task_type", "certificate"), sent).status_code == 404
    assert TaskType.objects.get(code="certificate").retired_on is None
