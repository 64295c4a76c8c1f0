"""What could silently stop escalation, mail or retention does not: circles, lost keys, empty offices, wrong clocks."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django_tasks_db.models import DBTaskResult

from serein.enquiries import jobs, ledger, operations, queries, retention
from serein.enquiries.models import Enquiry, RetentionRun
from serein.kit import health, keyring, outbox, sealed
from serein.kit import jobs as kit_jobs
from serein.kit.actors import RESIDENT, Actor
from serein.kit.models import OutboxMail
from serein.people import operations as people
from serein.people.models import Account, Membership, Office, Role
from serein.people.queries import duty_of, who_serves
from tests.enquiries.make import Town, make_enquiry, make_town
from tests.people.make import FRIDAY_NIGHT, make_account, make_holder

pytestmark = [pytest.mark.django_db, pytest.mark.harm("H01")]
CHIEF = Actor(id="account:9", label="Farid")
DAY = timedelta(days=1)


@pytest.fixture
def town() -> Town:
    return make_town()


def lose_key_of(enquiry: Enquiry) -> None:
    keyring.destroy_days_before(enquiry.key_day + DAY)


def test_a_circle_of_offices_is_refused(town: Town) -> None:
    town.mayor.escalates_to = town.proximity

    with pytest.raises(people.EscalatesInACircle):
        people.keep(row=town.mayor, by=CHIEF, now=FRIDAY_NIGHT)
    assert Office.objects.get(pk=town.mayor.pk).escalates_to is None


def test_a_circle_that_is_there_all_the_same_ends_at_persons(town: Town) -> None:
    Office.objects.filter(pk=town.mayor.pk).update(escalates_to=town.proximity)
    Membership.objects.exclude(role=Role.INSPECTOR).exclude(office=town.proximity).update(ends_at=FRIDAY_NIGHT)
    enquiry = make_enquiry(town)

    for _ in range(3):
        moment = Enquiry.objects.get().escalate_at
        assert moment is not None
        operations.escalate(enquiry=enquiry, now=moment)

    outbox.send_due(now=FRIDAY_NIGHT + 30 * DAY)
    assert ["greet@example.org"] in [message.to for message in mail.outbox]


def test_with_nobody_left_above_those_who_administer_are_told(town: Town) -> None:
    make_holder(Office.objects.get(code="beat-work"), name="Hugo", role=Role.ADMINISTRATOR)
    enquiry = make_enquiry(town)
    Membership.objects.filter(role__in=[Role.MAYOR, Role.CHIEF, Role.DESK]).update(ends_at=FRIDAY_NIGHT)

    operations.escalate(enquiry=enquiry, now=enquiry.due_at)

    outbox.send_due(now=enquiry.due_at)
    assert ["hugo@example.org"] in [message.to for message in mail.outbox]


def test_an_office_that_lost_its_holder_with_requests_open_is_told_of(town: Town) -> None:
    make_holder(Office.objects.get(code="beat-work"), name="Hugo", role=Role.ADMINISTRATOR)
    make_enquiry(town)
    Membership.objects.filter(office=town.proximity).update(ends_at=FRIDAY_NIGHT)

    jobs.warn_of_missing_owners(FRIDAY_NIGHT + DAY)

    assert queries.list_offices_nobody_holds(now=FRIDAY_NIGHT + DAY) == [town.proximity]
    assert OutboxMail.objects.filter(about="enquiries.owners").count() == 1


def test_ending_an_inspectors_role_lets_the_back_up_answer_at_once(town: Town) -> None:
    enquiry = make_enquiry(town)
    membership = Membership.objects.get(account=town.amina.account)

    people.end_role(membership=membership, by=CHIEF, now=FRIDAY_NIGHT)

    assert who_serves(beat=town.desk.beat, now=FRIDAY_NIGHT).acting == town.bart
    duty = duty_of(account=town.bart.account, now=FRIDAY_NIGHT)
    assert list(queries.list_open_for(duty=duty, now=FRIDAY_NIGHT)) == [enquiry]


def test_an_inspector_whose_account_is_closed_answers_for_nobody(town: Town) -> None:
    Account.objects.filter(pk=town.amina.account_id).update(is_active=False)

    assert who_serves(beat=town.desk.beat, now=FRIDAY_NIGHT).acting == town.bart


def test_one_request_that_cannot_be_escalated_keeps_no_other_waiting(town: Town) -> None:
    broken, sound = make_enquiry(town), make_enquiry(town)
    Enquiry.objects.filter(pk=broken.pk).update(kind="retired")

    with pytest.raises(ExceptionGroup):
        jobs.escalate_late(sound.due_at)

    assert Enquiry.objects.get(pk=sound.pk).escalated_to == town.proximity


def test_a_failed_job_is_an_alarm(town: Town) -> None:
    kit_jobs.run_job.enqueue("enquiries.escalate")
    result = DBTaskResult.objects.get()
    assert "jobs" not in health.list_troubles(now=FRIDAY_NIGHT)

    result.set_failed(ValueError("test"))

    assert "jobs" in health.list_troubles(now=FRIDAY_NIGHT)


def test_jobs_fire_again_after_a_clock_that_ran_ahead_came_back(town: Town) -> None:
    kit_jobs.fire_due(now=FRIDAY_NIGHT + 21 * DAY)

    assert "enquiries.escalate" in kit_jobs.fire_due(now=FRIDAY_NIGHT)


def test_a_lost_key_does_not_keep_anyone_from_answering(town: Town) -> None:
    enquiry = make_enquiry(town, contact={"name": "Chloé", "phone": "", "email": "chloe@example.org"})
    lose_key_of(enquiry)

    operations.answer(enquiry=enquiry, text="Fait.", by=town.amina.account.actor, now=FRIDAY_NIGHT)

    assert Enquiry.objects.get().state == Enquiry.State.ANSWERED


def test_one_mail_whose_key_is_lost_keeps_no_other_from_going(town: Town) -> None:
    for address in ("a@example.org", "b@example.org"):
        outbox.post(to=address, language="fr", subject="x", body="x", about="test", now=FRIDAY_NIGHT)
    lost = OutboxMail.objects.order_by("pk").first()
    assert lost is not None
    raw = "UPDATE kit_outboxmail SET body = 'feedbeef:AAAA:AAAA' WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.execute(raw, [lost.pk])

    assert outbox.send_due(now=FRIDAY_NIGHT) == 1
    assert [message.to for message in mail.outbox] == [["b@example.org"]]
    assert OutboxMail.objects.defer("body").get(pk=lost.pk).error == "KeyLost"


def test_a_mail_to_nobody_is_refused_since_it_would_look_sent() -> None:
    with pytest.raises(outbox.NoAddress):
        outbox.post(to=" ", language="fr", subject="x", body="x", about="test", now=FRIDAY_NIGHT)


def test_a_mail_erased_while_it_was_being_sent_does_not_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    outbox.post(to="a@example.org", language="fr", subject="x", body="secret", about="test:1", now=FRIDAY_NIGHT)

    def erase_and_fail(self: object) -> int:
        outbox.erase(about="test:1")
        raise ConnectionResetError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", erase_and_fail)
    outbox.send_due(now=FRIDAY_NIGHT)

    assert not OutboxMail.objects.exists()


def test_one_unreadable_request_does_not_stop_retention_nor_cost_others_their_keys(town: Town) -> None:
    lost = make_enquiry(town, now=FRIDAY_NIGHT - 2 * DAY)
    sound = make_enquiry(town)
    withdrawn = make_enquiry(town, now=FRIDAY_NIGHT + DAY)
    operations.withdraw(enquiry=withdrawn, by=RESIDENT, now=FRIDAY_NIGHT + DAY)
    lose_key_of(lost)

    for day in range(30, 160, 10):
        retention.carry_out(now=FRIDAY_NIGHT + day * DAY)

    assert Enquiry.objects.get(pk=withdrawn.pk).destroyed_at is not None
    assert sealed.open_unseen(Enquiry.objects.get(pk=sound.pk).message) == "La lampe du coin est cassée."


def test_a_clock_that_leaps_destroys_nothing_until_someone_confirms(town: Town) -> None:
    enquiry = make_enquiry(town)
    retention.carry_out(now=FRIDAY_NIGHT)

    with pytest.raises(retention.ClockLeapt, match="--confirm"):
        retention.carry_out(now=FRIDAY_NIGHT + 4000 * DAY)

    assert sealed.open_unseen(Enquiry.objects.get(pk=enquiry.pk).message)
    assert RetentionRun.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_erased_is_known_outside_the_database(town: Town) -> None:
    enquiry = make_enquiry(town)
    code = str(enquiry.code)
    assert ledger.hash_of(code) not in ledger.read()

    operations.erase(enquiry=enquiry, by=RESIDENT, now=FRIDAY_NIGHT)

    assert ledger.hash_of(code) in ledger.read()
    assert code not in str(ledger.read())


@pytest.mark.django_db(transaction=True)
def test_what_a_backup_brings_back_is_erased_again(town: Town) -> None:
    enquiry, other = make_enquiry(town), make_enquiry(town)
    row = Enquiry.objects.filter(pk=enquiry.pk).values().get()
    operations.erase(enquiry=enquiry, by=RESIDENT, now=FRIDAY_NIGHT)
    Enquiry.objects.filter(pk=enquiry.pk).update(
        code=row["code"], destroyed_at=None, state=row["state"]
    )  # as a restored backup would

    assert operations.erase_again(now=FRIDAY_NIGHT) == 1

    assert Enquiry.objects.get(pk=enquiry.pk).code is None
    assert Enquiry.objects.get(pk=other.pk).code == other.code


def test_a_withdrawn_appointment_is_told_to_who_waits_for_it(town: Town) -> None:
    enquiry = make_enquiry(town, happens_at=FRIDAY_NIGHT + DAY)
    outbox.send_due(now=FRIDAY_NIGHT)
    before = len(mail.outbox)

    operations.withdraw(enquiry=enquiry, by=RESIDENT, now=FRIDAY_NIGHT)

    outbox.send_due(now=FRIDAY_NIGHT)
    assert [message.to for message in mail.outbox[before:]] == [["quartier-b01@example.org"]]


def test_the_last_administrator_stays_even_when_others_cannot_log_in(town: Town) -> None:
    office = Office.objects.get(code="beat-work")
    make_holder(office, account=make_account("Inès", is_active=False), role=Role.ADMINISTRATOR)
    hugo = make_holder(office, name="Hugo", role=Role.ADMINISTRATOR)

    with pytest.raises(people.LastAdministrator):
        people.end_role(membership=Membership.objects.get(account=hugo), by=CHIEF, now=FRIDAY_NIGHT)
