"""The only door through which a page obtains an enquiry."""

from datetime import datetime

from django.db.models import Q
from django.http import Http404

from serein.enquiries import queries
from serein.enquiries.models import Enquiry
from serein.people.models import Role
from serein.people.queries import Duty


def get_enquiry_to_answer(*, pk: int, duty: Duty, now: datetime) -> Enquiry:
    """Return an enquiry that someone on duty answers, or watches over as chief; else nothing is there."""
    mine = queries.answered_by(duty=duty, now=now)
    if Role.CHIEF in duty.roles:
        mine |= Q(beat__isnull=False, due_at__lt=now, state__in=Enquiry.OPEN)
    enquiry = Enquiry.objects.filter(mine, pk=pk, destroyed_at=None).select_related("beat", "office").first()
    if enquiry is None:
        raise Http404
    return enquiry


def get_own_enquiry(*, code: str) -> Enquiry:
    """Return the enquiry whose author holds this code."""
    try:
        return queries.get_thread(code=code)
    except Enquiry.DoesNotExist:
        raise Http404 from None
