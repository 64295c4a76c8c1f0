"""The round of a day: exact for a few visits, searched for many."""

from __future__ import annotations

import numpy as np

from serein.engines.rounds._day import BadDay, Day, Round
from serein.engines.rounds._kernels_exact import all_orders
from serein.engines.rounds._kernels_search import descend, make_fit, search
from serein.engines.rounds._kernels_time import judge
from serein.engines.rounds._pyvrp import order_by_pyvrp
from serein.engines.rounds._tables import FAR, Integers, Tables, tables_of
from serein.engines.rounds._tell import tell
from serein.engines.rounds._validation import validate

EXACT_UP_TO = 12
ITERATIONS = 9000
PYVRP_ITERATIONS = 200


def plan_round(
    day: Day, *, seed: int = 1, iterations: int = ITERATIONS, pyvrp_iterations: int = PYVRP_ITERATIONS
) -> Round:
    """
    Find the best round: most weight that is due, most weight, least travel and waiting, least travel.

    Up to `EXACT_UP_TO` visits no better round exists; above, the same seed and iterations give the same round.

    Parameters
    ----------
    day
        What could be done.
    seed
        Of the search.
    iterations
        Steps of the search above `EXACT_UP_TO` visits.
    pyvrp_iterations
        Steps of PyVRP, from whose order one of two searches begins; 0 does without it.

    Raises
    ------
    BadDay
        If something in it has no meaning, or the shift is too short for the way from its start to its end.
    """
    validate(day)
    tables = tables_of(day)
    if judge(tables, np.empty(0, np.int64), 0)[0] >= FAR:
        raise BadDay(
            f"The shift {day.starts} to {day.ends} has no room for the way from stop {day.start_stop} to stop "
            f"{day.end_stop} and the break; a shift that has is accepted."
        )
    starts = [np.empty(0, np.int64)]
    if pyvrp_iterations and len(day.visits) > EXACT_UP_TO:
        starts.append(make_fit(tables, order_by_pyvrp(tables, seed, pyvrp_iterations)))
    return planned(day, tables, starts, seed, iterations)


def planned(day: Day, tables: Tables, starts: list[Integers], seed: int, iterations: int) -> Round:
    """Find the best round of a day that was checked; a search begins from each of some orders that fit."""
    if len(day.visits) <= EXACT_UP_TO:
        order, leg, post, _, is_whole = all_orders(tables, _ways_out(tables))
        if is_whole:
            return tell(day, tables, order, (leg, post), is_proven=True)
    share = -(-iterations // len(starts))
    rounds = [told(day, tables, descend(tables, search(tables, start, len(start), share, seed))) for start in starts]
    return max(rounds, key=lambda one: one.merit)


def told(day: Day, tables: Tables, order: Integers) -> Round:
    """Tell an order that fits, with the break where it costs least."""
    _, _, leg, post = judge(tables, order, len(order))
    return tell(day, tables, order, (leg, post), is_proven=False)


def _ways_out(tables: Tables) -> Integers:
    """The shortest ways from the visits to the end, over whatever stops: direct ones need not be. Cost: O(stops³)."""
    n = len(tables.value)
    between = np.full((tables.from_post.shape[0],) * 2, FAR)
    ways = np.block([[tables.travel, tables.to_post], [tables.from_post, between]])
    for k in range(len(ways)):
        ways = np.minimum(ways, ways[:, k, None] + ways[k])
    return ways[:n, n].copy()
