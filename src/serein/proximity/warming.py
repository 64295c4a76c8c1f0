"""Make a web process ready to plan rounds: compiled code is read, streets are laid out, while nobody waits yet."""

from __future__ import annotations

import logging
from threading import Thread

from django.db import connection

from serein.engines import rounds
from serein.proximity.models import Round
from serein.proximity.queries.walking import minutes_between

log = logging.getLogger(__name__)


def begin() -> None:
    """Make the process ready in a thread beside the first requests; the web server calls this once a process."""
    Thread(target=_make_ready, daemon=True).start()


def _make_ready() -> None:
    try:
        rounds.warm_up()
        minutes_between([], mode=Round.Mode.FOOT)
    except Exception:  # a database that is not there yet is no reason not to start
        log.warning("The planner of rounds is not ready yet; the first round makes it so.", exc_info=True)
    finally:
        connection.close()
