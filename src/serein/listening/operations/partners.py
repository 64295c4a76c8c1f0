"""Keys for other programs, and the addresses that are told of reports."""

import secrets
from datetime import datetime

from django.db import transaction

from serein.kit import journal, sealing
from serein.kit.actors import Actor
from serein.listening.models.partner import Partner, Webhook
from serein.people.models import Office

_PURPOSE = "open311.key"


@transaction.atomic
def give_key(*, name: str, may: str, office: Office | None, by: Actor, now: datetime) -> tuple[Partner, str]:
    """Let a program in, and return it with its key, which is shown this once and kept as a hash."""
    key = secrets.token_urlsafe(24)
    partner = Partner.objects.create(name=name, may=may, office=office, key_index=index_of(key), given_at=now)
    journal.write(act="partner.let_in", about=partner, by=by, at=now, may=may)
    return partner, key


@transaction.atomic
def revoke_key(*, partner: Partner, by: Actor, now: datetime) -> None:
    Partner.objects.filter(pk=partner.pk, revoked_at=None).update(revoked_at=now)
    journal.write(act="partner.let_out", about=partner, by=by, at=now)


@transaction.atomic
def tell_office_at(*, office: Office, address: str, by: Actor, now: datetime) -> Webhook:
    """Let an address hear of every report that an office owns; its secret signs each message."""
    secret = secrets.token_urlsafe(32)
    webhook = Webhook.objects.create(office=office, address=address, secret=secret, decided_at=now)
    journal.write(act="webhook.decided", about=webhook, by=by, at=now, office=office.code)
    return webhook


@transaction.atomic
def end_webhook(*, webhook: Webhook, by: Actor, now: datetime) -> None:
    Webhook.objects.filter(pk=webhook.pk, ended_at=None).update(ended_at=now)
    webhook.deliveries.filter(try_at__isnull=False).update(try_at=None, error="ended")
    journal.write(act="webhook.ended", about=webhook, by=by, at=now)


def index_of(key: str) -> str:
    """Return what a key is found by."""
    return sealing.blind_index(key, purpose=_PURPOSE)
