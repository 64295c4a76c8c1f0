"""The demo commune by night: its lamps and their hours, three circuits, one of them suspended by an outage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from django.utils import timezone

from serein.kit import paths
from serein.kit.actors import Actor
from serein.streets import demo_signs, demo_walks, jobs
from serein.streets.models import Cabin, Circuit, Edition, FieldCheck, Lamp
from serein.streets.operations import circuits, closures, lamps, networks, outages, suspensions
from serein.streets.operations.lamps import DarkHours
from serein.streets.queries.near import lies_on
from serein.streets.queries.ways import hours_of, line_through, worst_exposure
from serein.territory import queries as territory
from serein.territory.models import Street
from serein.territory.where import find_where, named

WORKS = Actor(id="demo", label="Wim, service travaux")
PREVENTION = Actor(id="demo", label="Chloé, service de prévention")
WEEKDAYS, WEEKEND = (6, 0, 1, 2, 3), (4, 5)
EDGE_HOURS = [
    DarkHours(time(0, 0), time(5, 0), evenings=WEEKDAYS),
    DarkHours(time(1, 30), time(5, 0), evenings=WEEKEND),
]


@dataclass(frozen=True)
class Drawn:
    """A circuit of the demo, by the names of the places that it joins."""

    code: str
    name_fr: str
    name_nl: str
    places: tuple[str, ...]
    is_closed: bool
    intro_fr: str
    intro_nl: str
    checked_days_ago: int


CIRCUITS = (
    Drawn(
        "gare-grand-place",
        "De la gare à la Grand-Place",
        "Van het station naar de Grote Markt",
        ("Gare de Valserein", "Bibliothèque communale", "Hôtel de ville", "Café de la Place"),
        False,
        "Le chemin le plus éclairé entre le dernier train et la place, par des rues où des commerces restent ouverts.",
        "De best verlichte weg tussen de laatste trein en de markt, langs straten waar zaken openblijven.",
        18,
    ),
    Drawn(
        "salles-et-parkings",
        "Des salles aux parkings",
        "Van de zalen naar de parkings",
        ("Salle des fêtes", "Parking des Remparts", "Hôtel de ville", "Centre culturel", "Parking de l'Écluse"),
        True,
        "Pour rentrer d'une soirée : des salles du centre aux grands parkings, avec retour possible.",
        "Om na een avond naar huis te gaan: van de zalen in het centrum naar de grote parkings, en terug.",
        32,
    ),
    Drawn(
        "clinique-centre",
        "Du centre à la clinique",
        "Van het centrum naar de kliniek",
        ("Café de la Place", "Centre culturel", "Clinique Sainte-Barbe", "Parking de la Clinique"),
        False,
        "Pour les équipes de nuit et les visites tardives : du centre à l'entrée des urgences.",
        "Voor de nachtploegen en late bezoekers: van het centrum naar de ingang van de spoedafdeling.",
        11,
    ),
)


def build(*, now: datetime) -> None:
    _import_town(now - timedelta(days=320))
    _decide_hours(now)
    for drawn in CIRCUITS:
        _publish(drawn, now)
    demo_signs.build(now=now)
    demo_walks.build(now=now)
    _let_lamps_fail(now)
    jobs.look_for_ways_round(now)


def _import_town(at: datetime) -> None:
    town = paths.var() / "demo-town"
    networks.import_streets(path=_only(town, "*.osm.pbf"), by=WORKS, now=at)
    networks.import_lamps(path=_only(town, "lamps*.csv"), by=WORKS, now=at)


def _only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def _decide_hours(now: datetime) -> None:
    """Once all cabins were off from midnight; the centre burns all night again, the edges on weekend nights."""
    began = now - timedelta(days=300)
    for cabin in Cabin.objects.all():
        dark = [DarkHours(time(0, 0), time(5, 0))]
        _regime(cabin, dark, began)
    again = now - timedelta(days=200)
    central = _central_cabins()
    for cabin in Cabin.objects.all():
        is_central = cabin.pk in central
        _regime(cabin, [] if is_central else EDGE_HOURS, again)
    edge = Cabin.objects.exclude(pk__in=central).order_by("code").last()
    if edge is not None:
        lamps.except_nights(
            cabin=edge,
            starts_at=now - timedelta(hours=8),
            ends_at=now + timedelta(days=2),
            is_on=True,
            because_fr="Ducasse du quartier : la lumière reste toute la nuit.",
            because_nl="Wijkkermis: het licht blijft de hele nacht aan.",
            by=WORKS,
            now=now - timedelta(days=9),
        )


def _regime(cabin: Cabin, dark: list[DarkHours], at: datetime) -> None:
    day = timezone.localdate(at)
    lamps.decide_regime(cabin=cabin, from_on=day, dark=dark, today=day, by=WORKS, now=at)


def _central_cabins() -> set[int]:
    """Return the cabins of the lamps around the places that the circuits join."""
    found: set[int] = set()
    for name in {name for drawn in CIRCUITS for name in drawn.places}:
        lon, lat = _spot(name)
        near = Lamp.objects.filter(lat__range=(lat - 0.002, lat + 0.002), lon__range=(lon - 0.003, lon + 0.003))
        found.update(near.exclude(cabin=None).values_list("cabin_id", flat=True))
    return found


def _publish(drawn: Drawn, now: datetime) -> Circuit:
    drafted_at, published_at = now - timedelta(days=150), now - timedelta(days=120)
    circuit = circuits.open_circuit(
        code=drawn.code,
        name_fr=drawn.name_fr,
        name_nl=drawn.name_nl,
        begins=time(18, 0),
        ends=time(3, 0),
        check_every_days=90,
        by=PREVENTION,
        now=drafted_at,
    )
    edition = circuit.editions.get()
    exposure = worst_exposure(hours_of(begins=circuit.begins, ends=circuit.ends, now=now))
    line = line_through(points=[_spot(name) for name in drawn.places], is_closed=drawn.is_closed, exposure=exposure)
    values = {
        "anchors": [_anchor(name) for name in drawn.places],
        "is_closed": drawn.is_closed,
        "line": line.lon_lat,
        "stops": line.stops,
        "length_m": line.length_m,
        "intro_fr": drawn.intro_fr,
        "intro_nl": drawn.intro_nl,
    }
    edition = circuits.change_edition(edition=edition, revision=1, values=values, by=PREVENTION, now=drafted_at)
    good = FieldCheck.Result.GOOD
    walked_at = now - timedelta(days=125, hours=-2)
    circuits.check_circuit(edition=edition, result=good, at=walked_at, by=PREVENTION, now=walked_at)
    edition = circuits.approve_edition(edition=edition, revision=edition.revision, by=PREVENTION, now=published_at)
    edition = circuits.publish_edition(edition=edition, by=PREVENTION, now=published_at)
    again_at = now - timedelta(days=drawn.checked_days_ago, hours=-2)
    circuits.check_circuit(edition=edition, result=good, at=again_at, by=PREVENTION, now=again_at)
    return circuit


def _let_lamps_fail(now: datetime) -> None:
    """A lamp of the third circuit is out and its repair has a day; one of the second was told once; one is repaired."""
    old = _lamp_on(CIRCUITS[0].code, 0.5)
    old_at = now - timedelta(days=60)
    mended = outages.tell_outage(
        lat=old.lat, lon=old.lon, about="demo.round:3", is_staff=True, street=_street(old), by=WORKS, now=old_at
    )
    outages.end_outage(outage=mended, is_repaired=True, by=WORKS, now=old_at + timedelta(days=6))
    for circuit in Circuit.objects.filter(suspensions__outage=mended):
        suspensions.restore(circuit=circuit, by=PREVENTION, now=old_at + timedelta(days=7))
    suspended, noticed = CIRCUITS[2], CIRCUITS[1]
    dark = _lamp_on(suspended.code, 0.55)
    told_at = now - timedelta(days=2, hours=1)
    outage = outages.tell_outage(
        lat=dark.lat, lon=dark.lon, about="demo.round:1", is_staff=True, street=_street(dark), by=WORKS, now=told_at
    )
    repair_on = timezone.localdate(now) + timedelta(days=4)
    outages.plan_repair(outage=outage, on=repair_on, by=WORKS, now=told_at + timedelta(hours=14))
    once = _lamp_on(noticed.code, 0.4)
    outages.tell_outage(
        lat=once.lat, lon=once.lon, about="demo.round:2", street=_street(once), by=WORKS, now=now - timedelta(hours=5)
    )
    _close_a_street(now)


def _close_a_street(now: datetime) -> None:
    """Works next month, along a street of the first circuit: announced, not yet in the way."""
    edition = Edition.objects.get(circuit__code=CIRCUITS[0].code, state=Edition.State.PUBLISHED)
    middle = len(edition.line) // 2
    closures.close_street(
        line=edition.line[middle - 1 : middle + 2],
        street=None,
        because_fr="Nouveau pavage du trottoir.",
        because_nl="Nieuwe bestrating van het voetpad.",
        starts_at=now + timedelta(days=23),
        ends_at=now + timedelta(days=37),
        by=WORKS,
        now=now - timedelta(days=3),
    )


def _lamp_on(code: str, share: float) -> Lamp:
    """Return the lamp of a circuit that is nearest to a share of its way, and that no other circuit passes."""
    lines = {row.circuit.code: row.line for row in Edition.objects.filter(state=Edition.State.PUBLISHED)}
    mine = lines.pop(code)
    lon, lat = mine[int(share * (len(mine) - 1))]
    alone = [
        lamp
        for lamp in Lamp.objects.all()
        if lies_on(mine, lat=lamp.lat, lon=lamp.lon, within_m=15.0)
        and not any(lies_on(line, lat=lamp.lat, lon=lamp.lon, within_m=40.0) for line in lines.values())
    ]
    return min(alone, key=lambda lamp: (lamp.lat - lat) ** 2 + ((lamp.lon - lon) * 0.64) ** 2)


def _street(lamp: Lamp) -> Street | None:
    return named(find_where(asked={"lat": str(lamp.lat), "lon": str(lamp.lon)}, language="fr")).street


def _anchor(name: str) -> dict[str, object]:
    place = territory.find_place(text=name)
    assert place is not None, name
    return {"name_fr": place.name_in("fr"), "name_nl": place.name_in("nl"), "lat": place.lat, "lon": place.lon}


def _spot(name: str) -> tuple[float, float]:
    place = territory.find_place(text=name)
    assert place is not None, name
    return place.lon, place.lat
