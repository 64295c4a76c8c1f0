"""The pages of the desk that this package brings, and who opens them."""

from django.utils.translation import gettext_lazy as _

from serein.people.desk_pages import PROGRAMME, DeskPage, declare
from serein.people.models import Role

READERS = (Role.PREVENTION_OFFICER, Role.CHIEF, Role.MAYOR, Role.WORKS, Role.YOUTH)
PLAN = DeskPage("plan:desk_plan", _("The plan"), PROGRAMME, READERS)
PLAN_FILES = DeskPage("plan:desk_files", _("Files of the plan"), PROGRAMME, (Role.PREVENTION_OFFICER,))
LEDGER = DeskPage("plan:desk_ledger", _("The ledger"), PROGRAMME, (Role.PREVENTION_OFFICER, Role.MAYOR))
EDIT = (Role.PREVENTION_OFFICER,)
declare(PLAN, PLAN_FILES, LEDGER)
