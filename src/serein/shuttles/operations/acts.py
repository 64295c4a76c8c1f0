"""
An act that a screen of the night sent: perhaps long after it was made, perhaps twice, perhaps too late.

It is answered by its outcome, kept under its token: sent again, it is answered and not done again. What no longer fits
(somebody else was first) changes nothing and says so; the screen shows it to whoever made it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from serein.kit.actors import Actor
from serein.shuttles.models import Act, Device, Duty, Night, NightVan, Ride
from serein.shuttles.operations import calling_off, rides, running, stranding
from serein.shuttles.operations.walk_ups import read_stands, read_walk_up

DONE, PART, ALREADY = "done", "part", "already"
GONE, UNKNOWN, NOT_AS_IS = "gone", "unknown", "not_as_is"
NOT_YOURS, NOT_UNDERSTOOD, HANDED_OVER = "not_yours", "not_understood", "who_takes_over"
CALLED_OFF = "called_off"
_REFUSALS: dict[type[Exception], str] = {
    rides.OutsideZone: "outside",
    rides.TooManyForAVan: "too_many",
    rides.NoPlace: "no_van",
    rides.NotBookable: "not_running",
    rides.TooLate: NOT_AS_IS,
    running.NotAsIs: NOT_AS_IS,
    running.NotHandedOver: HANDED_OVER,
    stranding.NotStranded: NOT_AS_IS,
    KeyError: NOT_UNDERSTOOD,
    ValueError: NOT_UNDERSTOOD,
}


class DoesNotFit(Exception):
    """The act supposes something that is not so (any more); `code` says what."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NoToken(Exception):
    """Without its token an act sent again would be done again: it is not taken."""


@dataclass(frozen=True)
class Told:
    """What an act says, with whatever doing it needs."""

    night: Night
    device: Device | None
    once: str
    values: Mapping[str, str]
    at: datetime
    by: Actor
    now: datetime

    def ride(self, reference: str = "") -> Ride:
        """Return the ride that is meant: by its key, or by the token of the act that made it."""
        meant = reference or self.values["ride"]
        rows = self.night.rides.all()
        found = (rows.filter(pk=int(meant)) if meant.isdecimal() else rows.filter(once=meant[:64])).first()
        if found is None:
            raise DoesNotFit(UNKNOWN)
        if self.of_one_van and found.van_id not in (None, self.of_one_van):
            raise DoesNotFit(NOT_YOURS)
        return found

    def rides(self) -> list[Ride]:
        return [self.ride(reference) for reference in self.values["rides"].split(",")[:60]]

    def van(self) -> NightVan:
        found = self.night.vans.filter(pk=int(self.values["van"])).first()
        if found is None:
            raise DoesNotFit(UNKNOWN)
        if self.of_one_van not in (None, found.pk):
            raise DoesNotFit(NOT_YOURS)
        return found

    @property
    def of_one_van(self) -> int | None:
        """The van to which a driver's phone is bound."""
        return self.device.van_id if self.device else None


@transaction.atomic
def receive_act(
    *,
    night: Night,
    device: Device | None,
    once: str,
    name: str,
    values: Mapping[str, str],
    made_at: datetime,
    by: Actor,
    now: datetime,
) -> Act:
    """
    Do what a screen sent, once, and keep what came of it.

    :param once: the token of the act; also of the group that it adds
    :param made_at: when it was made on the screen, however long it waited there
    :raises NoToken: if it has none
    """
    if not once:
        raise NoToken(f"Act {name!r} has no token; 1 to 64 signs are accepted.")
    locked = Night.objects.select_for_update(of=("self",)).select_related("event").get(pk=night.pk)
    known = Act.objects.filter(night=locked, once=once).first()
    if known is not None:
        return known
    at = max(min(made_at, now), locked.opened_at or locked.starts_at)
    outcome = _outcome(name, Told(locked, device, once, values, min(at, now), by, now))
    return Act.objects.create(
        night=locked,
        device=device,
        once=once,
        name=name[:20],
        made_at=at,
        received_at=now,
        outcome=outcome,
    )


def _outcome(name: str, told: Told) -> str:
    do = (_OF_DRIVERS if told.device and told.device.task == Duty.Task.DRIVER else _OF_STEWARDS).get(name)
    if do is None:
        return NOT_UNDERSTOOD
    try:
        with transaction.atomic():
            return do(told)
    except DoesNotFit as refusal:
        return refusal.code
    except tuple(_REFUSALS) as refusal:
        return next(code for kind, code in _REFUSALS.items() if isinstance(refusal, kind))


def _walk_up(told: Told) -> str:
    walked_up = read_walk_up(told.values)
    ride = rides.walk_up(night=told.night, **walked_up, once=told.once, at=told.at, by=told.by, now=told.now)
    if told.night.is_called_off:
        calling_off.note_at_the_point(ride=ride, by=told.by, now=told.now)
        return CALLED_OFF
    return DONE


def _come(told: Told) -> str:
    ride = told.ride()
    if ride.state in (Ride.State.HERE, Ride.State.ABOARD):
        return ALREADY
    if calling_off.ended_by_it(ride):
        calling_off.note_at_the_point(ride=ride, by=told.by, now=told.now)
        return CALLED_OFF
    rides.come(ride=ride, at=told.at, by=told.by, now=told.now)
    return DONE


def _leave(told: Told) -> str:
    """Let go those who still wait: a van that has left is not called back because one group was elsewhere."""
    return _let_go(told, told.rides())


