"""Make a web process ready to plan: compiled code is read, streets are laid out for driving, while nobody waits yet."""

from __future__ import annotations

import gc
import logging
from threading import Thread

from django.db import connection
from django.urls import reverse

from serein.engines import dialaride
from serein.shuttles.queries.driving import minutes_between

log = logging.getLogger(__name__)
_begun: list[Thread] = []


def begin() -> None:
    """Make the process ready in a thread beside the first requests; the web server calls this once a process."""
    thread = Thread(target=_make_ready, daemon=True)
    _begun.append(thread)
    thread.start()


def wait() -> None:
    """
    Wait until what was begun is ready.

    Called before a booking locks its night: reading compiled code takes seconds, in which nobody else could book.
    """
    for thread in _begun:
        thread.join()


def _make_ready() -> None:
    try:
        dialaride.warm_up()
        minutes_between([])
        reverse("shuttles:nights")  # all pages are read
        gc.collect()
        gc.freeze()  # what a process holds for good is not looked through again while somebody waits
    except Exception:  # a database that is not there yet is no reason not to start
        log.warning("The planner of shuttles is not ready yet; the first booking makes it so.", exc_info=True)
    finally:
        connection.close()
