"""What pages that belong to nobody show."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from serein.kit import health
from serein.people.models import Role
from serein.plan.models import ToldOnce
from serein.proximity.queries import inspectors
from serein.shuttles.models import Night
from serein.shuttles.queries.public import find_next_night
from serein.territory import queries as territory
from serein.territory.models import Place
from serein.territory.opening import closes_at

OPEN_LATE = [Place.Kind.BAR, Place.Kind.PUB, Place.Kind.CAFE, Place.Kind.NIGHTCLUB]


@dataclass(frozen=True)
class OpenPlace:
    """A place that is surely open, and until when; None if it never closes."""

    label: str
    kind: str
    closes_at: datetime | None


@dataclass(frozen=True)
class Tonight:
    """What is open now, and whom one can meet soon."""

    moment: datetime
    open_places: list[OpenPlace]
    meetings: list[inspectors.Meeting]
    shuttle: Night | None = None
    """The next night of shuttles, while it can be booked."""

    @property
    def is_evening(self) -> bool:
        return not 5 <= timezone.localtime(self.moment).hour < 17


@dataclass(frozen=True)
class DemoDoor:
    """Someone one can enter as in the demo."""

    email: str
    label: Promise
    icon: str
    page: str = "proximity:desk"


DEMO_DOORS = [
    DemoDoor("amina@demo.invalid", Role.INSPECTOR.label, "person"),
    DemoDoor("chief@demo.invalid", Role.CHIEF.label, "search", "proximity:oversight"),
    DemoDoor("prevention@demo.invalid", Role.PREVENTION_OFFICER.label, "lamp", "plan:desk_plan"),
    DemoDoor("youth@demo.invalid", Role.YOUTH.label, "van", "shuttles:desk_nights"),
    DemoDoor("works@demo.invalid", Role.WORKS.label, "bench", "listening:desk_reports"),
    DemoDoor("mayor@demo.invalid", Role.MAYOR.label, "home", "proximity:oversight"),
    DemoDoor("dpo@demo.invalid", Role.DPO.label, "document", "enquiries:personal_data"),
    DemoDoor("administrator@demo.invalid", Role.ADMINISTRATOR.label, "check", "people:accounts"),
]


def tonight(*, now: datetime) -> Tonight:
    places = [
        OpenPlace(place.label, place.get_kind_display(), closes_at(place.opening_hours, now))
        for place in territory.places_open_at(now=now, kinds=OPEN_LATE)[:6]
    ]
    shuttle = find_next_night(now=now, within=timedelta(days=7))
    return Tonight(now, places, inspectors.list_meetings(now=now, within=timedelta(days=7))[:3], shuttle)


def list_demo_doors() -> list[DemoDoor]:
    return DEMO_DOORS if settings.DEMO else []


def find_story() -> str:
    """Return the code of the demo's complete thread: of whoever was told first that an act is done."""
    if not settings.DEMO:
        return ""
    told = ToldOnce.objects.filter(enquiry__destroyed_at=None, enquiry__same_as=None).order_by("told_at", "pk")
    return str(told.values_list("enquiry__code", flat=True).first() or "")


def list_alarms(*, now: datetime) -> list[str]:
    """Return what staff must know at once: requests for help rest on it (H01)."""
    words = {
        "scheduler": _("The scheduler is silent: nothing is escalated and no deadline is watched."),
        "worker": _("The worker is silent: no mail goes out."),
        "mail": _("Mail is waiting or was given up: look at the outbox."),
        "jobs": _("A job failed within the last day: tell the administrator, who finds why in the log."),
    }
    alarms = [words[trouble] for trouble in health.list_troubles(now=now)]
    if not settings.DEMO and settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        alarms.append(_("No mail server is named: mail is written to files and reaches nobody."))
    return alarms
