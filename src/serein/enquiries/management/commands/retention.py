"""Carry retention out by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from serein.enquiries import retention
from serein.kit import clock


class Command(BaseCommand):
    help = "Destroy what is past its time, as the nightly job does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--confirm", action="store_true", help="the clock is right, long as it is since the last run"
        )

    def handle(self, *args: Any, confirm: bool, **options: Any) -> None:
        try:
            run = retention.carry_out(now=clock.now(), confirmed=confirm)
        except retention.ClockLeapt as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Destroyed: {run.destroyed} requests, {run.keys_destroyed} keys.")
