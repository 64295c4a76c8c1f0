"""One measurement, in an installation made for it; prints one line of JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks.territory import region  # noqa: E402
from benchmarks.territory.noise import queries as noisy_queries  # noqa: E402
from serein.kit import clock, keyring  # noqa: E402
from serein.territory import demo, memory, queries  # noqa: E402
from serein.territory.importing.best import import_best  # noqa: E402
from serein.territory.importing.osm import import_osm  # noqa: E402
from serein.territory.models import Address, Commune, Street  # noqa: E402
from serein.territory.spelling import fold, fold_number  # noqa: E402

SEED = 20_260_619
Figures = dict[str, Any]


def cpu_s() -> float:
    """CPU of this process and of those it started (tippecanoe)."""
    mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def peak_mb() -> float:
    return round(
        max(resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024, 0
    )


def measure_demo() -> Figures:
    begun = cpu_s()
    demo.build(now=clock.now())
    return {"what": "demo commune drawn and imported", "cpu_s": round(cpu_s() - begun, 2), "peak_mb": peak_mb(),
            "addresses": Address.objects.present().count()}  # fmt: skip


def measure_import(path: str) -> Figures:
    begun, wall = cpu_s(), time.perf_counter()
    done = import_osm(path=Path(path), now=clock.now())
    first, first_wall = cpu_s() - begun, time.perf_counter() - wall
    begun = cpu_s()
    import_osm(path=Path(path), now=clock.now())
    return {
        "what": f"import_osm {Path(path).name}",
        "cpu_s": round(first, 2),
        "wall_s": round(first_wall, 2),
        "again_cpu_s": round(cpu_s() - begun, 2),
        "peak_mb": peak_mb(),
        **{report.layer: report.read for report in done.reports},
    }


def measure_search(addresses: str, *best: str) -> Figures:
    if best:
        begun = cpu_s()
        import_best(paths=[Path(path) for path in best], now=clock.now())
        told: Figures = {"import_cpu_s": round(cpu_s() - begun, 2)}
        known = region.known_addresses()
    else:
        told, known = {}, region.make_region(int(addresses))
    asked = noisy_queries(known, 1000, seed=SEED)
    queries.search_addresses(text="rue", language="fr")
    times, found = [], 0
    for one in asked:
        begun = time.process_time()
        matches = queries.search_addresses(text=one.text, language="fr")
        times.append((time.process_time() - begun) * 1000)
        found += _is_among(matches, one.known)
    times.sort()
    return {
        "what": f"address search among {Address.objects.present().count():,} addresses",
        "found_pct": found / 10,
        "p50_ms_cpu": round(times[500], 2),
        "p95_ms_cpu": round(times[950], 2),
        "max_ms_cpu": round(times[-1], 2),
        "streets": Street.objects.count(),
        **told,
    }


def _is_among(matches: list[queries.AddressMatch], known: Any) -> bool:
    for address in Address.objects.filter(pk__in=[match.id for match in matches]).select_related("street__commune"):
        town = address.street.commune
        if (
            {fold(address.street.name_fr), fold(address.street.name_nl)} == {fold(known.name_fr), fold(known.name_nl)}
            and fold_number(address.house_number) == fold_number(known.number)
            and known.town_fr in (town.name_fr, address.street.locality_fr)
        ):
            return True
    return False


def measure_beats() -> Figures:
    demo.build(now=clock.now(), with_map=False)
    home = Commune.objects.get(is_home=True)
    points = [(address.lat, address.lon) for address in Address.objects.present()[:2000]]
    queries.find_beat_at(lat=home.centre_lat, lon=home.centre_lon)
    with_version = _us_each(lambda lat, lon: queries.find_beat_at(lat=lat, lon=lon), points)
    index = queries.beat_index()
    alone = _us_each(lambda lat, lon: index.find(lon, lat), points)
    memory.changed("beats")
    return {"what": "beat of a point", "from_memory_us": alone, "with_version_check_us": with_version}


def _us_each(look_up: Callable[[float, float], Any], points: list[tuple[float, float]]) -> float:
    begun = time.process_time()
    for lat, lon in points:
        look_up(lat, lon)
    return round((time.process_time() - begun) / len(points) * 1e6, 1)


MEASUREMENTS: dict[str, Callable[..., Figures]] = {
    "demo": measure_demo,
    "import": measure_import,
    "search": measure_search,
    "beats": measure_beats,
}

if __name__ == "__main__":
    keyring.add_key()
    call_command("migrate", verbosity=0)
    print(json.dumps(MEASUREMENTS[sys.argv[1]](*sys.argv[2:]), ensure_ascii=False))
