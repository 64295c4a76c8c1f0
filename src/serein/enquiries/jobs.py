"""What comes due: escalations, closings, and retention that really destroys."""

from datetime import datetime, time, timedelta

from django.db.models import Max, Q
from django.utils import timezone

from serein.enquiries import delays, letters, operations, queries, retention
from serein.enquiries.models import Enquiry, EnquiryStep, RetentionRun
from serein.kit.jobs import job
from serein.people import queries as people


@job("enquiries.escalate", every=timedelta(minutes=5))
def escalate_late(now: datetime) -> None:
    """Escalate each by itself: one that fails keeps no other waiting, and fails the job, which raises the alarm."""
    failed = []
    for enquiry in Enquiry.objects.open().filter(escalate_at__lte=now):
        try:
            operations.escalate(enquiry=enquiry, now=now)
        except Exception as fault:
            failed.append(fault)
    if failed:
        raise ExceptionGroup("Some enquiries could not be escalated.", failed)


@job("enquiries.publish_delays", at=time(5, 0))
def publish_delays(now: datetime) -> None:
    """Publish on Mondays: from one day to the next a single answer could be read off the difference (H24)."""
    if timezone.localdate(now).weekday() == 0:
        delays.publish(now=now)


@job("enquiries.close_silent", at=time(4, 10))
def close_silent(now: datetime) -> None:
    answered = Max("steps__at", filter=Q(steps__what=EnquiryStep.What.ANSWERED))  # the last time, not the first
    waiting = Enquiry.objects.filter(state=Enquiry.State.ANSWERED, destroyed_at=None).annotate(last=answered)
    silent = waiting.filter(last__lt=now - operations.SILENT_CLOSE)
    for enquiry in silent:
        operations.close_silent(enquiry=enquiry, now=now)


@job("enquiries.no_trace", every=timedelta(hours=1))
def leave_no_trace(_now: datetime) -> None:
    if run := RetentionRun.objects.order_by("-pk").first():
        retention.leave_no_trace(run=run)


@job("enquiries.owners", at=time(8, 0))
def warn_of_missing_owners(now: datetime) -> None:
    """Tell who administers that nobody holds an office with open requests (H01)."""
    offices = queries.list_offices_nobody_holds(now=now)
    if offices:
        letters.tell_nobody_holds(offices=offices, to=people.list_mail_of_administrators(now=now), now=now)


@job("enquiries.retention", at=time(4, 30))
def carry_out_retention(now: datetime) -> None:
    retention.carry_out(now=now)
