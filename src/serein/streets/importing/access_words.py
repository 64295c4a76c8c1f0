"""Who may use a street, by its tags: the most precise word wins, else the custom of its class."""

from __future__ import annotations

from collections.abc import Mapping

from serein.engines.graph import Access

Tags = Mapping[str, str]

_OPEN = frozenset("yes permissive destination designated official customers public".split())
_SHUT = frozenset(
    "no private agricultural forestry emergency military permit delivery use_sidepath discouraged dismount".split()
)
_NO_WALK = ("motorway", "trunk")
_NO_BICYCLE = ("motorway", "trunk", "pedestrian", "footway", "sidewalk", "crossing", "steps")
_DRIVE = (
    "motorway trunk primary secondary tertiary unclassified residential living_street service".split()
)  # a track is for its farmers
_BACKWARD = ("-1", "reverse")
_FORWARD = ("yes", "true", "1")
_ROUNDABOUTS = ("roundabout", "circular")


def access_of(name: str, tags: Tags) -> int:
    """Return the `Access` flags of a class of street with these tags."""
    is_motorroad = tags.get("motorroad") == "yes"
    walk = _may(tags, ("foot", "access"), name not in _NO_WALK and not is_motorroad)
    ride = _may(tags, ("bicycle", "vehicle", "access"), name not in _NO_BICYCLE and not is_motorroad)
    drive = _may(tags, ("motorcar", "motor_vehicle", "vehicle", "access"), name in _DRIVE)
    forward, backward = _directions(name, tags)
    flags = Access.WALK if walk else Access(0)
    if drive:
        flags |= (Access.DRIVE_FORWARD if forward else 0) | (Access.DRIVE_BACKWARD if backward else 0)
    if ride:
        both = _bicycles_go_both_ways(tags)
        flags |= (Access.BICYCLE_FORWARD if forward or both else 0) | (
            Access.BICYCLE_BACKWARD if backward or both else 0
        )
    return int(flags)


def _may(tags: Tags, keys: tuple[str, ...], custom: bool) -> bool:
    """Read the first key that says something clear; `access=yes` opens no motorway to walkers."""
    for key in keys:
        said = tags.get(key)
        if said in _SHUT:
            return False
        if said in _OPEN and key != "access":
            return True
    return custom


def _directions(name: str, tags: Tags) -> tuple[bool, bool]:
    oneway = tags.get("oneway", "")
    if oneway in _BACKWARD:
        return False, True
    if oneway in ("reversible", "alternating"):
        return False, False
    is_forward_only = oneway in _FORWARD or (
        oneway != "no" and (tags.get("junction") in _ROUNDABOUTS or name == "motorway")
    )
    return True, not is_forward_only


def _bicycles_go_both_ways(tags: Tags) -> bool:
    if "oneway:bicycle" in tags:
        return tags["oneway:bicycle"] == "no"
    if any(tags.get(f"cycleway:{side}:oneway") in ("-1", "no") for side in ("left", "right")):
        return True
    sides = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
    return any(tags.get(key, "").startswith("opposite") for key in sides)
