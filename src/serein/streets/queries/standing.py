"""Whether a circuit is recommended now, and why not: computed at each reading, so that no clock is waited for (H17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from serein.streets.models import Circuit, Closure, Edition, FieldCheck, Outage, Suspension
from serein.streets.queries.near import lies_on, runs_along


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
    return _of_published(_published(), now)


def find_published(*, code: str, now: datetime) -> Standing | None:
    """Return a circuit that residents may read, as it stands."""
    return next(iter(_of_published(_published().filter(circuit__code=code), now)), None)


def list_all_standings(*, now: datetime) -> list[Standing]:
    """List every circuit, drafts too."""
    return _standings(Circuit.objects.all(), now)


def standing_of(*, circuit: Circuit, now: datetime) -> Standing:
    (found,) = _standings(Circuit.objects.filter(pk=circuit.pk), now)
    return found


def _published() -> QuerySet[Edition]:
    return Edition.objects.filter(state=Edition.State.PUBLISHED)


def _of_published(editions: QuerySet[Edition], now: datetime) -> list[Standing]:
    rows = editions.select_related("circuit").prefetch_related(*_parts("circuit__")).order_by("circuit__code")
    facts = _Facts.at(now)
    return [facts.standing(row.circuit, row) for row in rows]


def _standings(circuits: QuerySet[Circuit], now: datetime) -> list[Standing]:
    parts = (Prefetch("editions", _published(), to_attr="published"), *_parts())
    rows: list[Any] = list(circuits.order_by("code").prefetch_related(*parts))
    facts = _Facts.at(now)
    return [facts.standing(row, row.published[0] if row.published else None) for row in rows]


def _parts(through: str = "") -> tuple[Prefetch[str, Any, str], ...]:
    standing = Suspension.objects.filter(ended_at=None).select_related("outage__street", "closure__street")
    return (
        Prefetch(f"{through}checks", FieldCheck.objects.order_by("-at", "-pk"), to_attr="looked_at"),
        Prefetch(f"{through}suspensions", standing, to_attr="standing_suspensions"),
    )


@dataclass(frozen=True)
class _Facts:
    """What may stand in the way of any circuit."""

    now: datetime
    closures: list[Closure]
    told: list[Outage]

    @classmethod
    def at(cls, now: datetime) -> _Facts:
        told = Outage.objects.filter(state=Outage.State.REPORTED, cabin=None).select_related("street")
        return cls(now, list(Closure.objects.in_force_at(now).select_related("street")), list(told))

    def standing(self, circuit: Any, edition: Edition | None) -> Standing:
        known = {row.closure_id for row in circuit.standing_suspensions}
        unwritten = [row for row in self.closures if row.pk not in known]
        return Standing(
            circuit=circuit,
            edition=edition,
            now=self.now,
            check=circuit.looked_at[0] if circuit.looked_at else None,
            suspensions=tuple(circuit.standing_suspensions),
            closures=tuple(row for row in unwritten if edition and runs_along(edition.line, row.line)),
            told=tuple(one for one in self.told if edition and lies_on(edition.line, lat=one.lat, lon=one.lon)),
        )
