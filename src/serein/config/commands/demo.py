"""`./serein demo`: an imaginary commune, its web server, worker and scheduler, on this machine."""

import argparse
import os
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

from serein.config import demo_state, running, web
from serein.config.processes import Family, Interrupted, stop_on_signals
from serein.config.terminal import Refusal, say, step
from serein.kit import keyring, paths

_MEGABYTES_BUILT = 120
_OURS = (
    "serein.sqlite3",
    "keys",
    "media",
    "maps",
    "mail",
    "static",
    "log",
    "demo_town",
    "demo.json",
    "journal-head.json",
)
_SECONDS_TO_ANSWER = 40


def run(arguments: list[str]) -> int:
    options = _read(arguments)
    _set_environment(options.port)
    web.require_free_port("127.0.0.1", options.port)
    stop_on_signals()
    try:
        with running.held():
            _prepare(is_fresh=options.fresh)
            return _play(options.port)
    except Interrupted:
        say("\nSerein's demo has stopped.")
        return 0


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./serein demo", description="Start Serein with an imaginary commune.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--fresh", action="store_true", help="build the demo commune anew")
    return parser.parse_args(arguments)


def _set_environment(port: int) -> None:
    """The demo is plain: SQLite in its folder, no mail, and links that lead to this machine."""
    for name in ("DATABASE_URL", "SEREIN_MAIL_HOST", "SEREIN_KEYS", "SEREIN_SECRET_KEY"):
        os.environ.pop(name, None)
    os.environ |= {
        "SEREIN_DEMO": "1",
        "SEREIN_SITE_URL": f"http://localhost:{port}",
        "SEREIN_HOSTS": "localhost,127.0.0.1,[::1]",
    }


def _prepare(*, is_fresh: bool) -> None:
    import django

    database = paths.var() / "serein.sqlite3"
    if database.exists() and not demo_state.exists():
        raise Refusal(f"{paths.var()} holds an installation that is not a demo; set SEREIN_VAR to another folder.")
    if is_fresh or not demo_state.is_built():
        _clear()
        _require_room()
    demo_state.keep()
    django.setup()
    _bring_up_to_date()


def _clear() -> None:
    """Take away what a demo left; what else stands in the folder stays."""
    for name in _OURS:
        for path in paths.var().glob(f"{name}*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _require_room() -> None:
    folder = next(folder for folder in (paths.var(), *paths.var().parents) if folder.exists())
    free = shutil.disk_usage(folder).free // 2**20
    if free < _MEGABYTES_BUILT:
        raise Refusal(f"Not enough room in {folder}: the demo needs {_MEGABYTES_BUILT} MB and {free} MB are free.")


def _bring_up_to_date() -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from serein.config import demo

    if not keyring.exists():
        keyring.add_key()
    if web.pending_migrations():
        with step("Preparing the database"):
            call_command("migrate", interactive=False, verbosity=0)
    web.gather_static()
    if not demo_state.is_built():
        with step("Building the demo commune (about a minute)"):
            demo.build(today=timezone.localdate(), tell=lambda part: say(f"  {part}"))
    demo.start(today=timezone.localdate())


def _play(port: int) -> int:
    from django.db import connections

    connections.close_all()
    family = Family()
    try:
        env = os.environ | {"PYTHONUNBUFFERED": "1"}
        logs = paths.var() / "log"
        logs.mkdir(exist_ok=True)
        family.start("web", web.command(host="127.0.0.1", port=port), env)
        _wait_for_answer(port, family)  # alone on the processors, it answers sooner
        for name in ("worker", "scheduler"):
            family.start(name, [sys.executable, "-m", "serein", name], env, log=logs / f"{name}.log")
        _welcome(port)
        return _watch(family)
    finally:
        for_next_time()
        family.stop()


def _wait_for_answer(port: int, family: Family) -> None:
    deadline = time.monotonic() + _SECONDS_TO_ANSWER
    while time.monotonic() < deadline:
        if ended := family.find_ended():
            raise Refusal(_why(ended))
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/static/kit/theme.css", timeout=5):
            return
        time.sleep(0.1)
    raise Refusal(f"The web server did not answer within {_SECONDS_TO_ANSWER} s.")


def _watch(family: Family) -> int:
    noted_at = time.monotonic()
    while (ended := family.find_ended()) is None:
        time.sleep(0.3)
        if time.monotonic() - noted_at > 30:
            noted_at = time.monotonic()
            for_next_time()
    raise Refusal(_why(ended))


def _why(ended: str) -> str:
    log = paths.var() / "log" / f"{ended}.log"
    last = log.read_text().strip().splitlines()[-1:] if log.exists() else []
    return f"The {ended} ended by itself, so everything was stopped. {last[0] if last else 'It says why above.'}"


def for_next_time() -> None:
    from django.db import DatabaseError

    from serein.config import demo

    with suppress(DatabaseError, OSError):
        demo.note_moment()


def _welcome(port: int) -> None:
    from serein.config import demo
    from serein.config.demo_logins import list_logins

    address = f"http://localhost:{port}"
    say(f"\n  Serein is at {address}\n")
    say(f"  It plays {demo.playing():%A %d %B %Y, %H:%M}; the banner on each page moves the clock on.")
    say("\n  Enter as one of these from the home page (« Entrer comme… »), one click and no password:")
    for login in list_logins():
        say(f"    {login.role:<22} {login.email}")
    say("\n  Try first:")
    say(f"    1. {address}/fr/mon-inspecteur/  type the first letters of a street, then ask for a call-back")
    say("    2. enter as the inspector, and answer it at the desk")
    say(f"    3. {address}/nl/  the same in Dutch")
    say(f"    4. mails that would have gone out are files in {_relative(paths.var() / 'mail')}")
    say("\n  Ctrl-C stops everything.")


def _relative(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
