"""The static plan: an annealed large neighbourhood search, and a relaxation over the routes that it has seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from serein.engines.dialaride._cover import Cover, best_of_pool
from serein.engines.dialaride._kernels_pool import rebuild
from serein.engines.dialaride._kernels_routes import refresh_all
from serein.engines.dialaride._kernels_search import build, copy_all, search
from serein.engines.dialaride._model import Model, model_of
from serein.engines.dialaride._plan import plan_of
from serein.engines.dialaride._problem import Plan, Problem
from serein.engines.dialaride._tables import make_pool, make_routes, make_scratch, make_state
from serein.engines.dialaride._validation import validate

_POOL = 60_000
_LONGEST_POOLED = 96
_LARGE = 200.0  # requests; beyond, the temperature follows the cost of a request and not of the plan
_PENALTY = 10.0  # times the mean cost of a request, for one left out


@dataclass(frozen=True, slots=True)
class Rules:
    """What drives the search; the values were chosen on all instances at once."""

    hot: float = 0.01  # temperature at the start, as a share of the best cost
    cold: float = 0.001
    most: float = 20.0  # requests taken out in a step, at most
    pooled: float = 1.06  # a plan this far over the best still gives its routes to the pool
    injected: float = 0.6  # share of steps that begin with a route of the pool
    covers: int = 100  # relaxations over the budget
    picks: int = 600  # routes of the pool to choose from


def solve(
    problem: Problem,
    *,
    seed: int = 1,
    iterations: int = 20_000,
    spent: Callable[[], float] | None = None,
    rules: Rules | None = None,
) -> Plan:
    """
    Plan the routes of a night: serve all that can be served, then at the least cost, then with short rides.

    Parameters
    ----------
    problem : Problem
    seed : int
        The same seed and number of iterations give the same plan.
    iterations : int
        Steps of the search; ignored when `spent` is given.
    spent : callable, optional
        The share of the budget that is spent, 0 to 1, for a search by the clock; the search stops at 1.
    rules : Rules, optional

    Returns
    -------
    Plan
        Feasible; requests that it could not serve come with the reason.

    Raises
    ------
    BadProblem
        If the problem has no meaning.
    """
    validate(problem)
    model = model_of(problem)
    run = Search(model, seed, rules or Rules())
    if model.count and len(problem.vehicles):
        for _ in run.proceed(iterations, spent):
            pass
    return plan_of(model, run.best, run.steps)


class Search:
    """One run: its routes, its pool, its relaxation; `proceed` yields after each stretch, so that one may look."""

    def __init__(self, model: Model, seed: int, rules: Rules) -> None:
        stops = 2 * model.count + 2
        self.model, self.rules, self.steps = model, rules, 0
        self.current, self.candidate, self.best = (make_routes(model.tables, stops) for _ in range(3))
        self._scratch, self._seed = make_scratch(stops), seed
        for routes in (self.current, self.candidate, self.best):
            if len(routes.size):
                refresh_all(model.tables, routes)

    def proceed(self, iterations: int, spent: Callable[[], float] | None) -> Iterator[float]:
        """Search until the budget is spent; yield the share spent after each stretch."""
        tables = self.model.tables
        state, pool = make_state(tables, self._seed), make_pool(_POOL, _LONGEST_POOLED)
        old, penalty = self._begin(state)
        cover, picks, next_cover = Cover(tables, pool), np.zeros(0, np.int64), 1.0 / self.rules.covers
        stretch = max(10, min(500, 40_000 // max(1, self.model.count)))
        share = 0.0 if spent is None else spent()
        while share < 1.0:
            steps = stretch if spent is not None else min(stretch, iterations - self.steps)
            cooling = self.rules.hot * (self.rules.cold / self.rules.hot) ** share
            hot = old[1, 2] * cooling * min(1.0, _LARGE / self.model.count) + 1e-9
            rules = np.array([self.model.slack, penalty, self.rules.pooled, self.rules.most, self.rules.injected])
            arrays = (tables, self.current, self.candidate, self.best, self._scratch, state, pool)
            search(*arrays, steps, np.array([hot, 1.0]), old, rules, picks)
            self.steps += steps
            share = self.steps / iterations if spent is None else spent()
            if pool.used[0] > 0.95 * _POOL:
                rebuild(pool, best_of_pool(pool, 0.5))
                cover, picks = Cover(tables, pool), picks[:0]
            if share >= next_cover and old[1, 1] == 0.0 and pool.used[0] > 100:
                bound = cover.refresh()
                picks = cover.promising(max(0.0, old[1, 2] - bound) + 1e-6, self.rules.picks)
                next_cover = share + 1.0 / self.rules.covers
            yield share

    def _begin(self, state: object) -> tuple[np.ndarray, float]:
        tables, touched = self.model.tables, state.touched  # type: ignore[attr-defined]
        missing = build(tables, self.candidate, self._scratch, state, 2, 0.0, self.model.slack)
        for routes in (self.current, self.best):
            copy_all(self.candidate, routes, touched)
        touched[:] = False
        cost = float(self.candidate.price.sum())
        left = float(tables.weight[state.bank[:missing]].sum())  # type: ignore[attr-defined]
        penalty = _PENALTY * (cost + 1e-9) / self.model.count
        return np.tile([cost + penalty * left, left, cost], (2, 1)), penalty
