"""What a change freed is learnt from days that were asked about the kind of task: silence is no zero."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from serein.kit.actors import SYSTEM
from serein.people.models import StaffMember
from serein.proximity.marks import own_mark
from serein.proximity.models import DayDraw, SampledDay, TaskDecision, TaskType, TimeFigure
from serein.proximity.operations import catalogue, measuring
from serein.proximity.queries import annual
from serein.proximity.queries import measuring as queries
from tests.client import WatchfulClient
from tests.people.make import BRUSSELS, FRIDAY_NIGHT, make_post
from tests.proximity.make import Place, url
from tests.proximity.told import SPRING, SUMMER, hear_staff, tell
from tests.proximity.work import TODAY, account_of, enter

pytestmark = [pytest.mark.django_db, pytest.mark.promise("E1")]

WINTER_DAYS, SPRING_DAYS = date(2026, 1, 5), date(2026, 4, 6)


@pytest.fixture
def amina(client: WatchfulClient, team: list[StaffMember], monkeypatch: pytest.MonkeyPatch) -> WatchfulClient:
    return enter(client, team[0].account, monkeypatch)


def decide(task_type: TaskType, effective_on: date = date(2026, 3, 2), decision: str = "simplify") -> TaskDecision:
    row = TaskDecision(
        task_type=task_type,
        decision=decision,
        reason_fr="Un seul formulaire.",
        reason_nl="Eén formulier.",
        decided_on=date(2026, 2, 1),
        effective_on=effective_on,
    )
    return catalogue.decide(decision=row, by=SYSTEM, now=FRIDAY_NIGHT)


def make_day(member: StaffMember, day: date = TODAY - timedelta(days=1)) -> SampledDay:
    post = member.postings.get().desk.post
    return SampledDay.objects.create(
        by_mark=own_mark(member.account), post=post, day=day, probability=0.2, drawn_at=FRIDAY_NIGHT
    )


def effect_of(decision: TaskDecision) -> queries.Effect:
    return queries.effects_of(decisions=[decision], until=TODAY)[0]


@pytest.mark.harm("H29")
def test_a_day_that_was_not_asked_about_a_kind_is_no_day_without_it(
    team: list[StaffMember], kinds: dict[str, TaskType]
) -> None:
    kind = kinds["certificate"]
    decision = decide(kind)
    for n in range(12):
        tell(team, WINTER_DAYS + timedelta(days=n), kind=kind, asked=[kind])
        tell(team, SPRING_DAYS + timedelta(days=n))

    silent = effect_of(decision)
    for n in range(20, 32):
        tell(team, SPRING_DAYS + timedelta(days=n), asked=[kind])
    told = effect_of(decision)

    assert (silent.days_before, silent.days_after, silent.change.verdict.value) == (48, 0, "too_few")
    assert (told.days_before, told.days_after, told.change.verdict.value) == (48, 48, "less")


def test_each_decision_is_read_from_the_days_of_its_own_half_years_in_three_queries(
    team: list[StaffMember], kinds: dict[str, TaskType], django_assert_num_queries: Any
) -> None:
    late, early = kinds["certificate"], kinds["event-notice"]
    decisions = [decide(late), decide(early, date(2025, 6, 1))]
    for n in range(3):
        tell(team, WINTER_DAYS + timedelta(days=n), asked=[late, early])
        tell(team, SPRING_DAYS + timedelta(days=n), asked=[late])

    with django_assert_num_queries(3):
        effects = queries.effects_of(decisions=decisions, until=TODAY)

    assert [(one.decision.task_type, one.days_before, one.days_after) for one in effects] == [
        (late, 12, 12),
        (early, 0, 0),
    ]


def test_kinds_are_asked_about_from_the_decision_until_its_effect_is_known(kinds: dict[str, TaskType]) -> None:
    decide(kinds["certificate"], date(2026, 12, 1), "stop")
    decide(kinds["event-notice"], date(2026, 2, 1))
    decide(kinds["form-entry"], date(2025, 6, 1))
    decide(kinds["apostille"], date(2026, 2, 1), "keep")
    catalogue.retire_task_type(task_type=kinds["certificate"], on=date(2026, 2, 1), by=SYSTEM, now=FRIDAY_NIGHT)

    asked = queries.list_kinds_to_ask(on=TODAY)

    assert {one.code for one in asked} == {"certificate", "event-notice"}


def test_nothing_is_told_as_nothing_and_a_kind_that_is_asked_is_never_left_out(
    amina: WatchfulClient, team: list[StaffMember], kinds: dict[str, TaskType]
) -> None:
    kind = kinds["certificate"]
    decide(kind)
    day = make_day(team[0])
    page = url("proximity:tell_day", day.pk)
    sent = {"administrative": 200, f"minutes_of_{kind.pk}": 0, f"tasks_of_{kind.pk}": ""}

    for change in ({f"minutes_of_{kind.pk}": ""}, {f"tasks_of_{kind.pk}": 3}, {f"minutes_of_{kind.pk}": 300}):
        assert amina.post(page, sent | change).status_code == 422
    assert not day.kinds_asked.exists()
    assert kind.name in amina.get(page).content.decode()
    assert amina.post(page, sent).status_code == 302

    assert list(day.kinds_asked.all()) == [kind]
    assert [(one.activity, one.minutes, one.task_type) for one in day.times.all()] == [("administrative", 200, None)]


def test_minutes_of_a_kind_are_taken_out_of_its_activity(
    amina: WatchfulClient, team: list[StaffMember], kinds: dict[str, TaskType]
) -> None:
    kind = kinds["certificate"]
    decide(kind)
    day = make_day(team[0])
    sent = {kind.activity: 200, f"minutes_of_{kind.pk}": 60, f"tasks_of_{kind.pk}": 3}

    assert amina.post(url("proximity:tell_day", day.pk), sent).status_code == 302

    told = [(one.minutes, one.tasks, one.task_type) for one in day.times.order_by("minutes")]
    assert told == [(60, 3, kind), (140, 0, None)]


@pytest.mark.parametrize(
    "row",
    [
        {"kind_minutes_0": 30},
        {"kind_tasks_0": 2},
        {"kind_0": "apostille"},
        {"kind_0": "certificate", "kind_minutes_0": 30},
    ],
)
def test_no_minutes_are_dropped_in_silence(
    amina: WatchfulClient, team: list[StaffMember], kinds: dict[str, TaskType], row: dict[str, object]
) -> None:
    kind = kinds["certificate"]
    decide(kind)
    day = make_day(team[0])
    sent = {"judicial": 100, "administrative": 100, f"minutes_of_{kind.pk}": 0}

    answer = amina.post(url("proximity:tell_day", day.pk), sent | row)

    assert answer.status_code == 422
    assert "open" in answer.content.decode().split('<details class="more"')[1].split(">")[0]
    assert not day.times.exists()


def test_two_draws_never_overlap_for_a_day_in_both_would_weigh_wrongly(
    team: list[StaffMember], place: Place, client: WatchfulClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    hear_staff()
    chief = enter(client, account_of("Farid"), monkeypatch)
    page = url("proximity:measuring")
    sent = {"what": "draw", "first": "2026-06-01", "last": "2026-07-17", "count": "2"}
    assert chief.post(page, sent).status_code == 302

    for first, last in (("2026-07-17", "2026-08-14"), ("2026-06-22", "2026-06-26"), ("2026-06-01", "2026-08-30")):
        answer = chief.post(page, sent | {"first": first, "last": last})
        assert answer.status_code == 422
        assert "20 juin 2026" in answer.content.decode()
    assert chief.post(page, sent | {"first": "2026-07-18", "last": "2027-07-17"}).status_code == 422
    assert chief.post(page, sent | {"first": "2026-07-18", "last": "2026-08-14"}).status_code == 302

    periods = list(DayDraw.objects.order_by("first_on").values_list("first_on", "last_on"))
    assert periods == [(date(2026, 6, 20), date(2026, 7, 17)), (date(2026, 7, 18), date(2026, 8, 14))]
    assert SampledDay.objects.count() == 4


def test_a_draw_covers_every_day_from_monday_to_friday_and_says_so(
    team: list[StaffMember], client: WatchfulClient
) -> None:
    hear_staff()
    drawn = measuring.draw_days(
        first=date(2026, 6, 22), last=date(2026, 6, 28), count=100, seed=3, by=SYSTEM, now=FRIDAY_NIGHT
    )

    assert {one.day.weekday() for one in drawn} == {0, 1, 2, 3, 4}
    assert len(drawn) == 5 * len(team)
    assert "Monday to Friday" in client.get(url("proximity:contact_time", language="en")).content.decode()


@pytest.mark.harm("H24")
def test_how_many_drawn_days_were_told_is_published_with_the_figure_and_older_figures_say_nothing(
    team: list[StaffMember], place: Place, client: WatchfulClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(10):
        tell(team, SPRING + timedelta(days=n))
    for n in range(10, 13):
        make_day(team[0], SPRING + timedelta(days=n))
    zone, post = measuring.publish_quarter(quarter=SPRING, by=SYSTEM, now=SUMMER)
    old = {key: value for key, value in zone.content.items() if key not in {"drawn", "hours_a_week"}}
    TimeFigure(quarter=date(2026, 1, 1), content=old, published_at=SUMMER).save(force_insert=True)

    shown = queries.list_quarters()
    html = client.get(url("proximity:contact_time", language="en")).content.decode()
    chief = enter(WatchfulClient(), account_of("Farid"), monkeypatch)
    of_the_chief = chief.get(url("proximity:measuring"))

    assert [(one.days, one.drawn) for one in shown] == [(40, 43), (40, None)]
    assert "40 of 43" in html
    assert "drawn" not in post.content, "the zone less its posts would tell how few of one or two people told"
    assert [(one.quarter, one.told, one.drawn) for one in of_the_chief.context["responses"]] == [(SPRING, 40, 43)]


def test_the_day_on_which_a_figure_was_published_is_that_of_the_commune(team: list[StaffMember]) -> None:
    for n in range(10):
        tell(team, SPRING + timedelta(days=n))
    measuring.publish_quarter(quarter=SPRING, by=SYSTEM, now=datetime(2026, 7, 10, 0, 30, tzinfo=BRUSSELS))

    assert queries.list_quarters()[0].published_on == date(2026, 7, 10)


@pytest.mark.harm("H29")
def test_the_public_page_asks_as_much_of_the_database_however_much_was_decided_and_published(
    team: list[StaffMember], kinds: dict[str, TaskType], client: WatchfulClient
) -> None:
    codes = ["certificate", "event-notice", "vehicle-notice"]
    for n in range(10):
        tell(team, SPRING + timedelta(days=n), asked=[kinds[code] for code in codes])
    measuring.publish_quarter(quarter=SPRING, by=SYSTEM, now=SUMMER)
    decide(kinds[codes[0]])
    page = url("proximity:contact_time")
    client.get(page)

    with CaptureQueriesContext(connection) as with_one:
        client.get(page)
    for code in codes[1:]:
        decide(kinds[code])
    far = make_post("far")
    figure = TimeFigure.objects.exclude(post=None).get()
    TimeFigure(quarter=SPRING, post=far, content=figure.content, published_at=SUMMER).save(force_insert=True)
    with CaptureQueriesContext(connection) as with_three:
        html = client.get(page).content.decode()

    assert all(kinds[code].name_fr in html for code in codes)
    assert html.count(far.name_fr) == 2
    assert len(with_three) == len(with_one)


@pytest.mark.harm("H32")
def test_beside_each_share_stand_the_hours_of_an_inspectors_week_that_it_means(
    team: list[StaffMember], client: WatchfulClient
) -> None:
    for n in range(10):
        tell(team, SPRING + timedelta(days=n), contact=120, paper=300)  # and 60 of other work: eight hours a day
    zone, _post = measuring.publish_quarter(quarter=SPRING, by=SYSTEM, now=SUMMER)

    quarter = queries.list_quarters()[0]
    value, low, high = quarter.contact.hours or (0, 0, 0)
    html = client.get(url("proximity:contact_time", language="en")).content.decode()
    head, line, *_rest = client.get(url("proximity:contact_time_csv")).content.decode().splitlines()

    assert zone.content["hours_a_week"] == pytest.approx(40, abs=0.5)
    assert value == round(zone.content["hours_a_week"] * quarter.contact.share / 100) == 10
    assert low <= value <= high
    assert f"about 10 hours of each inspector’s week (between {low} and {high})" in html
    assert head.endswith("days,staff,drawn,hours_a_week")
    assert line.endswith(f"40,4,40,{zone.content['hours_a_week']}")


def test_a_figure_published_without_hours_shows_shares_alone(team: list[StaffMember], client: WatchfulClient) -> None:
    for n in range(10):
        tell(team, SPRING + timedelta(days=n))
    content = queries.figure_of(quarter=SPRING, post=None) or {}
    old = {key: value for key, value in content.items() if key not in {"drawn", "hours_a_week"}}
    TimeFigure(quarter=SPRING, content=old, published_at=SUMMER).save(force_insert=True)

    html = client.get(url("proximity:contact_time", language="en")).content.decode()
    line = client.get(url("proximity:contact_time_csv")).content.decode().splitlines()[1]

    assert queries.list_quarters()[0].contact.hours is None
    assert "hours of each" not in html
    assert line.endswith("40,4,,")


@pytest.mark.promise("A3a")
def test_the_annual_list_asks_as_much_of_the_database_however_much_was_decided(
    team: list[StaffMember], kinds: dict[str, TaskType], django_assert_num_queries: Any
) -> None:
    codes = ["certificate", "event-notice", "vehicle-notice"]
    hear_staff()
    for n in range(3):
        tell(team, SPRING_DAYS + timedelta(days=n), asked=[kinds[code] for code in codes])

    for code in codes:
        decide(kinds[code])
        with django_assert_num_queries(10):
            annual.list_year(year=2026, on=TODAY)
