"""What residents may ask of their inspector, and what their work holds about people."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from serein.enquiries.kinds import Holding, Kind, declare, declare_holdings
from serein.proximity.models import Contact, SampledDay, Visit, VisitNotice

CALL_BACK = Kind(
    code="call_back",
    label=_("Call-back by the neighbourhood inspector"),
    purpose=_("Calling back a resident who asked for it, at hours that are safe for them."),
    office="proximity",
    deadline_days=3,
    retention_days=30,
    most_days=120,
    goes_to_beat=True,
    is_private=True,
)
APPOINTMENT = Kind(
    code="appointment",
    label=_("Appointment with the neighbourhood inspector"),
    purpose=_("Keeping an appointment that a resident made for a surgery."),
    office="proximity",
    deadline_days=3,
    retention_days=30,
    most_days=180,
    goes_to_beat=True,
    is_private=True,
)
declare(CALL_BACK, APPOINTMENT)


def _keys_of_doors() -> set[date]:
    """Return the days whose keys seal doors, and answers to notices left there, that are not erased."""
    answers = VisitNotice.objects.filter(attempt__visit__erased_at=None, attempt__isnull=False).exclude(answer="")
    doors = Visit.objects.filter(erased_at=None)
    return {*doors.values_list("key_day", flat=True), *answers.values_list("key_day", flat=True)}


VISITS = Holding(
    label=_("Visits at the request of an office"),
    purpose=_("Checking at the door what an office of the commune asked, and telling it the result."),
    kept=_("Address, name and reference: two weeks after the result went back to the office, 90 days if it never did."),
    count=lambda: Visit.objects.filter(erased_at=None).count(),
    needed_keys=_keys_of_doors,
)
TOLD_DAYS = Holding(
    label=_("Days drawn by lot, told by inspectors"),
    purpose=_("Measuring what working time goes to, once the staff was heard; nobody is rated by it."),
    kept=_("Two years, under a mark instead of a name; published figures stay."),
    count=lambda: SampledDay.objects.count(),
)
CONTACTS = Holding(
    label=_("Contacts noted by inspectors"),
    purpose=_("Telling how many hours staff spend among residents; who was met is not noted."),
    kept=_("Two years, under a mark instead of a name; published figures stay."),
    count=lambda: Contact.objects.count(),
)
declare_holdings(VISITS, TOLD_DAYS, CONTACTS)