def _let_go(told: Told, meant: list[Ride]) -> str:
    van = told.van()
    for ride in filter(calling_off.ended_by_it, meant):
        calling_off.let_ride(ride=ride)
    fit = [ride for ride in meant if ride.state in Ride.WAITING]
    if not fit:
        is_theirs = all(ride.van_id == van.pk and ride.state == Ride.State.ABOARD for ride in meant)
        raise DoesNotFit(ALREADY if is_theirs else GONE)
    running.leave(night=told.night, van=van, rides=fit, at=told.at, by=told.by, now=told.now)
    return DONE if len(fit) == len(meant) else PART


def _set_out(told: Told) -> str:
    """
    Let a driver set out for those who are stranded; from the waiting point a steward lets riders leave.

    Who has walked back there since is left to the steward.
    """
    meant = told.rides()
    stranded = [ride for ride in meant if ride.stranded_at is not None or ride.state not in Ride.WAITING]
    if not stranded:
        raise DoesNotFit(NOT_YOURS)
    outcome = _let_go(told, stranded)
    return outcome if len(stranded) == len(meant) else PART


def _board(told: Told) -> str:
    ride, van = told.ride(), told.van()
    if ride.state == Ride.State.ABOARD:
        raise DoesNotFit(ALREADY if ride.van_id == van.pk else GONE)
    if calling_off.ended_by_it(ride):
        calling_off.let_ride(ride=ride)
    running.board(ride=ride, van=van, at=told.at, by=told.by, now=told.now)
    return DONE


def _absent(told: Told) -> str:
    ride = told.ride()
    if ride.state == Ride.State.ABSENT:
        return ALREADY
    if told.of_one_van and not _is_to_be_fetched(ride, told):
        raise DoesNotFit(NOT_YOURS)
    van = told.device.van if told.device else None
    running.mark_absent(ride=ride, van=van, at=told.at, by=told.by, now=told.now)
    return DONE


def _is_to_be_fetched(ride: Ride, told: Told) -> bool:
    """Whether the plan sends this van to a group: a driver goes on without nobody else's riders."""
    runs = [run for run in told.night.plan if run["van"] == told.of_one_van]
    return ride.van_id == told.of_one_van or any(stop["ride"] == ride.pk for run in runs for stop in run["stops"])


def _drop(told: Told) -> str:
    ride = told.ride()
    if ride.state == Ride.State.HOME:
        return ALREADY
    to = told.values.get("to", "")
    running.drop(ride=ride, at=told.at, handed_over_to=to, by=told.by, now=told.now)
    return DONE


def _refuse(told: Told) -> str:
    """Refuse, and hand over in the same breath where it is known to whom."""
    ride = told.ride()
    if ride.state == Ride.State.REFUSED:
        return _hand_over(told) if told.values.get("to") else ALREADY
    called = told.at if told.values.get("guardian_called") else None
    running.refuse(
        ride=ride,
        reason=told.values["reason"],
        at=told.at,
        guardian_called_at=called,
        by=told.by,
        now=told.now,
    )
    return _hand_over(told) if told.values.get("to") else DONE


def _hand_over(told: Told) -> str:
    ride = told.ride()
    refusal = getattr(ride, "refusal", None)
    if refusal is not None and refusal.taken_over_by:
        return ALREADY
    running.hand_over(ride=ride, to=told.values["to"], at=told.at, by=told.by, now=told.now)
    return DONE


def _split(told: Told) -> str:
    second = running.split(ride=told.ride(), party_size=int(told.values["size"]), by=told.by, now=told.now)
    Ride.objects.filter(pk=second.pk).update(once=told.once)
    return DONE


def _with_van(do: Callable[..., NightVan], *, leads_to: NightVan.State) -> Callable[[Told], str]:
    """Return what brings a van into a state; one that somebody has brought there already is left as it is."""

    def done(told: Told) -> str:
        van = told.van()
        if van.state == leads_to:
            return ALREADY
        do(van=van, at=told.at, by=told.by, now=told.now)
        return DONE

    return done


def _down(told: Told) -> str:
    van = told.van()
    if van.state == NightVan.State.DOWN:
        return ALREADY
    running.break_down(van=van, stands=read_stands(told.values), at=told.at, by=told.by, now=told.now)
    return DONE


def _stand(told: Told) -> str:
    stranding.note_where(rides=told.rides(), stands=read_stands(told.values), by=told.by, now=told.now)
    return DONE


def _note(told: Told) -> str:
    """Keep that it was told: the act itself is the note; the other screens see that there is something new."""
    if "ride" in told.values:
        told.ride()
    Night.objects.filter(pk=told.night.pk).update(version=F("version") + 1)
    return DONE


_BACK = _with_van(running.bring_back, leads_to=NightVan.State.READY)
_OF_DRIVERS: dict[str, Callable[[Told], str]] = {
    "arrived": _note,
    "board": _board,
    "drop": _drop,
    "absent": _absent,
    "problem": _note,
    "leave": _set_out,
    "down": _down,
    "back": _BACK,
}
_OF_STEWARDS: dict[str, Callable[[Told], str]] = {
    "walk_up": _walk_up,
    "come": _come,
    "leave": _leave,
    "board": _board,
    "absent": _absent,
    "drop": _drop,
    "refuse": _refuse,
    "hand_over": _hand_over,
    "split": _split,
    "hold": _with_van(running.hold_van, leads_to=NightVan.State.HELD),
    "release": _with_van(running.release_van, leads_to=NightVan.State.READY),
    "down": _down,
    "stand": _stand,
    "mend": _with_van(running.mend_van, leads_to=NightVan.State.READY),
    "back": _BACK,
}
