"""Asking a server from several connections for a while; every answer is checked."""

from __future__ import annotations

import http.client
import multiprocessing
import random
import re
import time
import urllib.parse
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

Figures = dict[str, Any]
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class Gesture:
    """What is asked: one of several addresses, or a form sent; and the answer's status."""

    name: str
    paths: list[str]
    form: dict[str, str] | None = None
    status: int = 200


def ask_for(gesture: Gesture, *, port: int, seconds: float, connections: int) -> Figures:
    """
    Return answers a second and the 50th and 95th percentile of their times.

    :raises RuntimeError: if an answer has another status than expected
    """
    with multiprocessing.Pool(connections) as pool:
        jobs = [(gesture, port, seconds, seed) for seed in range(connections)]
        begun = time.perf_counter()
        times = [moment for found in pool.starmap(_ask_from_one, jobs) for moment in found]
        lasted = time.perf_counter() - begun
    percentiles = quantiles(times, n=100)
    return {
        "gesture": gesture.name,
        "answers": len(times),
        "answers_per_s": round(len(times) / min(lasted, seconds + 1)),
        "p50_ms": round(1000 * percentiles[49], 1),
        "p95_ms": round(1000 * percentiles[94], 1),
    }


def _ask_from_one(gesture: Gesture, port: int, seconds: float, seed: int) -> list[float]:
    draw = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers, body = _form_of(gesture, connection) if gesture.form else ({}, None)
    times: list[float] = []
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        headers["X-Forwarded-For"] = ".".join(str(draw.randint(1, 254)) for _ in range(4))
        begun = time.perf_counter()
        connection.request("POST" if body else "GET", draw.choice(gesture.paths), body=body, headers=headers)
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - begun)
        if answer.status != gesture.status:
            raise RuntimeError(f"{gesture.name} was answered {answer.status}; {gesture.status} was expected.")
    return times


def _form_of(gesture: Gesture, connection: http.client.HTTPConnection) -> tuple[dict[str, str], str]:
    connection.request("GET", gesture.paths[0])
    answer = connection.getresponse()
    found = _TOKEN.search(answer.read().decode())
    if found is None or gesture.form is None:
        raise RuntimeError(f"{gesture.paths[0]} has no form.")
    cookie = answer.getheader("Set-Cookie", "").partition(";")[0]
    body = urllib.parse.urlencode({"csrfmiddlewaretoken": found[1], **gesture.form})
    return {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}, body
