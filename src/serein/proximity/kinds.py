"""What residents may ask of their inspector."""

from django.utils.translation import gettext_lazy as _

from serein.enquiries.kinds import Kind, declare

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
