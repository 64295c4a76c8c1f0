"""The linear relaxation of set partitioning over the pool: which routes found so far belong together."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
from highspy._core import _Highs  # the class below `Highs`, which writes a banner to the terminal
from numpy.typing import NDArray

from serein.engines.dialaride._kernels_pool import price_out
from serein.engines.dialaride._tables import Floats, Pool, Tables

_ROUNDS = 12
_COLUMNS_A_ROUND = 400
_UNSERVED = 1e5


class Cover:
    """
    The relaxation, kept warm: min Σ c_j x_j with each request covered and no more routes than vehicles of a kind.

    Routes of the pool enter by negative reduced cost only (column generation whose pricing is a scan of the pool), so
    that the optimum holds for the whole pool while the program stays small.
    """

    def __init__(self, tables: Tables, pool: Pool) -> None:
        self._count, self._pool = len(tables.ride), pool
        self._column = np.full(len(pool.key), -1, np.int64)
        self._known: list[int] = []
        self._reduced = np.zeros(len(pool.key))
        self._solver: Any = _Highs()
        for option, value in (
            ("log_to_console", False),
            ("output_flag", False),
            ("threads", 1),
            ("presolve", "off"),
            ("solver", "simplex"),
        ):
            self._solver.setOptionValue(option, value)
        infinity = highspy.kHighsInf
        for _ in range(self._count):
            self._solver.addRow(1.0, infinity, 0, np.array([], np.int32), np.array([]))
        for limit in np.bincount(tables.kin):
            self._solver.addRow(-infinity, float(limit), 0, np.array([], np.int32), np.array([]))
        for r in range(self._count):
            self._solver.addCol(_UNSERVED * tables.weight[r], 0.0, infinity, 1, np.array([r], np.int32), np.ones(1))
        self._prices: Floats = np.zeros(0)

    def refresh(self) -> float:
        """Solve over the routes now in the pool; return the bound."""
        used = int(self._pool.used[0])
        self._lower_costs()
        value = self._run()
        for _ in range(_ROUNDS):
            reduced = self._price(used)
            fresh = np.flatnonzero((reduced < -1e-6) & (self._column[:used] < 0))
            if not len(fresh):
                break
            best = fresh[np.argsort(reduced[fresh], kind="stable")[:_COLUMNS_A_ROUND]]
            self._add(best)
            value = self._run()
        return value

    def promising(self, gap: float, most: int) -> NDArray[np.int64]:
        """Number the routes of reduced cost below the gap, those that the relaxation uses first."""
        used = int(self._pool.used[0])
        reduced = self._price(used).copy()
        x = np.array(self._solver.getSolution().col_value)[self._count :]
        reduced[np.array(self._known, np.int64)[x > 1e-6]] = -1.0
        order = np.argsort(reduced, kind="stable")[:most]
        return order[reduced[order] < gap].astype(np.int64)

    def _run(self) -> float:
        self._solver.run()
        return float(self._solver.getInfo().objective_function_value)

    def _price(self, used: int) -> Floats:
        duals = np.array(self._solver.getSolution().row_dual)
        price_out(self._pool, duals[: self._count], duals[self._count :], self._reduced)
        return self._reduced[:used]

    def _add(self, routes: NDArray[np.int64]) -> None:
        for j in routes:
            stops = self._pool.seq[j, : self._pool.size[j]]
            rows = np.sort(np.append(stops[stops < self._count], self._count + self._pool.kin[j])).astype(np.int32)
            self._solver.addCol(float(self._pool.price[j]), 0.0, highspy.kHighsInf, len(rows), rows, np.ones(len(rows)))
            self._column[j] = self._count + len(self._known)
            self._known.append(int(j))
        self._prices = np.append(self._prices, self._pool.price[routes])

    def _lower_costs(self) -> None:
        """Tell the solver of routes for which a cheaper order was found since."""
        if not self._known:
            return
        now = self._pool.price[np.array(self._known)]
        for place in np.flatnonzero(now < self._prices - 1e-9):
            self._solver.changeColCost(self._count + int(place), float(now[place]))
        self._prices = now.copy()


def best_of_pool(pool: Pool, share: float) -> Any:
    """Number the routes seen in the best plans, in the order of the pool; `share` of the room."""
    used = int(pool.used[0])
    kept = np.argsort(pool.score[:used], kind="stable")[: int(share * len(pool.key))]
    return np.sort(kept).astype(np.int64)
