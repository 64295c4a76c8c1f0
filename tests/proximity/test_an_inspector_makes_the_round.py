"""Today's round: in order, with the reason in words; one tap at each door; nobody else sees it."""

import json
import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry
from serein.kit.sealed import open_unseen
from serein.people import operations as people
from serein.people.models import Post, Posting
from serein.proximity.marks import own_mark
from serein.proximity.models import Round, StaffConsultation, TaskType, Visit, VisitAttempt
from serein.proximity.operations import notices, rounds, visits
from serein.proximity.queries import today as queries
from tests.client import WatchfulClient
from tests.people.make import BRUSSELS
from tests.proximity.make import Place, url
from tests.proximity.work import account_of, enter, make_doors, make_visit

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A3a")]

MORNING = datetime(2026, 6, 19, 8, 30, tzinfo=BRUSSELS)


@pytest.fixture(autouse=True)
def _it_is_the_morning(_it_is_friday_night: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: MORNING)


@pytest.fixture(autouse=True)
def _the_post_stands_in_the_beat(place: Place) -> None:
    Post.objects.update(lat=place.address.lat, lon=place.address.lon)


def begin(client: WatchfulClient, place: Place, **changes: str) -> Any:
    told = {"post": place.town.desk.post_id, "mode": "foot", "starts": "08:30", "ends": "12:30", "break_minutes": "0"}
    return client.post(url("proximity:today"), told | changes)


def tap(client: WatchfulClient, visit: Visit, outcome: str, token: str = "t", **fields: str) -> Any:
    return client.post(url("proximity:note_attempt", visit.pk), {"token": token, "outcome": outcome} | fields)


def order_of(place: Place) -> list[int]:
    row = Round.objects.get(by_mark=own_mark(place.town.amina.account))
    return [pk for call in json.loads(row.plan)["calls"] for pk in call["visits"]]


def test_the_round_is_planned_from_the_post_and_tells_each_door_once(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    doors = make_doors(place, kinds["residence-check"], 5)

    assert begin(amina, place).status_code == 302

    html = amina.get(url("proximity:today")).content.decode()
    assert sorted(order_of(place)) == sorted(visit.pk for visit in doors)
    for n in range(5):
        assert html.count(f"<strong>Rue du Moulin {12 + n}, 7700 Valserein</strong>") == 1


@pytest.mark.harm("H16")
def test_doors_are_nowhere_in_the_stored_round_and_showing_them_is_journalled_once_an_hour(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    make_doors(place, kinds["residence-check"], 2)
    begin(amina, place)

    for _time in range(3):
        amina.get(url("proximity:today"))

    assert "Moulin" not in Round.objects.get().plan
    assert JournalEntry.objects.filter(act="sealed.read", identifiers__why="round").count() == 1


def test_agreed_hours_are_kept_and_said(amina: WatchfulClient, kinds: dict[str, TaskType], place: Place) -> None:
    doors = make_doors(place, kinds["residence-check"], 3)
    starts_at = MORNING.replace(hour=11, minute=0)
    visits.agree_hours(
        visit=doors[0], starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30), by=SYSTEM, now=MORNING
    )

    begin(amina, place)

    row = Round.objects.get()
    doors_today = queries.list_doors(beats=[place.beat.pk], now=MORNING)
    shown = queries.read_today(round=row, doors=doors_today, now=MORNING)
    agreed = next(call for call in shown.calls if call.door.pk == doors[0].pk)
    assert starts_at <= agreed.at <= starts_at + timedelta(minutes=30)
    assert "11:00" in amina.get(url("proximity:today")).content.decode()


def test_two_requests_at_one_door_are_one_stop(amina: WatchfulClient, kinds: dict[str, TaskType], place: Place) -> None:
    make_visit(place, kinds["residence-check"])
    make_visit(place, kinds["advice-visit"])

    begin(amina, place)

    calls = json.loads(Round.objects.get().plan)["calls"]
    assert [len(call["visits"]) for call in calls] == [2]
    assert "même porte" in amina.get(url("proximity:today")).content.decode()


def test_what_does_not_fit_is_left_for_another_day_with_its_reason(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    make_doors(place, kinds["advice-visit"], 6)

    begin(amina, place, ends="09:30")

    told = json.loads(Round.objects.get().plan)
    assert len(told["calls"]) < 6
    assert {one["why"] for one in told["left_out"]} == {"no_time"}
    assert "suffit plus" in amina.get(url("proximity:today")).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"ends": "08:00"},
        {"ends": "08:30"},
        {"starts": "25:00"},
        {"post": "0"},
        {"mode": "car"},
        {"starts": "00:10", "ends": "23:50"},
    ],
)
def test_a_shift_that_cannot_be_is_refused_with_a_sentence(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place, change: dict[str, str]
) -> None:
    assert begin(amina, place, **change).status_code == 422
    assert not Round.objects.exists()


