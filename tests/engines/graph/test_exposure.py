"""What a metre counts by night: on paper, and never more for one more lamp, one more door, one defect mended."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serein.engines.graph import (
    CLASSES,
    LEAST_AUDITS,
    PARAMETERS,
    Audits,
    CabinRegime,
    Crossing,
    Defects,
    EdgeFinder,
    ExposureWeights,
    NotEnoughAudits,
    Outages,
    StreetNetwork,
    SwitchOff,
    SwitchTime,
    WalkScores,
    Weight,
    attach_lamps,
    exposure_class,
    fit_weights,
    light_at,
    night_exposure,
)
from tests.engines.graph.lamps import DAY, NIGHT, stand, street
from tests.engines.graph.make import at, draw, draw_town

OFF_AT_NIGHT = {"B": CabinRegime(switch_offs=(SwitchOff(SwitchTime.parse("00:00"), SwitchTime.parse("05:00")),))}


def dark(network: StreetNetwork) -> float:
    return float(night_exposure(network, light_at(network, None, {}, None, None, NIGHT))[0])


def of_class(name: str, **given_: Any) -> StreetNetwork:
    return street(edge_class=np.array([CLASSES.index(name)], np.uint8), **given_)


def test_a_dark_metre_of_street_counts_one_and_a_lit_one_a_quarter() -> None:
    assert dark(street(lit=0)) == pytest.approx(100.0)
    assert dark(street(lit=1)) == pytest.approx(25.0)


def test_unknown_counts_as_dark() -> None:
    assert dark(street(lit=-1)) == dark(street(lit=0))


def test_paths_steps_and_crossings_without_signals_count_more() -> None:
    assert dark(of_class("footway")) == pytest.approx(150.0)
    assert dark(of_class("service")) == pytest.approx(120.0)
    assert dark(of_class("steps")) == pytest.approx(130.0)
    bare = of_class("crossing", edge_crossing=np.array([Crossing.MARKED], np.uint8))
    assert dark(bare) == pytest.approx(150.0)
    signals = of_class("crossing", edge_crossing=np.array([Crossing.SIGNALS], np.uint8))
    assert dark(signals) == pytest.approx(100.0)


def test_by_day_a_metre_counts_the_least() -> None:
    network = of_class("path", lit=0)

    by_day = night_exposure(network, light_at(network, None, {}, None, None, DAY))

    assert by_day.tolist() == pytest.approx([2.0])


def test_an_open_door_takes_off_its_share_of_the_metres_it_looks_on() -> None:
    network = street(lit=0)
    light = light_at(network, None, {}, None, None, NIGHT)

    exposure = night_exposure(network, light, open_places=[at(50.0, 8.0)])

    assert float(exposure[0]) == pytest.approx(100.0 * (1 - 0.4 * 0.6), rel=1e-3)  # 20 to 80 of 100 metres


def test_a_defect_counts_half_after_its_half_life_and_less_and_less() -> None:
    network = street(lit=0)
    light = light_at(network, None, {}, None, None, NIGHT)

    told = [
        float(night_exposure(network, light, defects=Defects(np.array([at(50, 3)]), np.array([days])))[0])
        for days in (0.0, 7.0, 700.0)
    ]

    assert told == pytest.approx([125.0, 100 * (1 + 0.5 * (1 - 0.5**0.5)), 100.0])


def test_the_worst_stretch_is_unlit_or_out_and_off_the_street() -> None:
    network = draw(
        [(0, 0), (100, 0), (200, 0), (300, 0), (400, 0), (500, 0)],
        [(i, i + 1) for i in range(5)],
        edge_lit=np.array([1, -1, 0, -1, 0], np.int8),
        edge_class=np.array(
            [CLASSES.index(one) for one in ("path", "residential", "residential", "path", "path")], np.uint8
        ),
    )

    levels = exposure_class(network, light_at(network, None, {}, None, None, NIGHT))

    assert levels.tolist() == [0, 1, 2, 2, 3]


spots = st.lists(st.tuples(st.floats(-20, 620), st.floats(-20, 620)), max_size=25)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    lamps=spots,
    more=st.tuples(st.floats(-20, 620), st.floats(-20, 620)),
    dice=st.integers(0, 99),
)
def test_one_more_burning_lamp_never_raises_the_exposure_of_any_edge(
    seed: int, lamps: list[tuple[float, float]], more: tuple[float, float], dice: int
) -> None:
    chance = np.random.default_rng(dice)
    network = draw_town(seed, 9)
    network = replace(network, edge_lit=chance.integers(-1, 2, network.edge_count).astype(np.int8))
    cabins, works = chance.integers(-1, 3, len(lamps)).tolist(), (chance.random(len(lamps)) < 0.9).tolist()
    out = np.flatnonzero(chance.random(len(lamps)) < 0.2)
    checked = chance.integers(0, network.edge_count, 3)
    at_times = tuple(NIGHT - timedelta(days=1, hours=int(hours)) for hours in chance.integers(0, 6, 3))
    audits = Audits(checked, chance.random(3) < 0.5, at_times)

    def exposure(spots_: list[tuple[float, float]], cabin: list[int], working: list[bool]) -> np.ndarray:
        attached = attach_lamps(network, stand(spots_, cabin=cabin, works=working))
        light = light_at(network, attached, OFF_AT_NIGHT, Outages(out, np.zeros(0, np.int64)), audits, NIGHT)
        return night_exposure(network, light)

    before = exposure(lamps, cabins, works)
    after = exposure([*lamps, more], [*cabins, 0], [*works, True])

    assert (after <= before * (1 + 1e-9)).all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), places=spots, more=st.tuples(st.floats(-20, 620), st.floats(-20, 620)))
def test_one_more_open_door_never_raises_and_one_more_defect_never_lowers(
    seed: int, places: list[tuple[float, float]], more: tuple[float, float]
) -> None:
    network = draw_town(seed, 9)
    finder, light = EdgeFinder(network), light_at(network, None, {}, None, None, NIGHT)
    points = np.array([at(*one) for one in [*places, more]])
    days = np.linspace(0.0, 9.0, len(points))

    doors = [night_exposure(network, light, open_places=row, finder=finder) for row in (points[:-1], points)]
    told = [
        night_exposure(network, light, defects=Defects(row, days[: len(row)]), finder=finder)
        for row in (points[:-1], points)
    ]
    mended = night_exposure(network, light, defects=Defects(points, days + 3.0), finder=finder)

    assert (doors[1] <= doors[0] * (1 + 1e-9)).all()
    assert (told[1] >= told[0] * (1 - 1e-9)).all()
    assert (mended <= told[1] * (1 + 1e-9)).all()
    assert (doors[1] > 0).all()


def test_mending_an_outage_never_raises() -> None:
    network = street(lit=1)
    attached = attach_lamps(network, stand([(20.0, 4.0), (50.0, -4.0), (80.0, 4.0)]))
    none = np.zeros(0, np.int64)

    exposures = [
        float(night_exposure(network, light_at(network, attached, {}, Outages(np.arange(out), none), None, NIGHT))[0])
        for out in (0, 1, 2, 3)
    ]

    assert exposures == sorted(exposures)
    assert exposures[0] < exposures[3]


def test_each_weight_says_where_it_comes_from_and_that_it_is_a_convention() -> None:
    weights = ExposureWeights()

    told = [getattr(weights, one.name) for one in fields(weights) if one.name != "audits"]
    assert all(isinstance(one, Weight) and one.is_convention and one.source.startswith("Convention") for one in told)
    assert weights.is_convention


@pytest.mark.parametrize(("name", "value"), [("lit", 1.5), ("path", 0.5), ("least", 0.0), ("frontage", float("nan"))])
def test_weights_that_would_break_what_is_promised_are_refused(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=name):
        ExposureWeights(**{name: Weight(value)})  # type: ignore[arg-type]


def walks(count: int, slope: float, seed: int = 3) -> WalkScores:
    dice = np.random.default_rng(seed)
    scores = dice.integers(0, 4, (count, len(PARAMETERS))).astype(float)
    return WalkScores(scores, np.clip(1.0 + slope * (scores[:, 0] - 1.5), 0.0, 3.0))


def test_a_handful_of_walks_fits_no_weight() -> None:
    with pytest.raises(NotEnoughAudits, match=f"{LEAST_AUDITS - 1} walk audits"):
        fit_weights(walks(LEAST_AUDITS - 1, 0.5))


def test_weights_fitted_on_walks_follow_what_people_felt() -> None:
    strong, none = fit_weights(walks(400, 0.5)), fit_weights(walks(400, 0.0))

    # Feeling 0.25 at no light and 1.75 at the best: unease 2.75 and 1.25.
    assert strong.lit.value == pytest.approx(1.25 / 2.75, abs=0.02)
    assert none.lit.value == pytest.approx(1.0)
    assert (strong.audits, strong.lit.is_convention, strong.steps.is_convention) == (400, False, True)


def test_light_that_seems_to_frighten_counts_as_no_effect() -> None:
    assert fit_weights(walks(400, -0.5)).lit.value == pytest.approx(1.0)


def test_scores_beyond_the_form_are_refused() -> None:
    walked = walks(40, 0.2)

    with pytest.raises(ValueError, match="from 0 to 3"):
        fit_weights(WalkScores(walked.scores + 1.0, walked.feeling))
    with pytest.raises(ValueError, match="accepted"):
        fit_weights(WalkScores(walked.scores[:, :7], walked.feeling))
