"""
The paper of one van: who goes where on its next run, for when no screen works.

Street and number, never a name; on its foot a line says when it is shredded. Printing it is journalled.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from serein.kit import journal, pdf
from serein.kit.actors import Actor
from serein.shuttles.models import Night, NightVan, Ride
from serein.shuttles.queries.running import Door, open_places
from serein.territory.queries import home_commune

_SHEET = Path(__file__).parent / "typst" / "manifest.typ"


@transaction.atomic
def print_manifest(*, night: Night, vans: Sequence[NightVan], language: str, by: Actor, now: datetime) -> bytes:
    """Return a tagged sheet for each van: the run that it is on, else its next one."""
    runs = {van: list_stops(night, van) for van in vans}
    with override(language):
        paper = pdf.render(
            _SHEET,
            language=language,
            title=_("Run sheets, %(night)s") % {"night": night.event.name},
            is_fictive=home_commune().is_fictive,
            night=f"{night.event.name}, {_at(night.starts_at, 'l j F Y')}",
            printed=_("Printed at %(hour)s. It tells the night as it stood then.") % {"hour": _at(now, "H:i")},
            heads=[_("Hour"), _("Number"), _("Where"), _("Who"), _("Done")],
            sheets=[
                {
                    "title": _("Run sheet of %(van)s") % {"van": van.van.name},
                    "stops": [_line(stop, language) for stop in stops],
                }
                for van, stops in runs.items()
            ],
            nobody=_("Nobody is planned for this van."),
            no_names=_("No name, on the sheet or by hand. Somebody under age is handed over to an adult at the door."),
            shred=_("Shred this sheet when the van is back for the last time."),
            shredded=[_("Shredded at"), _("By (function)")],
        )
    for van, stops in runs.items():
        told: dict[str, str | int] = {"why": "manifest", "fields": "places", "night": night.pk, "rides": len(stops)}
        journal.write(act="sealed.read", about=van, by=by, at=now, **told)
    return paper


def list_stops(night: Night, van: NightVan) -> list[tuple[Ride, bool, datetime]]:
    """List the stops of a run in order: the ride, whether it is fetched there, and when."""
    runs = [run for run in night.plan if run["van"] == van.pk]
    run = next((one for one in runs if one.get("aboard") and one["stops"]), runs[0] if runs else None)
    if run is None:
        return []
    rides = night.rides.filter(state__in=Ride.OPEN).in_bulk([stop["ride"] for stop in run["stops"]])
    return [
        (rides[stop["ride"]], stop["act"] == "up", night.moment_of(stop["at"]))
        for stop in run["stops"]
        if stop["ride"] in rides
    ]


def _line(stop: tuple[Ride, bool, datetime], language: str) -> dict[str, Any]:
    ride, is_up, at = stop
    places = open_places(ride)
    door: Door = places.start if is_up and places.start else places.to
    marks = [ngettext("%(n)d person", "%(n)d people", ride.party_size) % {"n": ride.party_size}]
    if ride.wheelchairs:
        marks.append(
            ngettext("%(n)d wheelchair place", "%(n)d wheelchair places", ride.wheelchairs) % {"n": ride.wheelchairs}
        )
    if ride.has_minor:
        marks.append(_("under age: to an adult"))
    return {
        "at": _at(at, "H:i"),
        "number": str(ride.number),
        "where": door.label(language).partition(",")[0],
        "act": _("gets on") if is_up else _("gets off"),
        "who": ", ".join(marks),
    }


def _at(moment: datetime, form: str) -> str:
    return date_format(timezone.localtime(moment), form)
