"""OpenStreetMap's tags of streets in the words of the network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from serein.engines.graph import CLASSES, Crossing, Lit, Sidewalk, Surface
from serein.streets.importing.access_words import access_of

Tags = Mapping[str, str]

_CLASS_OF = {name: name for name in CLASSES if name not in ("sidewalk", "crossing")} | {
    "motorway_link": "motorway",
    "trunk_link": "trunk",
    "primary_link": "primary",
    "secondary_link": "secondary",
    "tertiary_link": "tertiary",
    "road": "unclassified",
    "bridleway": "path",
}
_PARTS_OF_A_PAVEMENT = ("footway", "path", "cycleway")
_LIT = {
    "yes": Lit.YES,
    "24/7": Lit.YES,
    "automatic": Lit.YES,
    "sunset-sunrise": Lit.YES,
    "dusk-dawn": Lit.YES,
    "no": Lit.NO,
    "none": Lit.NO,
    "disused": Lit.NO,
}
"""`limited`, `interval`, `operating_times` and clock times say that the light is off at hours they do not tell:
they stay unknown, which counts as not lit."""

_SMOOTH = ("asphalt", "concrete", "paved", "paving_stones", "concrete:plates", "concrete:lanes", "metal", "wood")
_COBBLED = ("sett", "cobblestone", "unhewn_cobblestone", "cobblestone:flattened", "bricks", "brick", "stone", "pebbles")
_UNPAVED = (
    "unpaved gravel fine_gravel compacted dirt earth ground grass mud sand pebblestone woodchips rock grass_paver soil"
)
_SURFACE = (
    dict.fromkeys(_SMOOTH, Surface.SMOOTH)
    | dict.fromkeys(_COBBLED, Surface.COBBLED)
    | dict.fromkeys(_UNPAVED.split(), Surface.UNPAVED)
)
_CROSSING = {
    "traffic_signals": Crossing.SIGNALS,
    "pelican": Crossing.SIGNALS,
    "toucan": Crossing.SIGNALS,
    "marked": Crossing.MARKED,
    "zebra": Crossing.MARKED,
    "uncontrolled": Crossing.MARKED,
    "unmarked": Crossing.UNMARKED,
    "informal": Crossing.UNMARKED,
    "island": Crossing.UNMARKED,
}
_SPEED_OF_CLASS = {
    "motorway": 120,
    "trunk": 90,
    "primary": 70,
    "secondary": 50,
    "tertiary": 50,
    "unclassified": 50,
    "residential": 30,
    "living_street": 20,
    "service": 20,
    "pedestrian": 10,
    "track": 20,
}
_SPEED_WORDS = {"urban": 50, "rural": 70, "motorway": 120, "trunk": 120, "living_street": 20, "walk": 6, "none": 130}
_KMH_OF_MPH = 1.609344
_REGIONAL_REF = re.compile(r"^[NRA] ?\d")
RELEVANT = frozenset(
    "highway footway path cycleway area lit sidewalk sidewalk:left sidewalk:right sidewalk:both surface tracktype "
    "crossing crossing_ref crossing:signals crossing:markings maxspeed ref access foot bicycle vehicle motor_vehicle "
    "motorcar motorroad oneway oneway:bicycle junction cycleway:left cycleway:right cycleway:both "
    "cycleway:left:oneway cycleway:right:oneway".split()
)


@dataclass(frozen=True)
class StreetKind:
    """What the tags of a way say of each of its edges, as numbers of the network."""

    street_class: int
    lit: int
    sidewalk: int
    surface: int
    crossing: int
    access: int
    speed_kmh: int
    is_regional: bool


def street_kind(tags: Tags) -> StreetKind | None:
    """Read the tags of a way; None when it is no street that anybody may use."""
    name = _class_of(tags)
    if name is None:
        return None
    access = access_of(name, tags)
    if not access:
        return None
    return StreetKind(
        street_class=CLASSES.index(name),
        lit=_LIT.get(tags.get("lit", ""), Lit.UNKNOWN),
        sidewalk=sidewalk_of(tags),
        surface=_surface_of(name, tags),
        crossing=crossing_of(tags) if name == "crossing" else Crossing.NONE,
        access=access,
        speed_kmh=speed_of(name, tags),
        is_regional=name in ("motorway", "trunk") or bool(_REGIONAL_REF.match(tags.get("ref", ""))),
    )


def _class_of(tags: Tags) -> str | None:
    highway = tags.get("highway", "")
    if highway in _PARTS_OF_A_PAVEMENT:
        part = tags.get("footway") or tags.get("path") or tags.get("cycleway")
        if part == "crossing":
            return "crossing"
        if tags.get("footway") == "sidewalk" or tags.get("path") == "sidewalk":
            return "sidewalk"
    if tags.get("area") == "yes" and highway not in ("pedestrian", "footway"):
        return None
    return _CLASS_OF.get(highway)


def sidewalk_of(tags: Tags) -> Sidewalk:
    """Read on which sides a road has a pavement: `sidewalk`, its sides one by one, and the old `footway`."""
    whole = tags.get("sidewalk:both") or tags.get("sidewalk") or tags.get("footway") or ""
    if whole in ("left", "right"):
        left, right = whole == "left", whole == "right"
        sides = ["yes" if left else "no", "yes" if right else "no"]
    else:
        sides = ["yes" if whole == "both" else whole] * 2
    sides = [tags.get("sidewalk:left", sides[0]), tags.get("sidewalk:right", sides[1])]
    if "separate" in sides:
        return Sidewalk.SEPARATE
    count = sides.count("yes")
    if count == 0:
        return Sidewalk.NONE if {"no", "none"} & set(sides) else Sidewalk.UNKNOWN
    return Sidewalk.BOTH_SIDES if count == 2 else Sidewalk.ONE_SIDE


def _surface_of(name: str, tags: Tags) -> Surface:
    known = _SURFACE.get(tags.get("surface", ""))
    if known is None and name == "track" and "tracktype" in tags:
        return Surface.SMOOTH if tags["tracktype"] == "grade1" else Surface.UNPAVED
    return known or Surface.UNKNOWN


def crossing_of(tags: Tags) -> Crossing:
    """Read how a road is crossed, in the spellings of each decade; unmarked where nothing else is said."""
    if tags.get("crossing:signals") in ("yes", "shared", "separate"):
        return Crossing.SIGNALS
    known = _CROSSING.get(tags.get("crossing", ""), Crossing.UNMARKED)
    is_painted = tags.get("crossing_ref") == "zebra" or tags.get("crossing:markings", "no") not in ("no", "none")
    return max(known, Crossing.MARKED) if is_painted else known


def speed_of(name: str, tags: Tags) -> int:
    """Return the speed for cars in km/h: by tag, else by class."""
    by_class = _SPEED_OF_CLASS.get(name, 10)
    said = tags.get("maxspeed", "").split(";")[0].strip()
    found = re.match(r"^(\d{1,3}(?:\.\d+)?) ?(mph)?$", said)
    if found:
        speed = float(found[1]) * (_KMH_OF_MPH if found[2] else 1.0)
    else:
        last = said.split(":")[-1]
        speed = float(last) if last.isascii() and last.isdigit() else float(_SPEED_WORDS.get(last, by_class))
    return round(min(max(speed, 5.0), 130.0))
