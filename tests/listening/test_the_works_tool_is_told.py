"""The works department's own tool hears of each report, signed, once, again until it arrives, and of erasures."""

import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import BadStatusLine
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import following
from serein.kit.actors import RESIDENT, SYSTEM
from serein.kit.models import JournalEntry
from serein.listening import operations, webhooks
from serein.listening.models.partner import Delivery, Webhook
from serein.listening.models.report import Report
from serein.listening.operations.reports import Telling
from serein.people.models import Role
from tests.client import WatchfulClient
from tests.listening.make import url
from tests.listening.works import Works, make_works, release, tell
from tests.people.make import FRIDAY_NIGHT, make_holder
from tests.proximity.beats_desk import enter

pytestmark = pytest.mark.django_db


@dataclass
class Tool:
    """What stands at the other end: it answers what it is told to, and keeps what it heard."""

    address: str = ""
    status: int = 200
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _headers, body in self.heard]


@pytest.fixture
def tool() -> Iterator[Tool]:
    found = Tool()

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.heard.append((dict(self.headers), body))
            self.send_response(found.status)
            self.send_header("Location", found.address + "elsewhere")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Ear)
    found.address = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


def listen(works: Works, tool: Tool) -> Webhook:
    return operations.tell_office_at(office=works.office, address=tool.address, by=SYSTEM, now=FRIDAY_NIGHT)


def go(minutes: int = 0) -> int:
    now = FRIDAY_NIGHT + timedelta(minutes=minutes)
    following.catch_up(now=now)
    return webhooks.send_due(now=now)


def test_the_tool_gets_all_that_whoever_mends_it_needs_and_nobody_types_again(tool: Tool) -> None:
    works = make_works()
    listen(works, tool)
    report = tell(message="Le verre est cassé.", email="chloe@example.org")

    assert go() == 1

    (told,) = tool.told
    assert told["event"] == "enquiry.opened"
    assert told["report"]["service_request_id"] == str(report.pk)
    assert (told["report"]["words"], told["report"]["place"]) == ("Le verre est cassé.", report.place_fr)
    assert (told["report"]["lat"], told["report"]["long"]) == (report.lat, report.lon)
    assert "chloe@example.org" not in json.dumps(told), "its author did not let it be passed on"
    assert JournalEntry.objects.filter(act="sealed.read", actor_id__startswith="webhook:").exists()


def test_the_signature_holds_for_this_message_alone(tool: Tool) -> None:
    webhook = listen(make_works(), tool)
    tell()
    go()

    headers, body = tool.heard[0]
    moment, mac = (part.split("=")[1] for part in headers["Serein-Signature"].split(","))
    secret = str(Webhook.objects.get(pk=webhook.pk).secret).encode()

    assert hmac.digest(secret, f"{moment}.".encode() + body, "sha256").hex() == mac
    assert hmac.digest(secret, f"{moment}.".encode() + body + b" ", "sha256").hex() != mac
    assert secret not in body


def test_a_tool_that_fails_is_told_again_and_nothing_is_told_twice_once_it_arrived(tool: Tool) -> None:
    listen(make_works(), tool)
    tell()
    tool.status = 503

    assert go() == 0
    assert Delivery.objects.get().error == "503"
    tool.status = 200
    assert go(minutes=2) == 1
    assert go(minutes=400) == 0

    assert len(tool.heard) == 2


def test_a_tool_that_never_answers_is_given_up_and_shown(tool: Tool) -> None:
    listen(make_works(), tool)
    tell()
    tool.status = 500

    for hours in range(0, 24 * 6, 2):
        go(minutes=60 * hours)

    delivery = Delivery.objects.get()
    assert (delivery.try_at, delivery.delivered_at, delivery.error) == (None, None, "500")
    assert delivery.attempts == len(webhooks.WAITS) + 1


def test_a_signed_message_follows_no_redirection(tool: Tool) -> None:
    listen(make_works(), tool)
    tell()
    tool.status = 302

    go()

    assert len(tool.heard) == 1
    assert Delivery.objects.get().error == "302"


