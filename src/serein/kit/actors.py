"""Who acts, as the journal knows them: an opaque id and a label."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    id: str
    label: str


SYSTEM = Actor(id="system", label="Serein")
RESIDENT = Actor(id="resident", label="résident·e")
