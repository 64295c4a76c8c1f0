"""
What the screens of a night hold, as a program reads it.

The tablet at the waiting point gets streets without house numbers, and places rounded to about a hundred metres:
enough to put drops in order without network, not enough to find a door.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Q

from serein.shuttles.models import Night, NightVan, Refusal, Ride
from serein.shuttles.models.ride import KEPT_FOR_TIMES
from serein.shuttles.queries.devices import LASTS_AFTER_THE_NIGHT
from serein.shuttles.queries.running import Door, open_places
from serein.shuttles.queries.zones import zone_of
from serein.territory.models import Address
from serein.territory.queries import find_neighbourhood_at

TOLD_FOR = timedelta(minutes=30)
"""How long the screen shows that a driver asked to be called."""
ROUNDED = 3
"""Decimals of a degree: about a hundred metres."""
_NUMBER = re.compile(r"\s+\d+\s?[a-zA-Z]?(?:/\w+)?(?:\s+(?:bte|bus|box)\s+\S+)?$")


def read_state(*, night: Night, language: str, now: datetime) -> dict[str, Any]:
    """Return the night for the screen at the waiting point, in three queries."""
    rides = list_open(night)
    vans = list(night.vans.select_related("van"))
    return {
        "version": night.version,
        "now": ms(now),
        "night": _night(night),
        "groups": [_group(ride, language, now) for ride in rides],
        "vans": [_van(van) for van in vans],
        "runs": [_run(run, night) for run in night.plan],
        "problems": list_problems(night, since=now - TOLD_FOR),
    }


def list_open(night: Night) -> list[Ride]:
    """List those for whom something is still to be done: a ride, or a hand-over after a refusal."""
    unfinished = Q(state__in=Ride.OPEN) | Q(state=Ride.State.REFUSED, refusal__taken_over_by="")
    return list(night.rides.select_related("refusal").filter(unfinished).order_by("number"))


def list_problems(night: Night, *, since: datetime) -> list[dict[str, Any]]:
    """List what drivers told of a while ago: each from which van, and when."""
    told = night.acts.filter(name="problem", made_at__gte=since).select_related("device__van__van")
    return [
        {"van": act.device.van.van.name, "at": ms(act.made_at)}
        for act in told
        if act.device is not None and act.device.van is not None
    ]


def list_streets(*, night: Night, language: str) -> list[dict[str, Any]]:
    """List the streets of the commune with their middle, so that one is chosen without network too."""
    zone = {neighbourhood.pk for neighbourhood in zone_of(night)}
    houses = Address.objects.present().filter(street__vanished_at=None, street__commune__is_home=True)
    rows = (
        houses.values("street_id", "street__name_fr", "street__name_nl", "street__locality_fr", "street__locality_nl")
        .annotate(lat=Avg("lat"), lon=Avg("lon"))
        .order_by("street__name_fr", "street__name_nl")
    )
    streets = [
        {
            "id": row["street_id"],
            "names": sorted({row["street__name_fr"], row["street__name_nl"]} - {""}),
            "name": _in(language, row["street__name_fr"], row["street__name_nl"]),
            "town": _in(language, row["street__locality_fr"], row["street__locality_nl"]),
            "place": [round(row["lat"], ROUNDED), round(row["lon"], ROUNDED)],
            "outside": bool(zone) and _area_of(row["lat"], row["lon"]) not in zone,
        }
        for row in rows
    ]
    by_name: dict[str, int] = defaultdict(int)
    for street in streets:
        by_name[street["name"]] += 1
    return [street | {"town": street["town"] if by_name[street["name"]] > 1 else ""} for street in streets]


def street_only(label: str) -> str:
    """Return a label without what follows its comma and without its house number."""
    return _NUMBER.sub("", label.partition(",")[0])


def ms(moment: datetime) -> int:
    """Return a moment as scripts count it."""
    return round(moment.timestamp() * 1000)


def _area_of(lat: float, lon: float) -> int | None:
    area = find_neighbourhood_at(lat=lat, lon=lon)
    return area.pk if area else None


def _in(language: str, fr: str, nl: str) -> str:
    return (nl if language == "nl" else fr) or fr or nl


def _night(night: Night) -> dict[str, Any]:
    return {
        "id": night.pk,
        "name": night.event.name,
        "mode": night.mode,
        "waiting": night.waiting,
        "contact": night.contact,
        "protocol": night.protocol,
        "point": [night.lat, night.lon],
        "starts": ms(night.starts_at),
        "ends": ms(night.ends_at),
        "until": ms(night.ends_at + LASTS_AFTER_THE_NIGHT),
        "state": night.state,
        "called_off": ms(night.called_off_at) if night.called_off_at else None,
    }


def _group(ride: Ride, language: str, now: datetime) -> dict[str, Any]:
    places = open_places(ride)
    is_stranded = ride.stranded_at is not None and ride.state in Ride.WAITING
    is_late = ride.told_up_at > ride.promised_up_at + KEPT_FOR_TIMES or (
        ride.state in Ride.WAITING and now > ride.told_up_at + KEPT_FOR_TIMES
    )
    return {
        "id": ride.pk,
        "once": ride.once,
        "number": str(ride.number),
        "size": ride.party_size,
        "wheelchairs": ride.wheelchairs,
        "minor": ride.has_minor,
        "urgent": ride.is_urgent,
        "late": is_late,
        "state": ride.state,
        "street": street_only(places.to.label(language)),
        "from": street_only(places.start.label(language))
        if places.start and (is_stranded or not ride.night.is_doorstep)
        else "",
        "stranded": is_stranded,
        "breakdown": ms(ride.stranded_at) if ride.stranded_at is not None and is_stranded else None,
        "place": _rounded(places.to),
        "told": ms(ride.told_up_at),
        "since": ms(ride.since),
        "van": ride.van_id,
        "rank": ride.rank,
        "refused": _refused(ride.refusal) if ride.state == Ride.State.REFUSED else None,
    }


def _refused(refusal: Refusal) -> dict[str, Any]:
    is_called_off = refusal.reason == Refusal.Reason.CALLED_OFF
    return {"reason": refusal.get_reason_display(), "at": ms(refusal.refused_at), "called_off": is_called_off}


def _rounded(door: Door) -> list[float]:
    return [round(door.lat, ROUNDED), round(door.lon, ROUNDED)]


def _van(van: NightVan) -> dict[str, Any]:
    return {
        "id": van.pk,
        "name": van.van.name,
        "seats": van.van.seats,
        "places": van.van.wheelchair_places,
        "seats_per_wheelchair": van.van.seats_per_wheelchair,
        "state": van.state,
        "back": ms(van.back_at) if van.back_at else None,
    }


def _run(run: dict[str, Any], night: Night) -> dict[str, Any]:
    return {
        "van": run["van"],
        "leaves": ms(night.moment_of(run["leaves"])),
        "back": ms(night.moment_of(run["back"])),
        "aboard": bool(run.get("aboard")),
        "relief": bool(run.get("relief")),
        "there": _fetched_at(run, night),
        "groups": list(dict.fromkeys(stop["ride"] for stop in run["stops"])),
    }


def _fetched_at(run: dict[str, Any], night: Night) -> int | None:
    """When a van is with those whom it fetches first; None from the waiting point, where it leaves."""
    ups = [stop["at"] for stop in run["stops"] if stop["act"] == "up"]
    return ms(night.moment_of(min(ups))) if ups else None
