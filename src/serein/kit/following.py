"""
How an upper package follows what happens below: a cursor of its own over the journal.

A package declares handlers in `following.py`. Each sees every act it asked for once, in the order of the journal;
a lower package knows of none of them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import transaction

from serein.kit.models import JournalCursor, JournalEntry, JournalHead

Handler = Callable[[JournalEntry, datetime], object]
AT_ONCE = 500
"""Acts that a follower reads in one go; the rest waits for its next turn."""


@dataclass(frozen=True)
class Follower:
    name: str
    acts: frozenset[str]
    handle: Handler


_followers: dict[str, Follower] = {}


def follow(name: str, *, acts: Iterable[str]) -> Callable[[Handler], Handler]:
    """Declare who is called with each of these acts, and with the moment, in one transaction with its cursor."""

    def declare(handle: Handler) -> Handler:
        _followers[name] = Follower(name, frozenset(acts), handle)
        return handle

    return declare


def discover() -> None:
    """Import the `following` module of every package, so that its followers are declared."""
    for config in apps.get_app_configs():
        name = f"{config.name}.following"
        if config.name.startswith("serein.") and config.label != "kit" and find_spec(name):
            import_module(name)


def list_followers() -> list[Follower]:
    return sorted(_followers.values(), key=lambda follower: follower.name)


def catch_up(*, now: datetime) -> int:
    """
    Let every follower read what it has not read yet; return how many acts were handled.

    One that fails stands still at the act it fails on, and raises the alarm; the others go on.

    :raises ExceptionGroup: of what failed
    """
    handled, failed = 0, []
    for follower in list_followers():
        try:
            handled += _read_on(follower, now)
        except Exception as fault:
            failed.append(fault)
    if failed:
        raise ExceptionGroup("Some followers of the journal stand still.", failed)
    return handled


def _read_on(follower: Follower, now: datetime) -> int:
    """Handle what came since, each act in a transaction of its own with the cursor; return how many."""
    cursor, _is_new = JournalCursor.objects.get_or_create(name=follower.name)
    head = JournalHead.objects.filter(pk=1).values_list("number", flat=True).first() or 0
    last, handled = cursor.number, 0
    mine = JournalEntry.objects.filter(number__lte=head, act__in=follower.acts).order_by("number")
    while todo := list(mine.filter(number__gt=last)[:AT_ONCE]):
        for entry in todo:
            _handle(follower, entry, now)
        last, handled = todo[-1].number, handled + len(todo)
    if head > cursor.number:  # up to here nothing more is for it
        JournalCursor.objects.filter(name=follower.name, number__lt=head).update(number=head)
    return handled


@transaction.atomic
def _handle(follower: Follower, entry: JournalEntry, now: datetime) -> None:
    cursor = JournalCursor.objects.select_for_update().get(name=follower.name)
    if cursor.number >= entry.number:
        return
    follower.handle(entry, now)
    JournalCursor.objects.filter(name=follower.name).update(number=entry.number)
