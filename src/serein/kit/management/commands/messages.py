"""Gather the texts to translate, and fill in translations, without gettext's tools."""

import fcntl
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from serein.kit import paths, translating


class Command(BaseCommand):
    help = "Gather texts to translate into locale/, fill in translations from a JSON file, and compile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fill", type=Path, metavar="FILE.json")
        parser.add_argument("--compile", action="store_true", help="only compile")
        parser.add_argument("--missing", action="store_true", help="list what lacks a translation, as JSON to fill in")

    def handle(self, *args: Any, fill: Path | None, compile: bool, missing: bool, **options: Any) -> None:
        locale = paths.repository() / "locale"
        locale.mkdir(exist_ok=True)
        with open(locale / ".lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if compile:
                translating.compile_all(locale)
                return
            translating.gather(locale)
            if fill:
                self._fill(locale, fill)
            translating.compile_all(locale)
        left = translating.list_missing(locale)
        if missing:
            self.stdout.write(json.dumps(left, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(f"{len(left)} texts lack French or Dutch.")

    def _fill(self, locale: Path, file: Path) -> None:
        unknown = translating.fill(locale, json.loads(file.read_text()))
        for msgid in unknown:
            self.stderr.write(f"Not a text of ours: {msgid!r}")
        if unknown:
            raise CommandError(f"{len(unknown)} texts of {file} are not in the code.")
