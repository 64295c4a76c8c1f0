"""The pages of the desk that this package brings, and who opens them."""

from django.utils.translation import gettext_lazy as _

from serein.people.desk_pages import REFERENCE, STAFF, DeskPage, declare
from serein.people.models import Role

ABSENCES = DeskPage("people:absences", _("Absences"), STAFF)
POSTINGS = DeskPage("people:postings", _("Postings"), STAFF, (Role.CHIEF, Role.ADMINISTRATOR))
INTRODUCTION = DeskPage("people:introduction", _("Me"), STAFF, (Role.INSPECTOR,))
ACCOUNTS = DeskPage("people:accounts", _("Accounts"), STAFF, (Role.ADMINISTRATOR,))
REFERENCE_SHELVES = DeskPage("people:shelves", _("Reference"), REFERENCE, (Role.ADMINISTRATOR,))
NUMBERS = DeskPage(
    "people:numbers", _("Help numbers"), REFERENCE, (Role.ADMINISTRATOR, Role.PREVENTION_OFFICER, Role.CHIEF)
)
declare(ABSENCES, POSTINGS, INTRODUCTION, ACCOUNTS, REFERENCE_SHELVES, NUMBERS)
