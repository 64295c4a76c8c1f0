"""A night in the words of Schema.org, for search engines: what its page says, and no more."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from serein.shuttles.models import Night
from serein.territory.queries import find_home_commune

_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
_STATUS = {True: "https://schema.org/EventCancelled", False: "https://schema.org/EventScheduled"}


def night_as_json_ld(night: Night, *, address: str) -> SafeString:
    """Return a night as JSON-LD that may stand inside a `script` element."""
    return mark_safe(json.dumps(_event(night, address), ensure_ascii=False).translate(_ESCAPES))


def _event(night: Night, address: str) -> dict[str, Any]:
    commune = find_home_commune()
    name = commune.name if commune else "Serein"
    place = {"@type": "GeoCoordinates", "latitude": night.lat, "longitude": night.lon}
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": _("Night shuttle: %(event)s") % {"event": night.event.name},
        "url": address,
        "startDate": night.starts_at.isoformat(),
        "endDate": night.ends_at.isoformat(),
        "eventStatus": _STATUS[night.is_called_off],
        "location": {"@type": "Place", "name": night.waiting, "address": night.waiting, "geo": place},
        "organizer": {"@type": "GovernmentOrganization", "name": name},
        "offers": {
            "@type": "Offer",
            "price": f"{night.price_cents / 100:.2f}",
            "priceCurrency": "EUR",
            "url": address,
            "itemOffered": {
                "@type": "TaxiService",
                "name": _("Night shuttle"),
                "areaServed": name,
                "provider": {"@type": "GovernmentOrganization", "name": name},
            },
        },
    }
