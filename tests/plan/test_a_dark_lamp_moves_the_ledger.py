"""A resident tells of a dark lamp: the circuit suspends itself, works repair it, and the ledger may move."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.utils import timezone

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry, KindSetting
from serein.kit import following, outbox
from serein.kit.actors import SYSTEM
from serein.listening import operations as listening
from serein.listening.kinds import get_thing
from serein.listening.models.report import Report
from serein.listening.operations.reports import Telling
from serein.plan.models import LedgerProposal
from serein.streets.jobs import ask_for_news_of_outages
from serein.streets.models import Circuit, Outage
from serein.streets.operations import outages, suspensions
from serein.streets.queries import network
from serein.streets.queries.standing import standing_of
from serein.territory.where import find_where, named
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.plan.make import make_programme
from tests.streets.make import Night, corner, make_circuit, make_night

LAMP = get_thing("report_lamp")


@pytest.fixture
def night(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Night:
    monkeypatch.setattr(network, "networks_folder", lambda: tmp_path / "streets")
    made = make_night(tmp_path)
    KindSetting.objects.create(kind=LAMP.kind.code, office=made.works, deadline_days=10, retention_days=365)
    return made


def report(*, reporter: str = Report.Reporter.RESIDENT, email: str = "", minutes: int = 0) -> Report:
    lon, lat = corner(1, 0)
    return listening.receive_report(
        thing=LAMP,
        where=named(find_where(asked={"lat": str(lat), "lon": str(lon)}, language="fr")),
        telling=Telling(message="La lampe ne s'allume plus.", email=email, may_answer=bool(email)),
        language="fr",
        reporter=reporter,
        now=FRIDAY_NIGHT + timedelta(minutes=minutes),
    )


def catch_up(minutes: int = 1) -> None:
    following.catch_up(now=FRIDAY_NIGHT + timedelta(minutes=minutes))


def stands(circuit: Circuit, *, minutes: int = 1) -> bool:
    return standing_of(circuit=circuit, now=FRIDAY_NIGHT + timedelta(minutes=minutes)).is_recommended


@pytest.mark.promise("B1")
@pytest.mark.promise("B2a")
def test_from_a_residents_word_to_the_ledger(night: Night) -> None:
    make_programme()
    circuit = make_circuit()
    catch_up()
    first = report(email="chloe@example.org")
    catch_up()
    after_one_voice = stands(circuit)
    report(minutes=2)
    catch_up(3)
    after_two = stands(circuit, minutes=3)
    outage = Outage.objects.get()
    repair_on = timezone.localdate(FRIDAY_NIGHT) + timedelta(days=3)
    at_work = FRIDAY_NIGHT + timedelta(hours=12)
    outages.plan_repair(outage=outage, on=repair_on, by=SYSTEM, now=at_work)
    promised = Enquiry.objects.get(pk=first.enquiry_id).promised_on
    repaired_at = FRIDAY_NIGHT + timedelta(days=3)
    outages.end_outage(outage=outage, is_repaired=True, by=SYSTEM, now=repaired_at)
    following.catch_up(now=repaired_at)
    waits = standing_of(circuit=circuit, now=repaired_at).is_recommended
    suspensions.restore(circuit=circuit, by=SYSTEM, now=repaired_at)
    outbox.send_due(now=repaired_at)

    assert after_one_voice
    assert not after_two
    assert promised == repair_on
    assert not waits
    assert standing_of(circuit=circuit, now=repaired_at).is_recommended
    told = Enquiry.objects.get(pk=first.enquiry_id)
    assert told.outcome == Enquiry.Outcome.DONE
    assert any("chloe@example.org" in message.to for message in mail.outbox)
    assert set(LedgerProposal.objects.values_list("promise__code", flat=True)) == {"B1"}


def test_what_staff_saw_in_the_field_suspends_within_a_minute(night: Night) -> None:
    circuit = make_circuit()

    report(reporter=Report.Reporter.FIELD)
    catch_up()

    assert not stands(circuit)


def test_a_me_too_is_a_second_voice(night: Night) -> None:
    circuit = make_circuit()
    first = report()
    listening.release_report(report=first, by=SYSTEM, now=FRIDAY_NIGHT)
    listening.join_report(report=first, telling=Telling(), language="nl", now=FRIDAY_NIGHT)

    catch_up()

    assert Outage.objects.get().tellings.count() == 2
    assert not stands(circuit)


def test_works_answer_a_report_and_the_outage_is_over(night: Night) -> None:
    circuit = make_circuit()
    told = report(reporter=Report.Reporter.FIELD)
    catch_up()

    enquiries.answer(
        enquiry=told.enquiry, text="C'est fait.", outcome=Enquiry.Outcome.DONE, by=SYSTEM, now=FRIDAY_NIGHT
    )
    catch_up(2)

    assert Outage.objects.get().state == Outage.State.REPAIRED
    assert circuit.suspensions.get().mended_at is not None
    assert not stands(circuit)


def test_a_report_that_is_taken_back_leaves_no_outage(night: Night) -> None:
    circuit = make_circuit()
    told = report()
    catch_up()
    noticed = standing_of(circuit=circuit, now=FRIDAY_NIGHT).told

    enquiries.withdraw(enquiry=told.enquiry, by=SYSTEM, now=FRIDAY_NIGHT)
    catch_up(2)

    assert len(noticed) == 1
    assert Outage.objects.get().state == Outage.State.NOT_FOUND
    assert standing_of(circuit=circuit, now=FRIDAY_NIGHT).told == ()


@pytest.mark.harm("H01")
def test_an_outage_without_news_goes_back_to_the_works_officer_with_a_deadline(night: Night) -> None:
    report(reporter=Report.Reporter.FIELD)
    catch_up()
    later = FRIDAY_NIGHT + timedelta(days=15)

    ask_for_news_of_outages(later)
    ask_for_news_of_outages(later + timedelta(hours=1))

    asked = Enquiry.objects.filter(kind="outage")
    assert asked.count() == 1
    assert asked[0].office == night.works
    assert asked[0].due_at > later
    assert Outage.objects.get().next_on > later.date()


def test_reports_of_long_ago_that_were_answered_make_no_outage(night: Night, client: WatchfulClient) -> None:
    told = report()
    enquiries.answer(enquiry=told.enquiry, text="Fait.", outcome=Enquiry.Outcome.DONE, by=SYSTEM, now=FRIDAY_NIGHT)

    catch_up()

    assert not Outage.objects.exists()
