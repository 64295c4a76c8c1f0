"""Tasks come in as a kind, a beat and dates; a visit with its door; each ends once, and honestly."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from serein.kit.actors import SYSTEM
from serein.proximity.models import Task, TaskDecision, TaskRule, TaskType, Visit, VisitAttempt
from serein.proximity.operations import catalogue, notices, visits
from serein.proximity.queries.catalogue import list_entries
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_beat
from tests.proximity.make import Place, url
from tests.proximity.work import TODAY, account_of, enter, make_task, make_visit, stand_at

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A3a")]


def told(kinds: dict[str, TaskType], place: Place, **changes: object) -> dict[str, object]:
    return {
        "task_type": kinds["apostille"].pk,
        "beat": place.beat.pk,
        "received_on": "2026-06-18",
        "count": 3,
        "token": "one-form",
    } | changes


@pytest.mark.harm("H22")
def test_tasks_have_no_field_for_a_name_or_an_address_and_only_visits_of_the_commune_carry_a_door() -> None:
    fields = {field.name for field in Task._meta.get_fields()}
    texts = [field.name for field in Task._meta.concrete_fields if isinstance(field, models.TextField)]
    to_address = [
        model.__name__
        for model in apps.get_app_config("proximity").get_models()
        for field in model._meta.concrete_fields
        if field.name in {"place", "household", "address", "lat", "lon", "name"} and not field.name.startswith("place_")
    ]

    assert not fields & {"name", "address", "street", "place", "household", "reference", "note", "text", "person"}
    assert texts == []
    assert set(to_address) == {"Visit"}
    assert {one.asked_by for one in TaskType.objects.filter(is_visit=True)} <= set(TaskType.OF_THE_COMMUNE)


@pytest.mark.harm("H22")
def test_a_task_of_others_can_never_be_made_a_visit(kinds: dict[str, TaskType], place: Place) -> None:
    kinds["apostille"].is_visit = True

    with pytest.raises(catalogue.NoTaskOfTheCommune):
        catalogue.keep_task_type(task_type=kinds["apostille"], by=SYSTEM, now=FRIDAY_NIGHT)
    with pytest.raises(IntegrityError), transaction.atomic():
        TaskType.objects.filter(code="apostille").update(is_visit=True)
    with pytest.raises(visits.NotAVisit):
        make_visit(place, TaskType.objects.get(code="bailiff-assistance"))


def test_an_inspector_takes_several_in_at_once_and_a_form_sent_twice_is_one(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    for _time in range(2):
        assert amina.post(url("proximity:tasks"), told(kinds, place)).status_code == 302

    assert Task.objects.count() == 3


@pytest.mark.parametrize(
    "change",
    [
        {"received_on": "2026-06-20"},
        {"received_on": "31/02/2026"},
        {"count": 0},
        {"count": 51},
        {"task_type": 0},
        {"beat": 0},
        {"received_on": "1999-01-01"},
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place, change: dict[str, object]
) -> None:
    assert amina.post(url("proximity:tasks"), told(kinds, place, **change)).status_code == 422
    assert not Task.objects.exists()


def test_nobody_takes_tasks_in_for_a_beat_they_do_not_serve(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    other = make_beat("B99")

    assert amina.post(url("proximity:tasks"), told(kinds, place, beat=other.pk)).status_code == 422


def test_a_residence_check_is_due_eight_working_days_later(kinds: dict[str, TaskType], place: Place) -> None:
    visit = make_visit(place, kinds["residence-check"], received_on=date(2026, 6, 12))

    assert visit.task.due_on == date(2026, 6, 24)


def test_the_rule_of_the_day_it_came_counts(kinds: dict[str, TaskType], place: Place) -> None:
    rule = TaskRule(
        task_type=kinds["residence-check"],
        from_on=date(2026, 6, 15),
        doer="inspector",
        working_days=3,
        basis_fr="Nouvel arrêté",
        basis_nl="Nieuw besluit",
        source="Moniteur belge",
    )
    catalogue.keep_rule(rule=rule, by=SYSTEM, now=FRIDAY_NIGHT)

    before = make_visit(place, kinds["residence-check"], received_on=date(2026, 6, 12))
    after = make_visit(place, kinds["residence-check"], received_on=date(2026, 6, 15))

    assert (before.task.due_on, after.task.due_on) == (date(2026, 6, 24), date(2026, 6, 18))


def test_a_task_ends_once(amina: WatchfulClient, kinds: dict[str, TaskType], place: Place) -> None:
    task = make_task(place, kinds["apostille"])

    amina.post(url("proximity:end_task", task.pk), {"ending": "done", "minutes_band": "u30"})
    again = amina.post(url("proximity:end_task", task.pk), {"ending": "dropped"}, follow=True)

    task.refresh_from_db()
    assert (task.ending, task.minutes_band, task.closed_on) == ("done", "u30", TODAY)
    assert "avant vous" in again.content.decode()


@pytest.mark.parametrize("outcome", ["nobody_home", "seen", "moved"])
def test_a_visit_is_done_at_the_door_alone(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place, outcome: str
) -> None:
    visit = make_visit(place, kinds["residence-check"])
    amina.post(url("proximity:end_task", visit.task_id), {"ending": "done"})
    assert Task.objects.open().count() == 1

    stand_at(visit, outcome)

    visit.refresh_from_db()
    assert visit.finding == {"nobody_home": "", "seen": "lives_here", "moved": "moved"}[outcome]
    assert Task.objects.open().count() == (outcome == "nobody_home")


def test_what_a_device_sends_twice_or_late_is_kept_and_changes_no_finding(
    kinds: dict[str, TaskType], place: Place
) -> None:
    visit = make_visit(place, kinds["residence-check"])
    stand_at(visit, "seen", once="a")
    stand_at(visit, "seen", once="a")

    stand_at(visit, "moved", once="b", at=FRIDAY_NIGHT - timedelta(hours=5))

    visit.refresh_from_db()
    assert VisitAttempt.objects.count() == 2
    assert visit.finding == "lives_here"


@pytest.mark.parametrize(
    ("at", "minutes"), [(timedelta(minutes=-5), 30), (timedelta(hours=-9), 300), (timedelta(hours=1), 5)]
)
def test_an_attempt_to_come_or_of_hours_is_refused(
    kinds: dict[str, TaskType], place: Place, at: timedelta, minutes: int
) -> None:
    with pytest.raises(visits.AttemptOutOfTime):
        stand_at(make_visit(place, kinds["residence-check"]), "seen", at=FRIDAY_NIGHT + at, minutes=minutes)

    assert not VisitAttempt.objects.exists()


@pytest.mark.parametrize(
    ("hours", "is_enough"),
    [
        ((4, 3), False),
        ((14, 4, 3), False),  # two times of one day
        ((27, 14, 3), False),  # two days
        ((51, 27, 3), False),  # three evenings
        ((62, 27, 3), True),  # a morning and two evenings
    ],
)
def test_nobody_home_is_a_finding_after_three_days_and_two_times_of_the_day(
    kinds: dict[str, TaskType], place: Place, hours: tuple[int, ...], is_enough: bool
) -> None:
    visit = make_visit(place, kinds["residence-check"])
    for before in hours:
        stand_at(visit, "nobody_home", at=FRIDAY_NIGHT - timedelta(hours=before))

    if is_enough:
        assert visits.give_up(visit=visit, by=SYSTEM, now=FRIDAY_NIGHT).finding == Visit.Finding.NEVER_HOME
    else:
        with pytest.raises(visits.TriedTooSeldom):
            visits.give_up(visit=visit, by=SYSTEM, now=FRIDAY_NIGHT)


def test_nobody_gives_a_door_up_whose_resident_was_promised_an_hour(kinds: dict[str, TaskType], place: Place) -> None:
    visit = make_visit(place, kinds["residence-check"])
    for before in (62, 27, 3):
        stand_at(visit, "nobody_home", at=FRIDAY_NIGHT - timedelta(hours=before))
    starts_at = FRIDAY_NIGHT + timedelta(days=1)
    visits.agree_hours(
        visit=visit, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), by=SYSTEM, now=FRIDAY_NIGHT
    )

    with pytest.raises(visits.TriedTooSeldom):
        visits.give_up(visit=visit, by=SYSTEM, now=FRIDAY_NIGHT)

    assert visits.give_up(visit=visit, by=SYSTEM, now=starts_at + timedelta(hours=3)).finding == "never_home"


def test_a_notice_is_left_at_one_door_and_its_answer_ends_nothing(kinds: dict[str, TaskType], place: Place) -> None:
    first, second = make_visit(place, kinds["residence-check"]), make_visit(place, kinds["residence-check"])
    notice = notices.print_pad(beat=place.beat, count=2, by=SYSTEM, now=FRIDAY_NIGHT)[0]
    stand_at(first, "nobody_home", notice_number=notice.number.lower())

    notices.answer_notice(notice=notice, kind="changed", text="J’ai déménagé.", by=SYSTEM, now=FRIDAY_NIGHT)

    first.refresh_from_db()
    assert (first.finding, first.task.closed_on) == ("", None)
    with pytest.raises(visits.NoSuchNotice):
        stand_at(second, "nobody_home", notice_number=notice.number)
    assert VisitAttempt.objects.count() == 1


def test_a_visit_by_hand_needs_a_door_that_we_know_and_no_national_number(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    sent = {
        "task_type": kinds["residence-check"].pk,
        "where": "Rue du Moulin 12",
        "reference": "POP-1",
        "received_on": "2026-06-19",
        "language": "fr",
        "token": "t",
    }

    for change in ({"where": "Atlantide 3"}, {"where": ""}, {"reference": "85.07.30-033.28"}, {"reference": ""}):
        assert amina.post(url("proximity:enter_visit"), sent | change).status_code == 422
    assert amina.post(url("proximity:enter_visit"), sent).status_code == 302
    assert Visit.objects.count() == 1


def test_the_chief_decides_once_a_day_and_in_both_languages(
    client: WatchfulClient, kinds: dict[str, TaskType], monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = enter(client, account_of("Farid"), monkeypatch)
    page = url("proximity:task_type", "certificate")
    sent = {
        "what": "decision",
        "decision": "shift",
        "to_fr": "Service Population",
        "to_nl": "Dienst Bevolking",
        "reason_fr": "La loi ne le réserve pas à la police.",
        "reason_nl": "De wet behoudt dit niet voor aan de politie.",
        "decided_on": "2026-06-01",
        "effective_on": "2026-06-15",
    }

    assert chief.post(page, sent | {"to_nl": ""}).status_code == 422
    assert chief.post(page, sent).status_code == 302
    assert chief.post(page, sent).status_code == 422

    entry = next(one for one in list_entries(on=TODAY) if one.task_type.code == "certificate")
    assert entry.decision is not None
    assert entry.decision.to_fr == "Service Population"
    assert TaskDecision.objects.count() == 1


def test_a_rule_from_another_day_leaves_the_one_before(
    client: WatchfulClient, kinds: dict[str, TaskType], monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = enter(client, account_of("Farid"), monkeypatch)
    sent = {
        "what": "rule",
        "doer": "staff",
        "basis_fr": "Arrêté",
        "basis_nl": "Besluit",
        "source": "Moniteur belge",
        "from_on": "2026-06-01",
        "verified_on": "2026-06-10",
    }

    assert chief.post(url("proximity:task_type", "form-entry"), sent).status_code == 302

    assert [row.from_on for row in kinds["form-entry"].rules.all()] == [date(2026, 6, 1), date(2026, 1, 1)]


@pytest.mark.parametrize("name", ["tasks", "enter_visit", "catalogue", "add_task_type"])
def test_eve_sees_none_of_it(place: Place, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    eve = enter(WatchfulClient(), place.town.eve, monkeypatch)

    assert eve.get(url(f"proximity:{name}")).status_code == 404


def test_the_list_of_tasks_asks_as_much_of_the_database_however_long(
    amina: WatchfulClient,
    kinds: dict[str, TaskType],
    place: Place,
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    for _n in range(25):
        make_task(place, kinds["apostille"])

    with django_assert_max_num_queries(19):  # type: ignore[operator]
        html = amina.get(url("proximity:tasks")).content.decode()
    assert html.count("queue__item") >= 25
