"""Where there is light at a moment: the register with the hours of its cabins, open outages, tags (H17)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from serein.engines.graph import (
    RECENT,
    Audits,
    CabinRegime,
    Defects,
    EdgeLight,
    ExposureWeights,
    Lamps,
    LampsOnEdges,
    LightException,
    NotOnTheNetwork,
    Outages,
    Season,
    SwitchOff,
    SwitchTime,
    attach_lamps,
    light_at,
    night_exposure,
)
from serein.enquiries.models import Enquiry
from serein.streets.models import CabinException, Finding, Lamp, Outage, WalkScore
from serein.streets.models import CabinRegime as RegimeRow
from serein.streets.queries.network import Streets, get_streets
from serein.territory import memory
from serein.territory import queries as territory
from serein.territory.memory import Kept
from serein.territory.models import Place

HALF_A_DAY = timedelta(hours=12)
REFUGES = frozenset(Place.Kind.values) - {Place.Kind.BUS_STOP, Place.Kind.PARK, Place.Kind.CAR_PARK}
"""Places in which there are people while they are open."""
WEIGHTS = ExposureWeights()
"""A convention until there are audits enough to fit them; the pages say so."""
ENOUGH_LIGHT = 2
KEPT = 24
"""Moments whose light a process keeps."""
DARK_M = 20.0
"""How far along the streets it is dark around a spot that no lamp of the register stands at."""


@dataclass(frozen=True)
class Register:
    """The lamps of the register as arrays, attached to the streets."""

    rows: dict[int, int]
    """From a lamp's key to its position."""
    of_cabin: dict[int, NDArray[np.int64]]
    attached: LampsOnEdges


@dataclass(frozen=True)
class NightLight:
    """The light on every street at a moment, and how much of each counts as exposed, in metres."""

    moment: datetime
    light: EdgeLight
    exposure: NDArray[np.float64]
    refuges: NDArray[np.float64]
    """Places with people in them that are surely open."""
    defects: Defects


def _load_register() -> Register | None:
    rows = list(Lamp.objects.present().select_related("cabin").order_by("pk"))
    if not rows:
        drawn = get_streets().map_lamps
        return Register({}, {}, attach_lamps(get_streets().network, drawn)) if drawn is not None else None
    codes = sorted({row.cabin.code for row in rows if row.cabin is not None})
    place = {code: position for position, code in enumerate(codes)}
    lamps = Lamps(
        lon_lat=np.array([(row.lon, row.lat) for row in rows], dtype=np.float64),
        ids=np.array([row.ref for row in rows], dtype=np.str_),
        kind=np.array([row.kind for row in rows], dtype=np.str_),
        cabin=np.array([place[row.cabin.code] if row.cabin else -1 for row in rows], dtype=np.int32),
        cabins=np.array(codes, dtype=np.str_),
        is_working=np.array([row.is_working for row in rows], dtype=np.bool_),
    )
    of_cabin: dict[int, list[int]] = {}
    for position, row in enumerate(rows):
        if row.cabin_id is not None:
            of_cabin.setdefault(row.cabin_id, []).append(position)
    return Register(
        rows={row.pk: position for position, row in enumerate(rows)},
        of_cabin={pk: np.array(positions, dtype=np.int64) for pk, positions in of_cabin.items()},
        attached=attach_lamps(get_streets().network, lamps),
    )


_register = Kept("light", _load_register)
_nights: OrderedDict[tuple[object, ...], NightLight] = OrderedDict()
_lock = Lock()


def light_of(moment: datetime) -> NightLight:
    """
    Return the light at a moment, to five minutes.

    :raises NoNetwork: if no street network was imported
    """
    begun = timezone.localtime(moment)
    moment = begun - timedelta(minutes=begun.minute % 5, seconds=begun.second, microseconds=begun.microsecond)
    key = (moment.timestamp(), *(memory.versions().get(name, 0) for name in ("light", "street_network", "places")))
    with _lock:
        if (known := _nights.get(key)) is not None:
            _nights.move_to_end(key)
            return known
    found = _compute(moment)
    with _lock:
        _nights[key] = found
        while len(_nights) > KEPT:
            _nights.popitem(last=False)
    return found


def _compute(moment: datetime) -> NightLight:
    streets, register = get_streets(), _register.get()
    light = light_at(
        streets.network,
        register.attached if register else None,
        regimes_of(timezone.localdate(moment - HALF_A_DAY)),
        _outages(streets, register),
        _audits(streets, moment),
        moment,
    )
    refuges = _spots((place.lon, place.lat) for place in territory.places_open_at(moment, REFUGES))
    defects = _defects(moment)
    exposure = night_exposure(
        streets.network, light, open_places=refuges, defects=defects, weights=WEIGHTS, finder=streets.finder
    )
    return NightLight(moment, light, exposure, refuges, defects)


