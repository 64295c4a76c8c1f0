"""What every page needs to know; each floor gives its part."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from serein.kit import clock, offline
from serein.kit.languages import links_to_this_page
from serein.people import queries as people
from serein.portal import queries as portal
from serein.territory import queries as territory


def every_page(request: HttpRequest) -> dict[str, Any]:
    now = clock.now()
    language = get_language() or settings.LANGUAGE_CODE
    is_staff = getattr(request, "user", None) is not None and request.user.is_authenticated
    numbers = people.read_help_numbers(on=timezone.localdate(now))
    return {
        "commune": territory.find_home_commune(),
        "help_numbers": numbers.on_every_page(),
        "all_numbers": numbers,
        "is_demo": settings.DEMO,
        "demo_clock": timezone.localtime(now) if settings.DEMO else None,
        "language_links": links_to_this_page(request, language),
        "system_alarms": portal.list_alarms(now=now) if is_staff else [],
        "site_url": settings.SITE_URL,
        "device_mark": offline.mark_of(request),
        "commune_stylesheet": _commune_stylesheet(),
    }


def _commune_stylesheet() -> str:
    """Return the address of the commune's own colours, if it has any; it changes when they do."""
    file = Path(settings.MEDIA_ROOT) / "theme.css"
    return f"{settings.MEDIA_URL}theme.css?{file.stat().st_mtime_ns}" if file.exists() else ""
