"""A small town by night: a grid of streets, a lamp at each of them, a circuit round it, and who keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from serein.enquiries.models import KindSetting
from serein.kit.actors import SYSTEM
from serein.people.models import Account, Office
from serein.streets import kinds
from serein.streets.models import Cabin, Circuit, Edition, FieldCheck, Finding, Lamp, Walk
from serein.streets.operations import circuits, walks
from serein.streets.operations.lamps import LIGHT
from serein.streets.operations.networks import import_streets
from serein.streets.queries.drawing import redrawn
from serein.territory import memory
from serein.territory.models import Neighbourhood, Street
from serein.territory.where import Where
from tests.people.make import FRIDAY_NIGHT, make_account, make_holder, make_office
from tests.streets.drawing import LonLat, write_map
from tests.territory import make as territory

WEST, SOUTH = 3.0400, 50.7300
STEP_LON, STEP_LAT = 0.0015, 0.0010
"""About 106 and 111 metres."""
SIDE = 4
EAST_WEST = ("Rue du Moulin", "Rue des Fleurs", "Rue Haute", "Rue Basse")
NORTH_SOUTH = ("Rue de la Gare", "Rue du Puits", "Rue Neuve", "Rue du Lin")


def corner(column: int, row: int) -> LonLat:
    """Return where the n-th street from the west meets the m-th from the south."""
    return round(WEST + column * STEP_LON, 7), round(SOUTH + row * STEP_LAT, 7)


@dataclass(frozen=True)
class Night:
    """Hugo holds the works department, Chloé the prevention service; Eve may see nothing."""

    works: Office
    prevention: Office
    hugo: Account
    chloe: Account
    eve: Account
    neighbourhood: Neighbourhood
    street: Street
    cabin: Cabin


def make_night(folder: Path, *, now: datetime = FRIDAY_NIGHT) -> Night:
    """Make the grid, put it in force, and stand a lamp every thirty metres along it."""
    territory.make_commune()
    street = territory.make_street("Rue du Moulin", "Molenstraat")
    territory.make_address(street, "12", lat=SOUTH, lon=WEST + 0.0002)
    neighbourhood = territory.make_neighbourhood("Le Tuquet", "Tuket", code="tuquet")
    mayor, prevention = make_office("mayor"), make_office("prevention")
    works = make_office("works", escalates_to=mayor)
    make_holder(mayor, name="Driss", role="mayor")
    for kind in (kinds.OUTAGE, kinds.SIGN, kinds.FINDING):
        KindSetting.objects.create(
            kind=kind.code, office=works, deadline_days=kind.deadline_days, retention_days=kind.retention_days
        )
    import_streets(path=_draw(folder / "grid.osm.pbf"), by=SYSTEM, now=now - timedelta(days=200))
    cabin = make_lamps()
    return Night(
        works=works,
        prevention=prevention,
        hugo=make_holder(works, name="Hugo", role="works"),
        chloe=make_holder(prevention, name="Chloé", role="prevention_officer"),
        eve=make_account("Eve"),
        neighbourhood=neighbourhood,
        street=street,
        cabin=cabin,
    )


def make_lamps() -> Cabin:
    """Stand lamps along every street of the grid, all on one cabin."""
    cabin = Cabin.objects.create(code="K1")
    rows, number = [], 0
    for line in range(SIDE):
        for at in range((SIDE - 1) * 4 + 1):
            for lon, lat in (
                (WEST + at * STEP_LON / 4, SOUTH + line * STEP_LAT),
                (WEST + line * STEP_LON, SOUTH + at * STEP_LAT / 4),
            ):
                number += 1
                rows.append(Lamp(ref=f"L{number:03d}", cabin=cabin, lat=round(lat, 7), lon=round(lon, 7)))
    Lamp.objects.bulk_create(rows)
    memory.changed(LIGHT, "communes", "places")
    return cabin


def make_circuit(
    *, code: str = "tour", now: datetime = FRIDAY_NIGHT, is_published: bool = True, **fields: Any
) -> Circuit:
    """Make a circuit round the middle block of the grid, walked ten days ago."""
    begun = now - timedelta(days=30)
    values: dict[str, Any] = {"name_fr": "Tour du centre", "name_nl": "Ronde van het centrum"}
    values |= {"begins": time(18, 0), "ends": time(3, 0), "check_every_days": 90, **fields}
    circuit = circuits.open_circuit(code=code, by=SYSTEM, now=begun, **values)
    edition = circuits.change_edition(
        edition=circuit.editions.get(),
        revision=1,
        values={
            **redrawn(edition=circuit.editions.get(), anchors=anchors_round(), is_closed=True, now=begun),
            "intro_fr": "Le tour du centre par des rues éclairées.",
            "intro_nl": "De ronde van het centrum langs verlichte straten.",
        },
        by=SYSTEM,
        now=begun,
    )
    if is_published:
        publish(edition, at=now - timedelta(days=10))
    return Circuit.objects.get(pk=circuit.pk)


def anchors_round() -> list[dict[str, Any]]:
    """Return the corners of the middle block, named."""
    names = (("La gare", "Het station"), ("La place", "De markt"), ("La salle", "De zaal"), ("Le parc", "Het park"))
    spots = (corner(0, 0), corner(2, 0), corner(2, 2), corner(0, 2))
    return [
        {"name_fr": fr, "name_nl": nl, "lon": lon, "lat": lat}
        for (fr, nl), (lon, lat) in zip(names, spots, strict=True)
    ]


def publish(edition: Edition, *, at: datetime) -> Edition:
    """Walk an edition by night, approve it and publish it."""
    walk(edition, at=at)
    approved = circuits.approve_edition(edition=edition, revision=edition.revision, by=SYSTEM, now=at)
    return circuits.publish_edition(edition=approved, by=SYSTEM, now=at)


def walk(edition: Edition, *, at: datetime, result: str = FieldCheck.Result.GOOD, note: str = "") -> FieldCheck:
    return circuits.check_circuit(edition=edition, result=result, note=note, at=at, by=SYSTEM, now=at)


def _draw(path: Path) -> Path:
    nodes = {1 + row * SIDE + column: corner(column, row) for row in range(SIDE) for column in range(SIDE)}
    ways = []
    for n in range(SIDE):
        tags = {"highway": "residential", "sidewalk": "both"}
        ways.append(([1 + n * SIDE + column for column in range(SIDE)], {**tags, "name": EAST_WEST[n]}))
        ways.append(([1 + row * SIDE + n for row in range(SIDE)], {**tags, "name": NORTH_SOUTH[n]}))
    return write_map(path, ways, nodes=nodes)


def make_walk(night: Night, *, now: datetime = FRIDAY_NIGHT, is_held: bool = True, **fields: Any) -> Walk:
    """Make a walk that began two hours ago."""
    values: dict[str, Any] = {
        "name_fr": "Marche du Tuquet",
        "name_nl": "Wandeling van de Tuket",
        "neighbourhood": night.neighbourhood,
        "starts_at": now - timedelta(hours=2),
        "meeting_fr": "Devant le moulin",
        "meeting_nl": "Voor de molen",
    }
    walk = walks.announce_walk(by=SYSTEM, now=now - timedelta(days=20), **values | fields)
    return walks.hold_walk(walk=walk, group_size=12, traits=["seniors"], by=SYSTEM, now=now) if is_held else walk


def make_finding(walk: Walk, *, now: datetime = FRIDAY_NIGHT, is_worded: bool = True, **fields: Any) -> Finding:
    """Make something to mend at the corner of two streets, in both languages."""
    lon, lat = corner(1, 1)
    place = Where(lat=lat, lon=lon, label_fr="Rue des Fleurs", label_nl="Bloemenstraat")
    values: dict[str, Any] = {"axis": "upkeep", "noted": "La dalle bouge, dit le groupe.", "where": place}
    finding = walks.note_finding(walk=walk, found_at=now, by=SYSTEM, now=now, **values | fields)
    if not is_worded:
        return finding
    words = ("Une dalle est descellée.", "Er ligt een tegel los.")
    return walks.put_finding_in_words(finding=finding, words=words, by=SYSTEM, now=now)
