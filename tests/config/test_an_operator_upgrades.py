"""The demo of the release before, with all its data, brought up to this version."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.config import at_work
from tests.config.installation import Installation, new_installation
from tests.source import ROOT

pytestmark = pytest.mark.server

_BUILD = """
from datetime import date
import django
django.setup()
from serein.config import demo
demo.build(today=date.today(), tell=print)
"""
_OPEN = """
import json
from serein.enquiries.models import Enquiry
from serein.kit import resealing, sealed
from serein.people.models import BeatDesk
contacts = [json.loads(sealed.open_unseen(enquiry.contact) or "{}") for enquiry in Enquiry.objects.all()]
print(json.dumps({
    "named": sum("name" in contact for contact in contacts),
    "unreadable": resealing.count_unreadable(),
    "beat": BeatDesk.objects.order_by("pk").first().beat.code,
}))
"""


@dataclass(frozen=True)
class Release:
    """An older version in a folder of its own, with its libraries when they are not today's."""

    folder: Path

    def run(self, installation: Installation, *words: str) -> None:
        env = installation.env | {"PYTHONPATH": str(self.folder / "src")}
        done = subprocess.run(
            [self._python(), *words], env=env, cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{words}: {done.stdout}\n{done.stderr}"

    def _python(self) -> str:
        if (self.folder / "requirements.lock").read_bytes() == (ROOT / "requirements.lock").read_bytes():
            return sys.executable
        own = self.folder / ".venv" / "bin" / "python"
        if not own.exists():
            subprocess.run([self.folder / "serein", "manage", "version"], check=True, capture_output=True)
        return str(own)


def last_tag() -> str | None:
    """Return the tag of the newest release that is not this very commit."""
    here = _git("rev-parse", "HEAD")
    tags = _git("tag", "--merged", "HEAD", "--list", "v*", "--sort=-v:refname").split()
    return next((tag for tag in tags if _git("rev-parse", f"{tag}^{{commit}}") != here), None)


@pytest.fixture
def release(tmp_path: Path) -> Release:
    tag = last_tag()
    if tag is None:
        pytest.skip("NO UPGRADE WAS TESTED: there is no tag v* before this commit (a shallow clone has none either)")
    folder = tmp_path / "before"
    folder.mkdir()
    archive = subprocess.run(["git", "archive", tag], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "x", "-C", str(folder)], input=archive, check=True)
    return Release(folder)


def test_what_the_release_before_wrote_is_all_there_in_this_one(release: Release, tmp_path: Path) -> None:
    with new_installation(tmp_path / "var") as installation:
        installation.settings["SEREIN_DEMO"] = "1"
        release.run(installation, "-m", "serein", "manage", "keys", "add")
        release.run(installation, "-m", "serein", "manage", "migrate")
        release.run(installation, "-c", _BUILD)

        installation.must("manage", "migrate")

        opened = json.loads(installation.python(_OPEN))
        assert opened["named"] > 0
        assert opened["unreadable"] == {}
        assert "The journal holds" in installation.must("manage", "journal")
        assert "no issues" in installation.must("manage", "check")
        with at_work.web(installation) as web:
            pages = [web.ask(f"/{path}").status for path in ("fr/", "nl/", "en/", "fr/mon-inspecteur/", "health")]
            assert web.open_form(beat=opened["beat"]).status == 200
            assert web.ask_call_back(beat=opened["beat"], address="203.0.113.1").status == 302
        assert pages == [200, 200, 200, 200, 503]  # nobody started the worker and the scheduler
        assert "The journal holds" in installation.must("manage", "journal")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ)
    return done.stdout.strip()
