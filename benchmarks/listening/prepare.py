"""Fill an installation with so many reports, measure each gesture in this process, print one line of JSON."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks.web.processes import cpu_s  # noqa: E402
from serein.config import demo  # noqa: E402
from serein.enquiries.models import Enquiry, new_code  # noqa: E402
from serein.kit import clock, keyring  # noqa: E402
from serein.kit.actors import SYSTEM  # noqa: E402
from serein.kit.models import RateCounter  # noqa: E402
from serein.listening import operations  # noqa: E402
from serein.listening.models.report import Report  # noqa: E402

SEED = 20_260_619
AT_ONCE = 2_000
_OF_THE_TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")


def main(reports: int, times: int) -> None:
    keyring.add_key()
    call_command("migrate", verbosity=0)
    for name in demo.list_parts():
        if name not in ("proximity", "plan", "portal"):
            import_module(f"serein.{name}.demo").build(now=clock.now())
    multiply(reports)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    settings.ALLOWED_HOSTS = ["*"]
    rows = [measure(name, ask, times) for name, ask in gestures()]
    print(json.dumps({"reports": Report.objects.count(), "gestures": rows}))


def multiply(reports: int) -> None:
    """Copy the demo's reports, each moved a little in place and time, until there are so many."""
    draw = random.Random(SEED)
    models = list(Report.objects.select_related("enquiry").filter(enquiry__same_as=None))
    missing = reports - Report.objects.count()
    while missing > 0:
        with transaction.atomic():
            some = [draw.choice(models) for _ in range(min(AT_ONCE, missing))]
            enquiries = [_enquiry(draw, report.enquiry) for report in some]
            Enquiry.objects.bulk_create(enquiries)
            Report.objects.bulk_create(_report(draw, *pair) for pair in zip(some, enquiries, strict=True))
        missing -= len(some)


def _enquiry(draw: random.Random, model: Enquiry) -> Enquiry:
    earlier = timedelta(minutes=draw.randrange(60 * 24 * 365))
    values = {field.attname: getattr(model, field.attname) for field in Enquiry._meta.concrete_fields}
    moved = ("received_at", "due_at", "answered_at", "closed_at")
    values |= {name: values[name] - earlier for name in moved if values[name] is not None}
    return Enquiry(**values | {"id": None, "code": new_code()})


def _report(draw: random.Random, model: Report, enquiry: Enquiry) -> Report:
    values = {field.attname: getattr(model, field.attname) for field in Report._meta.concrete_fields}
    values |= {"lat": (model.lat or 0) + draw.gauss(0, 0.002), "lon": (model.lon or 0) + draw.gauss(0, 0.003)}
    return Report(**values | {"id": None, "enquiry_id": enquiry.pk, "reported_at": enquiry.received_at})


def gestures() -> list[tuple[str, Callable[[int], HttpResponse]]]:
    client = Client(headers={"host": "localhost"})
    _partner, key = operations.give_key(name="bench", may="report", office=None, by=SYSTEM, now=clock.now())
    places = list(Report.objects.public().order_by("pk").values_list("lat", "lon")[:200])  # the demo's own
    numbers = list(Report.objects.public().order_by("?").values_list("pk", flat=True)[:200])

    def form(n: int) -> HttpResponse:
        RateCounter.objects.all().delete()
        lat, lon = places[n % len(places)]
        told = {"what": "lamp", "lat": lat, "lon": lon, "message": "La lampe est éteinte.", "token": f"bench-{n}"}
        return client.post("/fr/signaler/", told)  # type: ignore[return-value]

    def open311(n: int) -> HttpResponse:
        RateCounter.objects.all().delete()
        lat, lon = places[n % len(places)]
        told = {"api_key": key, "service_code": "lamp", "lat": lat, "long": lon, "description": f"Lampe {n}."}
        return client.post("/open311/v2/requests.json", told)  # type: ignore[return-value]

    def box(n: int) -> HttpResponse:
        lat, lon = places[n % len(places)]
        assert lat is not None
        assert lon is not None
        asked = f"{lon - 0.01},{lat - 0.006},{lon + 0.01},{lat + 0.006}"
        return client.get(f"/fr/signalements/carte.geojson?bbox={asked}")  # type: ignore[return-value]

    return [
        ("report a thing (form, POST)", form),
        ("report a thing (Open311, POST)", open311),
        ("list of 20 (page)", lambda _n: client.get("/fr/signalements/")),  # type: ignore[list-item,return-value]
        ("list of 100 (Open311)", lambda _n: client.get("/open311/v2/requests.json?page_size=100")),  # type: ignore[list-item,return-value]
        ("map box, 500 points at most", box),
        ("one report (page)", lambda n: client.get(f"/fr/signalements/{numbers[n % len(numbers)]}/")),  # type: ignore[list-item,return-value]
        (
            "one report (Open311)",
            lambda n: client.get(f"/open311/v2/requests/{numbers[n % len(numbers)]}.json"),  # type: ignore[list-item,return-value]
        ),
    ]


def measure(name: str, ask: Callable[[int], HttpResponse], times: int) -> dict[str, Any]:
    """Return CPU and queries of a gesture: this process, which holds SQLite too, and PostgreSQL's own if it runs."""
    for n in range(20):
        answer = ask(10_000_000 + n)
        assert answer.status_code in (200, 302), (name, answer.status_code, answer.content[:400])
    with CaptureQueriesContext(connection) as captured:
        ask(20_000_000)
    asked = [query["sql"] for query in captured if not query["sql"].startswith(_OF_THE_TRANSACTION)]
    asked = [sql for sql in asked if not sql.startswith('DELETE FROM "kit_ratecounter"')]
    servers = [int(pid) for pid in os.environ.get("BENCH_POSTGRESQL", "").split() if pid]
    before, of_database = time.process_time(), cpu_s(servers)
    for n in range(times):
        ask(n)
    mine, theirs = time.process_time() - before, cpu_s(servers) - of_database
    cpu = {"cpu_ms": round(1000 * mine / times, 2), "database_cpu_ms": round(1000 * theirs / times, 2)}
    return {"gesture": name, "queries": len(asked)} | cpu


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
