"""Tonight in the demo: two hours of a night, played act by act as its steward would."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from serein.kit.actors import RESIDENT, Actor
from serein.shuttles.models import Duty, Night, NightVan, Refusal, Ride
from serein.shuttles.operations import nights, rides, running
from serein.territory.models import Address
from serein.territory.where import Where, find_where

STEWARD = Actor(id="demo", label="Driss, au point d'attente")
SEED = 20261129
CREW = (("driver", "Bart"), ("driver", "Farid"), ("driver", "Lien"), ("steward", "Driss"), ("dispatcher", "Karima"))
SIZES = (2, 3, 1, 4, 2, 2, 3, 1, 5, 2, 3, 2, 4, 1, 2, 3, 2)
"""The groups of the evening, in the order they come."""
JUST_CAME = ((-4, 3), (-2, 2), (-1, 4), (0, 1))
"""Who has come to the waiting point just now: minutes from now, riders."""
LATER = ((150, 3), (180, 2), (240, 4), (300, 2), (330, 1), (375, 3))
"""Booked for later: minutes from now, riders."""
BROKE_DOWN, MENDED = -60, -22
_MINUTE = timedelta(minutes=1)


@dataclass
class _Evening:
    night: Night
    draw: random.Random
    doors: list[Where]
    by: Actor


def play(*, night: Night, now: datetime, by: Actor) -> None:
    """Open the night two hours ago and let it happen until now."""
    _crew(night, now)
    evening = _Evening(night, random.Random(SEED), _doors(random.Random(SEED)), by)
    for minutes, size in LATER:
        _book(evening, size, now + minutes * _MINUTE, now - timedelta(hours=30))
    nights.open_night(night=night, by=by, now=now - timedelta(hours=2, minutes=15))
    arrivals = sorted(evening.draw.randint(-112, -8) for _group in SIZES)
    coming = [*zip(SIZES, arrivals, strict=True), *((size, came) for came, size in JUST_CAME)]
    for minute in range(-118, 1):
        moment = now + minute * _MINUTE
        _let_vans_work(night, moment)
        for size, came in coming:
            if came == minute:
                _walk_up(evening, size, moment)
        if minute == BROKE_DOWN:
            _break_down(night, moment)
        if minute == MENDED:
            _mend(night, moment)
        if minute == -34:
            _refuse(evening, moment)


def _crew(night: Night, now: datetime) -> None:
    vans = iter(night.vans.all())
    for task, name in CREW:
        van = next(vans) if task == Duty.Task.DRIVER else None
        nights.give_duty(night=night, task=task, name=name, van=van, by=STEWARD, now=now - timedelta(days=8))


def _doors(draw: random.Random) -> list[Where]:
    """Front doors all over the commune, the same each time."""
    keys = list(Address.objects.present().filter(box_number="").order_by("source_id").values_list("pk", flat=True))
    found = (find_where(asked={"address": str(key)}, language="fr") for key in draw.sample(keys, min(80, len(keys))))
    return [where for where in found if where.is_found]


def _book(evening: _Evening, size: int, wanted_at: datetime, at: datetime) -> Ride:
    fields: dict[str, Any] = {"contact": {"mail": "chloe@demo.invalid"}} if size % 2 else {}
    return rides.book_ride(
        night=evening.night, to=evening.doors.pop(), party_size=size, wanted_at=wanted_at, channel=Ride.Channel.WEB,
        language="fr" if size > 1 else "nl", by=RESIDENT, now=at, **fields,
    )  # fmt: skip


def _walk_up(evening: _Evening, size: int, at: datetime) -> Ride:
    is_wheelchair = size == 5
    return rides.walk_up(
        night=evening.night, to=evening.doors.pop(), party_size=size, wheelchairs=1 if is_wheelchair else 0,
        has_minor=size == 4, is_urgent=False, language="nl" if size == 3 else "fr", at=at, by=STEWARD, now=at,
    )  # fmt: skip


def _let_vans_work(night: Night, at: datetime) -> None:
    """Do what the plan says is due: riders get home, vans come back, vans leave."""
    night.refresh_from_db()
    minute = night.minute_of(at)
    for run in [run for run in night.plan if run.get("aboard")]:
        _drive_on(run, minute, at)
    night.refresh_from_db()
    ready = {van.pk: van for van in night.vans.filter(state=NightVan.State.READY)}
    for run in [run for run in night.plan if not run.get("aboard") and run["leaves"] <= minute + 0.5]:
        groups = [ride for stop in run["stops"] if (ride := _waiting(stop["ride"], at)) is not None]
        if run["van"] in ready and groups:
            running.leave(night=night, van=ready.pop(run["van"]), rides=groups, at=at, by=STEWARD, now=at)


def _drive_on(run: dict[str, Any], minute: float, at: datetime) -> None:
    for stop in run["stops"]:
        if stop["at"] <= minute:
            ride = Ride.objects.select_related("night").get(pk=stop["ride"])
            to = Refusal.Taken.ADULT_AT_DOOR if ride.has_minor else ""
            running.drop(ride=ride, at=at, handed_over_to=to, by=STEWARD, now=at)
            if ride.number % 2:
                rides.say_otherwise(ride=ride, otherwise=Ride.Otherwise.values[ride.number % 5], now=at)
    if run["back"] <= minute:
        van = NightVan.objects.select_related("night").get(pk=run["van"])
        running.bring_back(van=van, at=at, by=STEWARD, now=at)


def _waiting(key: int, at: datetime) -> Ride | None:
    ride = Ride.objects.filter(pk=key, state__in=Ride.WAITING).first()
    return ride if ride is not None and ride.since <= at else None


def _break_down(night: Night, at: datetime) -> None:
    running.break_down(van=night.vans.all()[1], at=at, by=STEWARD, now=at)


def _mend(night: Night, at: datetime) -> None:
    running.mend_van(van=night.vans.all()[1], at=at, by=STEWARD, now=at)


def _refuse(evening: _Evening, at: datetime) -> None:
    """Somebody needs care rather than a seat; the first-aid post takes over eleven minutes later. Another is absent."""
    ride = _walk_up(evening, 1, at)
    running.refuse(ride=ride, reason=Refusal.Reason.CARE, at=at, by=STEWARD, now=at)
    later = at + 11 * _MINUTE
    running.hand_over(ride=ride, to=Refusal.Taken.CARE, at=later, by=STEWARD, now=later)
    absent = _book(evening, 2, at + 5 * _MINUTE, at)
    running.mark_absent(ride=absent, at=at + 9 * _MINUTE, by=STEWARD, now=at + 9 * _MINUTE)
    gone = _book(evening, 1, at + 20 * _MINUTE, at)
    rides.cancel_ride(ride=gone, by=RESIDENT, now=at + 2 * _MINUTE)
