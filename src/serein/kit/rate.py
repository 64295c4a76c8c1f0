"""One counter a window in the database: caches of single processes would multiply the limit."""

import hmac
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from serein.kit import keyring
from serein.kit.models import RateCounter

_COUNT = """
INSERT INTO kit_ratecounter (asker, window_at, count) VALUES {rows}
ON CONFLICT (asker, window_at) DO UPDATE SET count = kit_ratecounter.count + 1
RETURNING asker, count
"""


class TooManyRequests(Exception):
    """Someone asks more often than a person would."""


@dataclass(frozen=True)
class Asker:
    """Who asks for what, and how often that may be."""

    what: str
    asker: str
    limit: int


def count(*, what: str, asker: str, limit: int, per: timedelta, now: datetime) -> None:
    """
    Count a request of `asker`, of whom only a keyed hash that changes each window is kept.

    :raises TooManyRequests: past `limit` in this window
    """
    count_each(Asker(what, asker, limit), per=per, now=now)


def count_each(*askers: Asker, per: timedelta, now: datetime) -> None:
    """
    Count one request under several names, in one query.

    :raises TooManyRequests: past the limit of any of them
    """
    counted = {_counter(one.what, one.asker, per, now): one for one in askers}
    values = [part for asker_hash, at in counted for part in (asker_hash, _adapted(at))]
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(rows=", ".join(["(%s, %s, 1)"] * len(counted))), values)
        asked = dict(cursor.fetchall())
    for (asker_hash, _at), one in counted.items():
        if asked[asker_hash] > one.limit:
            raise TooManyRequests(f"{one.what}: {asked[asker_hash]} requests in {per}; {one.limit} are accepted.")


def _adapted(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def require_few(*, what: str, asker: str, limit: int, per: timedelta, now: datetime) -> None:
    """
    Look at the counter of `asker` without counting.

    :raises TooManyRequests: if `count` refused in this window
    """
    asker_hash, window_at = _counter(what, asker, per, now)
    asked = RateCounter.objects.filter(asker=asker_hash, window_at=window_at).values_list("count", flat=True).first()
    if asked is not None and asked > limit:
        raise TooManyRequests(f"{what}: {asked} requests in {per}; {limit} are accepted.")


def address_of(request: HttpRequest) -> str:
    """
    Return the caller's network address, behind as many proxies as `SEREIN_TRUSTED_PROXIES` says.

    Of an IPv6 address it is the network (/64): whoever has one address of it has them all.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    trusted = settings.TRUSTED_PROXY_COUNT
    if trusted and len(forwarded) >= trusted and forwarded[-trusted].strip():
        return _network(forwarded[-trusted].strip())
    return _network(str(request.META.get("REMOTE_ADDR", "")))


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(parsed), 64), strict=False))


def _counter(what: str, asker: str, per: timedelta, now: datetime) -> tuple[str, datetime]:
    seconds = per.total_seconds()
    window_at = datetime.fromtimestamp(now.timestamp() // seconds * seconds, UTC)
    told = f"{what}\0{asker}\0{window_at.isoformat()}".encode()
    return hmac.digest(keyring.ring().index_key, told, "sha256").hex(), window_at
