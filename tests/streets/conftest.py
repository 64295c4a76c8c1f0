from pathlib import Path

import pytest

from serein.kit import clock
from serein.streets.queries import network
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.streets.make import Night, make_night


@pytest.fixture
def friday_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)


@pytest.fixture
def night(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Night:
    """The small town by night, its files in a folder of its own."""
    monkeypatch.setattr(network, "networks_folder", lambda: tmp_path / "streets")
    return make_night(tmp_path)


@pytest.fixture
def hugo(client: WatchfulClient, night: Night) -> WatchfulClient:
    """The works department, logged in."""
    client.force_login(night.hugo)
    return client


@pytest.fixture
def chloe(night: Night) -> WatchfulClient:
    """The prevention service, logged in."""
    client = WatchfulClient()
    client.force_login(night.chloe)
    return client


@pytest.fixture(autouse=True)
def _a_second_factor_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)
