"""Forty people at one moment, one person forty times, two at the same thing: each is answered, and once."""

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.config import at_work
from tests.config.at_work import ALL, Web
from tests.config.installation import Installation

pytestmark = pytest.mark.server

_COUNT = (
    ALL
    + """
import json
opened = JournalEntry.objects.filter(act="enquiry.opened").values_list("about_id", flat=True)
print(json.dumps({
    "enquiries": Enquiry.objects.count(),
    "opened": len(set(opened)),
    "entries": len(opened),
    "mails": OutboxMail.objects.count(),
    "codes": list(Enquiry.objects.values_list("code", flat=True)),
}))
"""
)
_ADDRESSES = [f"198.51.100.{number}" for number in range(1, 251)]


def test_forty_people_ask_at_once_and_each_is_received_once(town: Installation, is_long: bool) -> None:
    people = 2000 if is_long else 40
    with at_work.web(town) as web, ThreadPoolExecutor(40) as pool:
        addresses = [f"198.51.{number // 250}.{number % 250 + 1}" for number in range(people)]
        answers = list(pool.map(lambda address: web.ask_call_back(address=address), addresses))

    assert {answer.status for answer in answers} == {302}
    found = json.loads(town.python(_COUNT))
    assert {answer.code for answer in answers} == set(found["codes"])
    assert found["enquiries"] == found["opened"] == found["entries"] == found["mails"] == people
    assert "The journal holds" in town.must("manage", "journal")


def test_one_address_that_asks_ten_times_a_second_is_stopped_by_both_web_processes(town: Installation) -> None:
    with at_work.web(town) as web:
        begun = time.monotonic()
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda number: _at(web, begun + number / 10), range(40)))

    counters = json.loads(
        town.python(
            "from serein.kit.models import RateCounter\nimport json\n"
            "print(json.dumps(list(RateCounter.objects.values_list('count', flat=True))))"
        )
    )
    received = [answer for answer in answers if answer.status == 302]
    assert sum(counters) == 40
    assert len(received) == sum(min(count, 10) for count in counters) < 40
    assert {answer.status for answer in answers} == {302, 429}
    assert json.loads(town.python(_COUNT))["enquiries"] == len(received)


def test_whoever_was_told_that_they_are_received_is_when_the_web_is_killed(town: Installation, is_long: bool) -> None:
    codes: set[str] = set()
    unanswered = 0
    for time_over in range(10 if is_long else 1):
        with at_work.web(town) as web, ThreadPoolExecutor(8) as pool:
            asking = [pool.submit(_ask_until_it_is_gone, web, f"198.{time_over}.{seat}") for seat in range(8)]
            time.sleep(1.5)
            web.kill()
            told = [future.result() for future in asking]
        codes |= set().union(*told)
        unanswered += len(told)

    found = json.loads(town.python(_COUNT))
    assert codes
    assert codes <= set(found["codes"])
    assert found["enquiries"] - len(codes) <= unanswered
    assert found["enquiries"] == found["opened"] == found["entries"] == found["mails"]
    with at_work.web(town) as web:
        assert web.ask_call_back(address="203.0.113.1").status == 302
    assert "The journal holds" in town.must("manage", "journal")


def test_a_web_process_that_dies_is_started_again_while_the_other_answers(town: Installation) -> None:
    with at_work.web(town) as web:
        before = _processes(web)
        os.kill(before[-1], signal.SIGKILL)

        at_work.wait_until(lambda: len(set(_processes(web)) - set(before)) == 1, "another process is started")
        answers = [web.ask_call_back(address=address) for address in _ADDRESSES[:10]]

    assert [answer.status for answer in answers] == [302] * 10


def _processes(web: Web) -> list[int]:
    """Return the processes that answer: Python also keeps one that tidies up after them."""
    return [pid for pid in web.children if b"resource_tracker" not in _words_of(pid)]


def _words_of(pid: int) -> bytes:
    with open(f"/proc/{pid}/cmdline", "rb") as words:
        return words.read()


def _at(web: Web, moment: float) -> at_work.Answer:
    time.sleep(max(0.0, moment - time.monotonic()))
    return web.ask_call_back(address="203.0.113.7")


def _ask_until_it_is_gone(web: Web, network: str) -> set[str]:
    codes: set[str] = set()
    for number in range(2000):
        try:
            answer = web.ask_call_back(address=f"{network}.{number // 8}")
        except at_work.NoAnswer:
            return codes
        assert answer.status == 302, answer.page
        codes.add(answer.code)
    return codes
