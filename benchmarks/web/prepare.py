"""Build the demo commune, count the queries of each gesture, and print the gestures as one line of JSON."""

from __future__ import annotations

import json
import random
from importlib import import_module
from typing import Any
from urllib.parse import quote

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from serein.config import demo, web  # noqa: E402
from serein.kit import clock, keyring  # noqa: E402
from serein.territory.models import Address  # noqa: E402

SEED = 20_260_619
CALL_BACK = {"name": "Chloé", "phone": "056330410", "in_whose_name": "first_name", "message": "La lampe est cassée."}
_OF_THE_TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")


def main() -> None:
    keyring.add_key()
    call_command("migrate", verbosity=0)
    for name in demo.list_parts():
        import_module(f"serein.{name}.demo").build(now=clock.now())
    web.gather_static()
    gestures = list_gestures()
    settings.ALLOWED_HOSTS = ["*"]
    print(json.dumps({"gestures": gestures, "queries": {row["name"]: count_queries(row) for row in gestures}}))


def list_gestures() -> list[dict[str, Any]]:
    draw = random.Random(SEED)
    addresses = draw.sample(
        list(Address.objects.present().filter(beat__isnull=False).select_related("street", "beat")), 200
    )
    typed = [f"{address.street.name_fr[:-1]} {address.house_number}".replace(" ", "+") for address in addresses]
    return [
        {
            "name": "inspector by point (API)",
            "paths": [f"/api/v1/inspector?lat={a.lat}&lon={a.lon}" for a in addresses],
        },
        {"name": "address search (API)", "paths": [f"/api/v1/addresses?q={_quoted(text)}" for text in typed]},
        {"name": "find my inspector (page)", "paths": [f"/fr/mon-inspecteur/?address={a.pk}" for a in addresses]},
        {
            "name": "ask for a call-back (POST)",
            "paths": [
                f"/fr/mon-inspecteur/{code}/rappel/" for code in sorted({a.beat.code for a in addresses if a.beat})
            ],
            "form": CALL_BACK,
            "status": 302,
        },
    ]


def count_queries(row: dict[str, Any]) -> int:
    """Return how many queries one answer takes once the process is warm; transaction statements do not count."""
    client = Client()

    def ask() -> None:
        answer = client.post(row["paths"][0], row["form"]) if row.get("form") else client.get(row["paths"][0])
        assert answer.status_code == row.get("status", 200), answer.status_code

    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return sum(not query["sql"].startswith(_OF_THE_TRANSACTION) for query in captured)


def _quoted(text: str) -> str:
    return quote(text, safe="+")


if __name__ == "__main__":
    main()
