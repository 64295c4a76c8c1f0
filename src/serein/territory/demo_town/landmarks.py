"""Buildings and places of the imaginary town that residents know by name."""

from __future__ import annotations

from dataclasses import dataclass

from serein.territory.demo_town.names import Name
from serein.territory.demo_town.shapes import XY

NIGHT = "Mo-Th 17:00-01:00; Fr-Sa 17:00-04:00; Su 17:00-24:00"
LATE = "We-Th 18:00-02:00; Fr-Sa 18:00-04:00"
TERRACE_HOURS = "Mo-Th 09:00-23:00; Fr-Sa 09:00-02:00; Su 09:00-23:00"
DESK = "Mo-Fr 08:30-12:00; We 13:30-18:30"


@dataclass(frozen=True)
class Landmark:
    """A building with its own shape, put beside the nearest street."""

    name: Name
    spot: XY
    width_m: float
    depth_m: float
    tags: dict[str, str]
    setback_m: float = 3.0


@dataclass(frozen=True)
class GroundFloor:
    """A business in an existing house of a street."""

    name: Name
    road_key: str
    tags: dict[str, str]


def _amenity(kind: str, hours: str = "", **more: str) -> dict[str, str]:
    return {"amenity": kind, **({"opening_hours": hours} if hours else {}), **more}


LANDMARKS: list[Landmark] = [
    Landmark(Name("Hôtel de ville", "Stadhuis"), (-7, 50), 30, 20, _amenity("townhall", DESK), 1.0),
    Landmark(
        Name("Église Saint-Vaast", "Sint-Vaastkerk"),
        (-29, -65),
        46,
        22,
        _amenity("place_of_worship", "Mo-Su 09:00-17:00", building="church", religion="christian"),
        6.0,
    ),
    Landmark(Name("Commissariat", "Politiecommissariaat"), (86, -65), 26, 18, _amenity("police", "24/7")),
    Landmark(
        Name("Poste de la Frontière", "Wijkpost Grens"),
        (-43, -922),
        14,
        12,
        _amenity("police", "Mo-Fr 09:00-12:00; We 14:00-18:00"),
    ),
    Landmark(
        Name("Poste de Saint-Éloi", "Wijkpost Sint-Elooi"),
        (-1447, 1008),
        13,
        11,
        _amenity("police", "Tu,Th 09:00-12:00"),
    ),
    Landmark(
        Name("Gare de Valserein", "Station Stilledal"),
        (12, -336),
        44,
        13,
        {"railway": "station", "public_transport": "station"},
        2.0,
    ),
    Landmark(Name("Salle des fêtes", "Feestzaal"), (-238, 245), 34, 24, _amenity("events_venue")),
    Landmark(
        Name("Centre culturel", "Cultureel centrum"), (180, 115), 36, 26, _amenity("arts_centre", "Tu-Sa 14:00-22:00")
    ),
    Landmark(Name("Salle Saint-Éloi", "Sint-Elooizaal"), (-1526, 1109), 26, 18, _amenity("events_venue")),
    Landmark(Name("Salle de Hautecombe", "Zaal Hogekouter"), (1534, 943), 26, 18, _amenity("community_centre")),
    Landmark(
        Name("Hall omnisports", "Sporthal"),
        (432, -461),
        52,
        32,
        {"leisure": "sports_hall", "opening_hours": "Mo-Fr 16:00-23:00; Sa-Su 09:00-22:00"},
    ),
    Landmark(
        Name("Clinique Sainte-Barbe", "Sint-Barbarakliniek"), (461, 274), 66, 40, _amenity("hospital", "24/7"), 14
    ),
    Landmark(
        Name("Bibliothèque communale", "Gemeentelijke bibliotheek"),
        (-94, 94),
        22,
        16,
        _amenity("library", "Tu-Fr 13:00-18:00; Sa 10:00-16:00"),
    ),
    Landmark(Name("École communale du Centre", "Gemeenteschool Centrum"), (-137, 151), 38, 16, _amenity("school"), 6),
    Landmark(Name("Athénée royal", "Koninklijk Atheneum"), (-374, -259), 56, 18, _amenity("school"), 8),
    Landmark(Name("École des Trois Bornes", "Driepalenschool"), (173, -893), 40, 15, _amenity("school"), 6),
    Landmark(Name("École des Quais", "Kaaienschool"), (173, 619), 38, 15, _amenity("school"), 6),
    Landmark(Name("École de Saint-Éloi", "Sint-Elooischool"), (-1433, 1123), 28, 13, _amenity("school"), 6),
    Landmark(
        Name("Maison des jeunes", "Jeugdhuis"),
        (-216, -461),
        20,
        14,
        _amenity("community_centre", "We-Sa 14:00-22:00", **{"community_centre:for": "juvenile"}),
    ),
    Landmark(
        Name("Maison de quartier du Couchant", "Buurthuis Het Westen"),
        (-504, 115),
        18,
        14,
        _amenity("community_centre", "Mo-Fr 09:00-17:00"),
    ),
    Landmark(
        Name("Église Saint-Éloi", "Sint-Elooikerk"),
        (-1490, 1022),
        32,
        15,
        _amenity("place_of_worship", building="church"),
        8,
    ),
    Landmark(
        Name("Chapelle de Petit-Rieu", "Kapel van Kleinebeek"),
        (-1627, -266),
        18,
        10,
        _amenity("place_of_worship", building="chapel"),
        6,
    ),
    Landmark(
        Name("Église de Hautecombe", "Kerk van Hogekouter"),
        (1483, 929),
        30,
        14,
        _amenity("place_of_worship", building="church"),
        8,
    ),
    Landmark(
        Name("Galerie de l'Est", "Winkelpark Oost"),
        (533, -43),
        74,
        48,
        {"shop": "supermarket", "opening_hours": "Mo-Sa 08:30-20:00"},
        26,
    ),
    Landmark(
        Name("Maison de repos Les Tilleuls", "Woonzorgcentrum De Linden"),
        (274, -274),
        44,
        18,
        _amenity("social_facility"),
        6,
    ),
    Landmark(Name("Parking de la Gare", "Stationsparking"), (94, -306), 42, 26, _amenity("parking")),
    Landmark(Name("Parking des Remparts", "Vestingparking"), (-238, 216), 42, 26, _amenity("parking")),
    Landmark(Name("Parking du Stade", "Stadionparking"), (403, -569), 42, 26, _amenity("parking")),
    Landmark(Name("Parking de la Clinique", "Parking kliniek"), (497, 238), 42, 26, _amenity("parking")),
    Landmark(Name("Parking de l'Écluse", "Sluisparking"), (151, 302), 42, 26, _amenity("parking")),
]

