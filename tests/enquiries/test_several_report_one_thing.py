"""Several people tell of one thing: it is done once, each of them is told, and none of them can undo the others."""

from datetime import timedelta

import pytest

from serein.enquiries import operations, queries, retention
from serein.enquiries.models import Enquiry, EnquiryStep
from serein.kit import outbox
from serein.kit.actors import RESIDENT, SYSTEM
from serein.kit.models import JournalEntry, OutboxMail
from tests.enquiries.make import Town, make_enquiry, make_town
from tests.people.make import FRIDAY_NIGHT

pytestmark = pytest.mark.django_db
LATER = FRIDAY_NIGHT + timedelta(hours=2)
MONDAY = FRIDAY_NIGHT + timedelta(days=3)


def make_two(town: Town) -> tuple[Enquiry, Enquiry]:
    """Chloé tells first; Driss tells the same in Dutch, and joins her request at once."""
    first = make_enquiry(town, contact={"name": "Chloé", "email": "chloe@example.org"})
    same = make_enquiry(
        town, contact={"name": "Driss", "email": "driss@example.org"}, language="nl", same_as=first, now=LATER
    )
    return first, same


def mails() -> list[tuple[str, str]]:
    return [(mail.to, mail.language) for mail in OutboxMail.objects.order_by("pk")]


def test_whoever_joins_is_no_second_task_for_the_owner() -> None:
    town = make_town()

    _first, same = make_two(town)

    assert same.state == Enquiry.State.JOINED
    assert same.escalate_at is None
    assert [to for to, _language in mails()].count(town.desk.email) == 1
    assert list(Enquiry.objects.open().values_list("pk", flat=True)) == [same.same_as_id]


def test_one_answer_tells_each_of_them_in_their_language() -> None:
    town = make_town()
    first, same = make_two(town)
    OutboxMail.objects.all().delete()

    operations.answer(
        enquiry=first,
        text="Fait.",
        outcome=Enquiry.Outcome.DONE,
        reason_fr="La lampe est remplacée.",
        reason_nl="De lamp is vervangen.",
        by=town.amina.account.actor,
        now=MONDAY,
    )

    assert mails() == [("chloe@example.org", "fr"), ("driss@example.org", "nl")]
    same.refresh_from_db()
    assert same.state == Enquiry.State.JOINED
    assert not same.answer


def test_not_mended_said_by_the_second_opens_it_for_the_first() -> None:
    town = make_town()
    first, same = make_two(town)
    operations.answer(enquiry=first, text="Fait.", by=town.amina.account.actor, now=MONDAY)

    root = operations.give_opinion(enquiry=same, opinion="unsolved", now=MONDAY + timedelta(days=1))

    assert root.pk == first.pk
    assert root.state == Enquiry.State.UNSOLVED
    assert root.due_at > MONDAY + timedelta(days=1)
    assert Enquiry.objects.get(pk=same.pk).opinion == "unsolved"


def test_solved_said_by_the_second_does_not_speak_for_the_first() -> None:
    town = make_town()
    first, same = make_two(town)
    operations.answer(enquiry=first, text="Fait.", by=town.amina.account.actor, now=MONDAY)

    operations.give_opinion(enquiry=same, opinion="solved", now=MONDAY)

    assert Enquiry.objects.get(pk=first.pk).state == Enquiry.State.ANSWERED


@pytest.mark.parametrize("take_back", [operations.withdraw, operations.erase])
def test_when_the_first_takes_it_back_the_second_goes_on_in_its_place(take_back: object) -> None:
    town = make_town()
    first, same = make_two(town)
    third = make_enquiry(town, contact={"name": "Eve"}, same_as=same, now=LATER)
    operations.plan_for(enquiry=first, on=(MONDAY + timedelta(days=9)).date(), by=town.amina.account.actor, now=MONDAY)

    take_back(enquiry=first, by=RESIDENT, now=MONDAY)  # type: ignore[operator]

    same.refresh_from_db()
    assert same.state == Enquiry.State.PLANNED
    assert same.same_as is None
    assert same.due_at.date() == (MONDAY + timedelta(days=9)).date()
    assert [step.what for step in same.steps.all()] == [EnquiryStep.What.PLANNED]
    assert Enquiry.objects.get(pk=third.pk).same_as == same
    assert JournalEntry.objects.get(act="enquiry.passed_on").identifiers == {"to": same.pk}


def test_joining_later_brings_along_those_who_joined_before() -> None:
    town = make_town()
    elder = make_enquiry(town)
    first, same = make_two(town)

    operations.join(enquiry=first, to=elder, by=town.amina.account.actor, now=MONDAY)

    assert set(Enquiry.objects.filter(same_as=elder)) == {first, same}
    assert ("chloe@example.org", "fr") in mails()


def test_nothing_is_joined_to_itself_or_to_what_was_taken_back() -> None:
    town = make_town()
    first, same = make_two(town)
    gone = make_enquiry(town)
    operations.withdraw(enquiry=gone, by=RESIDENT, now=MONDAY)

    for to in (first, same, gone):
        with pytest.raises(operations.NotToItself):
            operations.join(enquiry=first, to=to, by=SYSTEM, now=MONDAY)


