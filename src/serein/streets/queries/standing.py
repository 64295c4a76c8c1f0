"""Whether a circuit is recommended now, and why not: computed at each reading, so that no clock is waited for (H17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from serein.streets.models import Circuit, Closure, Edition, FieldCheck, Outage, Suspension
from serein.streets.queries.near import circuits_on_closure, lies_on


@dataclass(frozen=True)
class Standing:
    """
    A circuit as it stands at a moment.

    :param suspensions: what suspends it, mended or not, until a person restores it
    :param closures: works that close a street of it and that are not yet among the suspensions
    :param told: lamps on it that one resident told of, which are being checked
    """

    circuit: Circuit
    edition: Edition | None
    now: datetime
    check: FieldCheck | None
    suspensions: tuple[Suspension, ...]
    closures: tuple[Closure, ...]
    told: tuple[Outage, ...]

    @property
    def checked_on(self) -> date | None:
        return timezone.localdate(self.check.at) if self.check else None

    @property
    def next_check_on(self) -> date | None:
        return self.checked_on + timedelta(days=self.circuit.check_every_days) if self.checked_on else None

    @property
    def is_check_too_old(self) -> bool:
        """Whether nobody found it good on the spot within its interval."""
        if self.check is None or self.check.result != FieldCheck.Result.GOOD or self.next_check_on is None:
            return True
        return self.next_check_on < timezone.localdate(self.now)

    @property
    def is_suspended(self) -> bool:
        return bool(self.suspensions or self.closures) or self.is_check_too_old

    @property
    def is_recommended(self) -> bool:
        """Whether its page may say « circuit conseillé »."""
        return self.edition is not None and not self.is_suspended

    @property
    def is_within_hours(self) -> bool:
        """Whether it is recommended at this very hour."""
        at, begins, ends = timezone.localtime(self.now).time(), self.circuit.begins, self.circuit.ends
        return begins <= at < ends if begins < ends else at >= begins or at < ends

    @property
    def detour(self) -> Suspension | None:
        """The suspension whose way round serves; with several causes none is sure to avoid them all."""
        rounds = [row for row in self.suspensions if row.detour]
        return rounds[0] if len(rounds) == 1 == len(self.suspensions) + len(self.closures) else None


def list_standings(*, now: datetime) -> list[Standing]:
    """List every circuit that has a published edition, as it stands."""
    published = Edition.objects.filter(state=Edition.State.PUBLISHED)
    return _standings(Circuit.objects.filter(pk__in=published.values("circuit")), now)


def list_all_standings(*, now: datetime) -> list[Standing]:
    """List every circuit, drafts too."""
    return _standings(Circuit.objects.all(), now)


def standing_of(*, circuit: Circuit, now: datetime) -> Standing:
    (found,) = _standings(Circuit.objects.filter(pk=circuit.pk), now)
    return found


def _standings(circuits: QuerySet[Circuit], now: datetime) -> list[Standing]:
    rows = list(
        circuits.order_by("code").prefetch_related(
            Prefetch("editions", Edition.objects.filter(state=Edition.State.PUBLISHED), to_attr="published"),
            Prefetch("checks", FieldCheck.objects.order_by("-at", "-pk"), to_attr="looked_at"),
            Prefetch(
                "suspensions",
                Suspension.objects.filter(ended_at=None).select_related("outage__street", "closure__street"),
                to_attr="standing_suspensions",
            ),
        )
    )
    closed: dict[int, list[Closure]] = {}
    for closure in Closure.objects.in_force_at(now).select_related("street"):
        for circuit in circuits_on_closure(closure=closure):
            closed.setdefault(circuit.pk, []).append(closure)
    told = list(Outage.objects.filter(state=Outage.State.REPORTED, cabin=None).select_related("street"))
    return [_standing(row, closed.get(row.pk, []), told, now) for row in rows]


def _standing(circuit: Any, closed: list[Closure], told: list[Outage], now: datetime) -> Standing:
    edition = circuit.published[0] if circuit.published else None
    known = {row.closure_id for row in circuit.standing_suspensions}
    return Standing(
        circuit=circuit,
        edition=edition,
        now=now,
        check=circuit.looked_at[0] if circuit.looked_at else None,
        suspensions=tuple(circuit.standing_suspensions),
        closures=tuple(row for row in closed if row.pk not in known),
        told=tuple(one for one in told if edition and lies_on(edition.line, lat=one.lat, lon=one.lon)),
    )
