"""The pages of the desk: each package declares its own in `desk_pages.py`, with the roles that open them."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REQUESTS, BEAT_WORK, PROGRAMME = _("Requests"), _("Work in the beats"), _("Programme")
STAFF, REFERENCE = _("Staff"), _("Settings")
GROUPS = (REQUESTS, BEAT_WORK, PROGRAMME, STAFF, REFERENCE)


@dataclass(frozen=True)
class DeskPage:
    """
    A page that the desk's navigation leads to.

    :param roles: who opens it; nobody named means everyone on duty. The view's guard takes them from here
    """

    url_name: str
    label: Promise
    group: Promise
    roles: tuple[str, ...] = ()


_pages: list[DeskPage] = []


def declare(*pages: DeskPage) -> None:
    _pages.extend(page for page in pages if page not in _pages)


def discover() -> None:
    """Import the `desk_pages` module of every package, so that its pages are declared."""
    for config in apps.get_app_configs():
        name = f"{config.name}.desk_pages"
        if config.name.startswith("serein.") and config.label != "people" and find_spec(name):
            import_module(name)


def list_pages_for(roles: Iterable[str]) -> list[tuple[Promise, list[DeskPage]]]:
    """Return what these roles open, by group, in the order of the groups."""
    held = set(roles)
    mine = [page for page in _pages if not page.roles or held & set(page.roles)]
    grouped = [(group, [page for page in mine if page.group == group]) for group in GROUPS]
    return [(group, pages) for group, pages in grouped if pages]
