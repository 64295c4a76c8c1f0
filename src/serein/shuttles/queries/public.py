"""The nights as everybody sees them: what is published, and nothing of who rides."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from serein.shuttles.models import Night
from serein.shuttles.models.night import NightQuerySet
from serein.shuttles.queries.zones import zone_of
from serein.territory import queries as territory


def list_nights_to_come(*, now: datetime) -> list[Night]:
    """List the nights that are published and not over, those called off among them, in two queries."""
    return list(published().to_come(now).exclude(state=Night.State.CLOSED, called_off_at=None))


def find_next_night(*, now: datetime, within: timedelta) -> Night | None:
    """Find the night that runs, else the next one within that time, while it takes riders."""
    soon = Night.objects.filter(state__in=Night.BOOKABLE, called_off_at=None, starts_at__lt=now + within)
    return soon.to_come(now).select_related("event").order_by("starts_at").first()


def published() -> NightQuerySet:
    """Return the nights that anybody may see, each with its event, its organiser and its zone."""
    return Night.objects.public().defer("plan").select_related("event__organiser").prefetch_related("neighbourhoods")


def list_driven(*, now: datetime) -> QuerySet[Night]:
    """List the nights that are closed, the latest first, each with its figures."""
    closed = Night.objects.filter(state=Night.State.CLOSED, starts_at__lt=now)
    return closed.select_related("event", "figures").filter(figures__isnull=False).order_by("-starts_at")


def zone_as_geojson(night: Night) -> dict[str, Any]:
    """Return the outlines of a night's zone, and its waiting point: nothing else of the night is a place."""
    features = [_outline(area.name, area.geometry) for area in zone_of(night) if area.geometry]
    home = territory.find_home_commune()
    if not features and home is not None and home.geometry:
        features = [_outline(home.name, home.geometry)]
    if night.is_doorstep:
        point = {"type": "Point", "coordinates": [night.lon, night.lat]}
        features.append({"type": "Feature", "properties": {"name": night.waiting}, "geometry": point})
    return {"type": "FeatureCollection", "features": features}


def zone_in_words(night: Night) -> list[str]:
    """Name the neighbourhoods of a night's zone, or the commune."""
    home = territory.find_home_commune()
    return [area.name for area in zone_of(night)] or ([home.name] if home else [])


def _outline(name: str, geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
