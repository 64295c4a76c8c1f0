"""Owner, deadline, escalation to a person, answer, opinion: no request is left lying (H01)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db.models import ProtectedError

from serein.enquiries import jobs, operations, queries
from serein.enquiries.access import get_enquiry_to_answer
from serein.enquiries.kinds import get_kind
from serein.enquiries.models import Enquiry, EnquiryStep, KindSetting
from serein.enquiries.working_days import deadline, is_working_day
from serein.kit import outbox
from serein.people.models import Absence, Account, Membership
from serein.people.queries import duty_of
from tests.enquiries.make import CALL_BACK, Town, make_enquiry, make_town
from tests.people.make import BRUSSELS, FRIDAY_NIGHT, LONG_AGO, make_beat, make_desk, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.harm("H01")]
HOUR = timedelta(hours=1)


@pytest.fixture
def town() -> Town:
    return make_town()


def mails_to(now: datetime) -> list[str]:
    """Send what waits; return to whom it went."""
    before = len(mail.outbox)
    outbox.send_due(now=now)
    return [message.to[0] for message in mail.outbox[before:]]


@pytest.mark.promise("A2b")
def test_a_new_request_is_mailed_to_the_role_address_at_once_without_what_was_told(town: Town) -> None:
    make_enquiry(town)

    assert mails_to(FRIDAY_NIGHT) == ["quartier-b01@example.org"]
    assert "Chloé" not in mail.outbox[0].body
    assert "lampe" not in f"{mail.outbox[0].body}{mail.outbox[0].subject}"


def test_it_is_due_after_three_working_days_holidays_and_weekends_left_out(town: Town) -> None:
    thursday_before_a_holiday = datetime(2026, 7, 16, 10, 0, tzinfo=BRUSSELS)  # 21 July is the national holiday

    enquiry = make_enquiry(town, now=thursday_before_a_holiday)

    assert enquiry.due_at == datetime(2026, 7, 22, 17, 0, tzinfo=BRUSSELS)


def test_a_deadline_falls_at_closing_time_also_in_the_week_the_clock_changes() -> None:
    assert deadline(received_at=datetime(2026, 10, 24, 23, 0, tzinfo=BRUSSELS), days=1) == datetime(
        2026, 10, 26, 17, 0, tzinfo=BRUSSELS
    )
    assert not is_working_day(date(2026, 12, 25))


def test_while_both_inspectors_are_away_a_new_request_goes_to_the_office(town: Town) -> None:
    for member in (town.amina, town.bart):
        Absence.objects.create(staff_member=member, starts_at=LONG_AGO)

    make_enquiry(town)

    assert mails_to(FRIDAY_NIGHT) == ["proximity@example.org"]


@pytest.mark.parametrize("loss", ["no setting", "no holder", "holder cannot log in", "no address"])
def test_a_kind_that_nobody_would_answer_cannot_be_opened(town: Town, loss: str) -> None:
    if loss == "no setting":
        KindSetting.objects.all().delete()
    elif loss == "no holder":
        Membership.objects.filter(office=town.proximity).update(ends_at=FRIDAY_NIGHT)
    elif loss == "holder cannot log in":
        for membership in Membership.objects.filter(office=town.proximity):
            membership.account.is_active = False
            membership.account.save()
    else:
        town.proximity.email = ""
        town.proximity.save()

    with pytest.raises(operations.NobodyWouldAnswer):
        make_enquiry(town)
    assert get_kind(CALL_BACK) in queries.list_kinds_without_owner(now=FRIDAY_NIGHT)


def test_an_office_that_owns_requests_cannot_be_deleted(town: Town) -> None:
    make_enquiry(town)

    with pytest.raises(ProtectedError):
        town.proximity.delete()


def test_past_its_deadline_it_climbs_step_by_step_and_ends_at_a_person(town: Town) -> None:
    enquiry = make_enquiry(town)
    mails_to(FRIDAY_NIGHT)
    heard: list[list[str]] = []

    for _ in range(4):
        moment = Enquiry.objects.get(pk=enquiry.pk).escalate_at
        assert moment is not None
        jobs.escalate_late(moment - timedelta(seconds=1))
        assert mails_to(moment) == []
        jobs.escalate_late(moment)
        heard.append(mails_to(moment))

    assert heard == [
        ["proximity@example.org"],
        ["chief@example.org"],
        ["mayor@example.org", "driss@example.org"],
        ["mayor@example.org", "driss@example.org"],
    ]


def test_an_office_that_nobody_holds_is_passed_over_on_the_way_up(town: Town) -> None:
    Membership.objects.filter(office=town.chief).update(ends_at=FRIDAY_NIGHT)
    enquiry = make_enquiry(town)
    for _ in range(2):
        moment = Enquiry.objects.get(pk=enquiry.pk).escalate_at
        assert moment is not None
        operations.escalate(enquiry=enquiry, now=moment)

    assert Enquiry.objects.get(pk=enquiry.pk).escalated_to == town.mayor


def test_escalating_twice_at_the_same_moment_climbs_one_step(town: Town) -> None:
    enquiry = make_enquiry(town)

    operations.escalate(enquiry=enquiry, now=enquiry.due_at)
    operations.escalate(enquiry=enquiry, now=enquiry.due_at)

    assert EnquiryStep.objects.filter(what="escalated").count() == 1


def test_an_answered_request_climbs_no_further(town: Town) -> None:
    enquiry = make_enquiry(town)
    operations.answer(enquiry=enquiry, text="Fait.", by=town.amina.account.actor, now=FRIDAY_NIGHT + HOUR)

    jobs.escalate_late(enquiry.due_at + timedelta(days=9))

    assert not EnquiryStep.objects.filter(what="escalated").exists()


def test_two_colleagues_who_answer_at_once_do_not_contradict_each_other(town: Town) -> None:
    enquiry = make_enquiry(town)
    operations.answer(enquiry=enquiry, text="Oui.", by=town.amina.account.actor, now=FRIDAY_NIGHT)

    with pytest.raises(operations.AlreadyAnswered):
        operations.answer(enquiry=enquiry, text="Non.", by=town.bart.account.actor, now=FRIDAY_NIGHT)
    assert queries.answer_for_author(Enquiry.objects.get()) == "Oui."


def test_the_answer_is_mailed_as_a_link_in_the_authors_language_with_a_neutral_subject(town: Town) -> None:
    enquiry = make_enquiry(town, language="nl", contact={"name": "Chloé", "phone": "", "email": "chloe@example.org"})
    mails_to(FRIDAY_NIGHT)
    operations.answer(enquiry=enquiry, text="Ik kom dinsdag langs.", by=town.amina.account.actor, now=FRIDAY_NIGHT)

    assert mails_to(FRIDAY_NIGHT) == ["chloe@example.org"]
    sent = mail.outbox[-1]
    assert f"/nl/opvolgen/{enquiry.code}/" in sent.body
    assert "dinsdag" not in sent.body
    assert "wijkinspecteur" not in sent.subject.lower()


def test_not_solved_goes_back_to_work_with_a_deadline_of_its_own(town: Town) -> None:
    enquiry = make_enquiry(town)
    later = FRIDAY_NIGHT + timedelta(days=20)
    operations.answer(enquiry=enquiry, text="Fait.", by=town.amina.account.actor, now=FRIDAY_NIGHT + HOUR)
    mails_to(FRIDAY_NIGHT)

    operations.give_opinion(enquiry=enquiry, opinion=Enquiry.Opinion.UNSOLVED, now=later)

    again = Enquiry.objects.get()
    assert (again.state, again.is_open) == (Enquiry.State.UNSOLVED, True)
    assert again.due_at == again.escalate_at == deadline(received_at=later, days=3)
    assert mails_to(later) == ["quartier-b01@example.org"]


def test_solved_closes_it_and_says_when_it_will_be_destroyed(town: Town) -> None:
    enquiry = make_enquiry(town)
    operations.answer(enquiry=enquiry, text="Fait.", by=town.amina.account.actor, now=FRIDAY_NIGHT)
    operations.give_opinion(enquiry=enquiry, opinion=Enquiry.Opinion.SOLVED, now=FRIDAY_NIGHT)

    closed = Enquiry.objects.get()
    assert closed.state == Enquiry.State.CLOSED
    assert closed.erase_on == FRIDAY_NIGHT.date() + timedelta(days=30)


def test_an_opinion_before_any_answer_is_refused(town: Town) -> None:
    with pytest.raises(operations.NotAnswered):
        operations.give_opinion(enquiry=make_enquiry(town), opinion=Enquiry.Opinion.SOLVED, now=FRIDAY_NIGHT)


def test_silence_for_a_fortnight_counts_as_solved(town: Town) -> None:
    enquiry = make_enquiry(town)
    operations.answer(enquiry=enquiry, text="Fait.", by=town.amina.account.actor, now=FRIDAY_NIGHT)

    jobs.close_silent(FRIDAY_NIGHT + timedelta(days=13))
    assert Enquiry.objects.get().state == Enquiry.State.ANSWERED
    jobs.close_silent(FRIDAY_NIGHT + timedelta(days=15))
    assert Enquiry.objects.get().state == Enquiry.State.CLOSED


def test_handing_over_keeps_the_deadline_and_tells_the_new_owner(town: Town) -> None:
    enquiry = make_enquiry(town)
    mails_to(FRIDAY_NIGHT)

    handed = operations.hand_over(
        enquiry=enquiry, office=town.proximity, by=town.amina.account.actor, now=FRIDAY_NIGHT + HOUR
    )

    assert handed.due_at == enquiry.due_at
    assert mails_to(FRIDAY_NIGHT + HOUR) == ["proximity@example.org"]


def test_handing_over_to_an_office_that_nobody_holds_is_refused(town: Town) -> None:
    empty = make_office("empty")

    with pytest.raises(operations.NobodyWouldAnswer):
        operations.hand_over(enquiry=make_enquiry(town), office=empty, by=town.amina.account.actor, now=FRIDAY_NIGHT)


def test_a_withdrawn_request_is_open_no_more(town: Town) -> None:
    enquiry = make_enquiry(town)
    operations.withdraw(enquiry=enquiry, by=town.amina.account.actor, now=FRIDAY_NIGHT)

    with pytest.raises(operations.NotOpen):
        operations.withdraw(enquiry=enquiry, by=town.amina.account.actor, now=FRIDAY_NIGHT)


def test_the_desk_lists_what_one_answers_now_the_most_urgent_first(town: Town) -> None:
    later, sooner = make_enquiry(town), make_enquiry(town, now=FRIDAY_NIGHT - timedelta(days=2))
    elsewhere = make_desk(make_beat("B02")).beat
    make_enquiry(town, beat=elsewhere)

    def seen(account: Any) -> list[Enquiry]:
        return list(queries.list_open_for(duty=duty_of(account=account, now=FRIDAY_NIGHT), now=FRIDAY_NIGHT))

    assert seen(town.amina.account) == [sooner, later]
    assert seen(town.bart.account) == []
    assert seen(town.eve) == []
    Absence.objects.create(staff_member=town.amina, starts_at=LONG_AGO)
    assert seen(town.bart.account) == [sooner, later]
    assert seen(town.amina.account) == []


def test_what_a_vacant_beat_receives_stands_on_the_desk_of_the_office_at_once(town: Town) -> None:
    greet = Account.objects.get(display_name="Greet")
    enquiry = make_enquiry(town)

    def seen() -> list[Enquiry]:
        return list(queries.list_open_for(duty=duty_of(account=greet, now=FRIDAY_NIGHT), now=FRIDAY_NIGHT))

    assert seen() == []
    for member in (town.amina, town.bart):
        Absence.objects.create(staff_member=member, starts_at=LONG_AGO)
    assert seen() == [enquiry]
    assert (
        get_enquiry_to_answer(pk=enquiry.pk, duty=duty_of(account=greet, now=FRIDAY_NIGHT), now=FRIDAY_NIGHT) == enquiry
    )
