"""The benchmark form of Cordeau: one depot, equal vehicles, Euclidean distance as time and as cost."""

from __future__ import annotations

import numpy as np

from serein.engines.dialaride._problem import BadProblem, Problem, Request, Travel, Vehicle


def read_cordeau(text: str) -> Problem:
    """
    Read an instance: a header `vehicles requests T Q L`, then `node x y service load opens closes` a line.

    Raises
    ------
    BadProblem
        With the line, if a number is missing or not a number, nodes are not in order, or loads do not pair.
    """
    lines = [(number, line.split()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) < 4:
        raise BadProblem(f"Found {len(lines)} lines; a header and at least three nodes are accepted.")
    header = _numbers(*lines[0], 5)
    rows = np.array([_numbers(number, words, 7) for number, words in lines[1:]])
    if len(rows) % 2 == 1:
        rows = np.vstack([rows, rows[0]])
    count = (len(rows) - 2) // 2
    if int(header[1]) not in (count, 2 * count):
        raise BadProblem(f"Line 1 tells of {int(header[1])} requests and {count} follow; as many lines are accepted.")
    for row, number in zip(rows[: 2 * count + 1], range(2 * count + 1), strict=True):
        if row[0] != number:
            raise BadProblem(f"Line {number + 2}: found node {row[0]:g}; nodes 0 to {2 * count} in order are accepted.")
    return _problem(header, rows, count)


def _problem(header: list[float], rows: np.ndarray, count: int) -> Problem:
    fleet, _, span, seats, ride = header
    spots = rows[: 2 * count + 1, 1:3]
    times = np.hypot(*(spots[:, None, :] - spots[None, :, :]).transpose(2, 0, 1))
    requests = []
    for i in range(1, count + 1):
        up, off = rows[i], rows[i + count]
        if not (up[4] > 0 and up[4] == -off[4]):
            where = f"Lines {i + 2} and {i + count + 2}"
            raise BadProblem(f"{where}: loads {up[4]:g} and {off[4]:g}; a load and its opposite are accepted.")
        requests.append(
            Request(str(i), i, i + count, (up[5], up[6]), (off[5], off[6]), int(up[4]), 0, up[3], off[3], ride)
        )
    shift = (float(rows[0][5]), float(rows[0][6]))
    vehicles = tuple(Vehicle(str(k), 0, 0, shift, int(seats), max_duration=span) for k in range(1, int(fleet) + 1))
    return Problem(tuple(requests), vehicles, Travel(times))


def _numbers(number: int, words: list[str], least: int) -> list[float]:
    try:
        values = [float(word) for word in words[:least]]
    except ValueError as error:
        raise BadProblem(f"Line {number}: {error}; numbers are accepted.") from error
    if len(values) < least:
        raise BadProblem(f"Line {number} holds {len(values)} numbers; {least} are accepted.")
    return values
