"""What was tapped by mistake, at the wrong door or without its notice's number, is put right before the result goes."""

from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry
from serein.proximity.marks import own_mark
from serein.proximity.models import Task, TaskType, Visit, VisitAttempt, VisitNotice
from serein.proximity.operations import intake, notices, tasks, visits
from serein.proximity.queries import today as queries
from tests.client import WatchfulClient
from tests.people.make import BRUSSELS, make_beat
from tests.proximity.make import Place, url
from tests.proximity.work import enter, make_visit

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A3a")]

NOW = datetime(2026, 6, 19, 11, 0, tzinfo=BRUSSELS)


@pytest.fixture(autouse=True)
def _it_is_eleven(_it_is_friday_night: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def visit(kinds: dict[str, TaskType], place: Place) -> Visit:
    return make_visit(place, kinds["residence-check"], received_on=NOW.date() - timedelta(days=2))


def stand(
    place: Place, visit: Visit, outcome: str, *, ago: timedelta = timedelta(hours=1), **fields: Any
) -> VisitAttempt:
    at = NOW - ago
    told: dict[str, Any] = {"mark": own_mark(place.town.amina.account), "by": SYSTEM, "now": NOW}
    return visits.note_attempt(
        visit=visit, once=f"{visit.pk}-{ago}-{outcome}", outcome=outcome, began_at=at, ended_at=at, **told | fields
    )


def correct(client: WatchfulClient, attempt: VisitAttempt, outcome: str) -> Any:
    return client.post(url("proximity:correct_attempt", attempt.pk), {"outcome": outcome})


def finding_of(visit: Visit) -> str:
    return Visit.objects.get(pk=visit.pk).finding


def is_open(visit: Visit) -> bool:
    return Task.objects.get(visit=visit.pk).closed_on is None


def answered_notice(place: Place, text: str = "La sonnette est cassée.") -> VisitNotice:
    notice = notices.print_pad(beat=place.beat, count=1, by=SYSTEM, now=NOW)[0]
    return notices.answer_notice(notice=notice, kind="changed", text=text, by=SYSTEM, now=NOW)


def test_moved_becomes_lives_here_and_the_journal_keeps_both(amina: WatchfulClient, visit: Visit, place: Place) -> None:
    attempt = stand(place, visit, "moved")

    assert correct(amina, attempt, "seen").status_code == 302

    assert finding_of(visit) == Visit.Finding.LIVES_HERE
    assert VisitAttempt.objects.get().outcome == "seen"
    told = JournalEntry.objects.get(act="visit.corrected").identifiers
    assert (told["before"], told["outcome"]) == ("moved", "seen")


def test_nobody_home_after_all_opens_the_visit_again(amina: WatchfulClient, visit: Visit, place: Place) -> None:
    attempt = stand(place, visit, "moved")
    assert not is_open(visit)

    correct(amina, attempt, "nobody_home")

    assert is_open(visit)
    assert finding_of(visit) == ""
    assert [door.pk for door in queries.list_doors(beats=[place.beat.pk], now=NOW)] == [visit.pk]


def test_another_door_takes_the_attempt_away_and_its_notice_with_it(
    amina: WatchfulClient, visit: Visit, place: Place
) -> None:
    notice = notices.print_pad(beat=place.beat, count=1, by=SYSTEM, now=NOW)[0]
    attempt = stand(place, visit, "nobody_home", notice_number=notice.number)

    correct(amina, attempt, "")

    assert not VisitAttempt.objects.exists()
    assert VisitNotice.objects.get().attempt is None
    assert queries.list_tried(mark=own_mark(place.town.amina.account), now=NOW) == []
    assert not queries.list_doors(beats=[place.beat.pk], now=NOW)[0].was_tried_on(NOW.date())


def test_what_was_taken_back_stays_so_though_its_device_sends_it_again(
    amina: WatchfulClient, visit: Visit, place: Place
) -> None:
    """The answer to the tap was lost, so that it still waits on the phone while the office puts it right."""
    attempt = stand(place, visit, "moved")
    correct(amina, attempt, "")

    assert stand(place, visit, "moved") == attempt

    assert is_open(visit)
    assert finding_of(visit) == ""
    assert not VisitAttempt.objects.exists()


@pytest.mark.parametrize("outcome", ["", "nobody_home"])
def test_how_a_desk_had_ended_it_stands_again_once_a_late_tap_is_put_right(
    amina: WatchfulClient, visit: Visit, place: Place, outcome: str
) -> None:
    tasks.end_task(task=visit.task, ending="dropped", by=SYSTEM, now=NOW - timedelta(days=1))
    attempt = stand(place, visit, "moved")
    assert finding_of(visit) == Visit.Finding.MOVED

    correct(amina, attempt, outcome)

    task = Task.objects.get(visit=visit.pk)
    assert (task.ending, task.closed_on) == ("dropped", NOW.date() - timedelta(days=1))
    assert finding_of(visit) == ""


def test_what_was_noted_long_ago_or_at_a_door_that_is_erased_is_not_there_to_correct(
    amina: WatchfulClient, visit: Visit, place: Place
) -> None:
    old, lately = stand(place, visit, "nobody_home", ago=timedelta(days=15)), stand(place, visit, "moved")
    assert correct(amina, old, "seen").status_code == 404
    visits.erase_due(by=SYSTEM, now=NOW + timedelta(days=100))

    assert correct(amina, lately, "nobody_home").status_code == 404
    assert not is_open(visit)


def test_what_is_never_found_at_such_a_door_is_no_correction(
    amina: WatchfulClient, kinds: dict[str, TaskType], place: Place
) -> None:
    advice = make_visit(place, kinds["advice-visit"], received_on=NOW.date())
    attempt = stand(place, advice, "done")

    correct(amina, attempt, "moved")

    assert finding_of(advice) == Visit.Finding.DONE


def test_a_door_that_was_given_up_is_open_again_if_one_stood_elsewhere(
    amina: WatchfulClient, visit: Visit, place: Place
) -> None:
    tried = [stand(place, visit, "nobody_home", ago=timedelta(hours=hours)) for hours in (63, 27, 1)]
    visits.give_up(visit=visit, by=SYSTEM, now=NOW)

    correct(amina, tried[2], "")

    assert is_open(visit)


def test_what_went_back_is_not_changed_behind_the_back_of_who_has_it(
    amina: WatchfulClient, visit: Visit, place: Place
) -> None:
    attempt = stand(place, visit, "moved")
    intake.send_back(task_type=visit.task.task_type, by=SYSTEM, now=NOW)

    correct(amina, attempt, "seen")
    stand(place, visit, "seen", ago=timedelta(hours=2))

    assert finding_of(visit) == Visit.Finding.MOVED
    assert VisitAttempt.objects.get(pk=attempt.pk).outcome == "moved"
    assert "form" not in amina.get(url("proximity:today")).content.decode().partition("Fait aujourd")[2][:600]


@pytest.mark.harm("H32")
def test_nobody_corrects_what_a_colleague_noted(
    visit: Visit, place: Place, client: WatchfulClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = stand(place, visit, "moved")
    bart = enter(client, place.town.bart.account, monkeypatch)

    assert correct(bart, attempt, "seen").status_code == 404
    assert finding_of(visit) == Visit.Finding.MOVED


@pytest.mark.parametrize("how", ["given_up", "dropped"])
def test_who_was_seen_lives_there_whatever_was_concluded_before_the_device_could_tell(
    visit: Visit, place: Place, how: str
) -> None:
    if how == "given_up":
        for hours in (63, 27, 3):
            stand(place, visit, "nobody_home", ago=timedelta(hours=hours))
        visits.give_up(visit=visit, by=SYSTEM, now=NOW)
    else:
        tasks.end_task(task=visit.task, ending="dropped", by=SYSTEM, now=NOW)

    stand(place, visit, "seen", ago=timedelta(hours=2))

    task = Task.objects.get(visit=visit.pk)
    assert finding_of(visit) == Visit.Finding.LIVES_HERE
    assert (task.ending, task.closed_on) == ("done", NOW.date())


@pytest.mark.parametrize("order", list(permutations([("moved", 3), ("seen", 2), ("nobody_home", 1)])))
def test_the_finding_is_the_same_in_whatever_order_devices_tell(
    visit: Visit, place: Place, order: tuple[tuple[str, int], ...]
) -> None:
    for outcome, hours in order:
        stand(place, visit, outcome, ago=timedelta(hours=hours))

    assert finding_of(visit) == Visit.Finding.LIVES_HERE


def test_the_page_tells_which_door_each_tap_was_for(amina: WatchfulClient, visit: Visit, place: Place) -> None:
    stand(place, visit, "moved")

    html = amina.get(url("proximity:today")).content.decode()

    assert "Rue du Moulin 12" in html.partition("Fait aujourd")[2]
    assert JournalEntry.objects.filter(act="sealed.read", identifiers__why="round").count() == 1


def test_an_answer_without_a_door_is_shown_and_goes_to_its_door(
    amina: WatchfulClient, visit: Visit, place: Place
) -> None:
    attempt = stand(place, visit, "nobody_home")
    notice = answered_notice(place)
    assert "La sonnette est cassée." in amina.get(url("proximity:today")).content.decode()

    amina.post(url("proximity:tie_notice", notice.pk), {"attempt": attempt.pk})

    assert VisitNotice.objects.get().attempt == attempt
    answer = queries.list_doors(beats=[place.beat.pk], now=NOW)[0].answer
    assert answer is not None
    assert answer.text == "La sonnette est cassée."


def test_one_door_holds_one_notice_of_a_time(amina: WatchfulClient, visit: Visit, place: Place) -> None:
    attempt = stand(place, visit, "nobody_home")
    first, second = answered_notice(place), answered_notice(place)

    for notice in (first, second):
        amina.post(url("proximity:tie_notice", notice.pk), {"attempt": attempt.pk})

    assert VisitNotice.objects.get(attempt=attempt) == first


def test_a_notice_of_another_beat_is_not_there_to_tie(amina: WatchfulClient, visit: Visit, place: Place) -> None:
    attempt = stand(place, visit, "nobody_home")
    elsewhere = notices.print_pad(beat=make_beat("B77"), count=1, by=SYSTEM, now=NOW)[0]

    assert amina.post(url("proximity:tie_notice", elsewhere.pk), {"attempt": attempt.pk}).status_code == 404
    assert amina.post(url("proximity:tie_notice", answered_notice(place).pk), {"attempt": "0"}).status_code == 302
    assert not VisitNotice.objects.filter(attempt__isnull=False).exists()
