"""What follows the journal sees every act once, in order, however often it is run, and stands still where it fails."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from serein.kit import following, journal
from serein.kit.actors import SYSTEM
from serein.kit.models import JournalCursor, JournalEntry
from tests.queries import at_most

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 19, 19, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_other_follower(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_followers", {})


def act(*names: str) -> None:
    with transaction.atomic():
        for name in names:
            journal.write(act=name, about="test", by=SYSTEM, at=NOW)


def listen(name: str = "ear", acts: tuple[str, ...] = ("lamp.lit",)) -> list[int]:
    heard: list[int] = []

    @following.follow(name, acts=acts)
    def hear(entry: JournalEntry, _now: datetime) -> None:
        heard.append(entry.number)

    return heard


def test_each_act_is_heard_once_and_in_order() -> None:
    heard = listen()
    act("lamp.lit", "lamp.out", "lamp.lit")

    assert following.catch_up(now=NOW) == 2
    act("lamp.lit")
    assert following.catch_up(now=NOW) == 1
    assert following.catch_up(now=NOW) == 0

    assert heard == [1, 3, 4]


def test_one_that_fails_stands_still_at_that_act_and_keeps_no_other_waiting() -> None:
    heard = listen("sound")
    tried: list[int] = []

    @following.follow("broken", acts=("lamp.lit",))
    def fail_on_the_second(entry: JournalEntry, _now: datetime) -> None:
        tried.append(entry.number)
        if entry.number == 2:
            raise RuntimeError("no light")

    act("lamp.lit", "lamp.lit", "lamp.lit")

    for _turn in range(2):
        with pytest.raises(ExceptionGroup) as raised:
            following.catch_up(now=NOW)
        assert [str(fault) for fault in raised.value.exceptions] == ["no light"]

    assert tried == [1, 2, 2]
    assert heard == [1, 2, 3]
    assert JournalCursor.objects.get(name="broken").number == 1


def test_what_a_handler_writes_falls_with_it_when_it_fails() -> None:
    @following.follow("half", acts=("lamp.lit",))
    def write_and_fail(_entry: JournalEntry, now: datetime) -> None:
        journal.write(act="half.done", about="test", by=SYSTEM, at=now)
        raise RuntimeError("no light")

    act("lamp.lit")

    with pytest.raises(ExceptionGroup):
        following.catch_up(now=NOW)

    assert not JournalEntry.objects.filter(act="half.done").exists()


def test_a_handler_may_act_and_hears_of_acts_that_it_caused_itself() -> None:
    @following.follow("echo", acts=("lamp.lit", "lamp.seen"))
    def answer(entry: JournalEntry, now: datetime) -> None:
        if entry.act == "lamp.lit":
            journal.write(act="lamp.seen", about="test", by=SYSTEM, at=now)

    act("lamp.lit")

    assert following.catch_up(now=NOW) == 1
    assert following.catch_up(now=NOW) == 1


def test_more_than_it_reads_at_once_is_heard_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "AT_ONCE", 3)
    heard = listen()
    act(*["lamp.lit"] * 10)

    assert following.catch_up(now=NOW) == 10
    assert heard == list(range(1, 11))


def test_a_follower_with_nothing_to_hear_asks_little_however_long_the_journal_is() -> None:
    listen()
    act(*["lamp.out"] * 50)
    following.catch_up(now=NOW)

    with at_most(4):
        following.catch_up(now=NOW)
