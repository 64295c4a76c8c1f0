"""The release before, with its data, brought up to this version."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.installation import Installation
from tests.source import ROOT

pytestmark = pytest.mark.server


def last_release() -> str | None:
    """Return the tag of the newest release that is not this very commit."""
    here = _git("rev-parse", "HEAD")
    tags = _git("tag", "--merged", "HEAD", "--list", "v*", "--sort=-v:refname").split()
    return next((tag for tag in tags if _git("rev-parse", f"{tag}^{{commit}}") != here), None)


def test_the_data_of_the_release_before_is_brought_up_to_this_one(tmp_path: Path) -> None:
    release = last_release()
    if release is None:
        pytest.skip("there is no release before this one yet")
    before = tmp_path / "before"
    before.mkdir()
    archive = subprocess.run(["git", "archive", release], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "x", "-C", str(before)], input=archive, check=True)
    installation = Installation(tmp_path / "var", {"SEREIN_DEMO": "1"})
    _run_old(before, installation, "manage", "keys", "add")
    _run_old(before, installation, "manage", "migrate")

    installation.must("manage", "migrate")

    assert "The journal holds" in installation.must("manage", "journal")
    assert "no issues" in installation.must("manage", "check")


def _run_old(before: Path, installation: Installation, *words: str) -> None:
    env = installation.env | {"PYTHONPATH": str(before / "src")}
    subprocess.run([sys.executable, "-m", "serein", *words], env=env, cwd=before, check=True, capture_output=True)


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ)
    return done.stdout.strip()
