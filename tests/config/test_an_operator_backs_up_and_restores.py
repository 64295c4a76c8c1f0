import base64
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.config.installation import Installation

pytestmark = pytest.mark.server

# Each act writes a mail and its journal entry in one transaction: as many of one as of the other, always.
_WRITE = """
from django.db import transaction
from django.utils import timezone
from serein.kit import journal, outbox
from serein.kit.actors import SYSTEM
def act(word):
    with transaction.atomic():
        mail = outbox.post(to="road@example.org", language="fr", subject="Secret " + word, body="Corps secret",
                           about="test", now=timezone.now())
        journal.write(act="test.wrote", about=mail, by=SYSTEM, at=timezone.now())
"""
_COUNT = """
from serein.kit.models import JournalEntry, OutboxMail
print(OutboxMail.objects.count(), JournalEntry.objects.filter(act="test.wrote").count())
"""


@pytest.fixture
def installation(installation: Installation) -> Installation:
    (installation.var / "media" / "logos").mkdir(parents=True)
    (installation.var / "media" / "logos" / "logo.svg").write_text("<svg/>")
    return installation


def test_a_backup_taken_during_writes_restores_to_one_moment(installation: Installation, tmp_path: Path) -> None:
    code = _WRITE + "act('first'); print('writing', flush=True)\nwhile True: act('more')"
    with installation.running_python(code, says="writing"):
        time.sleep(0.5)
        installation.must("backup", str(tmp_path / "one.backup"))
    later = [int(number) for number in installation.python(_COUNT).split()]

    installation.must("restore", str(tmp_path / "one.backup"))

    mails, entries = (int(number) for number in installation.python(_COUNT).split())
    assert 0 < mails == entries <= later[0]
    assert "The journal holds" in installation.must("manage", "journal")
    assert (installation.var / "media" / "logos" / "logo.svg").read_text() == "<svg/>"


def test_restoring_is_told_in_the_journal_with_the_end_that_was_known(
    installation: Installation, tmp_path: Path
) -> None:
    installation.python(_WRITE + "act('kept')")
    installation.must("backup", str(tmp_path / "one.backup"))
    installation.python(_WRITE + "act('lost'); act('lost')")

    installation.must("restore", str(tmp_path / "one.backup"))

    told = installation.python(
        "from serein.kit.models import JournalEntry\nimport json\n"
        "entry = JournalEntry.objects.get(act='journal.restored')\n"
        "print(json.dumps([entry.number, entry.identifiers]))"
    )
    number, identifiers = json.loads(told)
    assert number == 2
    assert identifiers["backup_number"] == 1
    assert identifiers["known_number"] == 3


def test_no_key_is_in_a_backup(installation: Installation, tmp_path: Path) -> None:
    installation.python(_WRITE + "act('kept')")
    installation.python(
        "from datetime import date\nfrom serein.kit import keyring\nkeyring.key_for_day(date(2099, 1, 1))"
    )
    installation.must("backup", str(tmp_path / "one.backup"))

    content = (tmp_path / "one.backup").read_bytes()

    for secret in _secrets_of(installation):
        assert secret not in content
    assert b"Corps secret" not in content


def test_restoring_without_the_keys_says_what_stays_unreadable(installation: Installation, tmp_path: Path) -> None:
    installation.python(_WRITE + "act('kept')")
    installation.must("backup", str(tmp_path / "one.backup"))
    (installation.var / "keys").rename(tmp_path / "lost")

    said = installation.must("restore", str(tmp_path / "one.backup"))

    assert "2 sealed values stay unreadable" in said
    assert "kit.outboxmail.body: 1" in said


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda content: b"This is a letter, and no archive." * 100, "is not a backup of Serein"),
        (lambda content: content[: len(content) // 2], "cut off"),
        (lambda content: content.replace(b"<svg/>", b"<svg!>"), "damaged"),
        (lambda content: content.replace(b'"serein-backup"', b'"another-thing"'), "not a backup of Serein"),
    ],
    ids=["foreign", "cut off", "altered", "another archive"],
)
def test_a_foreign_or_damaged_file_changes_nothing(
    installation: Installation, tmp_path: Path, damage: Callable[[bytes], bytes], sentence: str
) -> None:
    installation.must("backup", str(tmp_path / "one.backup"))
    (tmp_path / "bad.backup").write_bytes(damage((tmp_path / "one.backup").read_bytes()))
    installation.python(_WRITE + "act('here')")

    refused = installation.run("restore", str(tmp_path / "bad.backup"))

    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert "nothing was changed" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert installation.python(_COUNT) == "1 1"


def test_a_backup_of_a_newer_serein_is_refused(installation: Installation, tmp_path: Path) -> None:
    installation.python(
        "from django.db import connection\nfrom django.db.migrations.recorder import MigrationRecorder\n"
        "MigrationRecorder(connection).record_applied('kit', '9999_from_the_future')"
    )
    installation.must("backup", str(tmp_path / "one.backup"))

    refused = installation.run("restore", str(tmp_path / "one.backup"))

    assert refused.returncode == 1
    assert "newer Serein (kit.9999_from_the_future" in refused.stderr


def test_when_the_new_database_does_not_stand_the_old_one_does(installation: Installation, tmp_path: Path) -> None:
    """The files cannot be put back: the database must not be the backup's while they are the old ones."""
    installation.must("backup", str(tmp_path / "one.backup"))
    installation.python(_WRITE + "act('here')")
    code = (
        "from pathlib import Path\nfrom serein.config import restoring\n"
        "def fail(folder): raise OSError('the disk went')\n"
        "restoring._put_back_files = fail\n"
        f"try: restoring.restore(Path({str(tmp_path / 'one.backup')!r}))\n"
        "except OSError: print('failed')"
    )

    assert installation.python(code) == "failed"

    assert installation.python(_COUNT) == "1 1"
    assert "The journal holds" in installation.must("manage", "journal")


def test_nothing_is_put_back_while_the_worker_is_at_work(installation: Installation, tmp_path: Path) -> None:
    installation.must("backup", str(tmp_path / "one.backup"))
    code = (
        "import time\nfrom serein.config import running\nwith running.held(): print('held', flush=True); time.sleep(60)"
    )

    with installation.running_python(code, says="held"):
        refused = installation.run("restore", str(tmp_path / "one.backup"))

    assert refused.returncode == 1
    assert "stop web, worker and scheduler first" in refused.stderr


def test_a_backup_never_takes_the_place_of_another(installation: Installation, tmp_path: Path) -> None:
    installation.must("backup", str(tmp_path / "one.backup"))

    refused = installation.run("backup", str(tmp_path / "one.backup"))

    assert refused.returncode == 1
    assert "never takes the place of another" in refused.stderr


def _secrets_of(installation: Installation) -> list[bytes]:
    ring = json.loads((installation.var / "keys" / "ring.json").read_text())
    encoded = [ring["index"], ring["journal"], *ring["keys"].values()]
    days = [file.read_bytes() for file in (installation.var / "keys" / "days").iterdir()]
    files = [file.read_bytes() for file in (installation.var / "keys").iterdir() if file.name == "secret_key"]
    raw = [base64.b64decode(text) for text in encoded]
    return [*(text.encode() for text in encoded), *raw, *days, *(base64.b64encode(day) for day in days), *files]
