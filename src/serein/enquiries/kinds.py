"""The kinds of enquiry, and what else is held about people: each package declares its own in `kinds.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.functional import Promise


@dataclass(frozen=True)
class Kind:
    """
    What can be asked of the commune.

    :param office: code of the office that owns it unless the commune names another
    :param deadline_days: working days within which it is answered
    :param retention_days: days for which it is kept once it is closed
    :param most_days: days after which nothing of it can be read, backups included, unless it is still open
    :param goes_to_beat: whether whoever serves the beat answers first, and the office when nobody does
    :param purpose: why we hold it, for the register of processing
    :param has_outcome: whether its answer says in public what became of it
    :param is_private: whether it is between two people, and a source of nothing public
    :param desk_part: template of what its package adds to its page on the desk
    :param desk_list: name of the page where its owners find it, if it is not the common desk
    """

    code: str
    label: Promise
    purpose: Promise
    office: str
    deadline_days: int
    retention_days: int
    most_days: int
    goes_to_beat: bool = False
    has_outcome: bool = False
    is_private: bool = False
    desk_part: str = ""
    desk_list: str = "proximity:desk"


@dataclass(frozen=True)
class Holding:
    """
    What a package holds about people besides enquiries, for the register of processing.

    :param purpose: why we hold it
    :param kept: until when, in words
    :param count: how many are held now
    :param needed_keys: the days whose keys must not go yet, since what they seal is still needed
    """

    label: Promise
    purpose: Promise
    kept: Promise
    count: Callable[[], int]
    needed_keys: Callable[[], Iterable[date]] = tuple


class UnknownKind(Exception):
    """No package declares this kind of enquiry."""


_kinds: dict[str, Kind] = {}
_holdings: list[Holding] = []


def declare(*kinds: Kind) -> None:
    _kinds.update({kind.code: kind for kind in kinds})


def declare_holdings(*holdings: Holding) -> None:
    _holdings.extend(holdings)


def list_holdings() -> list[Holding]:
    return list(_holdings)


def discover() -> None:
    """Import the `kinds` module of every package, so that its kinds are declared."""
    for config in apps.get_app_configs():
        if config.name.startswith("serein.") and config.label != "enquiries" and find_spec(f"{config.name}.kinds"):
            import_module(f"{config.name}.kinds")


def get_kind(code: str) -> Kind:
    """:raises UnknownKind: if no package declares it"""
    try:
        return _kinds[code]
    except KeyError:
        raise UnknownKind(f"{code!r} is no kind of enquiry; these are: {', '.join(sorted(_kinds))}.") from None


def list_kinds() -> Iterable[Kind]:
    return sorted(_kinds.values(), key=lambda kind: kind.code)
