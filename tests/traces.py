"""What is left of texts that were erased: in the files of an installation, its log and its backups."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.source import ROOT


def play(script: str, marks: tuple[str, ...], folder: Path) -> dict[str, Any]:
    """Run a script in an installation of its own, told the texts to write and to erase; return what it printed last."""
    file = folder / "play.py"
    file.write_text(script)
    env = {"SEREIN_VAR": str(folder), "PATH": "/usr/bin:/bin", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"}
    done = subprocess.run(
        [sys.executable, str(file), json.dumps(marks)], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    file.unlink()
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def find_traces(texts: tuple[str, ...], folder: Path, *, but: str = "") -> set[tuple[str, str]]:
    """Return which of these texts stand in which file of an installation; the folder called `but` is left out."""
    files = [file for file in folder.rglob("*") if file.is_file() and but not in file.parts]
    assert any(file.name == "serein.sqlite3" for file in files)
    assert any(file.suffix == ".backup" for file in files)
    return {(text, file.name) for file in files for text in texts if text.encode() in file.read_bytes()}
