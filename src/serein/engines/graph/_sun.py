"""The sun over a town, by the town's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from functools import lru_cache
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import elevation, sunrise, sunset

from serein.engines.graph._network import StreetNetwork

NOON = time_of_day(12)
NIGHT_MINUTES = 24 * 60
_HORIZON_DEGREES = -0.833  # the upper limb touches the horizon, refraction counted


@dataclass(frozen=True)
class Sun:
    """
    Sunrise and sunset at a place.

    A *night* is named by the day of its evening and runs from noon to noon of the wall clock; its minutes are
    wall-clock minutes, so that on the nights when clocks change « 5 h » is still what the clock on the wall shows.

    Attributes
    ----------
    lon, lat : float
        WGS84 degrees.
    timezone : str
        IANA name of the zone whose clock is meant.
    """

    lon: float
    lat: float
    timezone: str = "Europe/Brussels"

    def is_up(self, moment: datetime) -> bool:
        """Tell whether a moment lies between sunrise and sunset. Raises ValueError for a moment without a zone."""
        return bool(_elevation(self, _aware(moment)) >= _HORIZON_DEGREES)

    def night_of(self, moment: datetime) -> tuple[date, float]:
        """Return the night that a moment belongs to, and the minutes past its noon. Raises ValueError as `is_up`."""
        local = _aware(moment).astimezone(ZoneInfo(self.timezone)).replace(tzinfo=None)
        night = (local - timedelta(hours=12)).date()
        return night, (local - datetime.combine(night, NOON)) / timedelta(minutes=1)

    def dusk(self, night: date) -> float:
        """Return when the sun sets, minutes past noon; 0 where it never rose, midnight where it never sets."""
        return _minutes(self, night, is_dusk=True)

    def dawn(self, night: date) -> float:
        """Return when the sun rises, minutes past noon; the next noon where it does not, midnight if it never set."""
        return _minutes(self, night, is_dusk=False)


def sun_over(network: StreetNetwork) -> Sun:
    """Return the sun at the middle of a network."""
    lon_lat = network.node_lon_lat
    lon, lat = (lon_lat.min(axis=0) + lon_lat.max(axis=0)) / 2 if len(lon_lat) else (0.0, 0.0)
    return Sun(round(float(lon), 4), round(float(lat), 4), network.timezone)


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; a moment with its zone is accepted.")
    return moment


def _elevation(sun: Sun, moment: datetime) -> float:
    return float(elevation(Observer(sun.lat, sun.lon), moment.astimezone(UTC), with_refraction=False))


@lru_cache(maxsize=4096)
def _minutes(sun: Sun, night: date, *, is_dusk: bool) -> float:
    event = sunset if is_dusk else sunrise
    noon = datetime.combine(night, NOON)
    for shift in (0, 1, -1):
        day = night + timedelta(days=shift + (not is_dusk))
        try:
            found = event(Observer(sun.lat, sun.lon), day, tzinfo=UTC)
        except ValueError:
            continue
        minutes = (found.astimezone(ZoneInfo(sun.timezone)).replace(tzinfo=None) - noon) / timedelta(minutes=1)
        if 0 <= minutes < NIGHT_MINUTES:
            return float(minutes)
    is_light_at_midnight = sun.is_up((noon + timedelta(hours=12)).replace(tzinfo=ZoneInfo(sun.timezone)))
    if is_light_at_midnight:
        return NIGHT_MINUTES / 2
    return 0.0 if is_dusk else float(NIGHT_MINUTES)
