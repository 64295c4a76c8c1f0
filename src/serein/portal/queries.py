"""What pages that belong to nobody show."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from serein.kit import jobs, outbox
from serein.people.models import Role
from serein.proximity import queries as proximity
from serein.territory import queries as territory
from serein.territory.models import Place

OPEN_LATE = [Place.Kind.BAR, Place.Kind.PUB, Place.Kind.CAFE, Place.Kind.NIGHTCLUB]


@dataclass(frozen=True)
class Tonight:
    """What is open now, and whom one can meet soon."""

    open_places: list[Place]
    meetings: list[proximity.Meeting]


@dataclass(frozen=True)
class DemoDoor:
    """Someone one can enter as in the demo."""

    email: str
    label: Promise
    icon: str


DEMO_DOORS = [
    DemoDoor("amina@demo.invalid", Role.INSPECTOR.label, "person"),
    DemoDoor("chief@demo.invalid", Role.CHIEF.label, "search"),
    DemoDoor("prevention@demo.invalid", Role.PREVENTION_OFFICER.label, "lamp"),
    DemoDoor("youth@demo.invalid", Role.YOUTH.label, "van"),
    DemoDoor("works@demo.invalid", Role.WORKS.label, "bench"),
    DemoDoor("mayor@demo.invalid", Role.MAYOR.label, "home"),
    DemoDoor("dpo@demo.invalid", Role.DPO.label, "document"),
]


def tonight(*, now: datetime) -> Tonight:
    open_places = territory.places_open_at(now=now, kinds=OPEN_LATE)
    return Tonight(open_places[:6], proximity.list_meetings(now=now, within=timedelta(days=7))[:3])


def list_demo_doors() -> list[DemoDoor]:
    return DEMO_DOORS if settings.DEMO else []


def list_alarms(*, now: datetime) -> list[str]:
    """Return what staff must know at once: requests for help rest on it (H01)."""
    silent = {
        "scheduler": _("The scheduler is silent: nothing is escalated and no deadline is watched."),
        "worker": _("The worker is silent: no mail goes out."),
    }
    alarms = [silent[name] for name in jobs.list_silent()]
    if outbox.is_overdue(now=now):
        alarms.append(_("Mail is waiting or was given up: look at the outbox."))
    return alarms
