"""The worker dies in mid-mail: that mail goes again under the same Message-ID, and no other is lost or doubled."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.config import at_work
from tests.config.installation import Installation
from tests.config.mail_server import MailServer, mail_server

pytestmark = pytest.mark.server

_POST = """
from django.db import transaction
from django.utils import timezone
from serein.kit import outbox
for number in range(5):
    with transaction.atomic():
        print(outbox.post(to="chloe@example.org", language="fr", subject="Votre demande", body="Bonjour",
                          about="test", now=timezone.now()).message_id)
"""
_STATE = """
import json
from django_tasks_db.models import DBTaskResult
from serein.kit.models import OutboxMail
print(json.dumps({
    "waiting": OutboxMail.objects.filter(sent_at=None).count(),
    "attempts": sum(OutboxMail.objects.values_list("attempts", flat=True)),
    "running": DBTaskResult.objects.filter(status="RUNNING").count(),
    "failed": DBTaskResult.objects.filter(status="FAILED").count(),
}))
"""
# Rather than wait for a quarter of an hour, let what was begun have begun earlier.
_LATER = """
from datetime import timedelta
from django.db.models import F
from django_tasks_db.models import DBTaskResult
from serein.kit.models import OutboxMail
OutboxMail.objects.filter(sent_at=None).update(try_at=F("try_at") - timedelta(minutes=16))
DBTaskResult.objects.filter(status="RUNNING").update(started_at=F("started_at") - timedelta(minutes=16))
"""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as made:
        yield made


@pytest.fixture
def mailing(installation: Installation, server: MailServer) -> Installation:
    installation.settings |= {"SEREIN_MAIL_HOST": "127.0.0.1", "SEREIN_MAIL_PORT": str(server.port)}
    return installation


@pytest.mark.harm("H01")
@pytest.mark.parametrize(("step", "most"), [("RCPT", 1), ("TAKEN", 2)], ids=["before it is taken", "once it is taken"])
def test_the_mail_that_it_was_sending_goes_again_and_the_others_once(
    mailing: Installation, server: MailServer, step: str, most: int, is_long: bool
) -> None:
    for _time in range(15 if is_long else 1):
        server.received.clear()
        written = mailing.python(_POST).split()
        server.hang_at(step)
        with at_work.program(mailing, "worker", "--no-startup-delay") as worker:
            assert server.hanging.wait(30)
            worker.kill()
        server.go_on()
        left = json.loads(mailing.python(_STATE))

        mailing.python(_LATER)
        with at_work.program(mailing, "scheduler"), at_work.program(mailing, "worker", "--no-startup-delay"):
            at_work.wait_until(
                lambda: json.loads(mailing.python(_STATE)).items() >= {"waiting": 0, "running": 0}.items(),
                "every mail went, and the job that was cut off came to its end",
            )

        arrived = Counter(server.received)
        assert (left["waiting"], left["running"]) == (5, 1)
        assert set(arrived) == set(written)
        assert sorted(arrived.values())[:-1] == [1] * 4
        assert max(arrived.values()) == most
    assert json.loads(mailing.python(_STATE))["failed"] == 0


@pytest.mark.harm("H01")
def test_two_workers_and_a_slow_mail_server_send_each_mail_once(mailing: Installation, server: MailServer) -> None:
    written = [line for _time in range(4) for line in mailing.python(_POST).split()]

    with (
        at_work.program(mailing, "worker", "--no-startup-delay"),
        at_work.program(mailing, "worker", "--no-startup-delay"),
    ):
        at_work.wait_until(lambda: json.loads(mailing.python(_STATE))["waiting"] == 0, "every mail went")

    assert sorted(server.received) == sorted(written)
    assert json.loads(mailing.python(_STATE))["attempts"] == len(written)
