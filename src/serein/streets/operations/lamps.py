"""Who decides at what hours a cabin burns: a regime from a day on, exceptions for some nights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from serein.kit import journal
from serein.kit.actors import Actor
from serein.kit.bilingual import require_both_languages
from serein.streets.models import Cabin, CabinException, CabinRegime, SwitchOff
from serein.territory import memory

LIGHT = "light"
"""The layer that every process reads again when lamps, regimes or outages change."""


@dataclass(frozen=True)
class DarkHours:
    """Hours of the night at which a cabin is off, on some evenings of the week (0 is Monday), in a season or always."""

    off_from: time
    off_to: time
    evenings: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    season_from: str = ""
    season_to: str = ""


class TooLate(Exception):
    """A regime takes effect today or later: what was published of past nights stays true."""


@transaction.atomic
def decide_regime(
    *, cabin: Cabin, from_on: date, dark: Iterable[DarkHours], today: date, by: Actor, now: datetime
) -> CabinRegime:
    """
    Decide how a cabin switches from a day on. Earlier regimes stay as they were.

    :raises TooLate: if that day is past
    """
    if from_on < today:
        raise TooLate(f"A regime from {from_on} on was asked for on {today}.")
    regime = CabinRegime.objects.create(cabin=cabin, from_on=from_on, decided_at=now)
    for one in dark:
        SwitchOff.objects.create(regime=regime, **{**vars(one), "evenings": sorted(one.evenings)})
    memory.changed(LIGHT)
    journal.write(act="cabin.decided", about=regime, by=by, at=now, cabin=cabin.code)
    return regime


@transaction.atomic
def except_nights(
    *,
    cabin: Cabin,
    starts_at: datetime,
    ends_at: datetime,
    is_on: bool,
    because_fr: str,
    because_nl: str,
    by: Actor,
    now: datetime,
) -> CabinException:
    """
    Keep a cabin on, or off, for some nights.

    :raises NotInBothLanguages: if the reason lacks French or Dutch
    """
    require_both_languages(because=(because_fr, because_nl))
    row = CabinException.objects.create(
        cabin=cabin,
        starts_at=starts_at,
        ends_at=ends_at,
        is_on=is_on,
        because_fr=because_fr,
        because_nl=because_nl,
    )
    memory.changed(LIGHT)
    journal.write(act="cabin.excepted", about=row, by=by, at=now, cabin=cabin.code)
    return row


@transaction.atomic
def withdraw_exception(*, exception: CabinException, by: Actor, now: datetime) -> CabinException:
    locked = CabinException.objects.select_for_update(of=("self",)).get(pk=exception.pk)
    locked.withdrawn_at = locked.withdrawn_at or now
    locked.save(update_fields=["withdrawn_at"])
    memory.changed(LIGHT)
    journal.write(act="cabin.exception_withdrawn", about=locked, by=by, at=now)
    return locked
