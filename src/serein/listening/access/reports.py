"""The only door through which a page obtains a report."""

from datetime import datetime

from django.http import Http404

from serein.enquiries import access as enquiries
from serein.listening.models.report import Report
from serein.people.queries import Duty


def get_report_to_handle(*, pk: int, duty: Duty, now: datetime) -> Report:
    """Return a report that someone on duty handles; to others nothing is there."""
    related = ("enquiry", "street", "neighbourhood")
    report = Report.objects.select_related(*related).filter(pk=pk, erased_at=None).first()
    if report is None:
        raise Http404
    enquiries.get_enquiry_to_answer(pk=report.enquiry_id, duty=duty, now=now)
    return report
