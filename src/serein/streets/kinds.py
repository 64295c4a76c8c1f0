"""What is asked of the works department about its streets, by residents and by Serein itself."""

from django.utils.translation import gettext_lazy as _

from serein.enquiries.kinds import Kind, declare

OUTAGE = Kind(
    code="outage",
    label=_("A street light of which nothing was heard"),
    purpose=_("Finding out whether a street light is repaired, so that a circuit is not recommended in the dark."),
    office="works",
    deadline_days=3,
    retention_days=365,
    most_days=760,
    has_outcome=True,
)
SIGN = Kind(
    code="sign",
    label=_("A sign of a circuit that is missing, damaged or turned"),
    purpose=_("Putting the sign of a circuit right, and telling whoever reported it."),
    office="works",
    deadline_days=10,
    retention_days=365,
    most_days=760,
    has_outcome=True,
)
FINDING = Kind(
    code="walk_finding",
    label=_("Something that a walk found"),
    purpose=_("Answering what a group found on a walk, one finding after the other."),
    office="works",
    deadline_days=20,
    retention_days=365,
    most_days=760,
    has_outcome=True,
    desk_part="streets/parts/desk_finding.html",
)
declare(OUTAGE, SIGN, FINDING)
