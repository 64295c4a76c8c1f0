import pytest

from serein.kit import clock
from serein.listening.models import Problem
from tests.client import WatchfulClient
from tests.listening.make import Ground, make_ground
from tests.listening.make_problems import District, make_district, make_problem
from tests.people.make import FRIDAY_NIGHT


@pytest.fixture
def friday_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)


@pytest.fixture
def ground(db: None) -> Ground:
    return make_ground()


@pytest.fixture
def district(db: None) -> District:
    return make_district()


@pytest.fixture
def three(district: District) -> list[Problem]:
    return [make_problem(district.neighbourhood, title) for title in ("Lampes", "Banc", "Bruit du carrefour")]


@pytest.fixture
def driss(client: WatchfulClient, district: District) -> WatchfulClient:
    client.force_login(district.driss)
    return client


@pytest.fixture(autouse=True)
def _a_second_factor_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)
