"""Which edges lamps light, and who has the last word on whether an edge is lit."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pytest

from serein.engines.graph import (
    CLASSES,
    Audits,
    CabinRegime,
    EdgeLight,
    Lamps,
    LightSource,
    LightState,
    Outages,
    StreetNetwork,
    SwitchOff,
    SwitchTime,
    attach_lamps,
    light_at,
)
from tests.engines.graph.lamps import DAY, EVENING, NIGHT, stand, street
from tests.engines.graph.make import draw

OFF_AT_NIGHT = {"A": CabinRegime(switch_offs=(SwitchOff(SwitchTime.parse("00:00"), SwitchTime.parse("05:00")),))}
ALONG = [(20.0, 4.0), (50.0, -4.0), (80.0, 4.0)]
NO_LAMPS = np.zeros(0, np.int64)


def found(light: EdgeLight) -> tuple[LightState, LightSource]:
    return LightState(light.state[0]), LightSource(light.source[0])


def look(
    network: StreetNetwork,
    lamps: Lamps | None = None,
    *,
    moment: datetime = NIGHT,
    regimes: dict[str, CabinRegime] | None = None,
    out: list[int] | None = None,
    dark_edges: list[int] | None = None,
    seen: tuple[bool, datetime] | None = None,
) -> EdgeLight:
    attached = None if lamps is None else attach_lamps(network, lamps)
    outages = Outages(np.array(out or [], np.int64), np.array(dark_edges or [], np.int64))
    audits = None if seen is None else Audits(np.array([0]), np.array([seen[0]]), (seen[1],))
    return light_at(network, attached, regimes or {}, outages, audits, moment)


def test_a_lamp_lights_twenty_metres_to_each_side_and_no_metre_twice() -> None:
    attached = attach_lamps(street(100.0), stand([(10.0, 3.0), (30.0, 3.0), (95.0, -3.0)]))

    shares = [attached.share_lit(np.array(burning)) for burning in ([True] * 3, [True, False, False], [False] * 3)]

    # 0 to 50 and 75 to 100; 0 to 30; nothing.
    assert [float(share[0]) for share in shares] == pytest.approx([0.75, 0.30, 0.0], abs=1e-3)


def test_a_lamp_lights_the_road_and_the_pavement_that_is_an_edge_of_its_own_but_no_lane_behind() -> None:
    nodes = [(0.0, 0.0), (60.0, 0.0), (0.0, 6.0), (60.0, 6.0), (0.0, 22.0), (60.0, 22.0), (0.0, 40.0), (60.0, 40.0)]
    classes = [CLASSES.index(name) for name in ("residential", "sidewalk", "footway", "path")]
    network = draw(nodes, [(0, 1), (2, 3), (4, 5), (6, 7)], edge_class=np.array(classes, np.uint8))

    attached = attach_lamps(network, stand([(30.0, 5.0)]))

    assert attached.edge.tolist() == [0, 1]


def test_no_lamp_reaches_farther_than_twenty_five_metres() -> None:
    assert attach_lamps(street(), stand([(50.0, 24.5)])).edge.tolist() == [0]
    assert attach_lamps(street(), stand([(50.0, 25.5)])).edge.tolist() == []


@pytest.mark.parametrize(
    ("lit", "state", "source"),
    [
        (1, LightState.LIT, LightSource.TAG),
        (0, LightState.UNLIT, LightSource.TAG),
        (-1, LightState.UNKNOWN, LightSource.NOBODY),
    ],
)
def test_without_lamps_the_tag_says_it(lit: int, state: LightState, source: LightSource) -> None:
    assert found(look(street(lit=lit))) == (state, source)


def test_by_day_every_edge_is_lit_even_with_an_outage() -> None:
    assert found(look(street(lit=0), dark_edges=[0], moment=DAY)) == (LightState.LIT, LightSource.DAYLIGHT)


def test_the_register_wins_over_the_tag() -> None:
    assert found(look(street(lit=0), stand(ALONG))) == (LightState.LIT, LightSource.REGISTER)
    off = look(street(lit=1), stand(ALONG), regimes=OFF_AT_NIGHT)
    assert found(off) == (LightState.UNLIT, LightSource.REGISTER)
    assert found(look(street(lit=1), stand(ALONG), regimes=OFF_AT_NIGHT, moment=EVENING))[0] is LightState.LIT


def test_a_lamp_of_the_map_weighs_no_more_than_a_tag() -> None:
    drawn = stand(ALONG, cabin=[-1, -1, -1], is_register=False)

    assert found(look(street(lit=-1), drawn)) == (LightState.LIT, LightSource.TAG)
    assert found(look(street(lit=0), drawn)) == (LightState.UNLIT, LightSource.TAG)


def test_lamps_that_the_register_calls_broken_leave_the_edge_out() -> None:
    assert found(look(street(lit=1), stand(ALONG, works=[False] * 3))) == (LightState.OUT, LightSource.REGISTER)


def test_a_recent_night_check_wins_over_the_register() -> None:
    yesterday = NIGHT - timedelta(days=1)

    dark = look(street(), stand(ALONG), seen=(False, yesterday))
    assert found(dark) == (LightState.UNLIT, LightSource.AUDIT)
    lit = look(street(lit=0), seen=(True, yesterday))
    assert found(lit) == (LightState.LIT, LightSource.AUDIT)


def test_a_check_that_is_old_or_was_done_by_day_says_nothing() -> None:
    for moment in (NIGHT - timedelta(days=181), NIGHT + timedelta(hours=1), DAY - timedelta(days=1)):
        assert found(look(street(lit=0), seen=(True, moment)))[1] is LightSource.TAG


def test_a_street_seen_lit_in_the_evening_is_not_lit_once_its_cabin_is_off() -> None:
    light = look(street(), stand(ALONG), regimes=OFF_AT_NIGHT, seen=(True, EVENING))

    assert found(light) == (LightState.UNLIT, LightSource.REGISTER)


def test_an_open_outage_wins_over_a_night_check() -> None:
    light = look(street(), stand(ALONG), out=[0, 1, 2], seen=(True, NIGHT - timedelta(days=1)))

    assert found(light) == (LightState.OUT, LightSource.OUTAGE)
    assert light.share[0] == 0.0


def test_one_lamp_of_many_takes_its_metres_but_not_the_street() -> None:
    light = look(street(), stand(ALONG), out=[0])

    assert found(light) == (LightState.LIT, LightSource.REGISTER)
    assert light.share[0] == pytest.approx(0.7, abs=1e-3)  # 30 to 100 is left


def test_a_street_told_dark_without_a_lamp_is_out() -> None:
    assert found(look(street(lit=1), dark_edges=[0])) == (LightState.OUT, LightSource.OUTAGE)


def test_edges_and_lamps_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match=r"outages\.edges"):
        look(street(), dark_edges=[1])
    with pytest.raises(ValueError, match=r"outages\.lamps"):
        look(street(), out=[0])
    with pytest.raises(ValueError, match="another network"):
        light_at(
            draw([(0, 0), (9, 0), (9, 9)], [(0, 1), (1, 2)]),
            attach_lamps(street(), stand(ALONG)),
            {},
            None,
            None,
            NIGHT,
        )
