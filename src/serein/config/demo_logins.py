"""Who one can enter the demo as."""

from dataclasses import dataclass

from serein.kit import clock
from serein.people.models import Membership, Role


@dataclass(frozen=True)
class Login:
    role: str
    email: str


def list_logins() -> list[Login]:
    """Return one login a role, the first of each; none before the people of the demo were built."""
    rows = Membership.objects.held_at(clock.now()).order_by("pk").values_list("role", "account__email")
    first: dict[str, str] = {}
    for role, email in rows:
        first.setdefault(role, email)
    return [Login(Role(role).name.replace("_", " ").capitalize(), email) for role, email in first.items()]
