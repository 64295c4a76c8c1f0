"""What is costly and the same for every test: made once in a run, by whichever process needs it first."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all processes of this run share: `./serein test` names one for both of its passes."""
    if named := os.environ.get("SEREIN_TEST_ONCE"):
        return Path(named)
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def make_once(name: str, make: Callable[[Path], None], *, shared: Path) -> Path:
    """
    Return a folder below the shared one; tests copy from it and never write to it.

    :param make: fills the folder; the other processes wait meanwhile
    """
    folder, partial = shared / f"once-{name}", shared / f"once-{name}.partial"
    with open(shared / f"once-{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir()
            make(partial)
            partial.rename(folder)
    return folder
