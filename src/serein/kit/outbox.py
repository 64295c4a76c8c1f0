"""Mail is written in the act's transaction and sent by the worker, again and again until it goes."""

import contextlib
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import get_random_string

from serein.kit.models import OutboxMail

WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440, 2880)]
_SECONDS_TO_SEND = timedelta(minutes=2)


def post(*, to: str, language: str, subject: str, body: str, about: str, now: datetime) -> OutboxMail:
    """
    Write a mail to send; it goes when the transaction around it is committed.

    :param about: label and key of what it is about (`enquiries.enquiry:12`), for staff and for erasure
    """
    mail = OutboxMail.objects.create(
        to=to,
        language=language,
        subject=" ".join(subject.split()),
        body=body,
        about=about,
        message_id=f"<{get_random_string(24).lower()}@{_domain()}>",
        written_at=now,
        try_at=now,
    )
    _wake_worker()
    return mail


def send_due(*, now: datetime) -> int:
    """Send what is due, and return how many went. A mail taken by a worker that dies is tried again."""
    sent, begun = 0, time.monotonic()
    # A mail is taken for a while from the moment it is taken: the first of many may have kept us for minutes.
    while mail := _take_next(now + timedelta(seconds=time.monotonic() - begun)):
        sent += _send(mail, now)
    return sent


def erase(*, about: str) -> None:
    """Empty every mail about something, and let none that still waits go."""
    OutboxMail.objects.filter(about=about, try_at__isnull=False).delete()
    OutboxMail.objects.filter(about=about).update(to="", body="", subject="")


def _wake_worker() -> None:
    """Let the worker send at once, once for all the mails of a transaction; else the calendar does within a minute."""
    if all(hook[1] is not _enqueue for hook in connection.run_on_commit):
        transaction.on_commit(_enqueue, robust=True)  # the act stands by now, and the calendar sends too


def _enqueue() -> None:
    from serein.kit.jobs import run_job

    run_job.enqueue("kit.send_mail")


@transaction.atomic
def _take_next(now: datetime) -> OutboxMail | None:
    mail = OutboxMail.objects.select_for_update(skip_locked=True).filter(try_at__lte=now).order_by("try_at").first()
    if mail is None:
        return None
    mail.attempts += 1
    mail.try_at = now + _SECONDS_TO_SEND
    mail.save(update_fields=["attempts", "try_at"])
    return mail


def _send(mail: OutboxMail, now: datetime) -> bool:
    try:
        EmailMessage(mail.subject, mail.body, to=[mail.to], headers={"Message-ID": mail.message_id}).send()
    except OSError as failure:  # smtplib's exceptions are OSErrors
        _try_later(mail, type(failure).__name__, now)
        return False
    mail.sent_at, mail.try_at, mail.to, mail.body, mail.error = now, None, "", "", ""
    mail.save()
    return True


def _try_later(mail: OutboxMail, error: str, now: datetime) -> None:
    mail.error = error
    if mail.attempts > len(WAITS):
        mail.try_at, mail.given_up_at = None, now
    else:
        mail.try_at = now + WAITS[mail.attempts - 1]
    mail.save()


def overdue(*, now: datetime) -> QuerySet[OutboxMail]:
    """Return the mails that have waited for over a quarter of an hour, or were given up in the last day."""
    return OutboxMail.objects.filter(
        Q(try_at__isnull=False, written_at__lt=now - timedelta(minutes=15)) | Q(given_up_at__gt=now - timedelta(days=1))
    )


def _domain() -> str:
    with contextlib.suppress(IndexError):
        return settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[1].rstrip(">")
    return "localhost"
