"""Verify the journal of acts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from serein.kit import journal
from serein.kit.models import JournalEntry


class Command(BaseCommand):
    help = "Verify the journal of acts: find any altered, removed, reordered or cut-off entry."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(journal.faults())
        for fault in found:
            self.stdout.write(fault.sentence)
        if found:
            raise CommandError(f"The journal does not hold: {len(found)} faults.")
        self.stdout.write(f"The journal holds: {JournalEntry.objects.count()} entries.")
