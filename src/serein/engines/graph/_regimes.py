"""When a switching cabin has its lamps on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from serein.engines.graph._sun import NIGHT_MINUTES, Sun

EVERY_EVENING = frozenset(range(7))
_SPELLING = re.compile(r"^(?:(?P<hour>\d{1,2})[:h](?P<minute>\d{2})|(?P<of>dusk|dawn)(?P<offset>[+-]\d{1,3})?)$")
_LONGEST_OFFSET_MINUTES = 360


class InvalidRegime(ValueError):
    """No cabin can be switched so."""


@dataclass(frozen=True)
class SwitchTime:
    """
    A time of the night: of the wall clock, or so many minutes after (before) sunset or sunrise.

    Attributes
    ----------
    minutes : int
        Of the day, 0 to 1439, for the clock; else an offset of at most six hours.
    of : str
        "clock", "dusk" (sunset) or "dawn" (sunrise).
    """

    minutes: int
    of: str = "clock"

    def __post_init__(self) -> None:
        if self.of == "clock" and not 0 <= self.minutes < NIGHT_MINUTES:
            raise InvalidRegime(f"{self.minutes} is no minute of a day; 0 to 1439 is accepted.")
        if self.of != "clock" and (self.of not in ("dusk", "dawn") or abs(self.minutes) > _LONGEST_OFFSET_MINUTES):
            raise InvalidRegime(
                f"{self.minutes} minutes of {self.of!r}: at most 360 minutes of dusk or dawn is accepted."
            )

    @classmethod
    def parse(cls, text: str) -> SwitchTime:
        """Read "22:30", "dusk", "dusk+15" or "dawn-30". Raises InvalidRegime for anything else."""
        found = _SPELLING.match(text.strip())
        if not found:
            raise InvalidRegime(f"{text!r} is no time of a cabin; 22:30, dusk+15 or dawn-30 is accepted.")
        if found["of"]:
            return cls(int(found["offset"] or 0), found["of"])
        if int(found["hour"]) > 23 or int(found["minute"]) > 59:
            raise InvalidRegime(f"{text!r} is no time of the day.")
        return cls(int(found["hour"]) * 60 + int(found["minute"]))

    def in_night(self, night: date, sun: Sun) -> float:
        """Return the minutes past the noon at which a night begins."""
        if self.of == "dusk":
            return sun.dusk(night) + self.minutes
        if self.of == "dawn":
            return sun.dawn(night) + self.minutes
        return float((self.minutes - NIGHT_MINUTES // 2) % NIGHT_MINUTES)


DUSK, DAWN = SwitchTime(0, "dusk"), SwitchTime(0, "dawn")


@dataclass(frozen=True)
class Season:
    """Days of every year, both ends included; may run over New Year. Month and day, (11, 1) is 1 November."""

    first: tuple[int, int]
    last: tuple[int, int]

    def __post_init__(self) -> None:
        for month, day in (self.first, self.last):
            try:
                date(2024, month, day)
            except ValueError as error:
                raise InvalidRegime(f"({month}, {day}) is no month and day.") from error

    def __contains__(self, night: date) -> bool:
        today = (night.month, night.day)
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last


@dataclass(frozen=True)
class SwitchOff:
    """
    Hours at which a cabin leaves its lamps dark: half-open, at or before `off_from` is the day after.

    Attributes
    ----------
    off_from, off_to : SwitchTime
        Of the night that begins with one of `evenings`: 00:30 on Friday is in the night from Friday to Saturday.
    evenings : frozenset of int
        0 is Monday.
    season : Season or None
        By the day of the evening; None: the whole year.
    """

    off_from: SwitchTime
    off_to: SwitchTime
    evenings: frozenset[int] = EVERY_EVENING
    season: Season | None = None

    def __post_init__(self) -> None:
        if not self.evenings <= EVERY_EVENING:
            raise InvalidRegime(f"{sorted(self.evenings)} are no evenings; 0 (Monday) to 6 (Sunday) are accepted.")

    def covers(self, night: date, minutes: float, sun: Sun) -> bool:
        """Tell whether the lamps are off so many minutes past a night's noon."""
        if night.weekday() not in self.evenings or (self.season is not None and night not in self.season):
            return False
        begins, ends = self.off_from.in_night(night, sun), self.off_to.in_night(night, sun)
        if ends <= begins and self.off_from.of == self.off_to.of:
            ends += NIGHT_MINUTES
        return begins <= minutes < ends


@dataclass(frozen=True)
class LightException:
    """From one moment to another, half-open, a cabin stays on (a fair) or off (works), whatever its regime says."""

    starts_at: datetime
    ends_at: datetime
    is_on: bool

    def __post_init__(self) -> None:
        if self.starts_at.utcoffset() is None or self.ends_at.utcoffset() is None:
            raise InvalidRegime("An exception needs moments with their time zone.")
        if self.ends_at <= self.starts_at:
            raise InvalidRegime(f"An exception from {self.starts_at} to {self.ends_at} ends before it starts.")


@dataclass(frozen=True)
class CabinRegime:
    """
    How a cabin switches its lamps: on from dusk to dawn, but for its switch-offs, but for its exceptions.

    Attributes
    ----------
    lights_from, lights_to : SwitchTime
        When the lamps go on in the evening and off in the morning.
    switch_offs : tuple of SwitchOff
    exceptions : tuple of LightException
        The last one that holds at a moment decides.
    """

    lights_from: SwitchTime = DUSK
    lights_to: SwitchTime = DAWN
    switch_offs: tuple[SwitchOff, ...] = field(default=())
    exceptions: tuple[LightException, ...] = field(default=())


DUSK_TO_DAWN = CabinRegime()


def is_cabin_on(regime: CabinRegime, moment: datetime, sun: Sun) -> bool:
    """
    Tell whether a cabin has its lamps on.

    Parameters
    ----------
    regime : CabinRegime
    moment : datetime
        With its time zone; the regime's hours are those of the sun's zone.
    sun : Sun

    Returns
    -------
    bool

    Raises
    ------
    ValueError
        If the moment has no time zone.
    """
    night, minutes = sun.night_of(moment)
    held = _held(regime.exceptions, moment)
    if held is not None:
        return held
    if not regime.lights_from.in_night(night, sun) <= minutes < regime.lights_to.in_night(night, sun):
        return False
    return not any(one.covers(night, minutes, sun) for one in regime.switch_offs)


def _held(exceptions: Iterable[LightException], moment: datetime) -> bool | None:
    held = None
    for one in exceptions:
        if one.starts_at <= moment < one.ends_at:
            held = one.is_on
    return held
