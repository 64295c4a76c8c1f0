"""What the desk sees of lamps and closures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from serein.streets.models import Cabin, CabinException, CabinRegime, Closure, Outage, SwitchOff

MOST = 60


@dataclass(frozen=True)
class OutageLine:
    """An open outage as the desk sees it."""

    outage: Outage
    voices: int
    circuits: list[str]
    is_late: bool
    is_today: bool


@dataclass(frozen=True)
class CabinLine:
    """A cabin with how it switches tonight, in words."""

    cabin: Cabin
    lamps: int
    sentence: str
    exception: CabinException | None
    is_out: bool


def list_outages(*, now: datetime) -> list[OutageLine]:
    """List the open outages by what must be done next."""
    today = timezone.localdate(now)
    rows = (
        Outage.objects.open()
        .select_related("lamp", "cabin", "street", "neighbourhood")
        .prefetch_related("tellings", "suspensions__circuit")
    )
    return [
        OutageLine(
            row,
            len(row.tellings.all()),
            sorted({one.circuit.name for one in row.suspensions.all() if one.ended_at is None}),
            row.next_on < today,
            row.next_on == today,
        )
        for row in rows.order_by("next_on", "pk")[:MOST]
    ]


def list_cabins(*, now: datetime) -> list[CabinLine]:
    day = timezone.localdate(now - timedelta(hours=12))
    regimes = CabinRegime.objects.in_force_on(day).prefetch_related("switch_offs")
    exceptions = CabinException.objects.filter(withdrawn_at=None, ends_at__gt=now)
    rows = Cabin.objects.annotate(
        lamp_count=Count("lamps", filter=Q(lamps__vanished_at=None), distinct=True),
        out_count=Count("outages", filter=Q(outages__ended_at=None), distinct=True),
    ).prefetch_related(
        Prefetch("regimes", regimes, to_attr="in_force"), Prefetch("exceptions", exceptions, to_attr="coming")
    )
    return [
        CabinLine(
            row,
            row.lamp_count,
            in_words(row.in_force[0].switch_offs.all() if row.in_force else []),
            row.coming[0] if row.coming else None,
            row.out_count > 0,
        )
        for row in rows
    ]


def history_of(cabin: Cabin) -> list[tuple[CabinRegime, str]]:
    """List a cabin's regimes, the newest first, each in words."""
    rows = cabin.regimes.prefetch_related("switch_offs")
    return [(row, in_words(row.switch_offs.all())) for row in rows]


def list_closures(*, now: datetime) -> QuerySet[Closure]:
    """List the closures that are in force or to come."""
    return Closure.objects.filter(withdrawn_at=None, ends_at__gt=now).select_related("street")


def in_words(dark: QuerySet[SwitchOff] | list[SwitchOff]) -> str:
    """Say when a cabin burns."""
    if not dark:
        return _("on from dusk to dawn")
    return _("on from dusk to dawn, but %(dark)s") % {"dark": "; ".join(_dark_in_words(one) for one in dark)}


def _dark_in_words(one: SwitchOff) -> str:
    hours = _("off from %(begins)s to %(ends)s") % {
        "begins": f"{one.off_from:%H:%M}",
        "ends": f"{one.off_to:%H:%M}",
    }
    names = "" if len(one.evenings) == 7 else ", ".join(_weekday(day) for day in one.evenings)
    season = ""
    if one.season_from:
        first, last = (date_format(_day(text), "j F") for text in (one.season_from, one.season_to))
        season = _("from %(first)s to %(last)s") % {"first": first, "last": last}
    return " ".join(part for part in (hours, f"({names})" if names else "", season) if part)


def _weekday(number: int) -> str:
    return date_format(date(2024, 1, 1) + timedelta(days=number), "l")


def _day(text: str) -> date:
    month, _dash, day = text.partition("-")
    return date(2024, int(month), int(day))
