"""The drawing of the imaginary town: what a hand decides before chance fills it in."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry import LineString, Polygon

from serein.territory.demo_town.names import BORDER_STREET, SQUARE, Name
from serein.territory.demo_town.shapes import XY, Dice, blob, jitter, run_on, smooth


@dataclass(frozen=True)
class Road:
    """A street from end to end; house numbers grow along its line."""

    key: str
    line: LineString
    rank: str
    name: Name
    is_lit: bool = True


@dataclass(frozen=True)
class Reserve:
    """A spot where a block stays whole for a park, a school or a stadium."""

    spot: XY
    size_m2: float
    use: str
    name: Name


@dataclass(frozen=True)
class CabinPlan:
    """A switching cabin: the lamps that are nearest to it hang on it."""

    code: str
    name: Name
    spot: XY


@dataclass(frozen=True)
class BeatPlan:
    code: str
    name: Name
    spots: tuple[XY, ...]


ORIGIN_LON_LAT = (3.0700, 50.7480)

SQUARE_RING: list[XY] = [(-43, -20), (-6, -32), (40, -26), (48, 19), (9, 30), (-40, 26)]

ROADS: list[tuple[str, str, Name, list[XY]]] = [
    ("kortrijk-in", "tertiary", Name("rue de Courtrai", "Kortrijkstraat"), [(45, 19), (81, 122), (115, 229)]),
    (
        "kortrijk",
        "secondary",
        Name("chaussée de Courtrai", "Kortrijksesteenweg"),
        [(115, 229), (189, 389), (238, 518), (317, 720), (511, 1066), (706, 1800)],
    ),
    ("ieper-in", "tertiary", Name("rue d'Ypres", "Ieperstraat"), [(-40, 26), (-121, 99), (-210, 177)]),
    (
        "ieper",
        "secondary",
        Name("chaussée d'Ypres", "Ieperse Steenweg"),
        [(-210, 177), (-389, 295), (-619, 475), (-1037, 799), (-1483, 1066), (-1944, 1238), (-2520, 1584)],
    ),
    (
        "pont-in",
        "residential",
        Name("rue du Pont-Levis", "Ophaalbrugstraat"),
        [(9, 30), (-9, 130), (-27, 238), (-45, 338), (-50, 446)],
    ),
    (
        "pont",
        "tertiary",
        Name("rue des Trois Rois", "Driekoningenstraat"),
        [(-50, 446), (-86, 619), (-151, 936), (-374, 1368), (-461, 1800)],
    ),
    ("doornik-in", "tertiary", Name("rue de Tournai", "Doornikstraat"), [(48, 19), (158, 42), (268, 66)]),
    (
        "doornik",
        "secondary",
        Name("chaussée de Tournai", "Doorniksesteenweg"),
        [(268, 66), (497, 122), (778, 245), (1080, 475), (1512, 893), (1944, 1094), (2520, 1368)],
    ),
    ("lille-in", "tertiary", Name("rue de Lille", "Rijselstraat"), [(40, -26), (104, -127), (164, -229)]),
    (
        "lille",
        "primary",
        Name("chaussée de Lille", "Rijselsesteenweg"),
        [(164, -229), (232, -374), (310, -605), (360, -850), (395, -1123), (432, -1800)],
    ),
    (
        "gare",
        "residential",
        Name("avenue de la Gare", "Stationslaan"),
        [(-6, -32), (-13, -137), (-4, -229), (12, -323)],
    ),
    ("bois-in", "residential", Name("rue d'Armentières", "Armentiersstraat"), [(-43, -20), (-151, -60), (-261, -95)]),
    (
        "bois",
        "tertiary",
        Name("chaussée d'Armentières", "Armentierssesteenweg"),
        [(-261, -95), (-490, -154), (-893, -209), (-1613, -302), (-2520, -389)],
    ),
    (
        "zoning",
        "tertiary",
        Name("boulevard du Commerce", "Handelsboulevard"),
        [(232, -134), (497, -170), (850, -180), (1267, -216), (1930, -338), (2520, -403)],
    ),
    (
        "bizet",
        "tertiary",
        Name("rue du Faubourg", "Voorstadstraat"),
        [(-167, -194), (-282, -374), (-374, -619), (-461, -878), (-504, -1224)],
    ),
    (
        "ring-west",
        "secondary",
        Name("boulevard de l'Ouest", "Westerring"),
        [(-619, 475), (-684, 216), (-652, -43), (-576, -186), (-534, -374), (-497, -605), (-403, -727)],
    ),
    (
        "ring-east",
        "secondary",
        Name("boulevard de l'Est", "Oosterring"),
        [(288, 648), (518, 461), (634, 187), (648, -43), (598, -189), (576, -403), (497, -648), (317, -706)],
    ),
    (
        "link-south",
        "residential",
        Name("rue des Trois Bornes", "Driepalenstraat"),
        [(-403, -727), (-158, -684), (86, -713), (317, -706)],
    ),
    ("quai-nord", "residential", Name("quai du Nord", "Noordkaai"), [(-302, 504), (-50, 475), (238, 534), (403, 518)]),
    ("quai-sud", "residential", Name("quai du Midi", "Zuidkaai"), [(-446, 448), (-230, 429), (-48, 409), (216, 461)]),
    (
        "link-east",
        "unclassified",
        Name("rue du Grand Chemin", "Grote-Baanstraat"),
        [(1512, 893), (1620, 504), (1570, 144), (1426, -238)],
    ),
    (
        "link-west",
        "unclassified",
        Name("rue du Long Pré", "Langemeersstraat"),
        [(-1483, 1066), (-1656, 648), (-1555, 187), (-1613, -302)],
    ),
    (
        "link-north",
        "unclassified",
        Name("rue des Deux Clochers", "Tweetorensstraat"),
        [(-1483, 1066), (-936, 1123), (-151, 936), (511, 1066), (1080, 1152), (1512, 893)],
    ),
    (
        "link-southwest",
        "unclassified",
        Name("rue de la Haute Justice", "Hooggerechtstraat"),
        [(-1613, -302), (-1426, -648), (-1080, -893), (-749, -1080)],
    ),
]

INNER_RING: list[XY] = [
    (115, 229),
    (-27, 238),
    (-130, 225),
    (-210, 177),
    (-268, 43),
    (-261, -95),
    (-223, -156),
    (-167, -194),
    (-86, -232),
    (-4, -229),
    (79, -232),
    (164, -229),
    (232, -134),
    (268, 66),
    (216, 163),
]
CANAL: list[XY] = [
    (-2592, 806),
    (-1656, 670),
    (-936, 576),
    (-461, 481),
    (-43, 441),
    (230, 497),
    (576, 439),
    (1008, 302),
    (1656, 180),
    (2592, 115),
]
RAILWAY: list[XY] = [
    (-2592, -778),
    (-1656, -648),
    (-864, -461),
    (-302, -360),
    (14, -347),
    (374, -364),
    (828, -338),
    (1440, -425),
    (2592, -706),
]
BORDER: list[XY] = [
    (-2376, -1022),
    (-1872, -1123),
    (-1368, -1058),
    (-749, -1080),
    (-504, -1123),
    (-180, -1080),
    (101, -1112),
    (395, -1080),
    (792, -1152),
    (1296, -1080),
    (1800, -1181),
    (2304, -1152),
]
OTHER_LIMITS: list[XY] = [
    (2304, -1152),
    (2218, -504),
    (2318, 72),
    (2167, 648),
    (2290, 1296),
    (1656, 1483),
    (1008, 1390),
    (216, 1606),
    (-504, 1526),
    (-1080, 1670),
    (-1800, 1498),
    (-2376, 1433),
    (-2246, 720),
    (-2362, 144),
    (-2203, -504),
    (-2376, -1022),
]
TOWN: list[XY] = [
    (-648, 497),
    (-691, 216),
    (-662, -43),
    (-587, -189),
    (-544, -374),
    (-504, -612),
    (-547, -900),
    (-518, -1120),
    (-180, -1080),
    (101, -1109),
    (396, -1080),
    (461, -900),
    (515, -648),
    (587, -403),
    (612, -189),
    (670, -43),
    (652, 194),
    (533, 468),
    (403, 576),
    (338, 727),
    (86, 778),
    (-187, 749),
    (-302, 547),
]
ESTATE: list[XY] = [(727, 173), (1022, 238), (1498, 122), (1526, -144), (1584, -403), (1080, -346), (720, -310)]
FRANCE: list[XY] = [
    (-720, -1084),
    (-504, -1127),
    (-180, -1084),
    (101, -1116),
    (395, -1084),
    (648, -1123),
    (706, -1476),
    (302, -1620),
    (-216, -1555),
    (-648, -1476),
]
VILLAGES: list[tuple[Name, XY, float, float]] = [
    (Name("Saint-Éloi", "Sint-Elooi"), (-1483, 1066), 250, 1.25),
    (Name("Petit-Rieu", "Kleinebeek"), (-1613, -302), 190, 1.3),
    (Name("Hautecombe", "Hogekouter"), (1512, 893), 240, 1.15),
]
HAMLETS: list[tuple[Name, XY]] = [
    (Name("Le Levant", "Het Oosten"), (461, 180)),
    (Name("Le Couchant", "Het Westen"), (-461, 137)),
    (Name("Les Trois Bornes", "De Drie Palen"), (-58, -893)),
    (Name("La Gare", "De Statie"), (58, -446)),
    (Name("Les Quais", "De Kaaien"), (14, 619)),
]
RESERVES: list[Reserve] = [
    Reserve((-403, 43), 38_000, "park", Name("Parc communal", "Gemeentepark")),
    Reserve((122, 346), 16_000, "park", Name("Parc de l'Écluse", "Sluispark")),
    Reserve((43, -814), 16_000, "park", Name("Parc de la Frontière", "Grenspark")),
    Reserve((-504, 374), 21_000, "cemetery", Name("Cimetière communal", "Gemeentelijke begraafplaats")),
    Reserve((446, -504), 32_000, "sports", Name("Stade du Levant", "Stadion Oosten")),
    Reserve((461, 274), 22_000, "hospital", Name("Clinique Sainte-Barbe", "Sint-Barbarakliniek")),
    Reserve((-137, 151), 6_000, "school", Name("École communale du Centre", "Gemeenteschool Centrum")),
    Reserve((-374, -259), 11_000, "school", Name("Athénée royal", "Koninklijk Atheneum")),
    Reserve((173, -893), 8_000, "school", Name("École des Trois Bornes", "Driepalenschool")),
    Reserve((173, 619), 7_000, "school", Name("École des Quais", "Kaaienschool")),
    Reserve((-360, -922), 20_000, "allotments", Name("Jardins ouvriers", "Volkstuinen")),
    Reserve((533, -43), 14_000, "retail", Name("Galerie de l'Est", "Winkelpark Oost")),
]
OLD_ROADS = ("kortrijk", "ieper", "doornik")
"""Without light between the town and the villages."""

REGIONAL_ROADS = {"lille": "N990", "kortrijk": "N991", "doornik": "N992"}

CABINS: list[CabinPlan] = [
    CabinPlan("K1", Name("Centre", "Centrum"), (0, 60)),
    CabinPlan("K2", Name("Gare", "Station"), (60, -430)),
    CabinPlan("K3", Name("Quais", "Kaaien"), (10, 640)),
    CabinPlan("K4", Name("Frontière", "Grens"), (-60, -950)),
    CabinPlan("K5", Name("Villages de l'ouest", "Westelijke dorpen"), (-1150, 350)),
    CabinPlan("K6", Name("Hautecombe et zoning", "Hogekouter en bedrijvenpark"), (1250, 250)),
]
BEATS: list[BeatPlan] = [
    BeatPlan("V1", Name("Centre", "Centrum"), ((0, 43),)),
    BeatPlan("V2", Name("La Gare", "De Statie"), ((-65, -403), (238, -461))),
    BeatPlan("V3", Name("Les Quais", "De Kaaien"), ((14, 598),)),
    BeatPlan("V4", Name("Le Couchant", "Het Westen"), ((-461, 180), (-461, -144))),
    BeatPlan("V5", Name("Le Levant", "Het Oosten"), ((461, 216), (461, -108))),
    BeatPlan("V6", Name("La Frontière", "De Grens"), ((-274, -907), (202, -907))),
    BeatPlan("V7", Name("Saint-Éloi et Petit-Rieu", "Sint-Elooi en Kleinebeek"), ((-1483, 1066), (-1613, -302))),
    BeatPlan("V8", Name("Hautecombe et le zoning", "Hogekouter en bedrijvenpark"), ((1512, 893), (1188, -108))),
]


def skeleton(dice: Dice) -> list[Road]:
    """Draw the roads that a hand decided."""
    outline = commune_outline()
    roads = [
        Road(key, run_on(smooth(jitter(points, dice, 9)), outline, 1500), rank, name, rank != "unclassified")
        for key, rank, name, points in ROADS
    ]
    square = LineString([*SQUARE_RING, SQUARE_RING[0]])
    return [
        *roads,
        Road("square", square, "living_street", SQUARE),
        Road("ring", smooth(INNER_RING, closed=True), "tertiary", Name("boulevard des Remparts", "Vestinglaan")),
        Road("border", border().parallel_offset(7, "left"), "residential", BORDER_STREET),
    ]


def border() -> LineString:
    return smooth(BORDER)


def commune_outline() -> Polygon:
    north = smooth(OTHER_LIMITS)
    return Polygon([*border().coords, *list(north.coords)[1:-1]])


def town_outline() -> Polygon:
    return Polygon(TOWN).intersection(commune_outline())


def village_outlines(dice: Dice) -> list[Polygon]:
    return [blob(centre, radius, dice, stretch=stretch) for _, centre, radius, stretch in VILLAGES]
