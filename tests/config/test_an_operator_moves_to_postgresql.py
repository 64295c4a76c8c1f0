"""A filled SQLite installation, carried over to PostgreSQL: every row, sealed as it was."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config import at_work
from tests.config.installation import Installation, new_installation

pytestmark = pytest.mark.server

_FILL = """
from datetime import timedelta
from serein.kit.models import DemoClock
from tests.enquiries.make import make_enquiry
from tests.proximity.make import make_place, make_surgery
place = make_place()
make_surgery(place.town.desk)
for _ in range(3):
    make_enquiry(place.town)
DemoClock.objects.create(pk=1, offset=timedelta(days=-3, microseconds=7))
"""
# Every value of every table as Python sees it; what is sealed, as it is stored.
_TELL = """
import hashlib, json
from django.apps import apps
def tell(value):
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(getattr(value, "value", value))
from datetime import UTC, datetime
told = {}
for model in apps.get_models(include_auto_created=True):
    rows = sorted(str([tell(value) for value in row]) for row in model._base_manager.values_list())
    told[model._meta.db_table] = [len(rows), hashlib.sha256("".join(rows).encode()).hexdigest()]
print(json.dumps(told))
"""


@pytest.fixture(scope="session")
def filled(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation on SQLite with rows of all kinds; tests copy it."""
    folder = shutil.copytree(migrated_sqlite, tmp_path_factory.mktemp("filled") / "var")
    Installation(folder).python(_FILL)
    return folder


@pytest.fixture
def both(
    installation: Installation, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Installation, Installation]]:
    """A filled installation on SQLite, and one on PostgreSQL with the same folder and tables without rows."""
    if not installation.database:
        pytest.skip("only where PostgreSQL is")
    old = Installation(shutil.copytree(request.getfixturevalue("filled"), tmp_path / "old"))
    with new_installation(tmp_path / "new", like=installation) as new:
        new.var = old.var
        yield old, new


def test_every_value_arrives_as_it_was(both: tuple[Installation, Installation]) -> None:
    old, new = both
    before = json.loads(old.python(_TELL))

    said = new.must("carry", str(old.var / "serein.sqlite3"))

    assert "the journal holds" in said
    assert "Every sealed value can be read" in said
    after = json.loads(new.python(_TELL))
    told_by_now = {"kit_journalentry", "kit_journalhead"}
    assert {table: rows for table, rows in after.items() if table not in told_by_now} == {
        table: rows for table, rows in before.items() if table not in told_by_now
    }
    assert after["kit_journalentry"][0] == before["kit_journalentry"][0] + 1
    assert before["enquiries_enquiry"][0] == 3
    assert "The journal holds" in new.must("manage", "journal")
    with at_work.web(new) as web:
        assert web.ask_call_back(address="203.0.113.1").status == 302  # keys are counted on


def test_a_database_that_holds_rows_is_not_mixed_with_another(both: tuple[Installation, Installation]) -> None:
    old, new = both
    new.must("carry", str(old.var / "serein.sqlite3"))
    before = new.python(_TELL)

    refused = new.run("carry", str(old.var / "serein.sqlite3"))

    assert refused.returncode == 1
    assert "is not empty" in refused.stderr
    assert new.python(_TELL) == before


@pytest.mark.parametrize("content", [None, b"a letter", b""], ids=["absent", "foreign", "empty"])
def test_a_file_that_is_no_database_of_serein_is_refused_in_a_sentence(
    both: tuple[Installation, Installation], tmp_path: Path, content: bytes | None
) -> None:
    _old, new = both
    if content is not None:
        (tmp_path / "other").write_bytes(content)

    refused = new.run("carry", str(tmp_path / "other"))

    assert refused.returncode == 1
    assert refused.stderr.startswith("serein: ")
    assert len(refused.stderr.strip().splitlines()) == 1


def test_an_installation_on_sqlite_has_nothing_to_carry_to(tmp_path: Path) -> None:
    refused = Installation(tmp_path / "var").run("carry", str(tmp_path / "serein.sqlite3"))

    assert refused.returncode == 1
    assert "must name the empty PostgreSQL" in refused.stderr
