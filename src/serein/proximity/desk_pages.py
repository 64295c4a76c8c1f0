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
TODAY = DeskPage("proximity:today", _("Today's round"), BEAT_WORK, (Role.INSPECTOR,))
TASKS = DeskPage("proximity:tasks", _("Tasks"), BEAT_WORK, (Role.INSPECTOR, Role.CHIEF, Role.DESK))
INTAKE = DeskPage("proximity:intake", _("Files of offices"), BEAT_WORK, (Role.DESK, Role.CHIEF))
NOTICES = DeskPage("proximity:notices", _("Visit notices"), BEAT_WORK, (Role.INSPECTOR, Role.CHIEF))
CATALOGUE = DeskPage("proximity:catalogue", _("Kinds of task"), BEAT_WORK, (Role.CHIEF,))
CONTACT = DeskPage("proximity:note_contact", _("Note contact"), BEAT_WORK, (Role.INSPECTOR, Role.CHIEF, Role.YOUTH))
BOOKED = DeskPage("proximity:booked", _("Contact hours"), BEAT_WORK, (Role.INSPECTOR, Role.CHIEF, Role.YOUTH))
OWN_TIME = DeskPage("proximity:own_time", _("My time"), BEAT_WORK, (Role.INSPECTOR,))
MEASURING = DeskPage("proximity:measuring", _("Measuring time"), BEAT_WORK, (Role.CHIEF,))
ANNUAL = DeskPage("proximity:annual", _("Annual list"), BEAT_WORK, (Role.CHIEF, Role.MAYOR))
LOAD = DeskPage("proximity:load", _("Load of the beats"), BEAT_WORK, (Role.CHIEF,))
NORMS = DeskPage("proximity:norms", _("Norm and target"), BEAT_WORK, (Role.CHIEF,))
LETTERS = DeskPage("proximity:letters", _("Letters and reports"), BEAT_WORK, (Role.INSPECTOR, Role.CHIEF))
LETTER_TEMPLATES = DeskPage("proximity:letter_templates", _("Letter templates"), BEAT_WORK, (Role.CHIEF, Role.DESK))
declare(DESK, SURGERIES, ON_BEHALF, OVERSIGHT, BEATS, TODAY, TASKS, NOTICES, INTAKE, CATALOGUE)
declare(CONTACT, BOOKED, OWN_TIME, MEASURING, ANNUAL, LOAD, NORMS, LETTERS, LETTER_TEMPLATES)
