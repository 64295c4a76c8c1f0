"""Time is measured after the staff was heard, told by those whose day it was, and published better or worse."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.kit.append_only import WrittenForGood
from serein.people import operations as people
from serein.people.models import BeatDesk, StaffMember
from serein.proximity.marks import own_mark
from serein.proximity.models import (
    Activity,
    SampledDay,
    TimeFigure,
)
from serein.proximity.operations import measuring
from serein.proximity.operations.measuring import Spent
from serein.proximity.queries import measuring as queries
from serein.proximity.queries.quarters import next_quarter, quarter_before, quarter_of
from tests.client import WatchfulClient
from tests.people.make import BRUSSELS, FRIDAY_NIGHT, make_beat, make_desk, make_post, make_posting, make_staff_member
from tests.proximity.make import Place, url
from tests.proximity.told import SPRING, SUMMER, hear_staff, tell
from tests.proximity.work import account_of, enter

pytestmark = [pytest.mark.django_db]


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


@pytest.mark.harm("H24")
@pytest.mark.promise("E1")
def test_no_post_of_two_follows_from_the_zone_less_the_others(team: list[StaffMember], place: Place) -> None:
    far = make_staff_member("Karim")
    make_posting(make_desk(make_beat("B07"), post=make_post("far")), far)
    for n in range(10):
        tell([*team, far], SPRING + timedelta(days=n))

    figures = measuring.publish_quarter(quarter=SPRING, by=SYSTEM, now=SUMMER)

    assert [figure.post for figure in figures] == [None]
