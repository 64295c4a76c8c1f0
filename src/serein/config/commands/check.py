"""`./serein check`: hold the code to its rules."""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from babel.messages import Message

from serein.config.terminal import say
from serein.kit import paths

ROOT = paths.repository()
_SUMS = ROOT / "src/serein/kit/static/vendor/SHA256SUMS"
_READ = ROOT / "locale/nl/read.txt"
_GLOSSARY = ROOT / "docs/glossary.md"


def run(arguments: list[str]) -> int:
    """Run every check, or those whose names are given; `--fix` first mends what a program can mend."""
    if "--fix" in arguments:
        arguments = [name for name in arguments if name != "--fix"]
        _mend()
    with tempfile.TemporaryDirectory(prefix="serein-check-") as folder:
        os.environ["SEREIN_VAR"] = folder
        (Path(folder) / "static").mkdir()
        chosen = [name for name in _CHECKS if not arguments or name in arguments]
        broken = [name for name in chosen if not _holds(name)]
    for line in _unread_dutch():
        say(line)
    say(f"\nBroken: {', '.join(broken)}." if broken else f"\n{len(chosen)} checks hold.")
    return 1 if broken or not chosen else 0


def _holds(name: str) -> bool:
    started = time.monotonic()
    fault = _CHECKS[name]()
    say(f"{'BROKEN' if fault else 'holds '}  {name:<14} {time.monotonic() - started:4.1f} s")
    if fault:
        say("\n".join(f"        {line}" for line in fault.strip().splitlines()[-60:]))
    return not fault


def _program(*words: str) -> Callable[[], str]:
    def run_it() -> str:
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ
        )
        return "" if done.returncode == 0 else f"{done.stdout}\n{done.stderr}\nexit code {done.returncode}"

    return run_it


def _templates() -> list[str]:
    return [str(file.relative_to(ROOT)) for file in sorted(ROOT.glob("src/serein/*/templates/**/*.html"))]


def _lint_templates() -> str:
    return _program("djlint", "--lint", "--quiet", *_templates())()


def _order_templates() -> str:
    words = [str(Path(sys.executable).parent / "djade"), "--check", "--target-version", "5.2", *_templates()]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _mend() -> None:
    djade = str(Path(sys.executable).parent / "djade")
    ruff = [sys.executable, "-m", "ruff"]
    fixes = [[*ruff, "check", "--fix", "."], [*ruff, "format", "."], [djade, "--target-version", "5.2", *_templates()]]
    for words in fixes:
        subprocess.run(words, cwd=ROOT, capture_output=True, check=False)


def _import_contracts() -> str:
    code = "from importlinter.cli import lint_imports_command as c; c()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _translations() -> str:
    import django

    django.setup()
    from serein.kit import translating

    missing = translating.list_missing(ROOT / "locale")
    return "".join(f"without French or Dutch: {row['msgid']!r}\n" for row in missing)


def _vendored() -> str:
    faults = []
    for line in _SUMS.read_text().splitlines():
        known, _, name = line.partition("  ")
        file = ROOT / name
        if not file.is_file():
            faults.append(f"missing: {name}")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != known:
            faults.append(f"differs from what was published: {name}")
    return "\n".join(faults)


def _unread_dutch() -> list[str]:
    """Count the Dutch texts and terms that no Dutch speaker has read yet; it informs, it does not fail."""
    from serein.kit import translating

    read = set(_READ.read_text().splitlines()) if _READ.exists() else set()
    texts = [_msgid(message) for message in translating.read(ROOT / "locale", "nl") if message.id]
    glossary = _GLOSSARY.read_text().splitlines() if _GLOSSARY.exists() else []
    terms = [line.split("|")[1].strip() for line in glossary if line.startswith("| ")][1:]
    unread_texts = sum(1 for text in texts if text not in read)
    unread_terms = sum(1 for term in terms if f"term: {term}" not in read)
    return [
        f"\n{unread_texts} of {len(texts)} Dutch texts and {unread_terms} of {len(terms)} glossary terms "
        "have not been read by a Dutch speaker yet (locale/nl/read.txt)."
    ]


def _msgid(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


_CHECKS: dict[str, Callable[[], str]] = {
    "format": _program("ruff", "format", "--check", "--output-format", "concise", "."),
    "lint": _program("ruff", "check", "--output-format", "concise", "."),
    "templates": _lint_templates,
    "template-order": _order_templates,
    "imports": _import_contracts,
    "types": _program("mypy"),
    "migrations": _program("serein", "manage", "makemigrations", "--check", "--dry-run"),
    "translations": _translations,
    "vendored": _vendored,
}