def test_a_join_that_comes_after_the_answer_to_the_joined_one_is_still_told_of_what_is_decided() -> None:
    town = make_town()
    elder, younger = make_enquiry(town), make_enquiry(town, contact={"name": "Driss", "email": "driss@example.org"})
    operations.answer(enquiry=younger, text="On regarde.", by=town.amina.account.actor, now=MONDAY)
    operations.join(enquiry=younger, to=elder, by=town.amina.account.actor, now=MONDAY)
    OutboxMail.objects.all().delete()

    operations.answer(enquiry=elder, text="Fait.", by=town.amina.account.actor, now=MONDAY)

    assert mails() == [("driss@example.org", "fr")]


def test_what_joins_a_request_that_went_meanwhile_stands_alone() -> None:
    town = make_town()
    gone = make_enquiry(town)
    operations.withdraw(enquiry=gone, by=RESIDENT, now=MONDAY)

    alone = make_enquiry(town, same_as=gone, now=MONDAY)

    assert alone.state == Enquiry.State.NEW
    assert alone.same_as is None


def test_all_of_them_are_destroyed_when_the_first_is() -> None:
    town = make_town()
    first, same = make_two(town)
    operations.answer(enquiry=first, text="Fait.", by=town.amina.account.actor, now=MONDAY)
    operations.give_opinion(enquiry=first, opinion="solved", now=MONDAY)
    outbox.send_due(now=MONDAY)

    retention.carry_out(now=MONDAY + timedelta(days=30), confirmed=True)

    assert list(Enquiry.objects.filter(destroyed_at=None)) == []
    assert Enquiry.objects.get(pk=same.pk).code is None


def test_the_delays_count_a_thing_once_however_many_told_of_it() -> None:
    town = make_town()
    first, _same = make_two(town)
    operations.answer(enquiry=first, text="Fait.", by=town.amina.account.actor, now=MONDAY)

    answered = Enquiry.objects.filter(answered_at__isnull=False)

    assert list(answered) == [first]
    assert queries.list_past_deadline(now=MONDAY + timedelta(days=60)).count() == 0


def test_who_withdrew_does_not_go_on_in_anyones_place() -> None:
    town = make_town()
    first, same = make_two(town)
    operations.withdraw(enquiry=same, by=RESIDENT, now=MONDAY)
    OutboxMail.objects.all().delete()

    operations.answer(enquiry=first, text="Fait.", by=town.amina.account.actor, now=MONDAY)
    operations.erase(enquiry=first, by=RESIDENT, now=MONDAY)

    same.refresh_from_db()
    assert (same.state, same.same_as) == (Enquiry.State.WITHDRAWN, None)
    assert [to for to, _language in mails() if "driss" in to] == []


def test_nothing_open_is_joined_to_what_is_closed() -> None:
    town = make_town()
    first, later = make_enquiry(town), make_enquiry(town)
    operations.answer(enquiry=first, text="Fait.", by=town.amina.account.actor, now=MONDAY)
    operations.give_opinion(enquiry=first, opinion="solved", now=MONDAY)

    with pytest.raises(operations.NotToItself):
        operations.join(enquiry=later, to=first, by=SYSTEM, now=MONDAY)

    assert make_enquiry(town, same_as=first, now=MONDAY).state == Enquiry.State.NEW


def test_one_authors_solved_does_not_silence_the_other() -> None:
    town = make_town()
    first, same = make_two(town)
    operations.answer(enquiry=first, text="Fait.", by=town.amina.account.actor, now=MONDAY)
    operations.give_opinion(enquiry=first, opinion="solved", now=MONDAY)

    root = operations.give_opinion(enquiry=same, opinion="unsolved", now=MONDAY + timedelta(days=1))

    assert root.state == Enquiry.State.UNSOLVED
    assert Enquiry.objects.get(pk=first.pk).opinion == "solved"


def test_the_outcome_stays_with_the_others_when_the_first_erases_theirs_after_the_close() -> None:
    town = make_town()
    first, same = make_two(town)
    told = {"outcome": "no_action", "reason_fr": "Terrain privé.", "reason_nl": "Privéterrein."}
    operations.answer(enquiry=first, text="", by=town.amina.account.actor, now=MONDAY, **told)
    operations.close_silent(enquiry=first, now=MONDAY + timedelta(days=15))

    operations.erase(enquiry=first, by=RESIDENT, now=MONDAY + timedelta(days=16))

    same.refresh_from_db()
    assert (same.state, same.reason_nl) == (Enquiry.State.CLOSED, "Privéterrein.")
    assert same.erase_on is not None
    assert operations.give_opinion(enquiry=same, opinion="unsolved", now=MONDAY + timedelta(days=17)).is_open


def test_a_thing_that_is_passed_on_counts_once_and_from_when_it_was_first_told() -> None:
    town = make_town()
    first, same = make_two(town)
    operations.answer(enquiry=first, text="Fait.", by=town.amina.account.actor, now=MONDAY)

    operations.erase(enquiry=first, by=RESIDENT, now=MONDAY)

    counted = Enquiry.objects.get(answered_at__isnull=False)
    assert (counted.pk, counted.received_at) == (same.pk, first.received_at)


def test_who_joins_one_that_was_joined_just_now_joins_the_earliest() -> None:
    town = make_town()
    first, same = make_two(town)
    stale = Enquiry(pk=same.pk)

    third = make_enquiry(town, same_as=stale, now=MONDAY)

    assert third.same_as_id == first.pk
