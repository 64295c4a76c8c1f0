"""
Pages that work without network, and forms that wait on the device until it is back.

A package declares its pages in `offline_pages.py`; the browser keeps them with the shell (styles, scripts, fonts).
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import override

from serein.kit import keyring

FROM_DEVICE = "X-From-Device"
"""The header that the browser's queue sends; it wants an answer for a program."""
WAITED = "X-Waited-Seconds"
"""The header that says how long a form has waited on its device."""
LONGEST_WAIT = timedelta(days=30)
WORKER = "kit/service_worker.js"
SHELL = (
    "kit/theme.css",
    "kit/base.css",
    "kit/components.css",
    "kit/lists.css",
    "kit/tables.css",
    "kit/forms.css",
    "kit/map.css",
    "kit/layout.css",
    "kit/print.css",
    "kit/tiles.css",
    "kit/offline.css",
    "kit/theme.js",
    "kit/kit.js",
    "kit/address_box.js",
    "kit/cover.js",
    "kit/offline.js",
    "kit/offline_queue.js",
    "kit/offline_store.js",
    "kit/offline_list.js",
    "kit/favicon.svg",
    "kit/icons.svg",
    "vendor/kern@2.7.2/kern.css",
    "vendor/fira-sans@5.3.0/fira-sans-latin-400-normal.woff2",
    "vendor/fira-sans@5.3.0/fira-sans-latin-600-normal.woff2",
)


@dataclass(frozen=True)
class OfflinePage:
    """
    A page that the browser keeps, the same for everyone.

    :param covers: name of the address under which it is shown while there is no network
    :param files: static files of this page alone; it is then kept by a device that opened it, and by no other
    """

    url_name: str
    covers: str
    files: tuple[str, ...] = ()


_pages: list[OfflinePage] = []


def declare(*pages: OfflinePage) -> None:
    _pages.extend(page for page in pages if page not in _pages)


def discover() -> None:
    """Import the `offline_pages` module of every package, so that its pages are declared."""
    for config in apps.get_app_configs():
        name = f"{config.name}.offline_pages"
        if config.name.startswith("serein.") and find_spec(name):
            import_module(name)


def is_from_device(request: HttpRequest) -> bool:
    """Whether the browser's queue sends this form."""
    return request.headers.get(FROM_DEVICE) == "1"


def made_at(request: HttpRequest, *, now: datetime) -> datetime:
    """Return when a form was filled in: earlier than now by as long as it waited on its device."""
    text = request.headers.get(WAITED, "")
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return now - min(timedelta(seconds=seconds), LONGEST_WAIT)


def received(request: HttpRequest, *, code: str, to: str) -> HttpResponse:
    """Answer a form that was accepted: with its code to the queue of a device, with the page `to` to anyone else."""
    return JsonResponse({"code": code, "url": to}) if is_from_device(request) else redirect(to)


def mark_of(request: HttpRequest) -> str:
    """
    Return an opaque mark of who is logged in, the same on each of their pages; empty for residents.

    What waits on a device carries it, so that it never goes under a colleague's session.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    return hmac.digest(keyring.ring().index_key, f"device\0{user.pk}".encode(), "sha256").hex()[:24]


@lru_cache(maxsize=1)
def worker_script() -> str:
    """Return the service worker: the list of what it keeps, under a version that follows its content, then its acts."""
    script = _read(WORKER).decode()
    pages = sorted(_addresses(), key=lambda page: -len(page["covers"]))
    digest = hashlib.sha256(script.encode() + json.dumps(pages).encode())
    for name in dict.fromkeys([*SHELL, *(name for page in _pages for name in page.files)]):
        digest.update(_read(name))
    kept = {
        "VERSION": digest.hexdigest()[:16],
        "SHELL": [static(name) for name in SHELL],
        "PAGES": pages,
    }
    return "".join(f"const {name} = {json.dumps(value)};\n" for name, value in kept.items()) + script


def _addresses() -> Iterator[dict[str, Any]]:
    for code, _label in settings.LANGUAGES:
        with override(code):
            yield {"address": reverse("kit:waiting"), "covers": f"/{code}/", "files": []}
            for page in _pages:
                files = [static(name) for name in page.files]
                yield {"address": reverse(page.url_name), "covers": reverse(page.covers), "files": files}


def _read(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"{name} is listed in the shell and is no static file.")
    return Path(found).read_bytes()
