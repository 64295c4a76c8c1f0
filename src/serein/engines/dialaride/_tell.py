"""Nights and fleets in figures: both policies side by side, how many vans for a crowd, a past night from its sheet."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from math import inf, isfinite
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from serein.engines.dialaride._crowd import Crowd, Kind, draw_crowd, minutes_between
from serein.engines.dialaride._problem import BadProblem
from serein.engines.dialaride._replay import OUT_OF_SERVICE, Figures, measure, replay
from serein.engines.dialaride._returns import Returns
from serein.engines.dialaride._venue import ReturnRules

BASELINES = ("riders first", "van first")
_FORESEEING_STEPS = 20_000


def replay_night(kind: Kind, seed: int) -> dict[str, Any]:
    """Draw a night of a kind and replay it; returns the figures of each policy, and of one that knows all arrivals."""
    told = compare(draw_crowd(kind, seed=seed), seed=seed)
    return {"night": kind.name, "seed": seed, "riders": kind.riders, **told}


def compare(crowd: Crowd, *, seed: int = 1, rules: ReturnRules | None = None) -> dict[str, Any]:
    """
    Replay one night under all policies.

    Returns
    -------
    dict
        The figures of `planned`, of both baselines, of `knowing all` (the same search, told of every arrival beforehand
        and bound by no promise), and `verdict`: the gain in the mean over the better baseline in words, or "no gain".
    """
    told: dict[str, Any] = {}
    for policy in ("planned", *BASELINES):
        told[policy] = asdict(measure(crowd, replay(crowd, policy=policy, rules=rules, seed=seed)))
    told["knowing all"] = asdict(foresee(crowd, seed=seed, rules=rules))
    best = min(told[policy]["mean"] for policy in BASELINES)
    gain = 100.0 * (1.0 - told["planned"]["mean"] / best)
    told["verdict"] = f"{gain:.1f} % sooner home in the mean" if gain >= 0.5 else "no gain"
    return told


def foresee(crowd: Crowd, *, seed: int = 1, rules: ReturnRules | None = None) -> Figures:
    """Plan a night with all its arrivals known; a van that breaks down is one until then, and another one after."""
    down = crowd.down_at[np.isfinite(crowd.down_at)]
    vans = len(crowd.down_at) + len(down)
    desk = Returns(minutes_between(crowd.spots_km), vans=vans, rules=rules, seed=seed, room=2 * len(crowd.size) + 8)
    desk.free_at[len(crowd.down_at) :] = down + OUT_OF_SERVICE
    for g, size in enumerate(crowd.size.tolist()):
        desk.note(size=size, door=g + 1, at=float(crowd.arrives[g]), is_urgent=bool(crowd.is_urgent[g]))
    coming = np.flatnonzero(~crowd.is_gone)
    leaves, at_door = desk.foreseen(coming, np.append(crowd.down_at, np.full(len(down), inf)), _FORESEEING_STEPS)
    who = np.repeat(coming, crowd.size[coming])
    spent, wait = (at_door - crowd.arrives)[who], (leaves - crowd.arrives)[who]
    mean, ninety = float(spent.mean()), float(np.percentile(spent, 90))
    return Figures(mean, ninety, float(wait.max()), float((spent - wait).mean()), 1.0, 1.0, 0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Prices:
    """What an hour of a van, an hour of its driver, and a kilometre cost, in one currency."""

    van_hour: float = 0.0
    driver_hour: float = 0.0
    km: float = 0.0


def size_fleet(
    riders: int, *, nights: int = 10, most: int = 6, seed: int = 1, prices: Prices | None = None
) -> list[dict[str, float]]:
    """
    Say what one to `most` vans would mean for an expected crowd.

    Parameters
    ----------
    riders : int
    nights : int
        Drawn and replayed for each number of vans.
    most : int
    seed : int
    prices : Prices, optional
        Vans and drivers are paid from the first arrival until the last van is back.

    Returns
    -------
    list of dict
        For each number of vans: `mean`, minutes to the door; `longest wait`; `cost` in money; each also "in a good
        night" and "in a bad night" (the tenth and the ninetieth percentile of the nights: four nights in five lie
        between); in the mean of the nights `van minutes`, `km` and `hours`. Cost: the replay of `nights * most` nights.
    """
    if riders < 1 or nights < 1 or most < 1:
        raise BadProblem(f"Found {riders} riders, {nights} nights, {most} vans; one or more of each is accepted.")
    prices = prices or Prices()
    if not all(isfinite(price) and price >= 0 for price in astuple(prices)):
        raise BadProblem(f"Found {prices}; zero or more of each is accepted.")
    kind = Kind("expected", riders, lasts=min(360.0, 60.0 + 1.5 * riders), bursts=max(1, riders // 15))
    curve = []
    for vans in range(1, most + 1):
        crowds = [draw_crowd(kind, seed=seed + night, vans=vans) for night in range(nights)]
        told = [measure(crowd, replay(crowd, policy="planned", steps=100)) for crowd in crowds]
        cost = [vans * one.hours * (prices.van_hour + prices.driver_hour) + one.km * prices.km for one in told]
        row = {"vans": float(vans), "drivers": float(vans)}
        row |= _interval("mean", [one.mean for one in told])
        row |= _interval("longest wait", [one.longest_wait for one in told]) | _interval("cost", cost)
        row |= {"van minutes": fmean(one.van_minutes for one in told)}
        curve.append(row | {"km": fmean(one.km for one in told), "hours": fmean(one.hours for one in told)})
    return curve


def _interval(name: str, values: list[float]) -> dict[str, float]:
    good, bad = np.percentile(values, [10, 90]).tolist()
    return {name: fmean(values), f"{name} in a good night": good, f"{name} in a bad night": bad}


def read_sheet(
    text: str, doors_km: Mapping[str, tuple[float, float]], *, vans: int = 3
) -> tuple[Crowd, tuple[str, ...]]:
    """
    Read the sheet of a past night: lines `hour,group size,street or village,van`, with a header.

    Parameters
    ----------
    text : str
        CSV, comma or semicolon; hours as 23:40 or 1h15, those before noon belonging to the next day.
    doors_km : mapping
        Where each street or village is, in kilometres from the venue.

    Returns
    -------
    Crowd, tuple of str
        The night, and for each line the van that took the group.

    Raises
    ------
    BadProblem
        With the line, what was found and what is accepted.
    """
    rows = list(csv.reader(text.splitlines(), delimiter=";" if ";" in text else ","))
    entries = [_entry(number, row, doors_km) for number, row in enumerate(rows[1:], 2) if any(row)]
    if not entries:
        raise BadProblem("The sheet has no line of a group; a header and lines `hour,size,street,van` are accepted.")
    entries.sort(key=lambda entry: entry[0])
    groups = len(entries)
    crowd = Crowd(
        spots_km=np.array([(0.0, 0.0), *(spot for _, _, spot, _ in entries)]),
        size=np.array([size for _, size, _, _ in entries], np.int32),
        arrives=_from_first([minute for minute, _, _, _ in entries]),
        is_gone=np.zeros(groups, np.bool_),
        is_urgent=np.zeros(groups, np.bool_),
        down_at=np.full(vans, inf),
    )
    return crowd, tuple(van for _, _, _, van in entries)


def back_test(sheets: Sequence[Crowd]) -> list[dict[str, Any]]:
    """Replay recorded nights under all policies; "no gain" is said where there is none."""
    return [compare(crowd) for crowd in sheets]


def _entry(
    number: int, row: list[str], doors_km: Mapping[str, tuple[float, float]]
) -> tuple[float, int, tuple[float, float], str]:
    if len(row) < 4:
        raise BadProblem(f"Line {number} has {len(row)} cells; hour, group size, street or village, van are accepted.")
    hour, size, door, van = (cell.strip() for cell in row[:4])
    parts = hour.lower().replace("h", ":").split(":")
    try:
        hours, minutes = int(parts[0]), int(parts[1] or 0)
        people = int(size)
    except (ValueError, IndexError) as error:
        raise BadProblem(
            f"Line {number}: {hour!r} and {size!r}; an hour like 23:40 and a number are accepted."
        ) from error
    if not (0 <= hours < 24 and 0 <= minutes < 60 and 1 <= people <= ReturnRules().seats):
        raise BadProblem(
            f"Line {number}: {hour} for {people}; an hour of the day for 1 to {ReturnRules().seats} is accepted."
        )
    if door not in doors_km:
        raise BadProblem(f"Line {number}: {door!r} is not among the {len(doors_km)} known streets and villages.")
    spot = doors_km[door]
    if not (isfinite(spot[0]) and isfinite(spot[1])):
        raise BadProblem(f"Line {number}: {door!r} lies at {spot}; finite kilometres are accepted.")
    return 60.0 * (hours + 24 * (hours < 12)) + minutes, people, spot, van


def _from_first(minutes: list[float]) -> NDArray[np.float64]:
    return np.array(minutes) - minutes[0]
