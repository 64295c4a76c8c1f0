"""A version of the beats as its street table: the rows, what is wrong with them, the file that goes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from serein.territory.coverage import NAMED, Coverage, allot, check_coverage
from serein.territory.models import Address, BeatVersion, StreetRange
from serein.territory.spelling import first_digits

HEADERS = ("street", "side", "from", "to", "beat", "postcode", "beat_name_fr", "beat_name_nl", "street_id")
ENDLESS = 10**9
ODD, EVEN = 1, 0
House = tuple[int, int, int]
"""A street, a house number and the beat that claims it."""


@dataclass(frozen=True)
class NamedCoverage:
    """What a version leaves or doubles, with the first few addresses by name."""

    addresses: int
    in_none: int
    in_two: int
    first_in_none: list[Address]
    first_in_two: list[Address]

    @property
    def is_complete(self) -> bool:
        return not self.in_none and not self.in_two


@dataclass(frozen=True)
class Span:
    """Neighbouring house numbers of one side, or of both, in one beat."""

    street_id: int
    beat_id: int
    side: str
    from_number: int
    to_number: int | None


def list_rows(version: BeatVersion) -> list[StreetRange]:
    """List the rows of a version by street and number; one query."""
    rows = version.ranges.select_related("street", "beat")
    return list(rows.order_by("street__name_fr", "street__name_nl", "street_id", "from_number", "side", "pk"))


def overlapping(rows: Iterable[StreetRange]) -> frozenset[int]:
    """Return the keys of the rows that claim a house number which another row of their street claims too."""
    by_street: dict[int, list[StreetRange]] = defaultdict(list)
    for row in rows:
        by_street[row.street_id].append(row)
    return frozenset(
        pk for some in by_street.values() if len(some) > 1 for parity in (ODD, EVEN) for pk in _clashes(some, parity)
    )


def _clashes(rows: list[StreetRange], parity: int) -> Iterator[int]:
    side = StreetRange.Side.ODD if parity == ODD else StreetRange.Side.EVEN
    spans = []
    for row in rows:
        first = row.from_number + (row.from_number % 2 != parity)
        last = ENDLESS if row.to_number is None else row.to_number - (row.to_number % 2 != parity)
        if row.side in (side, StreetRange.Side.BOTH) and first <= last:
            spans.append((first, last, row.pk))
    reach, holder = -1, -1
    for first, last, pk in sorted(spans):
        if first <= reach:
            yield from (pk, holder)
        if last > reach:
            reach, holder = last, pk


def name_coverage(version: BeatVersion) -> NamedCoverage:
    """Check a version, and name the first addresses that it leaves in no beat or puts in two."""
    found: Coverage = check_coverage(version)
    few = [*found.in_none[:NAMED], *found.in_two[:NAMED]]
    named = Address.objects.select_related("street").in_bulk(few)
    return NamedCoverage(
        found.addresses,
        len(found.in_none),
        len(found.in_two),
        [named[pk] for pk in found.in_none[:NAMED]],
        [named[pk] for pk in found.in_two[:NAMED]],
    )


def table_lines(version: BeatVersion) -> Iterator[tuple[str, ...]]:
    """Yield a version's table as `import_beats` reads it back, its head first."""
    yield HEADERS
    for row in list_rows(version):
        street, beat = row.street, row.beat
        names = version.names.get(beat.code, (beat.name_fr, beat.name_nl))
        to = "" if row.to_number is None else str(row.to_number)
        told = (street.name_fr or street.name_nl, row.side, str(row.from_number), to, beat.code, street.postcode)
        yield (*told, *names, street.source_id)


def spans_of_outlines(version: BeatVersion) -> list[Span]:
    """Say by street and house number what a version's outlines say by place."""
    beat_of = {allotted.address_id: allotted.beats[0] for allotted in allot(version) if len(allotted.beats) == 1}
    rows = Address.objects.present().order_by("pk").values_list("pk", "street_id", "house_number")
    houses = [(street, _number(text), beat_of[pk]) for pk, street, text in rows if pk in beat_of]
    return list(spans(houses))


def spans(houses: Iterable[House]) -> Iterator[Span]:
    """Write each street's houses as few spans without a gap; of two claims on one number the first counts."""
    ordered = sorted({(street, number): beat for street, number, beat in reversed(list(houses))}.items())
    for street, group in groupby(ordered, key=lambda item: item[0][0]):
        numbers = [(key[1], beat) for key, beat in group]
        if len({beat for _number, beat in numbers}) == 1:
            yield Span(street, numbers[0][1], StreetRange.Side.BOTH, 0, None)
            continue
        for side, parity in ((StreetRange.Side.ODD, ODD), (StreetRange.Side.EVEN, EVEN)):
            yield from _spans_of_side(street, side, [item for item in numbers if item[0] % 2 == parity])


def _spans_of_side(street: int, side: str, numbers: list[tuple[int, int]]) -> Iterator[Span]:
    starts = [i for i, (_number, beat) in enumerate(numbers) if i == 0 or numbers[i - 1][1] != beat]
    for i, next_start in zip_longest(starts, starts[1:]):
        to_number = None if next_start is None else numbers[next_start][0] - 2
        yield Span(street, numbers[i][1], side, 0 if i == 0 else numbers[i][0], to_number)


def _number(text: str) -> int:
    digits = first_digits(text)
    return 1 if digits is None else digits
