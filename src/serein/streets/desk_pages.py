"""The pages of the desk that the streets bring, and who opens them."""

from django.utils.translation import gettext_lazy as _

from serein.people.desk_pages import PROGRAMME, REQUESTS, DeskPage, declare
from serein.people.models import Role

OUTAGES = DeskPage(
    "streets:desk_outages",
    _("Lighting and closures"),
    REQUESTS,
    (Role.WORKS, Role.PREVENTION_OFFICER, Role.INSPECTOR, Role.CHIEF),
)
CIRCUITS = DeskPage("streets:desk_circuits", _("Circuits"), PROGRAMME, (Role.PREVENTION_OFFICER, Role.WORKS))
SIGNS = DeskPage("streets:desk_signs", _("Signs"), PROGRAMME, (Role.WORKS, Role.PREVENTION_OFFICER))
WALKS = DeskPage(
    "streets:desk_walks", _("Walks"), PROGRAMME, (Role.PREVENTION_OFFICER, Role.WORKS, Role.INSPECTOR, Role.YOUTH)
)
declare(OUTAGES, CIRCUITS)
declare(SIGNS)
declare(WALKS)
