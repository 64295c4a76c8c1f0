"""What is left of texts that were erased: in the files of an installation, its log and its backups."""

import json
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from tests.source import ROOT


def play(script: str, marks: Any, folder: Path, *, like: Path) -> Any:
    """
    Run a script in an installation of its own on SQLite, told what to write and to erase; return what it printed last.

    :param like: the installation to copy, with keys and empty tables
    """
    shutil.copytree(like, folder, dirs_exist_ok=True)
    file = folder / "play.py"
    file.write_text(script)
    env = {"SEREIN_VAR": str(folder), "PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    done = subprocess.run(
        [sys.executable, str(file), json.dumps(marks)], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    file.unlink()
    return json.loads(done.stdout.splitlines()[-1])


def find_traces(marks: Collection[str | bytes], folder: Path, *, but: str = "") -> set[tuple[str | bytes, str]]:
    """Return which of these texts stand in which file of an installation; the folder called `but` is left out."""
    files = [file for file in folder.rglob("*") if file.is_file() and but not in file.parts]
    assert any(file.name == "serein.sqlite3" for file in files)
    assert any(file.suffix == ".backup" for file in files)
    raw = {mark: mark.encode() if isinstance(mark, str) else mark for mark in marks}
    return {(mark, file.name) for file in files for mark in marks if raw[mark] in file.read_bytes()}
