"""Names of streets in French and Dutch, also where both stand in one tag."""

from __future__ import annotations

import re
from collections.abc import Mapping

LONGEST_NAME = 120
_FRENCH = re.compile(
    r"^(?:rue|avenue|av\.|boulevard|bd|place|placette|chauss[ée]e|chemin|quai|all[ée]e|impasse|square|sentier|drève|"
    r"galerie|passage|clos|cour|route|parvis|rond-point|venelle|ruelle|pont|porte|cité|esplanade|faubourg|petite rue|"
    r"grand|montagne|vieille|vieux|promenade|parc|digue|résidence)\b",
    re.IGNORECASE,
)
_DUTCH = re.compile(
    r"(?:straat|laan|plein|steenweg|weg|kaai|dreef|pad|gang|markt|plaats|berg|hof|poort|brug|singel|lei|vest|baan|steeg|"
    r"square|park|ring|galerij|doorgang|voorplein|kouter|dijk|oever|wijk)$",
    re.IGNORECASE,
)


def names_of(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the French and the Dutch name, one repeated where the other is not mapped; None without any."""
    plain = _written(tags.get("name", ""))
    french, dutch = _written(tags.get("name:fr", "")), _written(tags.get("name:nl", ""))
    if plain and not (french and dutch):
        french, dutch = _completed(plain, french, dutch)
    if not (french or dutch):
        return None
    return french or dutch, dutch or french


def _written(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]


def _completed(plain: str, french: str, dutch: str) -> tuple[str, str]:
    """Find the missing language in the common name: « Rue Neuve - Nieuwstraat »."""
    one, parted, other = plain.partition(" - ")
    if not parted:
        return french or plain, dutch or plain
    if french in (one, other) or dutch in (one, other):
        rest = other if one in (french, dutch) else one
        return french or rest, dutch or rest
    if french or dutch:
        return french or plain, dutch or plain
    if _FRENCH.match(other) or (_DUTCH.search(one) and not _FRENCH.match(one)):
        return other, one
    if _FRENCH.match(one) or _DUTCH.search(other):
        return one, other
    return plain, plain
