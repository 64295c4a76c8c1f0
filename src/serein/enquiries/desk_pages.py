"""The pages of the desk that this package brings, and who opens them."""

from django.utils.translation import gettext_lazy as _

from serein.people.desk_pages import REFERENCE, DeskPage, declare
from serein.people.models import Role

KINDS = DeskPage("enquiries:kinds", _("Kinds of request"), REFERENCE, (Role.ADMINISTRATOR,))
OUTBOX = DeskPage("enquiries:outbox", _("Outgoing mail"), REFERENCE, (Role.ADMINISTRATOR, Role.CHIEF, Role.DPO))
PERSONAL_DATA = DeskPage("enquiries:personal_data", _("Personal data"), REFERENCE, (Role.DPO,))
RULES = DeskPage("enquiries:rules", _("Who owns what"), REFERENCE, (Role.ADMINISTRATOR,))
STANDARD_ANSWERS = DeskPage(
    "enquiries:standard_answers",
    _("Standard answers"),
    REFERENCE,
    (Role.ADMINISTRATOR, Role.WORKS, Role.PREVENTION_OFFICER),
)
declare(RULES, STANDARD_ANSWERS, KINDS, OUTBOX, PERSONAL_DATA)
