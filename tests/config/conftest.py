"""Installations to operate on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.installation import Installation, bring_up, is_on_postgresql, new_installation


@pytest.fixture(scope="session")
def migrated(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation with keys and empty tables, which tests copy and never change."""
    if not is_on_postgresql():
        yield Installation(migrated_sqlite)
        return
    with new_installation(tmp_path_factory.mktemp("migrated") / "var") as made:
        bring_up(made)
        yield made


@pytest.fixture
def installation(migrated: Installation, tmp_path: Path) -> Iterator[Installation]:
    with new_installation(tmp_path / "var", like=migrated) as made:
        yield made


@pytest.fixture(scope="session")
def _open_town(migrated: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with new_installation(tmp_path_factory.mktemp("town") / "var", like=migrated) as made:
        made.python("from tests.proximity.make import make_place, make_surgery\nmake_surgery(make_place().town.desk)")
        yield made


@pytest.fixture
def town(_open_town: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An installation where beat B01 takes call-backs and appointments."""
    with new_installation(tmp_path / "var", like=_open_town) as made:
        yield made
