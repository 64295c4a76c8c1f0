"""Addresses to search in: a made region, or those of imported files."""

from __future__ import annotations

import random
from itertools import product

from benchmarks.territory.noise import Known
from serein.territory import memory
from serein.territory.demo_town.names import POOLS, capital
from serein.territory.models import Address, Commune, Source, Street

SEED = 20_260_619
TOWNS = (
    ("57901", "7901", "Rivebelle", "Schoonoever"),
    ("57902", "7902", "Sart-Dame", "Vrouwerode"),
    ("57903", "7903", "Grandpré", "Grootbeemd"),
)
KINDS = (("rue", "straat"), ("avenue", "laan"), ("place", "plein"), ("chemin", "weg"))


def make_region(count: int) -> list[Known]:
    """Make three communes whose streets differ by little: one word under four kinds, shared by towns."""
    dice = random.Random(SEED)
    communes = [
        Commune.objects.create(nis=nis, name_fr=fr, name_nl=nl, is_home=nis == TOWNS[0][0], languages=["fr", "nl"])
        for nis, _, fr, nl in TOWNS
    ]
    words = [name for pool in ("centre", "town", "village") for name in POOLS[pool] if name.nl.endswith("straat")]
    streets: list[Street] = []
    for name, (kind_fr, kind_nl), (town, commune) in product(words, KINDS, zip(TOWNS, communes, strict=True)):
        if not name.fr.startswith("rue ") or dice.random() < 0.4:
            continue
        dutch = name.nl.removesuffix("straat") + kind_nl if dice.random() < 0.7 else ""
        streets.append(
            Street(commune=commune, name_fr=capital(kind_fr + name.fr[3:]), name_nl=dutch, postcode=town[1],
                   source=Source.BEST, source_id=f"WS/{len(streets)}")
        )  # fmt: skip
    Street.objects.bulk_create(streets, batch_size=1000)
    each = max(1, round(count / len(streets)))
    rows: list[Address] = []
    for street in Street.objects.order_by("pk"):
        for number in sorted(dice.sample(range(1, each * 4 + 2), each)):
            text = f"{number}{dice.choice('ABC')}" if dice.random() < 0.06 else str(number)
            box = dice.choice(("0001", "b002", "3", "A1")) if dice.random() < 0.08 else ""
            rows.append(
                Address(street=street, house_number=text, box_number=box, postcode=street.postcode, lat=50.73,
                        lon=3.05, source=Source.BEST, source_id=f"WA/{len(rows)}")
            )  # fmt: skip
    Address.objects.bulk_create(rows, batch_size=2000)
    memory.changed("communes", "streets")
    return known_addresses()


def known_addresses() -> list[Known]:
    """List every address as its resident knows it."""
    rows = Address.objects.present().select_related("street__commune").order_by("pk")
    return [
        Known(
            row.street.name_fr,
            row.street.name_nl,
            row.house_number,
            row.box_number,
            row.postcode,
            row.street.locality_fr or row.street.commune.name_fr,
            row.street.locality_nl or row.street.commune.name_nl,
        )
        for row in rows.iterator(chunk_size=5000)
    ]
