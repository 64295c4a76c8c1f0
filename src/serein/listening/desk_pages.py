"""The pages of the desk that this package brings, and who opens them."""

from django.utils.translation import gettext_lazy as _

from serein.people.desk_pages import PROGRAMME, REFERENCE, REQUESTS, DeskPage, declare
from serein.people.models import Role

REPORTS = DeskPage(
    "listening:desk_reports",
    _("Reports"),
    REQUESTS,
    (Role.WORKS, Role.DESK, Role.PREVENTION_OFFICER, Role.CHIEF, Role.INSPECTOR, Role.YOUTH, Role.MAYOR),
)
PROBLEMS = DeskPage("listening:desk_problems", _("Problems"), PROGRAMME, (Role.PREVENTION_OFFICER,))
PRIORITIES = DeskPage("listening:desk_rounds", _("Priorities"), PROGRAMME, (Role.PREVENTION_OFFICER,))
ENTER_REPORT = DeskPage(
    "listening:enter_report",
    _("Enter a report"),
    REQUESTS,
    (Role.WORKS, Role.DESK, Role.PREVENTION_OFFICER, Role.CHIEF, Role.INSPECTOR, Role.YOUTH),
)
RELEASERS = (Role.WORKS, Role.PREVENTION_OFFICER, Role.CHIEF, Role.INSPECTOR)
"""Who may let everyone read at once what they enter."""
PROGRAMS = DeskPage("listening:programs", _("Other programs"), REFERENCE, (Role.ADMINISTRATOR,))
declare(PROGRAMS, REPORTS, ENTER_REPORT, PROBLEMS, PRIORITIES)
