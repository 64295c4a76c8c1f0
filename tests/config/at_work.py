"""Serein's programs at work on an installation, to be asked, watched and killed."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from tests.config.installation import Installation
from tests.source import ROOT

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_CALL_BACK = {"name": "Chloé", "phone": "056330410", "in_whose_name": "first_name", "message": "La lampe est cassée."}
ALL = """
from serein.enquiries.models import Enquiry
from serein.kit.models import JournalEntry, OutboxMail
"""


class NoAnswer(Exception):
    """The server went away before it answered."""


@dataclass
class Program:
    """A program in a process group of its own."""

    process: subprocess.Popen[bytes]

    @property
    def children(self) -> list[int]:
        pid = self.process.pid
        with open(f"/proc/{pid}/task/{pid}/children") as told:
            return [int(word) for word in told.read().split()]

    def kill(self) -> None:
        """End it and all it started, at once and without a word, as a power cut would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass(frozen=True)
class Answer:
    status: int
    location: str = ""
    page: str = ""

    @property
    def code(self) -> str:
        """The code of the enquiry that was received."""
        return self.location.rstrip("/").rpartition("/")[2]


@dataclass
class Web(Program):
    port: int
    cookie: str = field(default="", init=False)
    token: str = field(default="", init=False)

    def ask(self, path: str, form: dict[str, str] | None = None, *, address: str = "192.0.2.1", **more: str) -> Answer:
        """
        Ask for a page, or send a form, over a connection of its own, from behind our proxy.

        :param more: headers
        :raises NoAnswer: if the server went away
        """
        headers = {"X-Forwarded-For": address, "Cookie": self.cookie, **more}
        body = None
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **form})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET" if body is None else "POST", path, body=body, headers=headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        except (OSError, http.client.HTTPException) as gone:
            raise NoAnswer(str(gone)) from gone
        finally:
            connection.close()
        if body is None and (found := _TOKEN.search(page)):
            self.token, self.cookie = found[1], answer.headers.get("Set-Cookie", self.cookie).partition(";")[0]
        return Answer(answer.status, answer.headers.get("Location", ""), page)

    def open_form(self, *, beat: str = "B01") -> Answer:
        return self.ask(f"/fr/mon-inspecteur/{beat}/rappel/")

    def ask_call_back(self, *, address: str, beat: str = "B01") -> Answer:
        return self.ask(f"/fr/mon-inspecteur/{beat}/rappel/", _CALL_BACK, address=address)


@contextmanager
def program(installation: Installation, name: str, *words: str) -> Iterator[Program]:
    started = Program(_start(installation, name, *words))
    try:
        yield started
    finally:
        started.kill()


@contextmanager
def web(installation: Installation, **more: Any) -> Iterator[Web]:
    """Run the two web processes behind one proxy, with the call-back form open in a browser."""
    installation.settings["SEREIN_TRUSTED_PROXIES"] = "1"
    port = _free_port()
    started = Web(_start(installation, "serve", "--port", str(port), **more), port)
    try:
        wait_until(lambda: _answers(started), "the web answers")
        started.open_form()
        yield started
    finally:
        started.kill()


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"Not within {seconds:.0f} s: {what}."
        time.sleep(0.1)


def _start(installation: Installation, *words: str, **more: Any) -> subprocess.Popen[bytes]:
    log = installation.var / f"{words[0]}.log"
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "serein", *words],
            env=installation.env,
            cwd=ROOT,
            stdout=out,
            stderr=out,
            start_new_session=True,
            **more,
        )


def _answers(started: Web) -> bool:
    assert started.process.poll() is None
    try:
        return started.ask("/fr/").status == 200
    except NoAnswer:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
