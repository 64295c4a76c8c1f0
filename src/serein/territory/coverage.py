"""To which beats each address belongs in a version: by its street's ranges, else by the outlines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from serein.engines.geo import AreaIndex, read_area
from serein.territory.models import Address, BeatVersion, Commune, StreetRange
from serein.territory.spelling import first_digits

NAMED = 5


@dataclass(frozen=True)
class Allotted:
    """An address with the beats that claim it."""

    address_id: int
    beats: tuple[int, ...]


@dataclass(frozen=True)
class Coverage:
    """Whether a version gives every address exactly one beat."""

    addresses: int
    in_none: tuple[int, ...]
    in_two: tuple[int, ...]

    @property
    def is_complete(self) -> bool:
        return not self.in_none and not self.in_two


def allot(version: BeatVersion) -> Iterator[Allotted]:
    """Say for every address which beats of a version claim it."""
    if version.ranges.exists():
        return _by_ranges(version)
    return _by_outlines(version)


def check_coverage(version: BeatVersion) -> Coverage:
    """Find the addresses that a version leaves in no beat or puts in several."""
    total, in_none, in_two = 0, [], []
    for allotted in allot(version):
        total += 1
        if not allotted.beats:
            in_none.append(allotted.address_id)
        elif len(allotted.beats) > 1:
            in_two.append(allotted.address_id)
    return Coverage(total, tuple(in_none), tuple(in_two))


def describe(coverage: Coverage) -> str:
    """Say in a sentence what is wrong with a version, with a few addresses by name."""
    parts = []
    for words, pks in (("in no beat", coverage.in_none), ("in two beats", coverage.in_two)):
        if pks:
            few = Address.objects.filter(pk__in=pks[:NAMED]).select_related("street").order_by("pk")
            names = ", ".join(str(address) for address in few)
            more = ", …" if len(pks) > NAMED else ""
            parts.append(f"{len(pks)} of {coverage.addresses} addresses lie {words}: {names}{more}")
    return "; ".join(parts)


def _home_addresses() -> Iterator[tuple[int, int, str, float, float]]:
    addresses = Address.objects.present().filter(street__commune__is_home=True)
    if not Commune.objects.filter(is_home=True).exists():
        addresses = Address.objects.present()
    fields = ("pk", "street_id", "house_number", "lon", "lat")
    return addresses.order_by("pk").values_list(*fields).iterator(chunk_size=5000)


def _by_ranges(version: BeatVersion) -> Iterator[Allotted]:
    ranges: dict[int, list[StreetRange]] = defaultdict(list)
    for row in version.ranges.order_by("pk"):
        ranges[row.street_id].append(row)
    for pk, street, number, _lon, _lat in _home_addresses():
        digits = first_digits(number)
        claims = {row.beat_id for row in ranges.get(street, []) if row.covers(1 if digits is None else digits)}
        yield Allotted(pk, tuple(sorted(claims)))


def _by_outlines(version: BeatVersion) -> Iterator[Allotted]:
    areas = list(version.areas.order_by("beat__code"))
    index = AreaIndex([area.beat_id for area in areas], [read_area(area.geometry) for area in areas])
    rows = list(_home_addresses())
    points = np.array([row[3:5] for row in rows], dtype=float).reshape(-1, 2)
    first, count = index.find_many(points), index.count_many(points)
    for row, position, inside in zip(rows, first.tolist(), count.tolist(), strict=True):
        if inside > 1:
            yield Allotted(row[0], tuple(index.find_all(row[3], row[4])))
        else:
            yield Allotted(row[0], () if position < 0 else (areas[position].beat_id,))
