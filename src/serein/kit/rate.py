"""One counter a window in the database: caches of single processes would multiply the limit."""

import hmac
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from serein.kit import keyring

_COUNT = """
INSERT INTO kit_ratecounter (asker, window_at, count) VALUES (%s, %s, 1)
ON CONFLICT (asker, window_at) DO UPDATE SET count = kit_ratecounter.count + 1
RETURNING count
"""


class TooManyRequests(Exception):
    """Someone asks more often than a person would."""


def count(*, what: str, asker: str, limit: int, per: timedelta, now: datetime) -> None:
    """
    Count a request of `asker`, of whom only a keyed hash that changes each window is kept.

    :raises TooManyRequests: past `limit` in this window
    """
    seconds = per.total_seconds()
    window_at = datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
    told = f"{what}\0{asker}\0{window_at.isoformat()}".encode()
    asker_hash = hmac.digest(keyring.ring().index_key, told, "sha256").hex()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [asker_hash, connection.ops.adapt_datetimefield_value(window_at)])
        asked = cursor.fetchone()[0]
    if asked > limit:
        raise TooManyRequests(f"{what}: {asked} requests in {per}; {limit} are accepted.")


def address_of(request: HttpRequest) -> str:
    """Return the caller's network address, behind as many proxies as `SEREIN_TRUSTED_PROXIES` says."""
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    trusted = settings.TRUSTED_PROXY_COUNT
    if trusted and len(forwarded) >= trusted and forwarded[-trusted].strip():
        return forwarded[-trusted].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
