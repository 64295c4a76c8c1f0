"""
A pytest plugin, loaded before Django's settings: each test process gets an installation of its own.

Nothing that a test writes reaches `var/`, and two processes never share keys, files or maps.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_OURS = ("SEREIN_DEMO", "SEREIN_DEBUG", "SEREIN_SITE_URL", "SEREIN_HOSTS", "SEREIN_KEYS", "SEREIN_MAIL_HOST")


def _make_installation() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="serein-tests-"))
    (folder / "static").mkdir()  # whitenoise warns when it is absent
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


for _name in _OURS:
    os.environ.pop(_name, None)
os.environ["SEREIN_VAR"] = str(_make_installation())
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread of the test
