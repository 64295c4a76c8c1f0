"""The pages of the desk that night shuttles bring, and who opens them."""

from django.utils.translation import gettext_lazy as _

from serein.people.desk_pages import PROGRAMME, DeskPage, declare
from serein.people.models import Role

NIGHTS = DeskPage("shuttles:desk_nights", _("Night shuttles"), PROGRAMME, (Role.YOUTH, Role.PREVENTION_OFFICER))
declare(NIGHTS)
