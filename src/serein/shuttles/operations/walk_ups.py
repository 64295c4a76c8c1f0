"""What the screens tell of places: the door of a group that joins the queue, and where a van stands that broke down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from serein.shuttles.operations.stranding import AT_THE_LAST_STOP, AT_THE_POINT, SOMEWHERE, Stands
from serein.territory.models import Address
from serein.territory.where import Where, find_street_where, find_where

MOST_RIDERS = 60
_NUMBER = re.compile(r"\d{1,4}\s?[a-zA-Z]{0,2}(?:/\w{1,6})?")


def read_walk_up(values: Mapping[str, str]) -> dict[str, Any]:
    """
    Return what `walk_up` is told: the door found by street and number, or the street with the number as it was said.

    :raises ValueError: if it makes no sense
    """
    return {
        "to": _door(values["street"], values.get("number", "").strip()),
        "party_size": _count(values["size"], least=1),
        "wheelchairs": _count(values.get("wheelchairs", "0"), least=0),
        "has_minor": values.get("minor") == "yes",
        "is_urgent": values.get("urgent") == "yes",
        "language": "nl" if values.get("language") == "nl" else "fr",
    }


def read_stands(values: Mapping[str, str]) -> Stands:
    """
    Return where a van stands that broke down, as a screen tells it; the last stop, if it tells nothing.

    :raises ValueError: if it makes no sense
    """
    stands = values.get("stands", "") or AT_THE_LAST_STOP
    if stands in (AT_THE_LAST_STOP, AT_THE_POINT, SOMEWHERE):
        return stands
    return _door(values.get("street", ""), values.get("number", "").strip())


def _door(street: str, number: str) -> Where:
    where = find_street_where(key=street)
    if where is None:
        raise ValueError("There is no such street.")
    if not number:
        return where
    if not _NUMBER.fullmatch(number):
        raise ValueError("A house number is digits, with a letter or a box.")
    houses = Address.objects.present().filter(street_id=int(street), house_number__iexact=number)
    house = houses.order_by("box_number").first()
    if house is not None:
        return find_where(asked={"address": str(house.pk)}, language="fr")
    return replace(where, label_fr=f"{where.label_fr} {number}", label_nl=f"{where.label_nl} {number}")


def _count(text: str, *, least: int) -> int:
    number = int(text)
    if not least <= number <= MOST_RIDERS:
        raise ValueError(f"{number} riders; {least} to {MOST_RIDERS} are accepted.")
    return number
