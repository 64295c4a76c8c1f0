"""Enquiries to a beat that Amina serves, under a chain that ends at the mayor's office."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from serein.enquiries import kinds, operations
from serein.enquiries.models import Enquiry, KindSetting
from serein.people.models import Account, BeatDesk, Office, Role, StaffMember
from tests.people.make import (
    FRIDAY_NIGHT,
    make_account,
    make_desk,
    make_holder,
    make_office,
    make_posting,
    make_staff_member,
)

CALL_BACK = "call_back"


@dataclass(frozen=True)
class Town:
    desk: BeatDesk
    amina: StaffMember
    bart: StaffMember
    mayor: Office
    chief: Office
    proximity: Office
    eve: Account


def make_town() -> Town:
    """Make one beat served by Amina, with Bart as her back-up, and a chain of three offices above."""
    mayor = make_office("mayor")
    chief = make_office("chief", escalates_to=mayor)
    proximity = make_office("proximity", escalates_to=chief)
    make_holder(mayor, name="Driss", role=Role.MAYOR)
    make_holder(chief, name="Farid", role=Role.CHIEF)
    make_holder(proximity, name="Greet", role=Role.DESK)
    desk = make_desk()
    amina, bart = make_staff_member("Amina"), make_staff_member("Bart")
    beat_work = make_office("beat-work", escalates_to=proximity)
    for member in (amina, bart):
        make_holder(beat_work, account=member.account, role=Role.INSPECTOR)
    make_posting(desk, amina)
    make_posting(desk, bart, is_backup=True)
    for kind in kinds.list_kinds():
        KindSetting.objects.create(kind=kind.code, office=proximity, deadline_days=3, retention_days=30)
    return Town(desk, amina, bart, mayor, chief, proximity, make_account("Eve"))


def make_enquiry(town: Town, *, now: datetime = FRIDAY_NIGHT, **fields: Any) -> Enquiry:
    told: dict[str, Any] = {
        "contact": {"name": "Chloé", "phone": "+32 56 00 00 01", "email": ""},
        "message": "La lampe du coin est cassée.",
        "language": "fr",
        "beat": town.desk.beat,
    }
    return operations.open_enquiry(kind=kinds.get_kind(CALL_BACK), now=now, **told | fields)
