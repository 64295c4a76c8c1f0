"""The outbox: mail goes once its act is committed, is tried again, and leaves nothing behind."""

import contextlib
import time
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from serein.kit import outbox
from serein.kit.models import OutboxMail
from tests.people.make import FRIDAY_NIGHT

pytestmark = pytest.mark.django_db


class Unreachable(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError


class Slow(EmailBackend):
    """Takes a while for each mail, and notes which were then free for another worker."""

    free: ClassVar[list[int]] = []

    def send_messages(self, messages: Any) -> int:
        time.sleep(0.2)
        taken_since = FRIDAY_NIGHT + timedelta(seconds=0.2 * len(self.free))
        self.free.append(OutboxMail.objects.filter(attempts=1, try_at__lte=taken_since).count())
        return super().send_messages(messages)


def post(**fields: Any) -> OutboxMail:
    told = {
        "to": "chloe@example.org",
        "language": "fr",
        "subject": "Votre demande",
        "body": "Bonjour",
        "about": "test:1",
    }
    return outbox.post(now=FRIDAY_NIGHT, **told | fields)


def test_a_mail_goes_and_its_address_and_text_are_emptied() -> None:
    post()

    assert outbox.send_due(now=FRIDAY_NIGHT) == 1

    row = OutboxMail.objects.get()
    assert mail.outbox[0].to == ["chloe@example.org"]
    assert (row.to, row.body, row.sent_at) == ("", "", FRIDAY_NIGHT)


def test_a_sent_mail_does_not_go_twice() -> None:
    post()
    outbox.send_due(now=FRIDAY_NIGHT)

    assert outbox.send_due(now=FRIDAY_NIGHT + timedelta(hours=1)) == 0
    assert len(mail.outbox) == 1


def test_a_mail_falls_with_the_act_that_failed() -> None:
    with contextlib.suppress(RuntimeError), transaction.atomic():
        post()
        raise RuntimeError

    assert outbox.send_due(now=FRIDAY_NIGHT) == 0


@pytest.mark.harm("H01")
def test_an_unreachable_server_makes_it_wait_and_go_later(settings: Any) -> None:
    post()
    reachable = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    assert outbox.send_due(now=FRIDAY_NIGHT) == 0
    settings.EMAIL_BACKEND = reachable

    assert outbox.send_due(now=FRIDAY_NIGHT + timedelta(seconds=30)) == 0
    assert outbox.send_due(now=FRIDAY_NIGHT + timedelta(minutes=2)) == 1
    assert OutboxMail.objects.get().attempts == 2


def test_a_mail_whose_worker_died_is_tried_again_under_the_same_message_id() -> None:
    written = post()
    outbox._take_next(FRIDAY_NIGHT)  # the worker takes it, and dies

    assert outbox.send_due(now=FRIDAY_NIGHT + timedelta(minutes=1)) == 0
    assert outbox.send_due(now=FRIDAY_NIGHT + timedelta(minutes=3)) == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == written.message_id


def test_a_mail_at_its_turn_is_no_other_workers_however_long_the_ones_before_took(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_SECONDS_TO_SEND", timedelta(seconds=0.3))
    settings.EMAIL_BACKEND = f"{__name__}.Slow"
    for _ in range(4):
        post()

    assert outbox.send_due(now=FRIDAY_NIGHT) == 4

    assert Slow.free == [0, 0, 0, 0]


@pytest.mark.harm("H01")
def test_a_mail_that_waits_too_long_or_was_given_up_raises_the_alarm(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    post()
    now = FRIDAY_NIGHT
    assert not outbox.overdue(now=now).exists()
    assert outbox.overdue(now=now + timedelta(minutes=20)).exists()

    for wait in [*outbox.WAITS, timedelta()]:
        outbox.send_due(now=now)
        now += wait + timedelta(seconds=1)

    row = OutboxMail.objects.get()
    assert row.given_up_at is not None
    assert row.error == "ConnectionRefusedError"
    assert outbox.overdue(now=now).exists()


def test_line_breaks_in_a_subject_cannot_add_headers() -> None:
    post(subject="Votre demande\nBcc: eve@example.org")
    outbox.send_due(now=FRIDAY_NIGHT)

    assert mail.outbox[0].subject == "Votre demande Bcc: eve@example.org"
    assert mail.outbox[0].bcc == []
