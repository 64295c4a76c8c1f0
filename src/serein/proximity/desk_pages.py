"""The pages of the desk that this package brings, and who opens them."""

from django.utils.translation import gettext_lazy as _

from serein.people.desk_pages import BEAT_WORK, REQUESTS, STAFF, DeskPage, declare
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
TASKS = DeskPage("proximity:tasks", _("Tasks"), BEAT_WORK, (Role.INSPECTOR, Role.CHIEF, Role.DESK))
INTAKE = DeskPage("proximity:intake", _("Files of offices"), BEAT_WORK, (Role.DESK, Role.CHIEF))
CATALOGUE = DeskPage("proximity:catalogue", _("Kinds of task"), BEAT_WORK, (Role.CHIEF,))
declare(DESK, SURGERIES, ON_BEHALF, OVERSIGHT, BEATS, TASKS, INTAKE, CATALOGUE)
