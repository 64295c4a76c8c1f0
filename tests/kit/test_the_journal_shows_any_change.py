"""The journal of acts: whoever alters, removes, reorders or cuts it is found out."""

import contextlib
from datetime import timedelta

import pytest
from django.db import transaction

from serein.kit import journal, paths
from serein.kit.actors import Actor
from serein.kit.models import JournalEntry, JournalHead
from tests.people.make import FRIDAY_NIGHT

AMINA = Actor(id="account:1", label="Amina")
pytestmark = pytest.mark.django_db(transaction=True)


def write(n: int = 3) -> None:
    for minute in range(n):
        with transaction.atomic():
            journal.write(act="test.act", about="test", by=AMINA, at=FRIDAY_NIGHT + timedelta(minutes=minute), n=minute)


def sentences() -> str:
    return " ".join(fault.sentence for fault in journal.faults())


@pytest.mark.harm("H29")
def test_an_untouched_journal_holds() -> None:
    write()

    assert list(journal.faults()) == []
    assert journal.outside_head() == (3, JournalEntry.objects.get(number=3).mac)


@pytest.mark.parametrize(
    "change", [{"act": "test.other"}, {"actor_label": "Bart"}, {"identifiers": {"n": 9}}, {"about_id": "7"}]
)
def test_an_altered_entry_is_found(change: dict[str, object]) -> None:
    write()
    JournalEntry.objects.filter(number=2).update(**change)

    assert "Entry 2 does not follow" in sentences()


def test_a_removed_entry_is_found() -> None:
    write()
    JournalEntry.objects.filter(number=2).delete()

    assert "Entries 2 to 2 are missing" in sentences()


def test_reordered_entries_are_found() -> None:
    write()
    second, third = JournalEntry.objects.filter(number__in=(2, 3))
    JournalEntry.objects.filter(number__in=(2, 3)).delete()
    second.number, third.number = 3, 2
    JournalEntry.objects.bulk_create([second, third])

    assert "Entry 2 does not follow" in sentences()


def test_a_cut_off_end_is_found_even_when_the_head_is_cut_with_it() -> None:
    write()
    JournalEntry.objects.filter(number=3).delete()
    last = JournalEntry.objects.get(number=2)
    JournalHead.objects.update(number=2, mac=last.mac)

    assert "Cut off: 3 entries were written, 2 are left" in sentences()


def test_taking_away_what_is_known_outside_is_found_too() -> None:
    write()
    JournalEntry.objects.filter(number=3).delete()
    JournalHead.objects.update(number=2, mac=JournalEntry.objects.get(number=2).mac)
    journal.forget_outside()

    assert "known outside the database is gone" in sentences()


def test_what_is_known_outside_is_one_line_within_a_sector_however_far_the_count_is() -> None:
    write(1)
    short = (paths.var() / "journal-head.json").read_bytes()
    JournalHead.objects.update(number=10**9)
    with transaction.atomic():
        journal.write(act="test.act", about="test", by=AMINA, at=FRIDAY_NIGHT)

    assert journal.outside_head()[0] == 10**9 + 1
    assert len((paths.var() / "journal-head.json").read_bytes()) == len(short) <= 512


@pytest.mark.parametrize("left", ["", '{"number": 3, "ma', '{"number": 3}\0\0\0', "[]"])
def test_a_spoilt_file_outside_is_found_like_one_that_is_gone_and_the_next_entry_mends_it(left: str) -> None:
    write()
    (paths.var() / "journal-head.json").write_text(left)
    assert "known outside the database is gone" in sentences()

    write(1)

    assert journal.outside_head()[0] == 4
    assert sentences() == ""


def test_an_entry_added_without_the_key_is_found() -> None:
    write()
    forged = JournalEntry.objects.get(number=3)
    forged.number, forged.act = 4, "test.forged"
    forged.save(force_insert=True)

    assert "Entry 4 does not follow" in sentences()


def test_an_entry_falls_with_the_act_that_failed() -> None:
    write(1)
    with contextlib.suppress(RuntimeError), transaction.atomic():
        journal.write(act="test.act", about="test", by=AMINA, at=FRIDAY_NIGHT)
        raise RuntimeError

    assert JournalEntry.objects.count() == 1
    assert journal.outside_head()[0] == 1
    assert list(journal.faults()) == []


def test_writing_outside_a_transaction_is_refused_since_the_entry_could_outlive_the_act() -> None:
    with pytest.raises(journal.NotInATransaction):
        journal.write(act="test.act", about="test", by=AMINA, at=FRIDAY_NIGHT)


def test_writing_an_entry_takes_three_queries(django_assert_num_queries: object) -> None:
    write(1)

    with transaction.atomic(), django_assert_num_queries(3):  # type: ignore[operator]
        journal.write(act="test.act", about="test", by=AMINA, at=FRIDAY_NIGHT)
