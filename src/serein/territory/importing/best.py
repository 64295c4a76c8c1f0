"""Importing BeSt addresses: the official streets, house numbers and boxes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet

from serein.territory import memory
from serein.territory.batching import BATCH, batches
from serein.territory.importing import records
from serein.territory.importing.best_reading import BestAddress, BestCommune, BestFile, BestStreet
from serein.territory.importing.files import WrongFile
from serein.territory.importing.layers import LayerUpdate, Row, Spool, require_most_stays
from serein.territory.importing.osm import ADDRESS_FIELDS, STREET_FIELDS, Import
from serein.territory.importing.reports import LayerReport
from serein.territory.models import Address, Commune, Source, Street
from serein.territory.spelling import fold

TOLERANCE_DEGREES = 0.03
Localities = tuple[str, str, str]


@dataclass
class Found:
    """What the files hold of the communes wanted; the addresses wait on disk."""

    wanted: frozenset[str]
    report: LayerReport
    spool: Spool = field(default_factory=Spool)
    communes: dict[str, BestCommune] = field(default_factory=dict)
    streets: dict[str, BestStreet] = field(default_factory=dict)
    localities: dict[str, Counter[Localities]] = field(default_factory=lambda: defaultdict(Counter))
    _waiting: list[BestAddress] = field(default_factory=list)

    def take(self, item: BestStreet | BestAddress | BestCommune) -> None:
        if self.wanted and item.nis not in self.wanted:
            if isinstance(item, BestAddress):
                self.report.refuse("in another commune", item.nis)
            return
        if isinstance(item, BestCommune):
            self.communes.setdefault(item.nis, item)
        elif isinstance(item, BestStreet):
            self.streets.setdefault(item.street_id, item)
        else:
            self._take_address(item)

    def _take_address(self, address: BestAddress) -> None:
        if not address.house_number or len(address.house_number) > 20 or len(address.box_number) > 40:
            self.report.refuse("no house number that can be kept", address.address_id)
            return
        self.localities[address.street_id][(address.postcode, address.post_fr, address.post_nl)] += 1
        self._waiting.append(address)
        if len(self._waiting) >= BATCH:
            self.close()

    def close(self) -> None:
        self.spool.put(self._waiting)
        self._waiting = []


def import_best(
    *, paths: Sequence[Path], now: datetime, nis: Sequence[str] = (), accepts_vanished: bool = False
) -> Import:
    """
    Read BeSt files into the territory: into the communes named, else into those that it knows, else into all.

    Addresses and streets that were made from OpenStreetMap become the official ones where they are the same;
    the others of these communes are marked as vanished.

    :raises WrongFile: if a file cannot be used or the streets are missing; nothing is changed then
    :raises TooMuchVanishes: if it lacks much of what is known, unless that is accepted; nothing is changed then
    """
    began = records.Began(now)
    report = LayerReport("addresses")
    files = [BestFile(path) for path in paths]
    found = Found(_wanted(nis), report)
    for file in sorted(files, key=lambda file: file.form != "streets"):
        for item in file.items(report):
            found.take(item)
    found.close()
    _require_use(found, files)
    if not accepts_vanished:
        _require_most_stays(found, paths[0])
    communes = _communes(found)
    streets = _streets(found, communes, now)
    _addresses(found, communes, now)
    reports = [streets, report]
    run = records.keep_run(importer="best", path=paths[0], reports=reports, began=began)
    return Import(run, reports)


def _wanted(nis: Sequence[str]) -> frozenset[str]:
    if nis:
        return frozenset(nis)
    return frozenset(Commune.objects.exclude(nis="00000").values_list("nis", flat=True))


def _require_use(found: Found, files: list[BestFile]) -> None:
    names = ", ".join(file.path.name for file in files)
    if not found.spool.count:
        wanted = ", ".join(sorted(found.wanted)) or "any commune"
        raise WrongFile(f"{names}: no address in use of {wanted} among {found.report.read:,} lines.")
    if not found.streets:
        raise WrongFile(f"{names}: BeSt's full file of addresses needs its file of street names beside it; give both.")


def _require_most_stays(found: Found, path: Path) -> None:
    """
    :raises TooMuchVanishes: if the files lack more than a third of the official streets or addresses of their communes
    """
    codes = {street.nis for street in found.streets.values()}
    streets = Street.objects.present().filter(source=Source.BEST, commune__nis__in=codes)
    require_most_stays(path, "streets", streets.values_list("source_id", flat=True), found.streets.keys())
    addresses = Address.objects.present().filter(source=Source.BEST, street__commune__nis__in=codes)
    if addresses.exists():
        named = {address.address_id for some in found.spool.batches() for address in some}
        require_most_stays(path, "addresses", addresses.values_list("source_id", flat=True), named)


def _communes(found: Found) -> dict[str, Commune]:
    """Find the communes, and add those that are not known yet; the first becomes the home if there is none."""
    codes = sorted({street.nis for street in found.streets.values()})
    with transaction.atomic():
        known = {commune.nis: commune for commune in Commune.objects.filter(nis__in=codes)}
        has_home = Commune.objects.filter(is_home=True).exists()
        for code in codes:
            if code in known:
                continue
            told = found.communes.get(code, BestCommune(code, "", ""))
            name_fr = told.name_fr or ("" if told.name_nl else code)
            known[code] = Commune.objects.create(
                nis=code, name_fr=name_fr, name_nl=told.name_nl, is_home=not has_home, languages=["fr", "nl"]
            )
            has_home = True
        memory.changed("communes")
    return known


def _streets(found: Found, communes: dict[str, Commune], now: datetime) -> LayerReport:
    report = LayerReport("streets", read=len(found.streets))
    pks = [commune.pk for commune in communes.values()]
    loose = Street.objects.filter(source=Source.OSM, commune__in=pks)
    update = LayerUpdate(
        known=Street.objects.filter(commune__in=pks),
        key="source_id",
        fields=STREET_FIELDS,
        report=report,
        adoptable=_adoptable_streets(loose),
    )
    rows = []
    for street in found.streets.values():
        if not (street.name_fr or street.name_nl):
            report.refuse("without a name", street.street_id)
            continue
        rows.append(_street_row(street, communes[street.nis], found.localities.get(street.street_id)))
    for some in batches(rows):
        update.add(some)
    with transaction.atomic():
        update.write(now=now)
        memory.changed("streets")
    return report


def _adoptable_streets(loose: QuerySet[Street]) -> dict[str, int]:
    known: dict[str, int] = {}
    for street in loose.order_by("-pk"):
        for name in (street.name_fr, street.name_nl):
            if name:
                known[f"{street.commune_id} {fold(name)}"] = street.pk
    return known


def _street_row(street: BestStreet, commune: Commune, localities: Counter[Localities] | None) -> Row:
    postcode, post_fr, post_nl = localities.most_common(1)[0][0] if localities else ("", "", "")
    values = {
        "source": Source.BEST.value,
        "commune_id": commune.pk,
        "name_fr": street.name_fr[:200],
        "name_nl": street.name_nl[:200],
        "postcode": postcode[:10],
        "locality_fr": post_fr[:120],
        "locality_nl": post_nl[:120],
    }
    return Row(street.street_id, values, natural=f"{commune.pk} {fold(street.name_fr or street.name_nl)}")


def _addresses(found: Found, communes: dict[str, Commune], now: datetime) -> None:
    pks = [commune.pk for commune in communes.values()]
    streets = dict(Street.objects.filter(commune__in=pks, source=Source.BEST).values_list("source_id", "pk"))
    loose = Address.objects.filter(source=Source.OSM, street__commune__in=pks, vanished_at=None)
    adoptable = {
        f"{street} {fold(number)} {fold(box)}": pk
        for street, number, box, pk in loose.values_list("street_id", "house_number", "box_number", "pk")
    }
    update = LayerUpdate(
        known=Address.objects.filter(street__commune__in=pks),
        key="source_id",
        fields=ADDRESS_FIELDS,
        report=found.report,
        adoptable=adoptable,
    )
    frames = {commune.nis: commune for commune in communes.values()}
    for addresses in found.spool.batches():
        update.add([row for address in addresses if (row := _address_row(address, streets, frames, found.report))])
    found.spool.close()
    with transaction.atomic():
        update.write(now=now)
        memory.changed("addresses")
    records.assign_beats()


def _address_row(
    address: BestAddress, streets: dict[str, int], communes: dict[str, Commune], report: LayerReport
) -> Row | None:
    street, commune = streets.get(address.street_id), communes.get(address.nis)
    if street is None or commune is None:
        report.refuse("its street is not in the file of streets", address.street_id)
        return None
    if commune.geometry and not _is_near(address, commune):
        report.refuse("a point outside its commune", f"{address.address_id} at {address.lat}, {address.lon}")
        return None
    values = {
        "source": Source.BEST.value,
        "street_id": street,
        "house_number": address.house_number,
        "box_number": address.box_number,
        "postcode": address.postcode[:10],
        "lat": address.lat,
        "lon": address.lon,
    }
    natural = f"{street} {fold(address.house_number)} {fold(address.box_number)}"
    return Row(address.address_id, values, natural=natural)


def _is_near(address: BestAddress, commune: Commune) -> bool:
    margin = TOLERANCE_DEGREES
    return (
        commune.min_lon - margin <= address.lon <= commune.max_lon + margin
        and commune.min_lat - margin <= address.lat <= commune.max_lat + margin
    )
