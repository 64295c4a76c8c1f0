"""`./serein setup`: describe the commune, and list what is missing before the site can open."""

import argparse
import json
from pathlib import Path
from typing import Any

from serein.config.terminal import Refusal, say


def run(arguments: list[str]) -> int:
    import django

    options = _read(arguments)
    django.setup()
    if options.commune or options.answers:
        _set_up(options.answers)
    return _show_missing()


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./serein setup", description="Describe the commune; list what is missing.")
    parser.add_argument("--commune", action="store_true", help="ask for name, offices, help numbers, administrator")
    parser.add_argument("--answers", type=Path, metavar="FILE.json", help="take the answers from a file, ask nothing")
    parser.add_argument("--missing", action="store_true", help="only list what is missing (the default)")
    return parser.parse_args(arguments)


def _set_up(file: Path | None) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from serein.config import asking, installing, web
    from serein.kit import keyring

    if not keyring.exists():
        keyring.add_key()
    if web.pending_migrations():
        call_command("migrate", interactive=False, verbosity=0)
    now = timezone.now()
    try:
        answers = _from_file(file) if file else asking.ask_everything(input, today=timezone.localdate(now))
        result = installing.set_up(answers=answers, now=now)
    except installing.AnswerUnusable as unusable:
        raise Refusal(f"{unusable} Nothing was written.") from None
    except EOFError:
        raise Refusal(
            "The questions need a terminal; without one, give --answers FILE.json. Nothing was written."
        ) from None
    say(f"{result.commune.name_fr} is set up.")
    if result.password:
        say(f"First administrator: {result.administrator}, password (told once): {result.password}")


def _from_file(file: Path) -> dict[str, Any]:
    try:
        answers = json.loads(file.read_text())
    except FileNotFoundError:
        raise Refusal(f"There is no file {file}.") from None
    except ValueError as fault:
        raise Refusal(f"{file} is not JSON: {fault}") from None
    if not isinstance(answers, dict):
        raise Refusal(f"{file} must hold an object with commune, offices, help_numbers and administrator.")
    return answers


def _show_missing() -> int:
    from django.utils import timezone

    from serein.config import readiness

    missing = readiness.list_missing(now=timezone.now())
    if not missing:
        say("Nothing is missing: the site can open.")
        return 0
    say(f"{len(missing)} things are missing before the site can open:")
    for sentence in missing:
        say(f"  - {sentence}")
    return 0
