"""What every test stands on: a key ring, a client that refuses careless pages, and no network."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from serein.kit import journal, keyring
from tests.client import WatchfulClient
from tests.config.installation import Installation, bring_up
from tests.config.playing import build_demo
from tests.once import make_once, shared_folder

_LOOPBACK = ("127.", "::1", "localhost")
_real_connect = socket.socket.connect


class NetworkForbidden(Exception):
    """A test reached for an address that is not on this machine."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="only the tests that touch the database")


def pytest_configure(config: pytest.Config) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    socket.socket.connect = _connect_to_this_machine  # type: ignore[assignment,method-assign]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "is_long" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.long)
    if not config.getoption("--database-only"):
        return
    kept = [item for item in items if touches_the_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes may hold a moment (gzip does): two processes must give a test the same name all the same."""
    return f"{argname}-{len(val)}" if isinstance(val, bytes) else None


def touches_the_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    wants_rows = bool(fixtures & {"db", "transactional_db", "django_db_reset_sequences", "live_server"})
    return wants_rows or any(item.get_closest_marker(name) for name in ("django_db", "server"))


@pytest.fixture(scope="session", autouse=True)
def _key_ring() -> None:
    if not keyring.exists():
        keyring.add_key()


@pytest.fixture(autouse=True)
def _journal_begins_anew() -> Iterator[None]:
    """Rows are rolled back after each test; what is kept of the journal outside the database follows."""
    yield
    journal.forget_outside()


@pytest.fixture(autouse=True)
def _french_is_spoken() -> Iterator[None]:
    """A request in Dutch leaves its thread in Dutch; the next test begins in French all the same."""
    translation.activate(settings.LANGUAGE_CODE)
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an installation on SQLite, its keys and empty tables, made once in a run; tests copy it."""
    return make_once("migrated", _migrate, shared=shared_folder(tmp_path_factory)) / "var"


def _migrate(folder: Path) -> None:
    bring_up(Installation(folder / "var"))


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demo, built once in a run; `tests.config.playing.copy_demo` copies it."""
    return make_once("demo", build_demo, shared=shared_folder(tmp_path_factory))


@pytest.fixture
def client() -> WatchfulClient:
    return WatchfulClient()


@pytest.fixture
def is_long() -> bool:
    """Whether kill and load tests repeat many times over (`./serein test --long`)."""
    return os.environ.get("SEREIN_TEST_LONG") == "1"


def _connect_to_this_machine(self: socket.socket, address: Any) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(_LOOPBACK):
        raise NetworkForbidden(f"A test reached for {address[0]}; tests reach this machine only.")
    _real_connect(self, address)
