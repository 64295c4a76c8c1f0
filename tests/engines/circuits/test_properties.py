"""What must hold for every circuit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serein.engines.circuits import (
    Circuit,
    NoCircuit,
    Why,
    inspection_round,
    propose_circuits,
    sign_positions,
    way_round,
    what_if_dark,
)
from tests.engines.circuits.make import draw_anchors, draw_grid, lots_of_light, walk_graph

seeds = st.integers(0, 100_000)
some = settings(deadline=None, max_examples=20)
NETWORK = draw_grid(6, 6)
STREETS = walk_graph(NETWORK)


def propose(town: int, count: int, bound_m: float, **given: object) -> list[Circuit]:
    """Circuits over anchors drawn by lot; none where no circuit is so short."""
    asked = {"exposure": lots_of_light(NETWORK, town), "max_length_m": bound_m, **given}
    try:
        return propose_circuits(STREETS, draw_anchors(town, count, 5), **asked)  # type: ignore[arg-type]
    except NoCircuit:
        return []


@some
@given(seeds, st.integers(2, 7), st.floats(300, 4000), st.booleans())
def test_every_circuit_keeps_its_bound_and_chains_its_legs(
    seed: int, count: int, bound_m: float, is_closed: bool
) -> None:
    for circuit in propose(seed, count, bound_m, is_closed=is_closed):
        ends = [leg.lon_lat[-1] for leg in circuit.legs]
        starts = [leg.lon_lat[0] for leg in circuit.legs]

        assert circuit.length_m <= bound_m + 1e-6
        assert circuit.length_m == pytest.approx(sum(leg.length_m for leg in circuit.legs))
        assert len(circuit.legs) == len(circuit.anchors) - (0 if is_closed else 1)
        assert np.allclose(ends[:-1], starts[1:], atol=1e-9)
        assert np.allclose(ends[-1], starts[0], atol=1e-9) or not is_closed
        assert len(circuit.anchors) + len(circuit.left_out) == count


@some
@given(seeds, st.integers(2, 7), st.floats(300, 4000), st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_the_anchors_changes_nothing(
    seed: int, count: int, bound_m: float, is_closed: bool, chance: object
) -> None:
    anchors = draw_anchors(seed, count, 5)
    shuffled = list(anchors)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    asked = {"exposure": lots_of_light(NETWORK, seed), "max_length_m": bound_m, "is_closed": is_closed}

    told = []
    for given_anchors in (anchors, shuffled):
        try:
            found = propose_circuits(STREETS, given_anchors, **asked)  # type: ignore[arg-type]
        except NoCircuit as error:
            told.append([str(error)])
            continue
        told.append([f"{c.name_fr} {[a.name_fr for a in c.anchors]} {c.length_m} {c.exposure}" for c in found])

    assert told[0] == told[1]


@some
@given(seeds, st.integers(2, 7), st.floats(300, 3000), st.floats(1.0, 2.0))
def test_a_longer_bound_never_serves_less_nor_exposes_more(seed: int, count: int, bound_m: float, more: float) -> None:
    short, long = (propose(seed, count, bound_m * factor, twice_weight=0.0)[:1] for factor in (1.0, more))

    assert len(long) >= len(short)
    for one, other in zip(short, long, strict=False):
        assert len(other.anchors) >= len(one.anchors)
        assert set(other.anchors) != set(one.anchors) or other.exposure <= one.exposure + 1e-4


@some
@given(seeds, st.integers(2, 6), st.floats(500, 3000), st.integers(0, 59), st.floats(0.0, 1.0))
def test_one_more_lamp_never_exposes_more(seed: int, count: int, bound_m: float, edge: int, left: float) -> None:
    exposure = lots_of_light(NETWORK, seed)
    lit = exposure.copy()
    lit[edge] *= left

    before, after = (propose(seed, count, bound_m, exposure=one, twice_weight=0.0)[:1] for one in (exposure, lit))

    assert len(before) == len(after)
    for one, other in zip(before, after, strict=True):
        assert len(one.anchors) == len(other.anchors)
        assert other.exposure <= one.exposure + 1e-4


@some
@given(seeds, st.integers(3, 6), st.floats(800, 4000))
def test_sparing_a_street_walked_twice_costs_no_more_than_was_allowed(seed: int, count: int, bound_m: float) -> None:
    plain, sparing = (propose(seed, count, bound_m, twice_weight=weight)[:1] for weight in (0.0, 0.1))

    for one, other in zip(plain, sparing, strict=True):
        assert one.anchors == other.anchors
        assert one.exposure - 1e-4 <= other.exposure <= one.exposure + 0.1 * one.length_m


@some
@given(seeds, st.integers(4, 7), st.floats(300, 1500))
def test_who_is_left_out_would_break_the_bound_or_is_on_another_circuit(seed: int, count: int, bound_m: float) -> None:
    found = propose(seed, count, bound_m)

    for circuit in found[:1]:
        for one in circuit.left_out:
            assert one.reason
            assert one.needed_m > bound_m
            assert (one.why is Why.ELSEWHERE) == any(one.anchor in other.anchors for other in found)


@some
@given(seeds, st.integers(2, 6), st.floats(800, 4000))
def test_a_way_round_walks_no_barred_edge_and_keeps_the_other_legs(seed: int, count: int, bound_m: float) -> None:
    exposure = lots_of_light(NETWORK, seed)
    for circuit in propose(seed, count, bound_m)[:1]:
        barred = np.unique(circuit.legs[0].edges[:2])

        found = way_round(STREETS, circuit, barred, exposure=exposure)

        concerned = [at for at, leg in enumerate(circuit.legs) if np.isin(leg.edges, barred).any()]
        assert (found.circuit is None) == bool(found.reason)
        assert list(found.replaced) == concerned
        if found.circuit is not None:
            assert found.circuit.anchors == circuit.anchors
            assert not any(np.isin(leg.edges, barred).any() for leg in found.circuit.legs)
            kept = [at for at in range(len(circuit.legs)) if at not in concerned]
            assert all(found.circuit.legs[at] is circuit.legs[at] for at in kept)


@some
@given(seeds, st.integers(3, 6))
def test_streets_that_go_dark_are_told_worst_first_and_make_up_the_circuit(seed: int, count: int) -> None:
    exposure = lots_of_light(NETWORK, seed)
    circuit = propose(seed, count, 5000.0)[0]

    told = what_if_dark(STREETS, circuit, exposure=exposure)

    losses = [(-s.way_round.unavoidable_m, -s.way_round.added_exposure) for s in told]
    assert [round(a, 6) for a, _ in losses] == sorted(round(a, 6) for a, _ in losses)
    assert sum(street.share for street in told) == pytest.approx(1.0)
    assert all(street.way_round.circuit is not None for street in told)


@pytest.mark.parametrize("is_closed", [True, False])
def test_above_twelve_anchors_the_same_seed_gives_the_same_circuits(is_closed: bool) -> None:
    for bound_m in (1500.0, 4000.0):
        once, again = (propose(7, 15, bound_m, is_closed=is_closed, seed=3, most=2) for _ in range(2))

        assert once
        assert [c.anchors for c in once] == [c.anchors for c in again]
        assert [c.length_m for c in once] == [c.length_m for c in again]
        assert all(c.length_m <= bound_m + 1e-6 for c in once)


@some
@given(seeds, st.integers(13, 24))
def test_a_round_passes_every_sign_once_and_comes_home(seed: int, count: int) -> None:
    spots = [anchor.lon_lat for anchor in draw_anchors(seed, count, 5)]

    found = inspection_round(STREETS, spots, spots[0])

    assert sorted(found.order) == list(range(count))
    assert np.allclose(found.lon_lat[0], found.lon_lat[-1], atol=1e-9)
    assert found.length_m == pytest.approx(sum(leg.length_m for leg in found.legs))


def test_every_sign_says_where_it_leads_and_how_far() -> None:
    circuit = propose(1, 6, 5000.0)[0]

    signs = sign_positions(NETWORK, circuit)

    assert signs
    assert all(to.anchor in circuit.anchors for sign in signs for to in sign.towards)
    assert all(0 <= to.metres <= circuit.length_m for sign in signs for to in sign.towards)
