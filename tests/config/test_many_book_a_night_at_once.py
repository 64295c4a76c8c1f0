"""Fifty people book on one night at once: each has one promise, none is lost when the web is killed, none is broken."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from tests.config import at_work
from tests.config.at_night import FOUND, Desk, prepare
from tests.config.installation import Installation

pytestmark = pytest.mark.server
CLIENTS = 50


def test_thirty_bookings_a_second_from_fifty_clients_lose_double_and_break_nothing(installation: Installation) -> None:
    night = prepare(installation)
    with at_work.web(installation) as web, ThreadPoolExecutor(CLIENTS) as pool:
        desk = Desk(web, night)
        moments = desk.open()
        begun = time.monotonic() + 0.5
        answers = list(pool.map(lambda n: _book(desk, moments, n, begun + n / 30), range(2 * CLIENTS)))

    found = _found(installation)
    received = [answer for answer in answers if answer.status == 302]
    assert {answer.status for answer in answers} <= {302, 422}
    assert len(received) >= CLIENTS
    assert {answer.code for answer in received} == set(found["codes"])
    assert found["numbers"] == list(range(1, len(received) + 1))
    assert found["booked"] == found["last_number"] == len(received)
    assert found["planned"] == found["rides"], "each is in the plan once"
    assert found["fullest"] <= 8
    assert found["moved"] == found["later_than_told"] == 0, "no promise was broken"


def test_one_form_sent_eight_times_at_once_is_one_ride(installation: Installation) -> None:
    night = prepare(installation)
    with at_work.web(installation) as web, ThreadPoolExecutor(8) as pool:
        desk = Desk(web, night)
        wanted = desk.open()[2]

        def send(number: int) -> at_work.Answer:
            address = f"198.51.100.{number + 1}"
            return desk.book(door=7, wanted=wanted, address=address, token="the-same-token-each-time")

        answers = list(pool.map(send, range(8)))

    assert {answer.status for answer in answers} == {302}
    assert len({answer.code for answer in answers}) == 1
    assert len(_found(installation)["codes"]) == 1


def test_whoever_was_promised_a_place_has_it_when_the_web_is_killed(installation: Installation, is_long: bool) -> None:
    night = prepare(installation, vans=60)
    promised: set[str] = set()
    for time_over in range(50 if is_long else 1):
        with at_work.web(installation) as web, ThreadPoolExecutor(8) as pool:
            desk, first = Desk(web, night), Event()
            moments = desk.open()
            asking = [pool.submit(_book_until_it_is_gone, desk, moments, time_over, seat, first) for seat in range(8)]
            at_work.wait_until(first.is_set, "somebody is promised a place")
            time.sleep(0.03 * (time_over % 17))
            web.kill()
            promised |= set().union(*(future.result() for future in asking))

    found = _found(installation)
    assert promised
    assert promised <= set(found["codes"])
    assert found["numbers"] == list(range(1, len(found["codes"]) + 1))
    assert found["booked"] == len(found["codes"])
    assert found["planned"] == found["rides"]
    assert "The journal holds" in installation.must("manage", "journal")


def _found(installation: Installation) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(installation.python(FOUND).splitlines()[-1])
    return told


def _book(desk: Desk, moments: list[str], number: int, moment: float) -> at_work.Answer:
    time.sleep(max(0.0, moment - time.monotonic()))
    wanted = moments[number * 7 % len(moments)]
    address = f"198.51.{number // 250}.{number % 250 + 1}"
    return desk.book(door=number * 37 % 400 + 1, wanted=wanted, address=address, party_size=number % 4 + 1)


def _book_until_it_is_gone(desk: Desk, moments: list[str], time_over: int, seat: int, first: Event) -> set[str]:
    codes: set[str] = set()
    for number in range(500):
        address = f"198.{time_over}.{seat}.{number // 3}"
        try:
            wanted = moments[(number * 8 + seat) % len(moments)]
            answer = desk.book(door=(number * 8 + seat) % 400 + 1, wanted=wanted, address=address, party_size=1)
        except at_work.NoAnswer:
            return codes
        assert answer.status in (302, 422), answer.page
        if answer.status == 302:
            codes.add(answer.code)
            first.set()
    return codes
