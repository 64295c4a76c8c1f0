"""The commands of `./serein`: one module each, with a function `run(arguments) -> exit code`."""

import errno
from importlib import import_module

from serein.config.terminal import Refusal, say, warn

COMMANDS = {
    "demo": "Start Serein with an imaginary commune on http://localhost:8000 (--port, --fresh).",
    "test": "Run every test, the database ones on PostgreSQL too (--long repeats kill and load tests).",
    "serve": "Run the web server of this installation (--host, --port, --workers).",
    "worker": "Run queued jobs and send mail, until stopped.",
    "scheduler": "Fire the jobs that come due, until stopped.",
    "check": "Hold the code to its rules: format, lint, types, import contracts, migrations, translations (--fix).",
    "bench": "Measure: `bench web`, `bench territory`, `bench dialaride`, `bench streets` (--json for machines).",
    "dialaride": "Plan night shuttles: `dialaride solve FILE`, `dialaride replay`, `dialaride sizing`.",
    "streets": "Streets from files: `streets import FILE.osm.pbf`, `streets route`, `streets matrix`.",
    "manage": "Run a management command, for example `manage migrate`; `manage help` lists them.",
    "backup": "Write database, media and maps to a file; the keys are never inside.",
    "restore": "Put a backup back, and say what stays unreadable without its keys.",
    "carry": "Carry a filled SQLite database over to the empty PostgreSQL that DATABASE_URL names.",
    "setup": "Describe the commune (--commune) and list what is missing before the site can open (--missing).",
    "help": "List the commands.",
}

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def run(arguments: list[str]) -> int:
    """Run the command that the first word names, and return its exit code."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    if name in {"-h", "--help"}:
        name = "help"
    if name not in COMMANDS:
        warn(f"serein: there is no command `{name}`; ./serein help lists them.")
        return 2
    if name == "help":
        show_help()
        return 0
    try:
        return int(import_module(f"serein.config.commands.{name}").run(rest))
    except Refusal as refusal:
        warn(f"serein: {refusal}")
        return 1
    except OSError as error:
        if error.errno not in _FULL:
            raise
        warn(f"serein: there is no room left to write {error.filename or 'on the disk'}; make some and run this again.")
        return 1
    except KeyboardInterrupt:
        return 130


def show_help() -> None:
    say("Serein, the operating platform of a commune's local-safety programme.\n")
    say("  ./serein <command> [options]\n")
    for name, sentence in COMMANDS.items():
        say(f"  {name:<10} {sentence}")
    say("\nSEREIN_VAR names the folder of the installation (default: var), DATABASE_URL its database.")
