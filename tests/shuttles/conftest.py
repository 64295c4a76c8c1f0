import pytest

from serein.kit import clock
from serein.shuttles.models import Night
from tests.client import WatchfulClient
from tests.shuttles.make import AT_TWO, make_night, make_youth


@pytest.fixture
def at_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is two in the morning."""
    monkeypatch.setattr(clock, "now", lambda: AT_TWO)


@pytest.fixture
def night(db: None) -> Night:
    """A night under way."""
    return make_night()


@pytest.fixture
def chloe(client: WatchfulClient, db: None) -> WatchfulClient:
    """The youth service, logged in."""
    client.force_login(make_youth())
    return client


@pytest.fixture(autouse=True)
def _a_second_factor_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)
