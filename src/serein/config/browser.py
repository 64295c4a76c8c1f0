"""What the browser tests need of this machine."""

import ctypes
import os
import shutil
import sys


def find_chromium() -> str | None:
    return os.environ.get("SEREIN_TEST_CHROMIUM") or shutil.which("chromium")


def list_missing() -> list[str]:
    """Name the packages of Debian without which no browser test runs."""
    lacks_library = sys.platform == "linux" and not _has_library("libatomic.so.1")
    return ["chromium"] * (find_chromium() is None) + ["libatomic1"] * lacks_library


def _has_library(name: str) -> bool:
    """Whether a library can be loaded: Playwright brings a Node of its own, which a bare Debian cannot start."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
