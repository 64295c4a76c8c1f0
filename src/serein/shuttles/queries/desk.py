"""What the desk of the night shuttles shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from serein.shuttles.models import Duty, Night, NightVan, Refusal, Ride
from serein.shuttles.queries.requirements import Standing, list_standing


@dataclass(frozen=True)
class Crew:
    """A van of a night and who drives it, if anybody does yet."""

    van: NightVan
    driver: Duty | None


@dataclass(frozen=True)
class Desk:
    """One night, as its service sees it."""

    night: Night
    crews: list[Crew]
    others: list[Duty]
    standing: list[Standing]
    counts: dict[str, int]
    """Riders, by state; those at the waiting point without the stranded."""
    stranded: int
    """Riders who wait where their van broke down."""
    open_refusals: int
    promised: int
    """Riders who booked and whose van is still to come."""
    unplanned: list[int]
    """Numbers of those whom no van can take as things are."""

    @property
    def missing(self) -> list[Standing]:
        return [row for row in self.standing if row.requirement.is_required and row.proof is None]

    @property
    def without_driver(self) -> list[Crew]:
        return [crew for crew in self.crews if crew.driver is None]

    @property
    def has_steward(self) -> bool:
        return any(duty.task == Duty.Task.STEWARD for duty in self.others)

    @property
    def is_ready(self) -> bool:
        return bool(self.crews) and not self.missing and not self.without_driver and self.has_steward

    @property
    def is_empty(self) -> bool:
        """Whether nobody is aboard, waits or is still to be handed over."""
        waits = ("here",) if self.night.is_doorstep else Ride.WAITING
        return (
            not self.open_refusals
            and not self.promised
            and not self.stranded
            and not any(self.counts.get(state) for state in (*waits, "aboard"))
        )


def list_nights(*, now: datetime) -> tuple[QuerySet[Night], QuerySet[Night]]:
    """List the nights that are not over, the next first, and those that are, the last first."""
    riders = Sum("rides__party_size", filter=Q(rides__state__in=(*Ride.OPEN, Ride.State.HOME)))
    rows = Night.objects.select_related("event", "figures").annotate(riders=riders)
    over = Q(state__in=(Night.State.CLOSED, Night.State.CANCELLED)) | Q(state=Night.State.DRAFT, ends_at__lt=now)
    return rows.exclude(over).order_by("starts_at"), rows.filter(over).order_by("-starts_at")


def read_desk(*, night: Night, now: datetime) -> Desk:
    """Read a night for its desk page: eight queries, whatever it holds."""
    vans, duties = list(night.vans.select_related("van")), list(night.duties.all())
    drivers = {duty.van_id: duty for duty in duties if duty.van_id}
    to_come = Q(state=Ride.State.BOOKED) & ~Q(pk__in=night.rides.missed(now).values("pk"))
    stranded = Q(state__in=Ride.WAITING, stranded_at__isnull=False)
    elsewhere = night.rides.exclude(stranded).order_by()
    counts = elsewhere.values_list("state").annotate(riders=Sum("party_size"))
    riders = night.rides.aggregate(
        promised=Sum("party_size", filter=to_come), stranded=Sum("party_size", filter=stranded)
    )
    refusals = Refusal.objects.filter(ride__night=night, taken_over_at=None).aggregate(n=Count("pk"))
    return Desk(
        night=night,
        crews=[Crew(van, drivers.get(van.pk)) for van in vans],
        others=[duty for duty in duties if not duty.van_id],
        standing=list_standing(day=timezone.localdate(night.starts_at)),
        counts=dict(counts),
        stranded=riders["stranded"] or 0,
        open_refusals=refusals["n"],
        promised=riders["promised"] or 0,
        unplanned=list(night.rides.waiting().filter(unplanned_at__isnull=False).values_list("number", flat=True)),
    )
