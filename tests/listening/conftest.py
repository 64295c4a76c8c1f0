import pytest

from tests.listening.make import Ground, make_ground


@pytest.fixture
def ground() -> Ground:
    return make_ground()


@pytest.fixture(autouse=True)
def _a_second_factor_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)
