"""The only door through which a page obtains an enquiry."""

from datetime import datetime

from django.http import Http404

from serein.enquiries import queries
from serein.enquiries.models import Enquiry
from serein.people import queries as people
from serein.people.models import Account, Role


def get_enquiry_to_answer(*, pk: int, account: Account, now: datetime) -> Enquiry:
    """Return an enquiry that this account answers, or watches over as chief; else nothing is there."""
    enquiry = Enquiry.objects.select_related("beat", "office").filter(pk=pk, destroyed_at=None).first()
    if enquiry is None:
        raise Http404
    if not _answers(account, enquiry, now):
        raise Http404
    return enquiry


def get_own_enquiry(*, code: str) -> Enquiry:
    """Return the enquiry whose author holds this code."""
    try:
        return queries.get_thread(code=code)
    except Enquiry.DoesNotExist:
        raise Http404 from None


def _answers(account: Account, enquiry: Enquiry, now: datetime) -> bool:
    if enquiry.beat_id in people.list_beats_answered_by(account=account, now=now):
        return True
    held = {office.pk for office in people.list_offices_held(account=account, now=now)}
    if enquiry.escalated_to_id in held or (enquiry.beat_id is None and enquiry.office_id in held):
        return True
    is_chief = Role.CHIEF in people.list_roles(account=account, now=now)
    return enquiry.beat_id is not None and is_chief and enquiry.is_late(now)
