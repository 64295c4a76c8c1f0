"""Time is measured after the staff was heard, told by those whose day it was, and published better or worse."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.kit.append_only import WrittenForGood
from serein.kit.models import JournalEntry
from serein.people import operations as people
from serein.people.models import BeatDesk, StaffMember
from serein.proximity.marks import own_mark
from serein.proximity.models import (
    Activity,
    Contact,
    PlannedContact,
    SampledDay,
    SampledTime,
    TaskDecision,
    TaskType,
    TimeFigure,
)
from serein.proximity.operations import catalogue, contacts, measuring
from serein.proximity.operations.measuring import Spent
from serein.proximity.queries import annual, presence
from serein.proximity.queries import measuring as queries
from serein.proximity.queries.freed import list_freed
from serein.proximity.queries.load import read_load
from serein.proximity.queries.quarters import next_quarter, quarter_before, quarter_of
from serein.proximity.queries.staff import list_staff
from tests.client import WatchfulClient
from tests.people.make import BRUSSELS, FRIDAY_NIGHT, make_beat, make_desk, make_post, make_posting, make_staff_member
from tests.proximity.make import Place, url
from tests.proximity.work import account_of, enter, make_catalogue, make_task, make_visit, stand_at
from tests.territory.make import make_neighbourhood

pytestmark = [pytest.mark.django_db]

SPRING = date(2026, 4, 1)
SUMMER = FRIDAY_NIGHT.replace(month=7, day=10)


@pytest.fixture
def kinds(place: Place) -> dict[str, TaskType]:
    return make_catalogue()


@pytest.fixture
def team(place: Place) -> list[StaffMember]:
    """Amina and three colleagues, each with a beat of the same post."""
    members = [place.town.amina]
    for n, name in enumerate(("Dirk", "Fatou", "Hugo"), start=2):
        member = make_staff_member(name)
        make_posting(make_desk(make_beat(f"B0{n}"), post=place.town.desk.post), member)
        members.append(member)
    return members


def hear_staff(counts_from: date = date(2026, 1, 5)) -> None:
    measuring.enter_consultation(
        held_on=date(2026, 1, 2), counts_from=counts_from, reference="CCB 2026/1", by=SYSTEM, now=FRIDAY_NIGHT
    )


def tell(
    team: list[StaffMember],
    day: date,
    *,
    contact: int = 120,
    paper: int = 240,
    kind: TaskType | None = None,
    seed: int = 1,
) -> None:
    """Let everyone have told a day, each a little otherwise."""
    dice = np.random.default_rng([seed, day.toordinal()])
    for member in team:
        row = SampledDay.objects.create(
            by_mark=own_mark(member.account),
            post=BeatDesk.objects.filter(postings__staff_member=member).first().post,  # type: ignore[union-attr]
            day=day,
            probability=0.1,
            drawn_at=FRIDAY_NIGHT,
            filled_at=FRIDAY_NIGHT,
        )
        told = ((Activity.CONTACT, contact, None), (Activity.ADMINISTRATIVE, paper, kind), (Activity.OTHER, 60, None))
        for activity, minutes, of in told:
            SampledTime.objects.create(
                sampled_day=row,
                activity=activity,
                minutes=max(1, minutes + int(dice.integers(-20, 20))),
                task_type=of,
                tasks=6 if of else 0,
            )


@pytest.mark.harm("H32")
@pytest.mark.promise("E1")
def test_nothing_is_measured_before_the_day_that_the_consultation_set(team: list[StaffMember]) -> None:
    asked: dict[str, Any] = {"first": date(2026, 6, 22), "last": date(2026, 7, 17), "count": 8, "seed": 1}
    with pytest.raises(measuring.StaffNotHeard):
        measuring.draw_days(**asked, by=SYSTEM, now=FRIDAY_NIGHT)
    hear_staff(counts_from=date(2026, 6, 23))
    with pytest.raises(measuring.StaffNotHeard):
        measuring.draw_days(**asked, by=SYSTEM, now=FRIDAY_NIGHT)

    drawn = measuring.draw_days(**asked | {"first": date(2026, 6, 23)}, by=SYSTEM, now=FRIDAY_NIGHT)

    assert len(drawn) == 8


@pytest.mark.promise("E1")
def test_days_are_drawn_evenly_from_days_to_come_on_which_one_works(team: list[StaffMember]) -> None:
    hear_staff()
    away = datetime(2026, 6, 20, tzinfo=BRUSSELS)
    people.note_absence(staff_member=team[3], starts_at=away, ends_at=None, by=SYSTEM, now=FRIDAY_NIGHT)

    drawn = measuring.draw_days(
        first=date(2026, 6, 1), last=date(2026, 7, 31), count=30, seed=7, by=SYSTEM, now=FRIDAY_NIGHT
    )

    counts = [sum(one.by_mark == own_mark(member.account) for one in drawn) for member in team]
    assert counts[3] == 0
    assert max(counts[:3]) - min(counts[:3]) <= 1
    assert all(
        one.day > FRIDAY_NIGHT.date() and one.day.weekday() < 5 and one.day != date(2026, 7, 21) for one in drawn
    )
    with pytest.raises(measuring.NothingToDraw):
        measuring.draw_days(
            first=date(2026, 6, 1), last=date(2026, 6, 19), count=5, seed=1, by=SYSTEM, now=FRIDAY_NIGHT
        )


@pytest.mark.harm("H32")
@pytest.mark.promise("E1")
def test_a_day_is_told_by_its_own_person_within_a_week_and_fits_in_a_day(
    team: list[StaffMember], client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = SampledDay.objects.create(
        by_mark=own_mark(team[0].account),
        post=place.town.desk.post,
        day=FRIDAY_NIGHT.date() - timedelta(days=2),
        probability=0.2,
        drawn_at=FRIDAY_NIGHT,
    )
    bart = enter(WatchfulClient(), place.town.bart.account, monkeypatch)
    amina = enter(client, team[0].account, monkeypatch)
    page = url("proximity:tell_day", day.pk)

    assert bart.get(page).status_code == 404
    assert amina.post(page, {"contact": 2000}).status_code == 422
    assert amina.post(page, {"contact": ""}).status_code == 422
    assert amina.post(page, {"contact": 200, "administrative": 260}).status_code == 302
    with pytest.raises(measuring.NotYourDay):
        measuring.tell_day(
            sampled_day=day,
            mark=own_mark(team[0].account),
            spent=[Spent("contact", 60)],
            by=SYSTEM,
            now=FRIDAY_NIGHT + timedelta(days=9),
        )

    assert {time.activity: time.minutes for time in day.times.all()} == {"contact": 200, "administrative": 260}
    assert "43 %" in amina.get(url("proximity:own_time")).content.decode()


@pytest.mark.harm("H32")
@pytest.mark.promise("E1")
def test_a_quarter_is_published_over_three_people_or_not_at_all(team: list[StaffMember]) -> None:
    for n in range(5):
        tell(team[:2], SPRING + timedelta(days=n))
    assert measuring.publish_quarter(quarter=SPRING, by=SYSTEM, now=SUMMER) == []

    for n in range(5, 9):
        tell(team[2:3], SPRING + timedelta(days=n))
    zone, post = measuring.publish_quarter(quarter=SPRING, by=SYSTEM, now=SUMMER)

    assert (zone.post, post.post) == (None, BeatDesk.objects.first().post)  # type: ignore[union-attr]
    assert zone.content["staff"] == 3
    assert 0.2 < zone.content["shares"]["contact"][0] < 0.4
    with pytest.raises(measuring.QuarterNotOver):
        measuring.publish_quarter(quarter=SPRING, by=SYSTEM, now=FRIDAY_NIGHT)


@pytest.mark.harm("H29")
@pytest.mark.promise("E1")
def test_what_was_published_stays_and_the_page_shows_it_when_it_goes_down(
    team: list[StaffMember], client: WatchfulClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    winter = quarter_before(SPRING)
    for n in range(10):
        tell(team, winter + timedelta(days=n), contact=200)
        tell(team, SPRING + timedelta(days=n), contact=100)
    measuring.publish_quarter(quarter=winter, by=SYSTEM, now=SUMMER)
    measuring.publish_quarter(quarter=SPRING, by=SYSTEM, now=SUMMER)
    measuring.publish_quarter(quarter=SPRING, by=SYSTEM, now=SUMMER + timedelta(days=1))
    monkeypatch.setattr(clock, "now", lambda: SUMMER)

    html = client.get(url("proximity:contact_time")).content.decode()
    table = client.get(url("proximity:contact_time_csv")).content.decode().splitlines()

    shown = queries.list_quarters()
    assert [one.quarter for one in shown] == [SPRING, winter]
    assert shown[0].contact.share < shown[1].contact.share
    assert f"{shown[0].contact.share:.0f} %" in html.replace("\u202f", " ").replace("\xa0", " ")
    assert len(table) == 1 + TimeFigure.objects.count() * len(Activity)
    with pytest.raises(WrittenForGood):
        TimeFigure.objects.all().delete()


@pytest.mark.promise("A3a")
def test_the_annual_list_tells_what_a_change_did_and_what_it_did_not(
    team: list[StaffMember],
    kinds: dict[str, TaskType],
    place: Place,
    client: WatchfulClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hear_staff()
    for code, effective_on in (("certificate", date(2026, 3, 2)), ("event-notice", date(2026, 3, 3))):
        catalogue.decide(
            decision=TaskDecision(
                task_type=kinds[code],
                decision="shift",
                to_fr="Service Population",
                to_nl="Dienst Bevolking",
                reason_fr="La loi le permet.",
                reason_nl="De wet laat het toe.",
                decided_on=date(2026, 2, 1),
                effective_on=effective_on,
            ),
            by=SYSTEM,
            now=FRIDAY_NIGHT,
        )
    for n in range(12):
        tell(team, date(2026, 1, 5) + timedelta(days=n), kind=kinds["certificate"])
        tell(team, date(2026, 4, 6) + timedelta(days=n), paper=40, kind=None)
    for _n in range(3):
        make_task(place, kinds["certificate"])

    lines = {line.entry.task_type.code: line for line in annual.list_year(year=2026, on=FRIDAY_NIGHT.date())}

    shifted, same = lines["certificate"], lines["event-notice"]
    assert shifted.volume == 3
    assert shifted.minutes is not None
    assert shifted.minutes.mean is not None
    assert shifted.effect is not None
    assert shifted.effect.change.verdict.value == "less"
    assert same.effect is not None
    assert same.effect.change.verdict.value == "no_change_shown"
    chief = enter(client, account_of("Farid"), monkeypatch)
    html = chief.get(url("proximity:annual")).content.decode()
    assert "Service Population" in html
    for kind, head in (("pdf", b"%PDF"), ("odt", b"PK")):
        assert chief.get(url("proximity:annual_file", 2026, kind)).content.startswith(head)
    assert chief.get(url("proximity:annual_file", 1999, "pdf")).status_code == 404


@pytest.mark.promise("A3a")
def test_minutes_are_never_assumed(kinds: dict[str, TaskType], place: Place, team: list[StaffMember]) -> None:
    for n in range(4):
        stand_at(
            make_visit(place, kinds["residence-check"]), "seen", minutes=10 + n, mark=own_mark(team[n % 3].account)
        )

    line = next(
        one
        for one in annual.list_year(year=2026, on=FRIDAY_NIGHT.date())
        if one.entry.task_type.code == "residence-check"
    )

    assert line.volume == 4
    assert line.minutes is None or line.minutes.mean is None
    assert line.hours is None


@pytest.mark.promise("A3a")
def test_the_load_shows_vacant_beats_and_what_one_fewer_would_mean(
    team: list[StaffMember], kinds: dict[str, TaskType], place: Place, django_assert_max_num_queries: Any
) -> None:
    hear_staff()
    make_desk(make_beat("B09"), post=place.town.desk.post)
    for n in range(6):
        visit = make_visit(place, kinds["residence-check"])
        stand_at(visit, "seen", minutes=12, mark=own_mark(team[n % 3].account), at=FRIDAY_NIGHT - timedelta(days=2))

    with django_assert_max_num_queries(10):
        post = read_load(now=FRIDAY_NIGHT, without=place.beat.pk)[0]

    by_code = {row.beat.code: row for row in post.beats}
    assert by_code["B09"].is_vacant
    assert by_code["B09"].is_uncovered
    assert post.inspectors == 4
    hours = by_code[place.beat.code].hours_a_week or 0.0
    assert hours == pytest.approx(6 * 12 / 60 / 13)
    assert by_code["B02"].extra_hours == pytest.approx(hours / 3)
    assert by_code["B09"].extra_hours == 0


@pytest.mark.promise("A3b")
def test_freed_hours_are_booked_held_or_lost(
    client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    amina = enter(client, place.town.amina.account, monkeypatch)
    sent = {
        "beat": place.beat.pk,
        "starts_at": "2026-06-22T10:00",
        "ends_at": "2026-06-22T12:00",
        "place_type": "market",
        "is_announced": "on",
        "place_fr": "Marché du Centre",
        "place_nl": "Markt Centrum",
    }
    page = url("proximity:booked")

    for change in ({"place_nl": ""}, {"ends_at": "2026-06-22T09:00"}, {"starts_at": "2026-06-01T10:00"}, {"beat": 0}):
        assert amina.post(page, sent | change).status_code == 422
    assert amina.post(page, sent).status_code == 302
    public = WatchfulClient()
    assert "Marché du Centre" in public.get(url("proximity:where_to_meet_us")).content.decode()
    assert "Markt Centrum" in public.get(url("proximity:where_to_meet_us", language="nl")).content.decode()
    one = PlannedContact.objects.get()
    amina.post(url("proximity:settle_booked", one.pk), {"became": "lost"})

    assert "Marché du Centre" not in public.get(url("proximity:where_to_meet_us")).content.decode()
    freed = presence.read_freed(since=date(2026, 6, 1), until=date(2026, 7, 1))
    assert (freed.booked, freed.held, freed.lost) == (2.0, 0.0, 2.0)
    with pytest.raises(contacts.AlreadySettled):
        contacts.hold_contact(planned=one, by=SYSTEM, now=FRIDAY_NIGHT)


@pytest.mark.promise("A3b")
def test_contact_is_noted_in_five_taps_once_and_without_a_word(
    client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = make_neighbourhood()
    amina = enter(client, place.town.amina.account, monkeypatch)
    sent = {
        "place_type": "market",
        "theme": "youth",
        "minutes": 30,
        "half_day": "morning",
        "day": "2026-06-19",
        "neighbourhood": area.pk,
        "token": "t",
    }

    for change in ({"day": "2026-06-20"}, {"day": "2026-05-01"}, {"minutes": 7}, {"neighbourhood": 0}):
        assert amina.post(url("proximity:note_contact"), sent | change).status_code == 422
    for _time in range(2):
        assert amina.post(url("proximity:note_contact"), sent).status_code == 302

    assert Contact.objects.count() == 1
    assert not [field.name for field in Contact._meta.get_fields() if field.name in {"text", "note", "name", "person"}]


def make_presence(team: list[StaffMember], area: Any, day: date, half_day: str, minutes: int = 60) -> None:
    for member in team:
        Contact.objects.create(
            once=f"{member.pk}{area.pk}{day}{half_day}",
            by_mark=own_mark(member.account),
            neighbourhood=area,
            day=day,
            half_day=half_day,
            place_type="street",
            theme="youth",
            minutes=minutes,
        )


@pytest.mark.harm("H04")
@pytest.mark.harm("H32")
@pytest.mark.promise("P4a")
def test_presence_is_told_a_month_after_its_quarter_over_three_people(team: list[StaffMember]) -> None:
    area, other = make_neighbourhood("Centre"), make_neighbourhood("Gare")
    winter = date(2026, 1, 1)
    for n in range(20):
        make_presence(team[:3], area, winter + timedelta(days=7 * (n % 12)), ("morning", "afternoon")[n // 12])
    make_presence(team[:2], other, winter, "morning", minutes=360)

    assert presence.last_quarter_told(on=date(2026, 4, 20)) == date(2025, 10, 1)
    assert presence.last_quarter_told(on=date(2026, 5, 2)) == winter
    told = presence.read_presence(quarter=winter)

    rows = {row.neighbourhood.name_fr: row.hours for row in told.rows}
    assert rows["Centre"] == [35, 25, None, None]
    assert rows["Gare"] == [None, None, None, None]
    assert told.staff == 3


@pytest.mark.harm("H04")
@pytest.mark.promise("P4a")
def test_an_adversary_learns_no_hour_from_what_is_public(
    team: list[StaffMember], place: Place, monkeypatch: pytest.MonkeyPatch, client: WatchfulClient
) -> None:
    """
    Habits are planted: always Tuesday mornings, never Thursday mornings, in every neighbourhood.

    The adversary reads the public page every third day of the next quarter, and asks of which weekday's morning it
    should be wary. It is right no more often than by the announced meetings alone, of which there are none: as often
    as by lot. What the page tells, and is meant to, is that last quarter's presence was rather in the mornings.
    """
    areas = [make_neighbourhood(f"Quartier {code}") for code in "ABC"]
    habits = {area.pk: 1 + n for n, area in enumerate(areas)}  # Tuesday, Wednesday, Thursday
    for week in range(26):
        for area in areas:
            day = date(2026, 1, 5) + timedelta(days=7 * week + habits[area.pk])
            make_presence(team[:3], area, day, "morning")

    wins, pairs = 0.0, 0
    for ahead in range(0, 60, 3):
        today = SUMMER + timedelta(days=ahead)
        monkeypatch.setattr(clock, "now", lambda today=today: today)
        html = client.get(url("proximity:where_to_meet_us")).content.decode()
        assert "aucune rencontre" in html.lower() or "geen" in html.lower() or "no meeting" in html.lower()
        told = presence.read_presence(quarter=presence.last_quarter_told(on=today.date()))
        score = {(row.neighbourhood.pk, n): hours or 0 for row in told.rows for n, hours in enumerate(row.hours)}
        for area in areas:
            there = score.get((area.pk, 0), 0)  # the morning of the habit
            others = [score.get((area.pk, 0), 0) for _weekday in range(4)]  # the mornings of the other weekdays
            wins += sum(0.5 if there == other else float(there > other) for other in others)
            pairs += len(others)

    assert pairs == 240
    assert wins / pairs == 0.5
    assert not presence.list_announced(now=SUMMER)


@pytest.mark.parametrize(
    ("day", "first", "following", "before"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1), date(2025, 10, 1)),
        (date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1), date(2026, 7, 1)),
        (date(2026, 5, 15), date(2026, 4, 1), date(2026, 7, 1), date(2026, 1, 1)),
    ],
)
def test_quarters_follow_each_other(day: date, first: date, following: date, before: date) -> None:
    assert (quarter_of(day), next_quarter(first), quarter_before(first)) == (first, following, before)


@pytest.mark.harm("H32")
@pytest.mark.parametrize("name", ["measuring", "annual", "load", "own_time", "booked", "note_contact", "notices"])
def test_eve_and_the_front_desk_see_no_time_of_anybody(
    place: Place, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for account in (place.town.eve, account_of("Greet")):
        assert enter(WatchfulClient(), account, monkeypatch).get(url(f"proximity:{name}")).status_code == 404


@pytest.mark.parametrize("name", ["measuring", "annual", "load", "booked", "note_contact", "notices", "catalogue"])
def test_the_chief_opens_each_page_empty_and_full(
    place: Place,
    kinds: dict[str, TaskType],
    team: list[StaffMember],
    client: WatchfulClient,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    chief = enter(client, account_of("Farid"), monkeypatch)

    assert chief.get(url(f"proximity:{name}")).status_code == 200
    make_task(place, kinds["apostille"])
    hear_staff()
    for n in range(10):
        tell(team, SPRING + timedelta(days=n))
    assert chief.get(url(f"proximity:{name}")).status_code == 200
    assert chief.get(url(f"proximity:{name}", language="nl")).status_code == 200


@pytest.mark.promise("E1")
def test_the_chief_enters_draws_and_publishes(
    place: Place, team: list[StaffMember], client: WatchfulClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief = enter(client, account_of("Farid"), monkeypatch)
    page = url("proximity:measuring")
    heard = {"what": "consultation", "held_on": "2026-01-10", "counts_from": "2026-01-05", "reference": "CCB"}
    drawing = {"what": "draw", "first": "2026-06-22", "last": "2026-07-17", "count": "8"}

    assert chief.post(page, heard).status_code == 422
    assert chief.post(page, drawing).status_code == 422
    assert chief.post(page, heard | {"held_on": "2026-01-02"}).status_code == 302
    assert chief.post(page, drawing).status_code == 302
    assert chief.post(page, {"what": "publish", "quarter": "2026-04-01"}).status_code == 422
    assert SampledDay.objects.count() == 8


@pytest.mark.harm("H32")
def test_the_journal_says_who_noted_contact_or_told_a_day_and_not_which_row_it_was(
    team: list[StaffMember], client: WatchfulClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = make_neighbourhood()
    amina = enter(client, team[0].account, monkeypatch)
    sent = {"place_type": "market", "theme": "youth", "minutes": 30, "half_day": "morning", "day": "2026-06-19"}
    amina.post(url("proximity:note_contact"), sent | {"neighbourhood": area.pk, "token": "t"})

    entries = JournalEntry.objects.filter(act__in=["contact.noted", "sampled_day.told", "round.planned"])

    assert [(entry.about_kind, entry.about_id) for entry in entries] == [("proximity.contact", "")]


@pytest.mark.promise("A3b")
def test_freed_hours_stand_beside_those_booked_and_what_nobody_booked_is_lost(
    team: list[StaffMember],
    kinds: dict[str, TaskType],
    place: Place,
    client: WatchfulClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On paper: 4 people, 64 or so days each of 6 hours and a half; a task of 4 hours a day no longer done."""
    decision = catalogue.decide(
        decision=TaskDecision(
            task_type=kinds["certificate"],
            decision="stop",
            reason_fr="Supprimée.",
            reason_nl="Afgeschaft.",
            decided_on=date(2026, 3, 1),
            effective_on=date(2026, 3, 2),
        ),
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )
    assert list_freed(now=FRIDAY_NIGHT) == []
    for n in range(12):
        tell(team, date(2026, 1, 5) + timedelta(days=n), kind=kinds["certificate"])
        tell(team, date(2026, 4, 6) + timedelta(days=n), paper=240, kind=None)
    PlannedContact.objects.create(
        beat=place.beat,
        starts_at=FRIDAY_NIGHT - timedelta(days=2, hours=2),
        ends_at=FRIDAY_NIGHT - timedelta(days=2),
        place_type="market",
        decision=decision,
    )

    (freed,) = list_freed(now=FRIDAY_NIGHT)

    period = [date(2026, 3, 20) + timedelta(days=n) for n in range(91)]
    days = sum(one.works_on(day) for one in list_staff(now=FRIDAY_NIGHT) for day in period)
    assert freed.value == pytest.approx(days * 7 * 4 / 7, rel=0.03)
    assert freed.low < freed.value < freed.high
    assert (freed.booked, freed.lost) == (2, freed.value - 2)
    html = enter(client, account_of("Farid"), monkeypatch).get(url("proximity:booked")).content.decode()
    assert f"{freed.low} et {freed.high} heures" in html


