"""
Telling the works department's own tool of every report its office owns.

What a message says is gathered when it goes: nothing that was erased meanwhile is ever sent, and nothing waits in
plain text. Each carries `Serein-Signature: t=<seconds>,v1=<HMAC-SHA256 of "t.body" in hex>`.
"""

from __future__ import annotations

import hmac
import json
import urllib.error
import urllib.request
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any

from django.db import transaction
from django.utils.translation import override

from serein.kit import keyring, sealed
from serein.kit.actors import Actor
from serein.kit.models import JournalEntry
from serein.listening.models.partner import Delivery, Webhook
from serein.listening.models.report import Report
from serein.listening.queries.open311 import as_request

ACTS = (
    *("enquiry.opened", "enquiry.handed_over", "enquiry.taken", "enquiry.planned", "enquiry.waiting"),
    *("enquiry.answered", "enquiry.opinion", "enquiry.joined", "enquiry.withdrawn", "enquiry.words_added"),
    "enquiry.passed_on",
    *("message.erased", "enquiry.erased"),
)
WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 720, 1440, 2880)]
_SECONDS = 10
_TAKEN_FOR = timedelta(minutes=2)
_MOST_AT_ONCE = 200


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """A signed message goes to the address that was decided, and nowhere else."""


_opener = urllib.request.build_opener(_NoRedirect, urllib.request.ProxyHandler({}))


def note(entry: JournalEntry, now: datetime) -> None:
    """Write down whom an act on a report is told: its office's addresses, and those that heard of it before."""
    about = entry.identifiers["to"] if entry.act == "enquiry.passed_on" else entry.about_id
    report = Report.objects.select_related("enquiry").filter(enquiry=int(about)).first()
    if report is None:
        return
    heard = Delivery.objects.filter(report=report.pk).values("webhook")
    webhooks = Webhook.objects.filter(ended_at=None, decided_at__lte=entry.at)
    told = webhooks.filter(office=report.enquiry.office_id) | webhooks.filter(pk__in=heard)
    for webhook in told.distinct():
        Delivery.objects.get_or_create(
            webhook=webhook,
            number=entry.number,
            defaults={"act": entry.act, "report": report.pk, "written_at": now, "try_at": now},
        )


def send_due(*, now: datetime) -> int:
    """Send what is due, the oldest first, and return how many arrived. What fails is tried again for four days."""
    arrived = 0
    for _turn in range(_MOST_AT_ONCE):
        taken = _take_next(now)
        if taken is None:
            break
        arrived += _send(taken, now)
    return arrived


def sign(body: bytes, *, secret: str, at: datetime) -> str:
    """Return the header by which a tool knows that a message is ours and is new."""
    seconds = int(at.timestamp())
    mac = hmac.digest(secret.encode(), f"{seconds}.".encode() + body, "sha256").hex()
    return f"t={seconds},v1={mac}"


@transaction.atomic
def _take_next(now: datetime) -> Delivery | None:
    due = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).filter(try_at__lte=now)
    delivery = due.select_related("webhook").order_by("try_at", "pk").first()
    if delivery is not None:
        delivery.attempts += 1
        delivery.try_at = now + _TAKEN_FOR
        delivery.save(update_fields=["attempts", "try_at"])
    return delivery


def _send(delivery: Delivery, now: datetime) -> bool:
    body = json.dumps(_message(delivery, now), ensure_ascii=False).encode()
    request = urllib.request.Request(delivery.webhook.address, data=body, method="POST")
    request.add_header("Content-Type", "application/json; charset=utf-8")
    request.add_header("Serein-Delivery", str(delivery.number))
    request.add_header("Serein-Signature", sign(body, secret=delivery.webhook.secret, at=now))
    mine = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts)
    try:
        with _opener.open(request, timeout=_SECONDS) as answer:
            answer.read(1)
    except (OSError, ValueError, HTTPException) as failure:
        told = str(failure.code) if isinstance(failure, urllib.error.HTTPError) else type(failure).__name__
        later = WAITS[delivery.attempts - 1] if delivery.attempts <= len(WAITS) else None
        mine.update(error=told, try_at=now + later if later else None)
        # One that does not answer keeps no other waiting: the rest of its messages comes later too.
        Delivery.objects.filter(webhook=delivery.webhook_id, try_at__lte=now).update(try_at=now + WAITS[0])
        return False
    mine.update(error="", try_at=None, delivered_at=now)
    return True


def _message(delivery: Delivery, now: datetime) -> dict[str, Any]:
    told: dict[str, Any] = {"event": delivery.act, "delivery": delivery.number}
    report = Report.objects.select_related("enquiry__office", "street").filter(pk=delivery.report).first()
    if report is None or report.erased_at is not None or report.enquiry.destroyed_at is not None:
        return told | {"report": {"service_request_id": str(delivery.report), "is_erased": True}}
    if report.enquiry.office_id != delivery.webhook.office_id:
        return told | {"report": {"service_request_id": str(delivery.report), "is_handed_over": True}}
    with override("fr"):
        return told | {"report": as_request(report) | _in_confidence(report, delivery, now)}


def _in_confidence(report: Report, delivery: Delivery, now: datetime) -> dict[str, Any]:
    """Return what whoever mends the thing needs: the words, the exact place, a contact if its author passed it on."""
    by = Actor(id=f"webhook:{delivery.webhook_id}", label="webhook")
    try:
        texts = sealed.read(row=report.enquiry, fields=["message", "sealed_facts"], why="mend", by=by, at=now)
    except keyring.KeyLost:
        texts = {"message": "", "sealed_facts": ""}
    joined = report.enquiry.same_as_id
    return {
        "words": texts["message"],
        "contact_passed_on": [fact["value"] for fact in json.loads(texts["sealed_facts"] or "[]")],
        "place": report.place_fr,
        "lat": report.lat,
        "long": report.lon,
        "state": report.enquiry.state,
        "outcome": report.enquiry.outcome,
        "joined_to": _number_of(joined) if joined else None,
    }


def _number_of(enquiry: int) -> int | None:
    return Report.objects.filter(enquiry=enquiry).values_list("pk", flat=True).first()
