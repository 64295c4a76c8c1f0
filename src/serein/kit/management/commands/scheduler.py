"""Fire the jobs that come due."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from serein.kit import clock, jobs


class Command(BaseCommand):
    help = "Fire the jobs that come due, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="fire what is due now, and stop")
        parser.add_argument("--interval", type=float, default=5.0, help="seconds between two looks")

    def handle(self, *args: Any, once: bool, interval: float, **options: Any) -> None:
        if once:
            self._look()
            return
        while True:
            close_old_connections()
            try:
                self._look()
            except OperationalError as fault:  # busy, or away for a moment: what is due stays due
                self.stderr.write(f"{timezone.localtime():%H:%M:%S} the database does not answer: {fault}")
            time.sleep(interval)

    def _look(self) -> None:
        jobs.beat("scheduler")
        jobs.requeue_stale(now=timezone.now())
        for name in jobs.fire_due(now=clock.now()):
            if name not in {"kit.send_mail", "kit.worker_heartbeat"}:
                self.stdout.write(f"{timezone.localtime():%H:%M:%S} {name}")
