"""What comes due: escalations, closings, and retention that really destroys."""

from datetime import datetime, time, timedelta

from serein.enquiries import operations, retention
from serein.enquiries.models import Enquiry
from serein.kit.jobs import job


@job("enquiries.escalate", every=timedelta(minutes=5))
def escalate_late(now: datetime) -> None:
    for enquiry in Enquiry.objects.open().filter(escalate_at__lte=now):
        operations.escalate(enquiry=enquiry, now=now)


@job("enquiries.close_silent", at=time(4, 10))
def close_silent(now: datetime) -> None:
    silent = Enquiry.objects.filter(
        state=Enquiry.State.ANSWERED, answered_at__lt=now - operations.SILENT_CLOSE, destroyed_at=None
    )
    for enquiry in silent:
        operations.close_silent(enquiry=enquiry, now=now)


@job("enquiries.retention", at=time(4, 30))
def carry_out_retention(now: datetime) -> None:
    retention.carry_out(now=now)
