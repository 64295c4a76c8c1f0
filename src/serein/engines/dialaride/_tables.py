"""The arrays that kernels read and write, grouped; `lend` spares them the counting of references."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Tables(NamedTuple):
    """
    A problem as arrays. Nodes: pick-ups 0..n-1, drop-offs n..2n-1, then a start and an end for each vehicle.

    `times` is the smallest travel time over the hours, `hourly` and `hours` the piecewise one; a start's and an end's
    window is the shift. `kin` numbers the kinds of vehicles that differ in nothing.
    """

    times: Floats  # (places, places)
    hourly: Floats  # (hours, places, places)
    hours: Floats  # (hours,)
    costs: Floats  # (places, places)
    place: Ints  # (nodes,)
    opens: Floats  # (nodes,)
    closes: Floats  # (nodes,)
    dwell: Floats  # (nodes,)
    seats: Ints  # (nodes,), negative where riders alight
    wheels: Ints  # (nodes,)
    salt: NDArray[np.uint64]  # (nodes,) for the mark of a route
    ride: Floats  # (requests,)
    weight: Floats  # (requests,) of leaving one out
    allowed: Flags  # (requests, vehicles)
    span: Floats  # (vehicles,) longest duration of a route
    room: Ints  # (vehicles,)
    wheel_room: Ints  # (vehicles,)
    wheel_seats: Ints  # (vehicles,) seats that one wheelchair place costs
    aboard: Ints  # (vehicles,) riders on board at the start
    wheels_aboard: Ints  # (vehicles,)
    kin: Ints  # (vehicles,)


class Routes(NamedTuple):
    """The routes of all vehicles, the bounds of their times, and where each node is."""

    seq: Ints  # (vehicles, stops)
    size: Ints  # (vehicles,)
    ear: Floats  # (vehicles, stops) earliest service: the least fixpoint
    late: Floats  # (vehicles, stops) latest service: the greatest fixpoint
    load: Ints  # (vehicles, stops) seats taken after the stop
    wheel_load: Ints  # (vehicles, stops)
    price: Floats  # (vehicles,)
    mark: NDArray[np.uint64]  # (vehicles,)
    at: Ints  # (nodes,) position in its route, -1 outside
    of: Ints  # (requests,) its vehicle, -1 when not served, -2 when it must stay as it is (on board, or no request)


class Scratch(NamedTuple):
    """Where an insertion is tried before it is made."""

    seq: Ints  # (stops,)
    ear: Floats  # (stops,)
    late: Floats  # (stops,)


def make_routes(tables: Tables, stops: int) -> Routes:
    """Make empty arrays for routes of at most `stops` stops."""
    nodes, fleet, count = len(tables.place), len(tables.span), len(tables.ride)
    routes = Routes(
        seq=np.zeros((fleet, stops), np.int32),
        size=np.full(fleet, 2, np.int32),
        ear=np.zeros((fleet, stops)),
        late=np.zeros((fleet, stops)),
        load=np.zeros((fleet, stops), np.int32),
        wheel_load=np.zeros((fleet, stops), np.int32),
        price=np.zeros(fleet),
        mark=np.zeros(fleet, np.uint64),
        at=np.full(nodes, -1, np.int32),
        of=np.full(count, -1, np.int32),
    )
    routes.seq[:, 0] = 2 * count + 2 * np.arange(fleet)
    routes.seq[:, 1] = 2 * count + 2 * np.arange(fleet) + 1
    return routes


def make_scratch(stops: int) -> Scratch:
    return Scratch(np.zeros(stops + 2, np.int32), np.zeros(stops + 2), np.zeros(stops + 2))


def _lend(typing_context: Any, group: Any) -> Any:
    """
    View the arrays of a named tuple without owning a share of them.

    Numba counts, atomically, each array that enters a function; an array without an owner has no counter.
    The caller in Python holds the arrays meanwhile. Insertion is four times as fast for it.
    """

    no_owner: Any = cgutils.get_null_value

    unpack: Any = cgutils.unpack_tuple

    def write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        given = unpack(builder, arguments[0])
        lent = []
        for kind, value in zip(group.types, given, strict=True):
            array = context.make_array(kind)(context, builder, value)
            array.meminfo = no_owner(array.meminfo.type)
            array.parent = no_owner(array.parent.type)
            lent.append(array._getvalue())
        return context.make_tuple(builder, signature.return_type, lent)

    return group(group), write


lend: Any = intrinsic(_lend)


class State(NamedTuple):
    """What the search keeps besides its routes."""

    dice: NDArray[np.uint64]  # (1,)
    near: Ints  # (requests, neighbours) the most related first
    gone: Flags  # (requests,) taken out in this step
    bank: Ints  # (requests,) the requests without a place
    touched: Flags  # (vehicles,) routes that differ from the current ones
    added: Floats  # (requests, vehicles) cost of the cheapest insertion, noise included
    p: Ints  # (requests, vehicles)
    q: Ints  # (requests, vehicles)
    gain: Floats  # (requests,) room for the operators
    known: NDArray[np.uint64]  # (entries,) mark of an insertion already looked for
    known_added: Floats  # (entries,)
    known_p: NDArray[np.int16]  # (entries,)
    known_q: NDArray[np.int16]  # (entries,)


class Pool(NamedTuple):
    """Routes seen in good plans: the cheapest order of each set of requests."""

    slot: Ints  # (entries,) hash table of route numbers, -1 when free
    key: NDArray[np.uint64]  # (routes,) mark of the set of requests and the kind of vehicle
    price: Floats  # (routes,)
    score: Floats  # (routes,) cost of the best plan it was seen in
    size: Ints  # (routes,) stops, without start and end
    kin: Ints  # (routes,)
    seq: NDArray[np.int16]  # (routes, stops)
    used: NDArray[np.int64]  # (1,) how many there are


def make_state(tables: Tables, seed: int, neighbours: int = 40, entries: int = 1 << 18) -> State:
    """Make the state of a search. Cost: O(requests²) for the neighbours."""
    count, fleet = len(tables.ride), len(tables.span)
    return State(
        dice=np.random.default_rng(seed).integers(1, 2**63, 1, dtype=np.uint64),
        near=_related(tables, neighbours),
        gone=np.zeros(count, np.bool_),
        bank=np.zeros(count, np.int32),
        touched=np.zeros(fleet, np.bool_),
        added=np.zeros((count, fleet)),
        p=np.zeros((count, fleet), np.int32),
        q=np.zeros((count, fleet), np.int32),
        gain=np.zeros(count),
        known=np.zeros(entries, np.uint64),
        known_added=np.zeros(entries),
        known_p=np.zeros(entries, np.int16),
        known_q=np.zeros(entries, np.int16),
    )


def make_pool(routes: int, stops: int) -> Pool:
    entries = 1 << int(np.ceil(np.log2(4 * routes)))
    return Pool(
        slot=np.full(entries, -1, np.int32),
        key=np.zeros(routes, np.uint64),
        price=np.zeros(routes),
        score=np.zeros(routes),
        size=np.zeros(routes, np.int32),
        kin=np.zeros(routes, np.int32),
        seq=np.zeros((routes, stops), np.int16),
        used=np.zeros(1, np.int64),
    )


def _related(tables: Tables, neighbours: int) -> Ints:
    """List for each request those most like it: near in place and time at both ends (Shaw 1998)."""
    count = len(tables.ride)
    unlike = np.zeros((count, count))
    for first in (0, count):
        places = tables.place[first : first + count]
        middle = np.minimum((tables.opens + tables.closes)[first : first + count] / 2, 1e6)
        unlike += tables.times[np.ix_(places, places)] + tables.times[np.ix_(places, places)].T
        unlike += 0.5 * np.abs(middle[:, None] - middle[None, :])
    np.fill_diagonal(unlike, np.inf)
    unlike[:, tables.weight == 0] = np.inf  # slots without a request
    return np.argsort(unlike, axis=1, kind="stable")[:, : max(1, min(neighbours, count - 1))].astype(np.int32)
