"""News of a neighbourhood by mail: asked, confirmed, sent, and stopped with one button."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from serein.kit import journal, outbox, sealing
from serein.kit.actors import RESIDENT, SYSTEM
from serein.plan import letters
from serein.plan.models import Digest, Subscription
from serein.plan.queries import account
from serein.territory.models import Neighbourhood, Street

CONFIRM_WITHIN = timedelta(days=7)
KEPT_FOR = timedelta(days=730)
LATEST = timedelta(days=14)
"""A report that could not go on its day still goes within this; past it, the next one comes."""
FIRST_LOOKS_BACK = timedelta(days=184)
AGAIN_AFTER = timedelta(hours=1)


@transaction.atomic
def subscribe(
    *, email: str, neighbourhood: Neighbourhood, street: Street | None = None, language: str, now: datetime
) -> Subscription:
    """
    Keep an address until it is confirmed, and ask by mail whether it is meant.

    What happens does not show whether the address was known: one that was gets no second mail, and is kept anew.
    """
    index = sealing.blind_index(email, purpose="subscription")
    subscription, is_new = Subscription.objects.get_or_create(
        email_index=index,
        neighbourhood=neighbourhood,
        defaults={
            "email": email,
            "street": street,
            "language": language,
            "asked_at": now,
            "erase_on": timezone.localdate(now) + CONFIRM_WITHIN,
        },
    )
    if not is_new:
        kept = CONFIRM_WITHIN if subscription.confirmed_at is None else KEPT_FOR
        subscription.erase_on = timezone.localdate(now) + kept
        subscription.save(update_fields=["erase_on"])
    is_old = subscription.confirmed_at is None and now - subscription.asked_at > AGAIN_AFTER
    if is_old:
        subscription.asked_at, subscription.language, subscription.street = now, language, street
        subscription.save(update_fields=["asked_at", "language", "street"])
    if is_new or is_old:
        letters.ask_to_confirm(subscription=subscription, now=now)
    journal.write(act="subscription.asked", about="plan.subscription", by=RESIDENT, at=now)
    return subscription


@transaction.atomic
def confirm(*, subscription: Subscription, now: datetime) -> Subscription:
    """Confirming again changes nothing but how long the address is kept."""
    locked = Subscription.objects.select_for_update(of=("self",)).get(pk=subscription.pk)
    locked.confirmed_at = locked.confirmed_at or now
    locked.erase_on = timezone.localdate(now) + KEPT_FOR
    locked.save(update_fields=["confirmed_at", "erase_on"])
    journal.write(act="subscription.confirmed", about="plan.subscription", by=RESIDENT, at=now)
    return locked


@transaction.atomic
def unsubscribe(*, subscription: Subscription, now: datetime) -> None:
    """Erase the address, and what still waits to be sent to it."""
    outbox.erase(about=f"plan.subscription:{subscription.pk}")
    subscription.delete()
    journal.write(act="subscription.ended", about="plan.subscription", by=RESIDENT, at=now)


@transaction.atomic
def erase_due(*, now: datetime) -> int:
    """Erase the addresses whose time is over: never confirmed, or kept for two years."""
    due = list(Subscription.objects.select_for_update(of=("self",)).filter(erase_on__lt=timezone.localdate(now)))
    for subscription in due:
        outbox.erase(about=f"plan.subscription:{subscription.pk}")
        subscription.delete()
    if due:
        journal.write(act="subscriptions.erased", about="plan.subscription", by=SYSTEM, at=now, erased=len(due))
    return len(due)


@transaction.atomic
def send_report(*, neighbourhood: Neighbourhood, now: datetime) -> Digest | None:
    """
    Send a neighbourhood its half-yearly account, if it is due and was not sent; nothing changed is said too.

    :return: the digest that was written, None if none was due
    """
    today = timezone.localdate(now)
    due_on = account.last_report_due(on=today)
    if today - due_on > LATEST or Digest.objects.filter(neighbourhood=neighbourhood, on__gte=due_on).exists():
        return None
    last = Digest.objects.filter(neighbourhood=neighbourhood).first()
    since = last.at if last else now - FIRST_LOOKS_BACK
    news = account.list_news(neighbourhood=neighbourhood, since=since, until=now, limit=None)
    digest = Digest.objects.create(neighbourhood=neighbourhood, on=today, at=now, events=len(news))
    for subscription in account.list_subscribers(neighbourhood=neighbourhood):
        letters.send_digest(
            subscription=subscription,
            events=account.tie(news),
            next_on=account.next_report_on(after=today),
            now=now,
        )
    journal.write(act="account.sent", about=digest, by=SYSTEM, at=now, neighbourhood=neighbourhood.code)
    return digest
