"""Without a second factor nothing opens but the pages that set it up, whatever their address or language."""

import time

import pytest
from allauth.mfa.models import Authenticator

from serein.people.models import Account, Role
from tests.client import WatchfulClient
from tests.people.make import make_holder, make_office
from tests.proximity.make import url

pytestmark = pytest.mark.django_db
PAGES = [
    "people:accounts",
    "people:shelves",
    "people:absences",
    "people:postings",
    "proximity:desk",
    "proximity:oversight",
    "enquiries:outbox",
    "account_email",
    "account_change_password",
]


@pytest.fixture
def driss(client: WatchfulClient) -> Account:
    account = make_holder(make_office("desk"), name="Driss", role=Role.ADMINISTRATOR)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return account


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_staff_leads_to_its_set_up(
    client: WatchfulClient, driss: Account, page: str, language: str
) -> None:
    for answer in (
        client.get(url(page, language=language)),
        client.post(url(page, language=language), {"email": "e@x.be"}),
    ):
        assert answer.status_code == 302
        assert answer["Location"].endswith("/accounts/2fa/")


@pytest.mark.parametrize("page", ["mfa_index", "account_logout"])
def test_the_way_to_set_it_up_and_the_way_out_stay_open(client: WatchfulClient, driss: Account, page: str) -> None:
    assert client.get(url(page)).status_code == 200


def test_with_one_the_desk_opens_and_without_it_again_it_closes_within_ten_minutes(
    client: WatchfulClient, driss: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    factor = Authenticator.objects.create(user=driss, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get(url("proximity:desk")).status_code == 200

    factor.delete()
    later = time.time() + 601
    monkeypatch.setattr(time, "time", lambda: later)

    assert client.get(url("proximity:desk")).status_code == 302
