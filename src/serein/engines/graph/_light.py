"""Whether each edge is lit at a moment, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serein.engines.graph._lamps import LampsOnEdges
from serein.engines.graph._network import Lit, StreetNetwork
from serein.engines.graph._regimes import DUSK_TO_DAWN, CabinRegime, is_cabin_on
from serein.engines.graph._sun import Sun, sun_over

ENOUGH_SHARE = 0.5
"""An edge of which this share lies under lamps counts as lit, and the register speaks for it."""

RECENT = timedelta(days=180)
"""How long a night check counts."""

Flags = NDArray[np.bool_]
Shares = NDArray[np.float64]


class LightState(IntEnum):
    """What one finds on an edge; all but LIT count as not lit for people."""

    LIT = 0
    UNLIT = 1
    UNKNOWN = 2
    OUT = 3


class LightSource(IntEnum):
    """Who says so, weakest first: the one with the last word."""

    NOBODY = 0
    TAG = 1
    REGISTER = 2
    AUDIT = 3
    OUTAGE = 4
    DAYLIGHT = 5


@dataclass(frozen=True, eq=False)
class Outages:
    """
    Open outages.

    Attributes
    ----------
    lamps : ndarray of int, shape (k,)
        Positions in the lamps.
    edges : ndarray of int, shape (m,)
        Edges that were told dark without naming a lamp.
    """

    lamps: NDArray[np.integer]
    edges: NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class Audits:
    """
    Night checks on the spot, any order; on an edge checked twice the last one counts.

    Attributes
    ----------
    edges : ndarray of int, shape (k,)
    is_lit : ndarray of bool, shape (k,)
        What was seen.
    checked_at : tuple of datetime, length k
        With their time zones.
    """

    edges: NDArray[np.integer]
    is_lit: Flags
    checked_at: tuple[datetime, ...]


NO_OUTAGES = Outages(np.zeros(0, np.int64), np.zeros(0, np.int64))
NO_AUDITS = Audits(np.zeros(0, np.int64), np.zeros(0, np.bool_), ())


@dataclass(frozen=True, eq=False)
class EdgeLight:
    """
    The light on each edge at a moment.

    Attributes
    ----------
    state : ndarray of uint8, shape (e,)
        `LightState`.
    source : ndarray of uint8, shape (e,)
        `LightSource`.
    share : ndarray of float64, shape (e,)
        Share of the edge's length with light, 0 to 1: what burning lamps reach, or all of it
        but for what lamps known to be dark leave.
    """

    state: NDArray[np.uint8]
    source: NDArray[np.uint8]
    share: Shares


def light_at(
    network: StreetNetwork,
    lamps_on_edges: LampsOnEdges | None,
    regimes: Mapping[str, CabinRegime],
    outages: Outages | None,
    audits: Audits | None,
    moment: datetime,
    *,
    sun: Sun | None = None,
) -> EdgeLight:
    """
    Say of every edge whether it is lit at a moment.

    Daylight has the last word, then open outages, recent night checks, the lamp register with the hours of its
    cabins, and the tag `lit`. Lamps that burn over half of an edge light it; lamps that do not burn over half of it
    take the word from its tag; so one more burning lamp never makes an edge darker. A night check speaks only while
    the cabins stand as they stood when it was done: a street seen lit at 22 h says nothing of 2 h if its cabin is off
    by then.

    Parameters
    ----------
    network : StreetNetwork
    lamps_on_edges : LampsOnEdges or None
        As `attach_lamps` returns them.
    regimes : mapping of str to CabinRegime
        By the cabin's name; other lamps burn from dusk to dawn, as a tag `lit=yes` is understood.
    outages : Outages or None
        Open ones.
    audits : Audits or None
        Those older than `RECENT`, or after the moment, do not count.
    moment : datetime
        With its time zone.
    sun : Sun, optional
        Over the middle of the network by default.

    Returns
    -------
    EdgeLight
        Cost: a few passes over edges and pairs, and one more for each different moment of an audit on lit edges.

    Raises
    ------
    ValueError
        If the moment has no time zone, or an edge or a lamp does not exist.
    """
    sun = sun or sun_over(network)
    outages, audits = outages or NO_OUTAGES, audits or NO_AUDITS
    _require_positions(network, lamps_on_edges, outages, audits)
    if sun.is_up(moment):
        count = network.edge_count
        daylight = np.full(count, LightSource.DAYLIGHT, np.uint8)
        return EdgeLight(np.full(count, LightState.LIT, np.uint8), daylight, np.ones(count))
    draft = _by_tag(network)
    lamps = _LampsNow(network, lamps_on_edges, regimes, outages, sun, moment)
    _let_the_register_speak(draft, lamps)
    _let_audits_speak(draft, lamps, audits, moment)
    _take_out(draft, lamps)
    _set(draft, np.asarray(outages.edges, np.intp), LightState.OUT, LightSource.OUTAGE, 0.0)
    return EdgeLight(draft.state, draft.source, draft.share)


@dataclass
class _Draft:
    state: NDArray[np.uint8]
    source: NDArray[np.uint8]
    share: Shares
    is_tagged: Flags  # the tag says that there is light


class _LampsNow:
    """The lamps at the moment that is asked for."""

    def __init__(
        self,
        network: StreetNetwork,
        attached: LampsOnEdges | None,
        regimes: Mapping[str, CabinRegime],
        outages: Outages,
        sun: Sun,
        moment: datetime,
    ) -> None:
        self.network, self.attached, self.regimes, self.sun = network, attached, regimes, sun
        count = len(attached.lamps) if attached is not None else 0
        self.is_out = np.zeros(count, np.bool_)
        self.is_out[np.asarray(outages.lamps, np.intp)] = True
        works = attached.lamps.is_working if attached is not None else np.zeros(0, np.bool_)
        self.is_on = self.is_on_at(moment)
        self.burns = self.is_on & works
        self.burning = self.share_lit(self.burns)

    @property
    def is_register(self) -> bool:
        return self.attached is not None and self.attached.lamps.is_register

    def is_on_at(self, moment: datetime) -> Flags:
        if self.attached is None:
            return np.zeros(0, np.bool_)
        lamps = self.attached.lamps
        held = [self.regimes.get(str(name), DUSK_TO_DAWN) for name in lamps.cabins]
        by_cabin = np.array([is_cabin_on(one, moment, self.sun) for one in [*held, DUSK_TO_DAWN]])
        flags: Flags = by_cabin[lamps.cabin]  # -1, no cabin, is the last
        return flags

    def share_lit(self, counted: Flags) -> Shares:
        if self.attached is None:
            return np.zeros(self.network.edge_count)
        return self.attached.share_lit(counted)

    def edges_of(self, wanted: Flags) -> Flags:
        """Tell of each edge whether one of the wanted lamps is attached to it."""
        has_one = np.zeros(self.network.edge_count, np.bool_)
        if self.attached is not None:
            has_one[self.attached.edge[wanted[self.attached.lamp]]] = True
        return has_one


def _by_tag(network: StreetNetwork) -> _Draft:
    by_lit = {Lit.YES: LightState.LIT, Lit.NO: LightState.UNLIT, Lit.UNKNOWN: LightState.UNKNOWN}
    state = np.select([network.edge_lit == lit for lit in by_lit], [int(one) for one in by_lit.values()])
    is_tagged = network.edge_lit == Lit.YES
    source = np.where(network.edge_lit == Lit.UNKNOWN, LightSource.NOBODY, LightSource.TAG)
    return _Draft(state.astype(np.uint8), source.astype(np.uint8), is_tagged.astype(np.float64), is_tagged)


def _let_the_register_speak(draft: _Draft, lamps: _LampsNow) -> None:
    """Only lamps that burn make light, and only lamps that do not burn take the word from a tag."""
    is_lit = lamps.burning >= ENOUGH_SHARE
    if not lamps.is_register:
        is_lit &= draft.state == LightState.UNKNOWN
        _set(draft, is_lit, LightState.LIT, LightSource.TAG, lamps.burning)
        return
    whole = lamps.share_lit(np.ones_like(lamps.burns))
    is_dark = (lamps.share_lit(~lamps.burns) >= ENOUGH_SHARE) & ~is_lit
    is_broken = is_dark & (lamps.share_lit(lamps.is_on) >= ENOUGH_SHARE)
    by_tag = np.where(draft.is_tagged & ~is_dark, 1 - (whole - lamps.burning), lamps.burning)
    _set(draft, is_lit, LightState.LIT, LightSource.REGISTER, by_tag)
    _set(draft, is_dark, LightState.UNLIT, LightSource.REGISTER, by_tag)
    _set(draft, is_broken, LightState.OUT, LightSource.REGISTER, by_tag)
    draft.share[:] = by_tag


def _let_audits_speak(draft: _Draft, lamps: _LampsNow, audits: Audits, moment: datetime) -> None:
    """A check that saw light speaks while no lamp has gone off since; one that saw none, while none has come on."""
    at_hour = [(at, edge, seen) for at, edge, seen in zip(audits.checked_at, audits.edges, audits.is_lit, strict=True)]
    kept = [one for one in at_hour if moment - RECENT <= one[0] <= moment and not lamps.sun.is_up(one[0])]
    last = {int(edge): (at, bool(seen)) for at, edge, seen in sorted(kept, key=lambda one: one[0])}
    by_moment: dict[datetime, list[int]] = {}
    for edge, (at, _) in last.items():
        by_moment.setdefault(at, []).append(edge)
    for at, edges in by_moment.items():
        was_on = lamps.is_on_at(at)
        has_gone, has_come = lamps.edges_of(was_on & ~lamps.is_on), lamps.edges_of(lamps.is_on & ~was_on)
        lit = np.array([edge for edge in edges if last[edge][1] and not has_gone[edge]], np.intp)
        dark = np.array([edge for edge in edges if not last[edge][1] and not has_come[edge]], np.intp)
        _set(draft, lit, LightState.LIT, LightSource.AUDIT, 1.0)
        _set(draft, dark, LightState.UNLIT, LightSource.AUDIT, 0.0)


def _take_out(draft: _Draft, lamps: _LampsNow) -> None:
    """Take from each edge the light of lamps that are out; where not enough is left, it is out."""
    if not lamps.is_out.any():
        return
    lost = lamps.share_lit(lamps.is_out & lamps.burns)
    left = lamps.share_lit(lamps.burns & ~lamps.is_out)
    draft.share[:] = np.clip(draft.share - (lamps.burning - left), 0.0, 1.0)
    rests_on_lamps = (draft.source == LightSource.REGISTER) & ~draft.is_tagged
    is_out = (draft.state == LightState.LIT) & (lost > 0) & (left < ENOUGH_SHARE)
    is_out &= (lost >= ENOUGH_SHARE) | rests_on_lamps
    _set(draft, is_out, LightState.OUT, LightSource.OUTAGE, left)


def _set(draft: _Draft, where: NDArray[Any], state: LightState, source: LightSource, share: Shares | float) -> None:
    draft.state[where] = state
    draft.source[where] = source
    draft.share[where] = share[where] if isinstance(share, np.ndarray) else share


def _require_positions(network: StreetNetwork, attached: LampsOnEdges | None, outages: Outages, audits: Audits) -> None:
    lamp_count = len(attached.lamps) if attached is not None else 0
    if attached is not None and len(attached.edge_length_m) != network.edge_count:
        raise ValueError("The lamps were attached to another network.")
    checked = (("outages.lamps", outages.lamps, lamp_count), ("outages.edges", outages.edges, network.edge_count))
    for name, values, count in (*checked, ("audits.edges", audits.edges, network.edge_count)):
        if len(values) and not 0 <= values.min() <= values.max() < count:
            raise ValueError(f"{name} reaches from {values.min()} to {values.max()}; 0 to {count - 1} is accepted.")
    if not len(audits.edges) == len(audits.is_lit) == len(audits.checked_at):
        raise ValueError("audits.edges, is_lit and checked_at must have one entry a check each.")
