"""The pages of the desk that this package brings, and who opens them."""

from django.utils.translation import gettext_lazy as _

from serein.people.desk_pages import REQUESTS, STAFF, DeskPage, declare
from serein.people.models import Role

DESK = DeskPage("proximity:desk", _("To answer"), REQUESTS)
SURGERIES = DeskPage("proximity:surgeries", _("Surgeries"), REQUESTS, (Role.INSPECTOR, Role.CHIEF))
ON_BEHALF = DeskPage(
    "proximity:on_behalf",
    _("Note a call-back"),
    REQUESTS,
    (Role.DESK, Role.INSPECTOR, Role.CHIEF, Role.PREVENTION_OFFICER),
)
OVERSIGHT = DeskPage("proximity:oversight", _("Oversight"), REQUESTS, (Role.CHIEF, Role.MAYOR))
BEATS = DeskPage("proximity:beats", _("Beats"), STAFF, (Role.CHIEF, Role.ADMINISTRATOR))
declare(DESK, SURGERIES, ON_BEHALF, OVERSIGHT, BEATS)
