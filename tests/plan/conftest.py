import pytest

from serein.kit import clock
from serein.people.models import Account, Office, Role
from serein.territory.models import Neighbourhood
from tests.client import WatchfulClient
from tests.enquiries.make import Town, make_town
from tests.people.make import FRIDAY_NIGHT, make_account, make_holder, make_office
from tests.plan.make import Planned, make_neighbourhood, make_plan
from tests.territory import make as territory


@pytest.fixture(autouse=True)
def _it_is_friday_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)


@pytest.fixture
def planned(db: None) -> Planned:
    return make_plan()


def enter(client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, role: str, office: Office | None = None) -> Account:
    """Log someone in who holds a role in an office, with a second factor."""
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)
    account = make_account(f"{role} holder")
    make_holder(office or Office.objects.filter(code=role).first() or make_office(role), account=account, role=role)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return account


@pytest.fixture
def prevention(client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, db: None) -> WatchfulClient:
    enter(client, monkeypatch, Role.PREVENTION_OFFICER)
    return client


@pytest.fixture
def place(db: None) -> Neighbourhood:
    made = make_neighbourhood()
    territory.make_commune()
    territory.tell_all_processes()
    return made


@pytest.fixture
def town(db: None) -> Town:
    return make_town()
