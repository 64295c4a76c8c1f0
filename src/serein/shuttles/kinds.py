"""What is asked of the Youth service about night shuttles."""

from django.utils.translation import gettext_lazy as _

from serein.enquiries.kinds import Kind, declare

NIGHT_ASKED = Kind(
    code="shuttle_night",
    label=_("A night shuttle for a group's event"),
    purpose=_("Deciding with a group whether shuttles bring people home from its event."),
    office="youth",
    deadline_days=10,
    retention_days=365,
    most_days=760,
)
declare(NIGHT_ASKED)
