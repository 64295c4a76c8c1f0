"""The demo commune named an owner for every kind of enquiry."""

from datetime import datetime

from serein.enquiries.kinds import list_kinds
from serein.enquiries.models import KindSetting
from serein.people.models import Office


def build(*, now: datetime) -> None:
    for kind in list_kinds():
        KindSetting.objects.create(
            kind=kind.code,
            office=Office.objects.get(code=kind.office),
            deadline_days=kind.deadline_days,
            retention_days=kind.retention_days,
        )
