"""Nothing can be written any more: pages still answer, a form says it was not received, nothing is half there."""

import json
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.config import at_work
from tests.config.at_work import ALL, Web
from tests.config.installation import Installation, on_server

pytestmark = pytest.mark.server

_MOST = 400
_NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
_COUNT = (
    ALL
    + """
import json
print(json.dumps([Enquiry.objects.count(), JournalEntry.objects.filter(act="enquiry.opened").count(),
                  OutboxMail.objects.count()]))
"""
)


@contextmanager
def web_without_room(town: Installation) -> Iterator[tuple[Web, Callable[[], None]]]:
    """Run a web that soon cannot write any more, and give what makes room again."""
    if town.database:
        name, url = town.database, town.settings["DATABASE_URL"]
        with at_work.web(town) as web:
            on_server(url, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
            _forget_connections(url, name)

            def make_room() -> None:
                on_server(url, f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
                _forget_connections(url, name)

            yield web, make_room
        return
    town.python("from django.db import connection\nconnection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')")
    room = (town.var / "serein.sqlite3").stat().st_size + 200_000
    with at_work.web(town) as web:
        _limit(web, (room, resource.RLIM_INFINITY))
        yield web, lambda: _limit(web, _NO_LIMIT)


@pytest.mark.harm("H01")
def test_a_request_that_could_not_be_written_is_not_half_there_and_its_author_is_told(town: Installation) -> None:
    with web_without_room(town) as (web, make_room):
        received = 0
        while (answer := web.ask_call_back(address=f"198.18.0.{received % 250}")).status == 302:
            received += 1
            assert received < _MOST
        page = web.ask("/fr/mon-inspecteur/")
        again = web.ask_call_back(address="203.0.113.1")
        counted = json.loads(town.python(_COUNT))
        held = town.must("manage", "journal")

        make_room()
        afterwards = web.ask_call_back(address="203.0.113.2")

    assert (answer.status, again.status) == (500, 500)
    assert "elle ne nous est pas parvenue" in answer.page
    assert "is ze niet bij ons aangekomen" in answer.page
    assert "Traceback" not in answer.page
    assert page.status == 200
    assert counted == [received] * 3
    assert "The journal holds" in held
    assert afterwards.status == 302


@pytest.mark.parametrize("blocks", [16, 4000], ids=["for the database", "for the maps"])
def test_a_backup_without_room_is_refused_in_one_sentence_and_leaves_nothing(
    town: Installation, tmp_path: Path, blocks: int
) -> None:
    (town.var / "maps").mkdir()
    (town.var / "maps" / "base.pmtiles").write_bytes(b"map" * 2_000_000)
    (tmp_path / "backups").mkdir()

    refused = town.run("backup", str(tmp_path / "backups" / "one.backup"), most_bytes=blocks * 1024)

    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1
    assert refused.stderr.startswith("serein: ")
    assert list((tmp_path / "backups").iterdir()) == []


def _limit(web: Web, limits: tuple[int, int]) -> None:
    """Let none of the web's processes write past a size, whatever the file."""
    for pid in (web.process.pid, *web.children):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def _forget_connections(url: str, name: str) -> None:
    on_server(url, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
