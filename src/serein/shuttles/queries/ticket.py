"""What a ticket says at a moment: where the van is in time, never in space."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from serein.shuttles.local_hours import hour_in_words
from serein.shuttles.models import Night, Ride
from serein.shuttles.models.ride import KEPT_FOR_TIMES

THERE_BEFORE_MINUTES = 5
MOST_MINUTES = 90
"""Beyond, an hour says more than minutes."""


@dataclass(frozen=True)
class Ticket:
    """A ride as its rider reads it, made of its row and of its night's."""

    ride: Ride
    now: datetime
    up_at: datetime
    off_at: datetime
    has_left: bool
    """A van is on its way to fetch this group: on a night on request, or where its own broke down."""
    is_planned: bool = True
    """Some van is planned for this group; none is while all that could take it are out of service."""

    @property
    def night(self) -> Night:
        return self.ride.night

    @property
    def is_open(self) -> bool:
        return self.ride.state in Ride.OPEN

    @property
    def waits(self) -> bool:
        return self.ride.state in Ride.WAITING

    @property
    def is_home(self) -> bool:
        return self.ride.state == Ride.State.HOME

    @property
    def is_soon(self) -> bool:
        """Whether the van leaves so soon that its riders should be there."""
        return _minutes(self.up_at, self.now) <= THERE_BEFORE_MINUTES

    @property
    def is_later(self) -> bool:
        """Whether the van comes later than counts as the promise kept."""
        if self.ride.state == Ride.State.ABOARD:
            return self.off_at > self.ride.promised_off_at + KEPT_FOR_TIMES
        return self.waits and self.up_at > self.ride.promised_up_at + KEPT_FOR_TIMES

    @property
    def is_stranded(self) -> bool:
        """Whether the group waits where its van broke down, and not at the waiting point."""
        return self.waits and self.ride.stranded_at is not None

    @property
    def is_called_off(self) -> bool:
        """Whether the ride ended because its night did."""
        if self.ride.state == Ride.State.CANCELLED:
            return self.night.is_called_off
        called_off_at, ended_at = self.night.called_off_at, self.ride.ended_at
        is_refused = self.ride.state == Ride.State.REFUSED
        return is_refused and called_off_at is not None and ended_at is not None and ended_at >= called_off_at

    @property
    def title(self) -> str:
        """Say in a sentence where the ride stands."""
        state = Ride.State(self.ride.state)
        if self.is_stranded:
            return self._stranded()
        if state in Ride.WAITING:
            return self._waiting()
        if state == Ride.State.ABOARD:
            return self._aboard()
        return self._ended(state)

    def _waiting(self) -> str:
        minutes = _minutes(self.up_at, self.now)
        if not self.is_planned and minutes <= MOST_MINUTES:
            return _("We cannot tell yet when a van takes you. You keep your number")
        if minutes > MOST_MINUTES:
            told = {"hour": hour_in_words(self.up_at)}
            return (
                _("Your van leaves at about %(hour)s") % told
                if self.night.is_doorstep
                else _("Your van fetches you at about %(hour)s") % told
            )
        if minutes <= 0:
            return _("Your van leaves any moment") if self.night.is_doorstep else _("Your van is there any moment")
        if self.night.is_doorstep:
            return ngettext(
                "Your van leaves in about one minute", "Your van leaves in about %(n)d minutes", minutes
            ) % {"n": minutes}
        if self.has_left:
            return ngettext(
                "Your van is on its way: about one minute", "Your van is on its way: about %(n)d minutes", minutes
            ) % {"n": minutes}
        return ngettext(
            "Your van fetches you in about one minute", "Your van fetches you in about %(n)d minutes", minutes
        ) % {"n": minutes}

    def _stranded(self) -> str:
        minutes = _minutes(self.up_at, self.now)
        if not self.is_planned:
            return _("Your van broke down. We look for another one for you, and you keep your number")
        if minutes > MOST_MINUTES:
            told = {"hour": hour_in_words(self.up_at)}
            return _("Your van broke down. Another van fetches you at about %(hour)s") % told
        if minutes <= 0:
            return _("Your van broke down. Another van is with you any moment")
        return ngettext(
            "Your van broke down. Another van fetches you in about one minute",
            "Your van broke down. Another van fetches you in about %(n)d minutes",
            minutes,
        ) % {"n": minutes}

    def _aboard(self) -> str:
        minutes = _minutes(self.off_at, self.now)
        if minutes <= 0:
            return _("You are on board, and home any moment")
        return ngettext(
            "You are on board, and home in about one minute",
            "You are on board, and home in about %(n)d minutes",
            minutes,
        ) % {"n": minutes}

    def _ended(self, state: Ride.State) -> str:
        if state == Ride.State.HOME:
            told = {"hour": hour_in_words(self.ride.ended_at)} if self.ride.ended_at else {"hour": ""}
            return _("You are home since %(hour)s") % told
        if state == Ride.State.ABSENT:
            return _("The van left without you: you were not there when your number was called")
        if self.is_called_off:
            return _("This night is called off")
        if state == Ride.State.REFUSED:
            return _("You could not ride with us")
        return _("This ride is cancelled")


def read_ticket(ride: Ride, *, now: datetime) -> Ticket:
    """Say what a ride's row and its night's plan tell at a moment; it asks the database nothing."""
    night = ride.night
    up, off, leaves = _foreseen(night.plan, ride.pk)
    up_at = night.moment_of(up) if up is not None else ride.told_up_at
    off_at = night.moment_of(off) if off is not None else ride.told_off_at
    if ride.state == Ride.State.BOOKED:  # who is not there yet is never expected earlier than told
        up_at, off_at = max(up_at, ride.told_up_at), max(off_at, ride.told_off_at)
    has_left = (
        (not night.is_doorstep or ride.stranded_at is not None)
        and leaves is not None
        and night.moment_of(leaves) <= now
    )
    is_planned = up is not None or night.state != Night.State.RUNNING
    return Ticket(ride=ride, now=now, up_at=up_at, off_at=off_at, has_left=has_left, is_planned=is_planned)


def _foreseen(plan: list[dict[str, Any]], key: int) -> tuple[float | None, float | None, float | None]:
    """Return when a ride begins, when it ends, and when its van leaves, by the plan; None for what it does not say."""
    for run in plan:
        own = [stop for stop in run["stops"] if stop["ride"] == key]
        if own:
            ups = [stop["at"] for stop in own if stop["act"] == "up"]
            offs = [stop["at"] for stop in own if stop["act"] == "off"]
            begins = ups[0] if ups else run["leaves"]
            return begins, offs[0] if offs else None, run["leaves"]
    return None, None, None


def _minutes(moment: datetime, now: datetime) -> int:
    return ceil((moment - now).total_seconds() / 60)
