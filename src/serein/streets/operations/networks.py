"""A street network comes into force; a lamp register is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from serein.engines.graph import Lamps
from serein.kit import journal
from serein.kit.actors import Actor
from serein.streets.importing import read_streets
from serein.streets.importing.lamps import read_lamps, read_osm_lamps
from serein.streets.models import Cabin, Lamp, NetworkVersion
from serein.streets.network_file import write_network
from serein.streets.operations.lamps import LIGHT
from serein.streets.queries import network as in_force
from serein.territory import memory
from serein.territory.batching import batches

NETWORK = "street_network"
"""The layer that every process reads again when another network comes into force."""


def import_streets(*, path: Path, by: Actor, now: datetime) -> NetworkVersion:
    """
    Read streets from an OpenStreetMap file and put them in force.

    :raises WrongFile: if it is no street map; nothing is changed then
    """
    network = read_streets(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    name = f"{digest}.npz"
    folder = in_force.networks_folder()
    folder.mkdir(parents=True, exist_ok=True)
    write_network(folder / name, network, lamps=read_osm_lamps(path))
    with transaction.atomic():
        NetworkVersion.objects.filter(is_in_force=True).exclude(file_name=name).update(is_in_force=False)
        version, _is_new = NetworkVersion.objects.update_or_create(
            file_name=name,
            defaults={
                "source_name": path.name[:200],
                "imported_at": now,
                "nodes": network.node_count,
                "edges": network.edge_count,
                "is_in_force": True,
            },
        )
        memory.changed(NETWORK, LIGHT)
        journal.write(act="streets.imported", about=version, by=by, at=now, edges=network.edge_count)
    return version


def import_lamps(*, path: Path, by: Actor, now: datetime) -> int:
    """
    Keep a lamp register; what left it is marked, not deleted. Return how many lamps it holds.

    :raises WrongFile: if a line cannot be read; nothing is changed then
    """
    lamps = read_lamps(path)
    with transaction.atomic():
        cabins = _keep_cabins(lamps)
        _keep_lamps(lamps, cabins, now)
        memory.changed(LIGHT)
        journal.write(act="lamps.imported", about=Lamp._meta.label_lower, by=by, at=now, lamps=len(lamps))
    return len(lamps)


def _keep_cabins(lamps: Lamps) -> list[Cabin]:
    known = {cabin.code: cabin for cabin in Cabin.objects.all()}
    return [known.get(str(code)) or Cabin.objects.create(code=str(code)) for code in lamps.cabins]


def _keep_lamps(lamps: Lamps, cabins: list[Cabin], now: datetime) -> None:
    known = {lamp.ref: lamp for lamp in Lamp.objects.all()}
    new, changed = [], []
    for position, ref in enumerate(lamps.ids.tolist()):
        cabin = int(lamps.cabin[position])
        lon, lat = lamps.lon_lat[position].tolist()
        values: dict[str, Any] = {
            "cabin": cabins[cabin] if cabin >= 0 else None,
            "lat": lat,
            "lon": lon,
            "kind": str(lamps.kind[position])[:60],
            "is_working": bool(lamps.is_working[position]),
            "vanished_at": None,
        }
        row = known.pop(ref, None)
        if row is None:
            new.append(Lamp(ref=ref, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    for rows in batches(new):
        Lamp.objects.bulk_create(rows)
    Lamp.objects.bulk_update(changed, ["cabin", "lat", "lon", "kind", "is_working", "vanished_at"], batch_size=500)
    gone = [lamp.pk for lamp in known.values() if lamp.vanished_at is None]
    for keys in batches(gone):
        Lamp.objects.filter(pk__in=keys).update(vanished_at=now)
