"""What another program sends through Open311, and how its answers are read."""

from typing import Any
from xml.etree import ElementTree as ET

from serein.kit.actors import SYSTEM
from serein.listening import operations
from serein.listening.models.partner import Partner
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT

V2 = "/open311/v2"
SENT = {
    "service_code": "lamp",
    "lat": "50.73",
    "long": "3.05",
    "description": "title: Lampe\n\ndetail: Elle clignote.\n\nurl: https://fms.example.org/report/12\n",
    "email": "chloe@example.org",
    "first_name": "Chloé",
    "last_name": "",
    "attribute[easting]": "1",
}


def let_in(name: str = "FixMyStreet", **fields: Any) -> tuple[Partner, str]:
    values: dict[str, Any] = {"may": Partner.May.REPORT, "office": None} | fields
    return operations.give_key(name=name, by=SYSTEM, now=FRIDAY_NIGHT, **values)


def post(client: WatchfulClient, path: str, key: str, sent: dict[str, str]) -> tuple[int, ET.Element]:
    answer = client.post(f"{V2}/{path}.xml", {"api_key": key, "jurisdiction_id": "rivebelle"} | sent)
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return answer.status_code, ET.fromstring(answer.content)


def sent_number(root: ET.Element) -> str:
    return str(root.findtext("request/service_request_id"))


def errors(root: ET.Element) -> str:
    assert root.tag == "errors"
    assert root.findtext("error/code")
    return str(root.findtext("error/description"))