BUSINESSES: list[GroundFloor] = [
    GroundFloor(Name("Le Tonnelier", ""), "bars", _amenity("bar", NIGHT)),
    GroundFloor(Name("Au Houblon d'Or", ""), "bars", _amenity("pub", "Mo-Su 11:00-02:00")),
    GroundFloor(Name("De Gouden Leeuw", "De Gouden Leeuw"), "bars", _amenity("pub", "Tu-Su 16:00-02:00")),
    GroundFloor(Name("La Cuve", ""), "bars", _amenity("bar", LATE)),
    GroundFloor(Name("Le Saxo", ""), "bars", _amenity("bar", "Th-Sa 20:00-03:00")),
    GroundFloor(Name("Le Clair de Lune", ""), "bars", _amenity("nightclub", "Fr-Sa 22:00-05:00")),
    GroundFloor(Name("Chez Ginette", ""), "bars", _amenity("bar")),
    GroundFloor(Name("'t Vlasken", "'t Vlasken"), "bars", _amenity("bar", NIGHT)),
    GroundFloor(Name("La Friterie du Coin", ""), "bars", _amenity("fast_food", "Mo-Su 11:30-14:00,17:30-03:00")),
    GroundFloor(Name("Café de la Place", "Café De Markt"), "square", _amenity("cafe", TERRACE_HOURS)),
    GroundFloor(Name("Taverne du Beffroi", "Taverne 't Belfort"), "square", _amenity("pub", TERRACE_HOURS)),
    GroundFloor(Name("Le Grand Café", ""), "square", _amenity("cafe", TERRACE_HOURS)),
    GroundFloor(Name("Brasserie de l'Hôtel de Ville", ""), "square", _amenity("restaurant", "We-Su 11:30-22:00")),
    GroundFloor(
        Name("Pharmacie de la Place", "Apotheek De Markt"),
        "square",
        _amenity("pharmacy", "Mo-Fr 08:30-18:30; Sa 09:00-12:30"),
    ),
    GroundFloor(Name("Buffet de la Gare", "Stationsbuffet"), "gare", _amenity("cafe", "Mo-Su 06:00-22:00")),
    GroundFloor(
        Name("Night-shop de la Gare", "Nachtwinkel Station"),
        "gare",
        {"shop": "convenience", "opening_hours": "Mo-Su 18:00-07:00"},
    ),
    GroundFloor(
        Name("Épicerie Minuit", "Kruidenier Middernacht"),
        "lille",
        {"shop": "convenience", "opening_hours": "Mo-Su 18:00-02:00"},
    ),
    GroundFloor(Name("Le Rio", ""), "lille", _amenity("bar", "We-Su 18:00-03:00")),
    GroundFloor(
        Name("Tabac de la Frontière", "Tabak Grens"),
        "border",
        {"shop": "tobacco", "opening_hours": "Mo-Su 07:00-22:00"},
    ),
    GroundFloor(Name("Café des Douanes", "Café De Douane"), "border", _amenity("pub", "Mo-Su 10:00-24:00")),
    GroundFloor(Name("Estaminet du Canal", "Estaminet De Vaart"), "quai-sud", _amenity("pub", "Th-Su 11:00-23:00")),
    GroundFloor(
        Name("Boulangerie du Lion", "Bakkerij De Leeuw"),
        "lille-in",
        {"shop": "bakery", "opening_hours": "Tu-Su 07:00-18:00"},
    ),
    GroundFloor(
        Name("Pharmacie Saint-Éloi", "Apotheek Sint-Elooi"), "ieper", _amenity("pharmacy", "Mo-Fr 09:00-18:30")
    ),
    GroundFloor(Name("Au Vieux Tilleul", "In den Ouden Linde"), "ieper", _amenity("pub", "We-Mo 10:00-23:00")),
]
