"""What has no meaning is refused with its row, what was found and what is accepted."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import numpy as np
import pytest

from serein.engines import dialaride
from serein.engines.dialaride import BadProblem, Break, Problem, Travel
from tests.engines.dialaride.make import line, make_request, make_vehicle

STREET = line(0, 5, 15)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"origin": 7}, r"'Amina' \(row 0\): place 7 .* 0 to 2"),
        ({"pickup": (-5, 10)}, "pickup is -5 to 10"),
        ({"pickup": (50, 40)}, "pickup is 50 to 40"),
        ({"dropoff": (nan, 40)}, "dropoff is nan"),
        ({"boarding": -1.0}, "boarding is -1.0; zero or more and finite"),
        ({"alighting": inf}, "alighting is inf"),
        ({"max_ride": nan}, "max_ride is nan"),
        ({"max_ride_factor": -2.0}, "max_ride_factor is -2"),
        ({"seats": 0}, "at least one person"),
        ({"seats": -1, "wheelchairs": 2}, "-1 seats"),
        ({"priority": 0.0}, "priority is 0"),
        ({"vehicles": frozenset({"tram"})}, r"\['tram'\]"),
    ],
)
def test_a_request_without_meaning_is_refused(given: dict[str, Any], told: str) -> None:
    problem = Problem((make_request(**given),), (make_vehicle(),), STREET)

    with pytest.raises(BadProblem, match=told):
        dialaride.solve(problem)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"start": -1}, r"'van' \(row 0\): place -1"),
        ({"shift": (10, inf)}, "a finite end"),
        ({"shift": (10, 5)}, "shift is 10 to 5"),
        ({"seats": -8}, "seats is -8"),
        ({"max_duration": nan}, "max_duration is nan"),
        ({"breaks": (Break(9, (0, 10), 5),)}, "break: place 9"),
        ({"breaks": (Break(0, (0, 10), -5),)}, "break duration is -5"),
    ],
)
def test_a_vehicle_without_meaning_is_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(BadProblem, match=told):
        dialaride.solve(Problem((), (make_vehicle(**given),), STREET))


@pytest.mark.parametrize(
    ("travel", "told"),
    [
        (Travel(np.zeros((2, 3))), r"shape \(2, 3\)"),
        (Travel(np.array([[0.0, nan], [1.0, 0.0]])), r"times\[0, 1\] is nan"),
        (Travel(np.array([[0.0, -1.0], [1.0, 0.0]])), r"times\[0, 1\] is -1"),
        (Travel(np.zeros((2, 2)), costs=np.zeros((3, 3))), "costs has shape"),
        (Travel(np.zeros((2, 2, 2)), hours=np.array([5.0, 5.0])), "each after the last"),
        (Travel(np.array([[[50.0]], [[0.0]]]), hours=np.array([0.0, 10.0])), "would arrive sooner"),
    ],
)
def test_travel_without_meaning_is_refused(travel: Travel, told: str) -> None:
    with pytest.raises(BadProblem, match=told):
        dialaride.solve(Problem((), (), travel))


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(BadProblem, match=r"Request 'Amina' \(row 1\) has the name of row 0"):
        dialaride.solve(Problem((make_request(), make_request()), (make_vehicle(),), STREET))


def test_triangles_may_be_violated_and_the_plan_is_legal_still() -> None:
    times = np.array([[0, 50, 3], [50, 0, 4], [3, 4, 0.0]])
    problem = Problem((make_request(origin=0, destination=1),), (make_vehicle(),), Travel(times))

    plan = dialaride.solve(problem, iterations=20)

    assert dialaride.check(problem, plan) == []
    assert plan.cost == 100


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1 1 480", "Found 1 lines"),
        ("1 x 480 6 90\n0 0 0 0 0 0 1\n1 0 0 0 1 0 1\n2 0 0 0 -1 0 1", "Line 1: .*numbers are accepted"),
        ("1 1 480 6 90\n0 0 0 0 0 0 1\n1 0 0 0 1\n2 0 0 0 -1 0 1", "Line 3 holds 5 numbers"),
        ("1 1 480 6 90\n0 0 0 0 0 0 1\n2 0 0 0 1 0 1\n1 0 0 0 -1 0 1", "Line 3: found node 2"),
        ("1 1 480 6 90\n0 0 0 0 0 0 1\n1 0 0 0 1 0 1\n2 0 0 0 -2 0 1", "Lines 3 and 4: loads 1 and -2"),
        ("1 9 480 6 90\n0 0 0 0 0 0 1\n1 0 0 0 1 0 1\n2 0 0 0 -1 0 1", "Line 1 tells of 9 requests and 1 follow"),
    ],
)
def test_a_benchmark_file_that_cannot_be_read_is_refused_with_its_line(text: str, told: str) -> None:
    with pytest.raises(BadProblem, match=told):
        dialaride.read_cordeau(text)
