"""Mail is written in the act's transaction and sent by the worker, again and again until it goes."""

import contextlib
import time
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.crypto import get_random_string

from serein.kit import keyring, sealing
from serein.kit.models import OutboxMail

WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440, 2880)]
_SECONDS_TO_SEND = timedelta(minutes=2)
_LONGEST_RUN = timedelta(minutes=8)


class NoAddress(Exception):
    """A mail without an address tells nobody."""


def post(*, to: str, language: str, subject: str, body: str, about: str, now: datetime) -> OutboxMail:
    """
    Write a mail to send; it goes when the transaction around it is committed.

    :raises NoAddress: if `to` is empty
    :param about: label and key of what it is about (`enquiries.enquiry:12`), for staff and for erasure
    """
    if not to.strip():
        raise NoAddress(f"A mail about {about} has no address: it would go to nobody and look sent.")
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
    """Send what is due, for eight minutes at most, and return how many went. What a dying worker took goes again."""
    sent, begun = 0, time.monotonic()
    # A mail is taken for a while from the moment it is taken: the first of many may have kept us for minutes.
    while (lasted := timedelta(seconds=time.monotonic() - begun)) < _LONGEST_RUN:
        taken = _take_next(now + lasted)
        if taken is None:
            break
        sent += _send(*taken, now=now)
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
def _take_next(now: datetime) -> tuple[int, int] | None:
    """Take the next mail for two minutes; return its key and which try this is."""
    due = OutboxMail.objects.select_for_update(skip_locked=True).filter(try_at__lte=now).order_by("try_at")
    mail = due.only("attempts").first()
    if mail is None:
        return None
    OutboxMail.objects.filter(pk=mail.pk).update(attempts=mail.attempts + 1, try_at=now + _SECONDS_TO_SEND)
    return mail.pk, mail.attempts + 1


def _send(pk: int, attempt: int, *, now: datetime) -> bool:
    """Send one mail. What is noted of it counts only if it was not erased or taken again meanwhile."""
    taken = OutboxMail.objects.filter(pk=pk, attempts=attempt)
    try:
        mail = taken.first()
        if mail is None:
            return False
        went = EmailMessage(mail.subject, mail.body, to=[mail.to], headers={"Message-ID": mail.message_id}).send()
    except (keyring.KeyLost, sealing.SealBroken) as lost:
        taken.update(try_at=None, given_up_at=now, error=type(lost).__name__)
        return False
    except OSError as failure:  # smtplib's exceptions are OSErrors
        _try_later(taken, attempt, type(failure).__name__, now)
        return False
    if not went:
        _try_later(taken, attempt, "NotAccepted", now)
        return False
    taken.update(sent_at=now, try_at=None, to="", body="", error="")
    return True


def _try_later(taken: QuerySet[OutboxMail], attempt: int, error: str, now: datetime) -> None:
    if attempt > len(WAITS):
        taken.update(error=error, try_at=None, given_up_at=now)
    else:
        taken.update(error=error, try_at=now + WAITS[attempt - 1])


def overdue(*, now: datetime) -> QuerySet[OutboxMail]:
    """Return the mails that have waited for over a quarter of an hour, or were given up in the last day."""
    return OutboxMail.objects.filter(
        Q(try_at__isnull=False, written_at__lt=now - timedelta(minutes=15)) | Q(given_up_at__gt=now - timedelta(days=1))
    )


def _domain() -> str:
    with contextlib.suppress(IndexError):
        return settings.DEFAULT_FROM_EMAIL.rsplit("@", 1)[1].rstrip(">")
    return "localhost"
