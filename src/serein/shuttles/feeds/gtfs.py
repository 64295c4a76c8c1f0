"""
The nights as GTFS with GTFS-Flex, for trip planners: zone, hours, price, waiting point, and how to book.

It is made of what is published, and holds no ride, no van and no stop but the waiting point (H04, H16).
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from shapely import unary_union

from serein.engines.geo import read_area, write_area
from serein.people.queries import read_help_numbers
from serein.shuttles.feeds.gtfs_clock import gtfs_time, service_day
from serein.shuttles.models import Night
from serein.shuttles.queries.public import published
from serein.shuttles.queries.zones import zone_of
from serein.territory.queries import home_commune

AGENCY, RULE = "commune", "online"
LANGUAGE, TRANSLATED = "fr", "nl"
BUS = 3
REAL_TIME = 0
NONE, MUST_BOOK = 1, 2
"""Nobody gets in (or out) there; who books does."""
NO_BICYCLES = 2
_WRITTEN_AT = (1980, 1, 1, 0, 0, 0)
Row = dict[str, Any]
Tables = dict[str, list[Row]]
Place = tuple[float, float, str]


class NothingToTell(Exception):
    """No night is published: a feed without trips is none."""


def nights_as_gtfs(*, now: datetime) -> bytes:
    """
    Return the feed of the nights to come that are published.

    :raises NothingToTell: if there are none
    """
    shown = published().to_come(now).filter(state__in=Night.BOOKABLE, called_off_at=None)
    nights = list(shown.prefetch_related("vans__van"))
    if not nights:
        raise NothingToTell("No night to come is published.")
    with override(LANGUAGE):
        tables = _tables(nights, now)
        zones = {"type": "FeatureCollection", "features": [_zone(night) for night in nights]}
    return _zipped(tables, json.dumps(zones, ensure_ascii=False))


def _tables(nights: Sequence[Night], now: datetime) -> Tables:
    stops = _waiting_points(nights)
    tables = {
        "agency": [_agency(now)],
        "feed_info": [_feed_info(nights, now)],
        "calendar_dates": [_day(night) for night in nights],
        "routes": [_route(night) for night in nights],
        "trips": [_trip(night) for night in nights],
        "stops": list(stops.values()),
        "location_groups": [_group(row) for row in stops.values()],
        "location_group_stops": [
            {"location_group_id": _group(row)["location_group_id"], "stop_id": row["stop_id"]} for row in stops.values()
        ],
        "stop_times": [row for night in nights for row in _stop_times(night, stops)],
        "booking_rules": [_rule(night) for night in nights],
        "fare_attributes": [_fare(night) for night in nights],
        "fare_rules": [{"fare_id": f"F{night.pk}", "route_id": f"R{night.pk}"} for night in nights],
        "translations": [row for night in nights for row in _translations(night, stops)],
    }
    return {name: rows for name, rows in tables.items() if rows}


def _agency(now: datetime) -> Row:
    row = {
        "agency_id": AGENCY,
        "agency_name": home_commune().name,
        "agency_url": settings.SITE_URL,
        "agency_timezone": settings.TIME_ZONE,
        "agency_lang": LANGUAGE,
    }
    numbers = read_help_numbers(on=timezone.localdate(now)).by_code("desk")
    return row | {"agency_phone": numbers[0].number if numbers else ""}


def _feed_info(nights: Sequence[Night], now: datetime) -> Row:
    days = [*(service_day(night.starts_at) for night in nights), timezone.localdate(now)]
    return {
        "feed_publisher_name": home_commune().name,
        "feed_publisher_url": settings.SITE_URL,
        "feed_lang": LANGUAGE,
        "feed_start_date": f"{min(days[:-1]):%Y%m%d}",
        "feed_end_date": f"{max(days):%Y%m%d}",
        "feed_version": "-".join(f"{night.pk}.{night.version}" for night in nights)[:200],
        "feed_contact_url": f"{settings.SITE_URL}{reverse('shuttles:nights')}",
    }


def _day(night: Night) -> Row:
    return {"service_id": f"N{night.pk}", "date": f"{service_day(night.starts_at):%Y%m%d}", "exception_type": 1}


def _route(night: Night) -> Row:
    return {
        "route_id": f"R{night.pk}",
        "agency_id": AGENCY,
        "route_long_name": _name(night),
        "route_type": BUS,
        "route_url": _page(night),
        "route_color": "123A4A",
        "route_text_color": "FFFFFF",
    }


def _trip(night: Night) -> Row:
    return {
        "route_id": f"R{night.pk}",
        "service_id": f"N{night.pk}",
        "trip_id": f"T{night.pk}",
        "trip_headsign": _("To your door"),
        "wheelchair_accessible": 1 if any(van.van.wheelchair_places for van in night.vans.all()) else 2,
        "bikes_allowed": NO_BICYCLES,
    }


def _waiting_points(nights: Sequence[Night]) -> dict[Place, Row]:
    """List the waiting points, each once: the town hall is one stop, however many nights begin there."""
    stops: dict[Place, Row] = {}
    for night in nights:
        if night.is_doorstep:
            point = {"stop_lat": f"{night.lat:.6f}", "stop_lon": f"{night.lon:.6f}"}
            stops.setdefault(_place(night), {"stop_id": f"S{night.pk}", "stop_name": night.waiting, **point})
    return stops


def _place(night: Night) -> Place:
    return round(night.lat, 5), round(night.lon, 5), night.waiting_fr


def _group(stop: Row) -> Row:
    return {"location_group_id": f"G{stop['stop_id']}", "location_group_name": stop["stop_name"]}


def _stop_times(night: Night, stops: dict[Place, Row]) -> list[Row]:
    """From the waiting point, or from a door of the zone, to a door of the zone."""
    on = service_day(night.starts_at)
    window = {
        "start_pickup_drop_off_window": gtfs_time(night.starts_at, on=on),
        "end_pickup_drop_off_window": gtfs_time(night.ends_at, on=on),
    }
    rule = f"{RULE}{night.pk}"
    start = {"location_group_id": "", "location_id": f"Z{night.pk}"}
    if night.is_doorstep:
        start = {"location_group_id": _group(stops[_place(night)])["location_group_id"], "location_id": ""}
    up = {**start, "pickup_type": MUST_BOOK, "drop_off_type": NONE}
    off = {"location_group_id": "", "location_id": f"Z{night.pk}", "pickup_type": NONE, "drop_off_type": MUST_BOOK}
    return [
        {"trip_id": f"T{night.pk}", "stop_sequence": 1, **up, **window, "pickup_booking_rule_id": rule},
        {"trip_id": f"T{night.pk}", "stop_sequence": 2, **off, **window, "drop_off_booking_rule_id": rule},
    ]


def _rule(night: Night) -> Row:
    return {
        "booking_rule_id": f"{RULE}{night.pk}",
        "booking_type": REAL_TIME,
        "message": _("Book online, or ask at the waiting point."),
        "info_url": _page(night),
        "booking_url": f"{settings.SITE_URL}{reverse('shuttles:book', args=[night.pk])}",
    }


def _fare(night: Night) -> Row:
    price = {"price": f"{night.price_cents / 100:.2f}", "currency_type": "EUR"}
    return {"fare_id": f"F{night.pk}", **price, "payment_method": 0, "transfers": 0, "agency_id": AGENCY}


def _translations(night: Night, stops: dict[Place, Row]) -> list[Row]:
    with override(TRANSLATED):
        told = [
            ("routes", "route_long_name", f"R{night.pk}", _name(night)),
            ("trips", "trip_headsign", f"T{night.pk}", _("To your door")),
        ]
        if stops.get(_place(night), {}).get("stop_id") == f"S{night.pk}":
            told.append(("stops", "stop_name", f"S{night.pk}", night.waiting))
    names = ("table_name", "field_name", "record_id", "translation")
    return [dict(zip(names, row, strict=True)) | {"language": TRANSLATED} for row in told]


def _zone(night: Night) -> Row:
    drawn = [area.geometry for area in zone_of(night) if area.geometry] or [home_commune().geometry]
    area = unary_union([read_area(geometry) for geometry in drawn])
    properties = {"stop_name": _("Zone of the night shuttle")}
    return {"type": "Feature", "id": f"Z{night.pk}", "properties": properties, "geometry": write_area(area, digits=5)}


def _name(night: Night) -> str:
    day = date_format(service_day(night.starts_at), "j F Y")
    return _("Night shuttle: %(event)s, %(day)s") % {"event": night.event.name, "day": day}


def _page(night: Night) -> str:
    return f"{settings.SITE_URL}{reverse('shuttles:night', args=[night.pk])}"


def _zipped(tables: Tables, zones: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as feed:
        for name, rows in tables.items():
            feed.writestr(zipfile.ZipInfo(f"{name}.txt", _WRITTEN_AT), _as_csv(rows))
        feed.writestr(zipfile.ZipInfo("locations.geojson", _WRITTEN_AT), zones)
    return out.getvalue()


def _as_csv(rows: list[Row]) -> str:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
