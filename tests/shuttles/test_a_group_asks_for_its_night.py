"""A youth movement asks for a night of shuttles: a request that the Youth service owns, with a deadline (H01)."""

import re
from datetime import timedelta
from typing import Any

import pytest

from serein.enquiries.models import Enquiry, KindSetting
from serein.people.models import Role
from tests.client import WatchfulClient
from tests.people.make import make_holder, make_office
from tests.proximity.make import url
from tests.shuttles.make import STARTS
from tests.territory import make as territory

pytestmark = [pytest.mark.django_db, pytest.mark.promise("E2"), pytest.mark.usefixtures("at_two")]
ASKED = {
    "group": "Les scouts du Lin",
    "event": "Souper annuel",
    "place": "Salle du Lin",
    "day": f"{STARTS + timedelta(days=200):%Y-%m-%d}",
    "from_hour": "22:00",
    "to_hour": "03:00",
    "people": "250",
    "name": "Chloé",
    "email": "chloe@example.org",
    "token": "abc",
}


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def youth(db: None) -> KindSetting:
    territory.make_commune()
    office = make_office("youth")
    make_holder(office, name="Driss", role=Role.YOUTH)
    return KindSetting.objects.create(kind="shuttle_night", office=office, deadline_days=10, retention_days=365)


def ask(client: WatchfulClient, **changes: str) -> Any:
    return client.post(url("shuttles:ask", language="en"), ASKED | changes)


def test_the_youth_service_owns_it_and_answers_within_ten_working_days(
    client: WatchfulClient, youth: KindSetting
) -> None:
    assert "within 10 working days" in words(client.get(url("shuttles:ask", language="en")))

    answer = ask(client)

    enquiry = Enquiry.objects.get()
    assert answer["Location"] == url("portal:thread", enquiry.code, language="en")
    assert (enquiry.kind, enquiry.office) == ("shuttle_night", youth.office)
    thread = words(client.get(answer["Location"]))
    assert "Les scouts du Lin" in thread
    assert "22:00–03:00" in thread


def test_sent_twice_it_is_one_request(client: WatchfulClient, youth: KindSetting) -> None:
    assert ask(client)["Location"] == ask(client)["Location"]
    assert Enquiry.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": "2020-01-01"}, "This day is over"),
        ({"email": ""}, "Leave an e-mail or a number"),
        ({"phone": "12"}, "not a phone number"),
        ({"people": "0"}, "greater than or equal to 1"),
        ({"message": "Appelez Jean au 0470 12 34 56"}, "it tells who someone is"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_lost(
    client: WatchfulClient, youth: KindSetting, changes: dict[str, str], sentence: str
) -> None:
    answer = ask(client, **changes)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert "Les scouts du Lin" in answer.content.decode()


@pytest.mark.harm("H01")
def test_when_nobody_would_answer_the_form_is_closed_and_says_whom_to_call(
    client: WatchfulClient, youth: KindSetting
) -> None:
    youth.delete()

    assert client.get(url("shuttles:ask")).status_code == 503
    assert ask(client).status_code == 503
    assert Enquiry.objects.count() == 0