@pytest.mark.harm("H32")
@pytest.mark.promise("A3a")
def test_nothing_timed_before_the_consultation_or_by_a_hand_on_the_screen_counts(
    kinds: dict[str, TaskType], place: Place, team: list[StaffMember]
) -> None:
    for n in range(6):
        mark = own_mark(team[n % 3].account)
        stand_at(make_visit(place, kinds["residence-check"]), "seen", minutes=12, mark=mark)
        stand_at(make_visit(place, kinds["residence-check"]), "seen", minutes=0, mark=mark)
    period = {"since": date(2026, 6, 1), "until": date(2026, 7, 1)}
    assert queries.minutes_by_type(**period) == {}

    hear_staff()

    (found,) = queries.minutes_by_type(**period).values()
    assert found.mean is not None
    assert (found.n, found.mean.value) == (6, 12.0)
    measuring.enter_consultation(
        held_on=date(2026, 6, 20), counts_from=date(2026, 6, 20), reference="2", by=SYSTEM, now=FRIDAY_NIGHT
    )
    assert queries.minutes_by_type(**period) != {}


@pytest.mark.harm("H24")
@pytest.mark.promise("E1")
def test_no_post_of_two_follows_from_the_zone_less_the_others(team: list[StaffMember], place: Place) -> None:
    far = make_staff_member("Karim")
    make_posting(make_desk(make_beat("B07"), post=make_post("far")), far)
    for n in range(10):
        tell([*team, far], SPRING + timedelta(days=n))

    figures = measuring.publish_quarter(quarter=SPRING, by=SYSTEM, now=SUMMER)

    assert [figure.post for figure in figures] == [None]
