import pytest

from serein.kit import clock
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import Place, make_place


@pytest.fixture(autouse=True)
def _it_is_friday_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)


@pytest.fixture
def place(db: None) -> Place:
    return make_place()