def test_the_tool_hears_only_of_its_own_office_and_that_a_report_left_it(tool: Tool) -> None:
    works = make_works()
    listen(works, tool)
    report = tell()
    go()

    enquiries.hand_over(enquiry=report.enquiry, office=works.mayor, by=works.hugo.actor, now=FRIDAY_NIGHT)
    enquiries.take_in_hand(enquiry=report.enquiry, by=works.hugo.actor, now=FRIDAY_NIGHT)
    go(minutes=5)

    left = tool.told[-1]["report"]
    assert left == {"service_request_id": str(report.pk), "is_handed_over": True}


def test_what_is_erased_before_it_went_is_never_sent_and_the_tool_is_told_to_forget(tool: Tool) -> None:
    listen(make_works(), tool)
    tool.status = 503
    report = tell(message="Zoltan habite là.")
    go()
    heard = len(tool.heard)

    enquiries.erase(enquiry=report.enquiry, by=RESIDENT, now=FRIDAY_NIGHT)
    tool.status = 200
    go(minutes=30)

    later = b"".join(body for _headers, body in tool.heard[heard:])
    assert b"Zoltan" not in later
    assert {"service_request_id": str(report.pk), "is_erased": True} in [told["report"] for told in tool.told[heard:]]


def test_a_webhook_that_ended_hears_nothing_more(tool: Tool) -> None:
    webhook = listen(make_works(), tool)
    operations.end_webhook(webhook=webhook, by=SYSTEM, now=FRIDAY_NIGHT)
    tell()

    assert go() == 0
    assert not tool.heard


def test_the_administrator_lets_a_program_in_and_sees_its_key_once(client: WatchfulClient) -> None:
    works = make_works()
    page = url("listening:programs")
    assert enter(client, works.eve).get(page).status_code == 404
    make_holder(works.office, account=works.eve, role=Role.ADMINISTRATOR)

    shown = client.post(page, {"what": "key", "name": "FixMyStreet", "may": "report"})

    assert 'class="code"' in shown.content.decode()
    assert 'class="code"' not in client.get(page).content.decode()
    assert client.post(page, {"what": "key", "name": "FixMyStreet", "may": "report"}).status_code == 422
    assert client.post(page, {"what": "key", "name": "Atal", "may": "handle"}).status_code == 422


def test_an_address_without_encryption_is_refused(client: WatchfulClient) -> None:
    works = make_works()
    make_holder(works.office, account=works.eve, role=Role.ADMINISTRATOR)

    answer = enter(client, works.eve).post(
        url("listening:programs"), {"what": "webhook", "office": works.office.pk, "address": "http://tool.example.org"}
    )

    assert answer.status_code == 422
    assert not Webhook.objects.exists()
    assert Enquiry.objects.count() == 0


def test_the_tool_hears_of_the_one_who_goes_on_when_the_first_is_erased(tool: Tool) -> None:
    works = make_works()
    listen(works, tool)
    first = release(tell(), by=works.hugo)
    second = operations.join_report(report=first, telling=Telling(), language="nl", now=FRIDAY_NIGHT)

    enquiries.erase(enquiry=first.enquiry, by=RESIDENT, now=FRIDAY_NIGHT)
    go()

    heard = {told["event"]: told["report"]["service_request_id"] for told in tool.told}
    assert heard["enquiry.passed_on"] == str(second.pk)
    assert Report.objects.get(pk=second.pk).released_at is not None, "everyone reads on of the thing"


def test_a_tool_that_answers_nonsense_is_given_up_like_any_other(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> None:
    listen(make_works(), tool)
    tell()

    def nonsense(*_args: object, **_kwargs: object) -> None:
        raise BadStatusLine("garbage")

    monkeypatch.setattr(webhooks._opener, "open", nonsense)

    assert go() == 0
    assert Delivery.objects.get().error == "BadStatusLine"
