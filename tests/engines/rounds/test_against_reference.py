"""Rounds against every round listed, and against PyVRP."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.rounds.days import RESTS, draw_day
from benchmarks.rounds.listing import best_by_listing
from serein.engines.rounds import Day, check, plan_round
from serein.engines.rounds import _plan as planning
from serein.engines.rounds._kernels_search import merit
from serein.engines.rounds._pyvrp import order_by_pyvrp
from serein.engines.rounds._tables import tables_of

seeds = st.integers(0, 100_000)
rests = st.sampled_from(sorted(RESTS))


@settings(deadline=None, max_examples=25)
@given(seeds, st.integers(0, 5), rests, st.sampled_from([1.0, 3.0, 4.5, 5.5, 8.0]))
def test_no_round_of_all_that_can_be_listed_is_better(seed: int, count: int, rest: str, hours: float) -> None:
    day = draw_day(seed, count, rest, hours=hours)

    found = plan_round(day)

    assert found.is_proven
    assert found.merit == best_by_listing(day)
    assert check(day, found) == []


@settings(deadline=None, max_examples=15)
@given(seeds, rests, st.integers(0, 7), st.integers(0, 7))
def test_no_listed_round_is_better_where_some_ways_are_missing(seed: int, rest: str, a: int, b: int) -> None:
    day = draw_day(seed, 5, rest, hours=5)
    travel = day.travel.copy()
    travel[a, 3:], travel[3:, b] = np.inf, np.inf
    day = replace(day, travel=travel)

    assert plan_round(day).merit == best_by_listing(day)


def test_the_search_finds_nearly_all_rounds_that_are_proven_best(monkeypatch: pytest.MonkeyPatch) -> None:
    days = [draw_day(seed, 8, rest, hours=4) for seed in range(8) for rest in sorted(RESTS)]
    proven = [plan_round(day).merit for day in days]

    monkeypatch.setattr(planning, "EXACT_UP_TO", 0)
    searched = [plan_round(day, iterations=600, pyvrp_iterations=0).merit for day in days]

    assert all(one <= best for one, best in zip(searched, proven, strict=True))
    assert sum(one == best for one, best in zip(searched, proven, strict=True)) >= 23


@pytest.mark.parametrize("rest", sorted(RESTS))
def test_a_round_of_many_visits_is_no_worse_than_the_one_it_begins_from(rest: str) -> None:
    day = draw_day(7, 25, rest)
    tables = tables_of(day)

    order = order_by_pyvrp(tables, 1, 60)
    found = plan_round(day, iterations=300, pyvrp_iterations=60)

    value, cost, _ = merit(tables, order, len(order))
    assert len(order) > 5
    assert check(day, found) == []
    assert value < 0 or found.merit[:3] >= (*_weights(day, order), -cost / 60)


def _weights(day: Day, order: np.ndarray) -> tuple[int, int]:
    made = [day.visits[node] for node in order]
    return sum(visit.weight for visit in made if visit.is_due), sum(visit.weight for visit in made)
