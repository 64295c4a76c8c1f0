"""Where vans stand idle, one who books ahead gets one of them, and nobody who was told an hour waits longer for it."""

from __future__ import annotations

import numpy as np

from serein.engines.dialaride import ReturnRules, Returns

VANS, GROUPS = 60, 120
HOURS = 15.0 * np.arange(8)


def far_and_wide() -> np.ndarray:
    """Minutes between the venue and doors on a grid of five kilometres, at thirty an hour along streets."""
    number = np.arange(1, 401)
    doors = np.column_stack([(number % 20 - 10) * 0.24, (number // 20 - 10) * 0.24])
    places = np.vstack([[0.0, 0.0], doors])
    return np.asarray(np.linalg.norm(places[:, None] - places[None], axis=2) * 2 * 1.4)


def test_nobody_who_was_told_an_hour_waits_longer_while_a_van_stands_idle() -> None:
    rules = ReturnRules()
    desk = Returns(far_and_wide(), vans=VANS, rules=rules, steps=0)

    told = [
        desk.join(size=1, door=n * 37 % 400 + 1, at=0.0, since=float(HOURS[n % len(HOURS)]), key=n)
        for n in range(GROUPS)
    ]

    expected = desk.expected()
    late = [n for n in range(GROUPS) if expected[n][0] > told[n].leaves_at + rules.grace]
    assert late == []
    soonest = rules.boarding + rules.reserve
    assert max(one.leaves_at - HOURS[n % len(HOURS)] for n, one in enumerate(told)) <= soonest + rules.grace
