"""Who can log in to the demo."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from serein.kit import clock
from serein.people.models import Membership, Role


@dataclass(frozen=True)
class Login:
    role: str
    email: str
    password: str


def list_logins() -> list[Login]:
    """Return one login a role; none before the people of the demo were built."""
    if find_spec("serein.people.demo") is None:
        return []
    password = getattr(import_module("serein.people.demo"), "PASSWORD", "")
    if not password:
        return []
    rows = Membership.objects.held_at(clock.now()).order_by("pk").values_list("role", "account__email")
    first: dict[str, str] = {}
    for role, email in rows:
        first.setdefault(role, email)
    return [Login(str(Role(role).label), email, password) for role, email in sorted(first.items())]
