"""An office as the journal knows it, where no person is known: who holds it answered a mail."""

from serein.kit.actors import Actor
from serein.people.models import Office


def office_actor(office: Office) -> Actor:
    return Actor(id=f"office:{office.code}", label=office.name_fr)