def _defects(moment: datetime) -> Defects:
    """Gather what walks found and what was not mended long ago."""
    found = Finding.objects.filter(is_good=False, found_at__lte=moment, walk__published_at__isnull=False)
    rows = found.select_related("enquiry").order_by("pk")
    spots, days = [], []
    for row in rows:
        is_mended = row.enquiry is not None and row.enquiry.outcome == Enquiry.Outcome.DONE
        mended_at = row.enquiry.answered_at if is_mended and row.enquiry is not None else None
        spots.append((row.lon, row.lat))
        days.append(max((moment - mended_at).total_seconds() / 86_400, 0.0) if mended_at else 0.0)
    return Defects(_spots(spots), np.array(days, dtype=np.float64))


def _spots(lon_lat: Iterable[tuple[float, float]]) -> NDArray[np.float64]:
    return np.array(list(lon_lat), dtype=np.float64).reshape(-1, 2)


def regimes_of(day: date) -> dict[str, CabinRegime]:
    """Return how each cabin switches in the night of an evening, by its code; without regime from dusk to dawn."""
    chosen: dict[int, RegimeRow] = {}
    for row in RegimeRow.objects.in_force_on(day).select_related("cabin").prefetch_related("switch_offs"):
        chosen.setdefault(row.cabin_id, row)
    exceptions: dict[int, list[LightException]] = {}
    codes = {row.cabin_id: row.cabin.code for row in chosen.values()}
    near = CabinException.objects.filter(withdrawn_at=None, ends_at__date__gte=day - timedelta(days=2))
    for one in near.select_related("cabin"):
        codes[one.cabin_id] = one.cabin.code
        exceptions.setdefault(one.cabin_id, []).append(LightException(one.starts_at, one.ends_at, one.is_on))
    return {
        code: CabinRegime(
            switch_offs=tuple(_switch_offs(chosen[pk])) if pk in chosen else (),
            exceptions=tuple(exceptions.get(pk, ())),
        )
        for pk, code in codes.items()
    }


def _switch_offs(regime: RegimeRow) -> list[SwitchOff]:
    return [
        SwitchOff(
            SwitchTime.parse(f"{row.off_from:%H:%M}"),
            SwitchTime.parse(f"{row.off_to:%H:%M}"),
            frozenset(row.evenings),
            Season(_month_day(row.season_from), _month_day(row.season_to)) if row.season_from else None,
        )
        for row in regime.switch_offs.all()
    ]


def _month_day(text: str) -> tuple[int, int]:
    month, _, day = text.partition("-")
    return int(month), int(day)


def _audits(streets: Streets, moment: datetime) -> Audits:
    """Read what groups saw on the spot: a score of the light of two or three out of three says that there is some."""
    scored = WalkScore.objects.filter(at__range=(moment - RECENT, moment), walk__published_at__isnull=False)
    seen: list[tuple[int, bool, datetime]] = []
    for row in scored.order_by("at", "pk"):
        with suppress(NotOnTheNetwork):
            edge = streets.graph.snap((row.lon, row.lat), within_m=DARK_M).edge
            seen.append((edge, row.lighting >= ENOUGH_LIGHT, row.at))
    edges = np.array([edge for edge, _lit, _at in seen], np.int64)
    return Audits(edges, np.array([lit for _edge, lit, _at in seen], np.bool_), tuple(at for _edge, _lit, at in seen))


def _outages(streets: Streets, register: Register | None) -> Outages:
    lamps: list[int] = []
    spots: list[tuple[float, float]] = []
    for one in Outage.objects.standing():
        if register is not None and one.cabin_id is not None:
            lamps += register.of_cabin.get(one.cabin_id, np.zeros(0, np.int64)).tolist()
        elif register is not None and one.lamp_id in register.rows:
            lamps.append(register.rows[one.lamp_id])
        elif one.cabin_id is None:
            spots.append((one.lon, one.lat))
    return Outages(np.array(lamps, np.int64), np.array(list(_edges_at(streets, spots)), np.int64))


def _edges_at(streets: Streets, spots: Iterable[tuple[float, float]]) -> Iterator[int]:
    """Find the edge that each spot darkens; a lamp away from every street, in a park or a yard, darkens none."""
    for spot in spots:
        with suppress(NotOnTheNetwork):
            yield streets.graph.snap(spot, within_m=DARK_M).edge
