"""The pages of the desk that this package brings, and who opens them."""

from django.utils.translation import gettext_lazy as _

from serein.people.desk_pages import REQUESTS, DeskPage, declare
from serein.people.models import Role

REPORTS = DeskPage(
    "listening:desk_reports",
    _("Reports"),
    REQUESTS,
    (Role.WORKS, Role.DESK, Role.PREVENTION_OFFICER, Role.CHIEF, Role.INSPECTOR, Role.YOUTH, Role.MAYOR),
)
declare(REPORTS)
