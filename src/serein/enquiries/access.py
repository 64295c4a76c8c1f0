"""The only door through which a page obtains an enquiry."""

from datetime import datetime

from django.http import Http404

from serein.enquiries import queries
from serein.enquiries.models import Enquiry
from serein.people import queries as people
from serein.people.models import Role
from serein.people.queries import Duty


def get_enquiry_to_answer(*, pk: int, duty: Duty, now: datetime) -> Enquiry:
    """Return an enquiry that someone on duty answers, or watches over as chief; else nothing is there."""
    enquiry = Enquiry.objects.select_related("beat", "office").filter(pk=pk, destroyed_at=None).first()
    if enquiry is None:
        raise Http404
    if not _answers(duty, enquiry, now):
        raise Http404
    return enquiry


def get_own_enquiry(*, code: str) -> Enquiry:
    """Return the enquiry whose author holds this code."""
    try:
        return queries.get_thread(code=code)
    except Enquiry.DoesNotExist:
        raise Http404 from None


def _answers(duty: Duty, enquiry: Enquiry, now: datetime) -> bool:
    if enquiry.escalated_to_id in duty.offices or (enquiry.beat_id is None and enquiry.office_id in duty.offices):
        return True
    if enquiry.beat_id in people.list_beats_answered_by(account=duty.account, now=now):
        return True
    return enquiry.beat_id is not None and Role.CHIEF in duty.roles and enquiry.is_late(now)
