"""Books on one night over HTTP, one after the other and from many connections, once 200 rides are accepted."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

Figures = dict[str, Any]
ACCEPTED_BEFORE = 200
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_MOMENT = re.compile(r'value="(\d{8}T\d{4}Z)"')


@dataclass
class Client:
    """One connection with the booking form open."""

    port: int
    night: int
    doors: int

    def __post_init__(self) -> None:
        self.path = f"/en/night-shuttle/{self.night}/book/"
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        self.connection.request("GET", self.path)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        self.cookie = (answer.headers.get("Set-Cookie") or "").partition(";")[0]
        self.token = _TOKEN.findall(page)[0]
        self.moments = _MOMENT.findall(page)

    def book(self, number: int) -> tuple[float, int]:
        """Book; return the seconds until the answer, and its status."""
        form = {
            "csrfmiddlewaretoken": self.token,
            "to": f"Rue du Lin {number * 37 % self.doors + 1}",
            "wanted": self.moments[number * 7 % len(self.moments)],
            "party_size": str(number % 3 + 1),
            "token": f"bench-{number}",
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": self.cookie,
            "X-Forwarded-For": f"10.{number // 62500}.{number // 250 % 250}.{number % 250 + 1}",
        }
        begun = time.perf_counter()
        self.connection.request("POST", self.path, body=urllib.parse.urlencode(form), headers=headers)
        answer = self.connection.getresponse()
        answer.read()
        return time.perf_counter() - begun, answer.status


def measure(*, port: int, night: int, doors: int, bookings: int, connections: int) -> list[Figures]:
    """Return the times of single bookings, and those of many at once, once enough rides are accepted."""
    one = Client(port, night, doors)
    accepted, number = 0, 0
    while accepted < ACCEPTED_BEFORE:
        accepted += one.book(number)[1] == 302
        number += 1
    alone = [one.book(number + i) for i in range(bookings)]
    number += bookings
    clients = [Client(port, night, doors) for _ in range(connections)]
    begun = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        jobs = [(clients[i % connections], number + i) for i in range(bookings)]
        each = [jobs[i::connections] for i in range(connections)]
        together = [found for part in pool.map(lambda part: [c.book(n) for c, n in part], each) for found in part]
    lasted = time.perf_counter() - begun
    return [
        _figures("one after the other", alone),
        _figures(f"from {connections} connections", together) | {"a_second": round(len(together) / lasted)},
    ]


def _figures(name: str, answers: list[tuple[float, int]]) -> Figures:
    accepted = [seconds for seconds, status in answers if status == 302]
    unexpected = [status for _seconds, status in answers if status not in (302, 422)]
    if unexpected:
        sys.exit(f"{len(unexpected)} bookings were answered {unexpected[0]}.")
    cuts = quantiles(accepted, n=100)
    return {
        "bookings": name,
        "accepted": len(accepted),
        "refused": len(answers) - len(accepted),
        "p50_ms": round(1000 * cuts[49], 1),
        "p95_ms": round(1000 * cuts[94], 1),
        "p99_ms": round(1000 * cuts[98], 1),
    }


def prepared(environment: dict[str, str], vans: int) -> str:
    words = [sys.executable, "-m", "benchmarks.shuttles.prepare", str(vans)]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"The night could not be prepared:\n{done.stderr[-2000:]}")
    return done.stdout.splitlines()[-1]