def test_one_tap_notes_the_door_and_puts_the_rest_in_order_again(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    doors = make_doors(place, kinds["residence-check"], 4)
    StaffConsultation.objects.create(
        held_on=MORNING.date(), counts_from=MORNING.date(), reference="", entered_at=MORNING
    )
    begin(amina, place)
    first = Visit.objects.get(pk=order_of(place)[0])

    assert tap(amina, first, "nobody_home", seconds="90").status_code == 302

    attempt = VisitAttempt.objects.get()
    assert (attempt.ended_at - attempt.began_at).seconds == 90
    assert attempt.by_mark == own_mark(place.town.amina.account)
    assert sorted(order_of(place)) == sorted({visit.pk for visit in doors} - {first.pk})


def test_a_tap_sent_twice_counts_once_and_one_that_waited_counts_when_it_was_made(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    visit = make_visit(place, kinds["residence-check"])
    headers = {"X-From-Device": "1", "X-Waited-Seconds": "1800"}

    for _time in range(2):
        told = amina.post(
            url("proximity:note_attempt", visit.pk), {"token": "t", "outcome": "seen"}, headers=headers
        ).json()

    attempt = VisitAttempt.objects.get()
    assert attempt.ended_at == MORNING - timedelta(minutes=30)
    assert told == {"code": "", "url": url("proximity:today")}, "no code to note: the round itself shows it"


def test_a_notice_ties_its_answer_to_the_door_and_the_answer_is_shown(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    visit = make_visit(place, kinds["residence-check"])
    notice = notices.print_pad(beat=place.beat, count=1, by=SYSTEM, now=MORNING)[0]
    starts_at = MORNING + timedelta(days=1)
    notices.answer_notice(  # before the device could send its tap
        notice=notice, kind="times", times=[(starts_at, starts_at + timedelta(hours=2))], by=SYSTEM, now=MORNING
    )

    tap(amina, visit, "nobody_home", notice_number=f"{notice.number[:3]} {notice.number[3:]}".lower())
    begin(amina, place)

    door = queries.list_doors(beats=[place.beat.pk], now=MORNING)[0]
    assert door.answer is not None
    assert door.answer.times == [(starts_at, starts_at + timedelta(hours=2))]
    period = {"starts_at": f"{starts_at:%Y-%m-%d %H:%M}", "ends_at": f"{starts_at + timedelta(hours=2):%Y-%m-%d %H:%M}"}
    amina.post(url("proximity:agree_hours", visit.pk), period)
    visit.refresh_from_db()
    assert visit.agreed_from == starts_at
    assert "2026" not in open_unseen(visit.place)


@pytest.mark.parametrize(
    "fields", [{"outcome": "eaten"}, {"token": ""}, {"seconds": "99999"}, {"notice_number": "ZZZZZZ"}]
)
def test_a_tap_that_means_nothing_is_refused_and_nothing_is_lost(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place, fields: dict[str, str]
) -> None:
    visit = make_visit(place, kinds["residence-check"])

    answer = amina.post(
        url("proximity:note_attempt", visit.pk),
        {"token": "t", "outcome": "nobody_home"} | fields,
        headers={"X-From-Device": "1"},
    )

    assert answer.status_code == 422
    assert answer.json()["detail"]
    assert not VisitAttempt.objects.exists()


@pytest.mark.harm("H32")
@pytest.mark.parametrize("who", ["Eve", "Farid", "Greet"])
def test_nobody_else_sees_a_round_or_a_door(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    visit = make_visit(place, kinds["residence-check"])
    begin(amina, place)
    other = enter(WatchfulClient(), account_of(who), monkeypatch)

    for name in ("today", "today_map"):
        assert other.get(url(f"proximity:{name}")).status_code == 404
    assert tap(other, visit, "seen").status_code == 404
    assert not VisitAttempt.objects.exists()


def test_bart_stands_in_and_finds_the_open_visits_but_not_her_round(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_doors(place, kinds["residence-check"], 2)
    begin(amina, place)
    people.note_absence(staff_member=place.town.amina, starts_at=MORNING, ends_at=None, by=SYSTEM, now=MORNING)
    bart = enter(WatchfulClient(), place.town.bart.account, monkeypatch)

    html = bart.get(url("proximity:today")).content.decode()

    assert "2 visit" in html
    assert "Moulin" not in html


def test_today_asks_as_much_of_the_database_however_many_doors(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place, django_assert_max_num_queries: Any
) -> None:
    make_doors(place, kinds["residence-check"], 20)
    begin(amina, place)
    amina.get(url("proximity:today"))

    with django_assert_max_num_queries(30):
        assert amina.get(url("proximity:today")).status_code == 200


def test_a_round_is_put_in_order_again_in_few_steps_of_the_database(
    kinds: dict[str, TaskType], place: Place, amina: WatchfulClient, django_assert_max_num_queries: Any
) -> None:
    make_doors(place, kinds["residence-check"], 20)
    begin(amina, place)
    row = Round.objects.get()

    with django_assert_max_num_queries(14):
        rounds.reorder_day(row=row, beats=[place.beat.pk], by=SYSTEM, now=MORNING)


@pytest.mark.parametrize(("waited", "is_put_in_order"), [(0, True), (60, True), (1800, False)])
def test_a_device_sends_what_waited_and_only_a_tap_of_this_moment_puts_the_rest_in_order_again(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place, waited: int, is_put_in_order: bool
) -> None:
    make_doors(place, kinds["residence-check"], 4)
    begin(amina, place)
    before = order_of(place)
    first = Visit.objects.get(pk=before[0])

    headers = {"X-From-Device": "1", "X-Waited-Seconds": str(waited)}
    amina.post(url("proximity:note_attempt", first.pk), {"token": "t", "outcome": "seen"}, headers=headers)

    assert JournalEntry.objects.filter(act="round.reordered").exists() is is_put_in_order
    assert (order_of(place) == before) is not is_put_in_order
    assert "<strong>Rue du Moulin 12, 7700 Valserein</strong>" not in amina.get(url("proximity:today")).content.decode()


def test_after_a_door_that_ended_the_round_goes_on_from_there(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    """On paper: doors in a line from the post; who has just ended the farthest is nearest to the one before it."""
    doors = make_doors(place, kinds["residence-check"], 5)
    begin(amina, place)

    tap(amina, doors[4], "seen")

    assert order_of(place)[0] == doors[3].pk


def test_hours_agreed_on_the_way_leave_one_where_one_stands(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    doors = make_doors(place, kinds["residence-check"], 5)
    begin(amina, place)
    tap(amina, doors[4], "seen")
    starts_at = MORNING + timedelta(days=1)

    amina.post(
        url("proximity:agree_hours", doors[0].pk),
        {"starts_at": f"{starts_at:%Y-%m-%d %H:%M}", "ends_at": f"{starts_at + timedelta(hours=1):%Y-%m-%d %H:%M}"},
    )

    assert order_of(place)[0] == doors[3].pk


@pytest.mark.parametrize(
    ("starts", "ends", "window"),
    [
        ("09:00", "17:00", ("11:30", "14:00")),  # around noon
        ("14:00", "20:00", ("16:00", "18:00")),  # the middle third of a shift that does not span noon
        ("09:00", "12:00", ("10:00", "11:00")),
    ],
)
def test_a_break_that_is_asked_for_is_planned_whatever_the_shift(
    amina: WatchfulClient,
    kinds: dict[str, TaskType],
    place: Place,
    starts: str,
    ends: str,
    window: tuple[str, str],
) -> None:
    make_doors(place, kinds["advice-visit"], 18)

    begin(amina, place, starts=starts, ends=ends, break_minutes="30")

    row = Round.objects.get()
    rest = row.starts_at + timedelta(minutes=json.loads(row.plan)["rest"])
    assert window[0] <= f"{rest.astimezone(BRUSSELS):%H:%M}" <= window[1]


def test_a_tap_that_waited_is_taken_though_the_beat_changed_hands(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    visit = make_visit(place, kinds["residence-check"])
    begin(amina, place)
    Posting.objects.filter(staff_member=place.town.amina).update(ends_at=MORNING - timedelta(minutes=10))
    headers = {"X-From-Device": "1", "X-Waited-Seconds": "1800"}

    assert tap(amina, visit, "seen").status_code == 404
    told = amina.post(url("proximity:note_attempt", visit.pk), {"token": "t", "outcome": "seen"}, headers=headers)

    assert told.status_code == 200
    assert VisitAttempt.objects.get().outcome == "seen"


def test_no_address_waits_on_the_device_with_a_tap(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    """What waits stays after a logout: it names the kind of visit and its number in the round."""
    make_visit(place, kinds["residence-check"])
    begin(amina, place)

    tells = re.findall(r'data-tells="([^"]*)"', amina.get(url("proximity:today")).content.decode())

    assert len(tells) == 1
    assert tells[0].startswith("1. ")
    assert "Moulin" not in tells[0]


def test_an_advice_visit_is_done_or_not_and_nobody_is_said_to_live_there(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    make_visit(place, kinds["advice-visit"])
    begin(amina, place)

    html = amina.get(url("proximity:today")).content.decode()

    held = json.loads(re.search(r'<script id="held-round"[^>]*>(.*?)</script>', html, re.DOTALL)[1])  # type: ignore[index]
    assert [one["value"] for one in held["calls"][0]["outcomes"]] == ["done", "nobody_home"]
    assert 'value="moved"' not in html


def test_hours_outside_the_shift_leave_a_door_out_and_say_so(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    make_visit(place, kinds["residence-check"], not_before=time(18, 0))
    make_visit(place, kinds["residence-check"], not_after=time(7, 0), label_fr="Rue du Moulin 14, 7700 Valserein")

    begin(amina, place)

    told = json.loads(Round.objects.get().plan)
    assert told["calls"] == []
    assert {one["why"] for one in told["left_out"]} == {"window_closed"}
