"""After retention no value of a request is found anywhere: tables, file, log, outbox, journal, a new backup."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from serein.enquiries import operations, retention
from serein.enquiries.models import Enquiry, RetentionRun
from serein.kit import journal, keyring, outbox, sealed
from serein.kit.actors import RESIDENT
from tests import traces
from tests.enquiries.make import make_enquiry, make_town
from tests.people.make import FRIDAY_NIGHT

MARKS = ("Zoltanchloe", "zoltan@example.org", "+32 56 98 76 54", "Zoltanmessage", "Zoltananswer", "Zoltanfact")


def everything_in_the_database() -> str:
    """Return every value of every table, as text."""
    told = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            told.append(str(cursor.fetchall()))
    return "\n".join(told)


def told_in_confidence() -> dict[str, Any]:
    return {
        "contact": {"name": MARKS[0], "phone": MARKS[2], "email": MARKS[1]},
        "message": MARKS[3],
        "facts": [{"label": "Where", "value": MARKS[5]}],
        "sealed_facts": [{"label": "When", "value": MARKS[5]}],
    }


@pytest.mark.django_db(transaction=True)
def test_no_table_holds_anything_of_it_and_the_journal_still_holds() -> None:
    town = make_town()
    enquiry = make_enquiry(town, **told_in_confidence())
    code = str(enquiry.code)
    operations.answer(enquiry=enquiry, text=MARKS[4], by=town.amina.account.actor, now=FRIDAY_NIGHT)
    operations.give_opinion(enquiry=enquiry, opinion="solved", now=FRIDAY_NIGHT)
    outbox.send_due(now=FRIDAY_NIGHT)
    assert code in everything_in_the_database()

    retention.carry_out(now=FRIDAY_NIGHT + timedelta(days=29))
    assert code in everything_in_the_database()
    retention.carry_out(now=FRIDAY_NIGHT + timedelta(days=30))

    left = everything_in_the_database()
    assert [mark for mark in (*MARKS, code) if mark in left] == []
    assert "until-2026" not in left
    assert list(journal.faults()) == []
    assert RetentionRun.objects.first().destroyed == 1  # type: ignore[union-attr]


@pytest.mark.django_db
def test_what_is_still_open_outlives_its_first_key() -> None:
    enquiry = make_enquiry(make_town(), **told_in_confidence())

    for day in range(110, 140, 3):
        retention.carry_out(now=FRIDAY_NIGHT + timedelta(days=day))

    kept = Enquiry.objects.get()
    assert kept.key_day > enquiry.key_day
    assert sealed.open_unseen(kept.message) == MARKS[3]


@pytest.mark.django_db
def test_an_old_backup_cannot_be_read_once_the_days_key_is_destroyed() -> None:
    enquiry = make_enquiry(make_town(), **told_in_confidence())
    in_an_old_backup = Enquiry.objects.get()
    operations.erase(enquiry=enquiry, by=RESIDENT, now=FRIDAY_NIGHT)

    retention.carry_out(now=FRIDAY_NIGHT + timedelta(days=enquiry.what.most_days + 1))

    with pytest.raises(keyring.KeyLost):
        sealed.open_unseen(in_an_old_backup.message)


@pytest.mark.django_db
def test_every_sealed_field_of_an_enquiry_is_destroyed_with_it() -> None:
    declared = {name for name, found in Enquiry.field_data_classes.items() if found == "D3"}

    assert declared == set(operations.SEALED)


def test_neither_the_file_nor_its_log_nor_a_new_backup_holds_a_byte_of_it(
    tmp_path: Path, migrated_sqlite: Path
) -> None:
    secrets = traces.play(PLAY, told_in_confidence(), tmp_path, like=migrated_sqlite)

    assert traces.find_traces((*MARKS, *secrets), tmp_path, but="mail") == set()


PLAY = """
import json, os, sys
from datetime import timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "serein.config.settings"
os.environ.pop("DATABASE_URL", None)
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from serein.kit import keyring, outbox
from serein.enquiries import operations, retention
from serein.enquiries.models import Enquiry
from tests.enquiries.make import make_enquiry, make_town
from tests.people.make import FRIDAY_NIGHT
town = make_town()
enquiries = [make_enquiry(town, **json.loads(sys.argv[1])) for _ in range(30)]
secrets = []
for enquiry in enquiries:
    operations.answer(enquiry=enquiry, text="Zoltananswer", by=town.amina.account.actor, now=FRIDAY_NIGHT)
    operations.give_opinion(enquiry=enquiry, opinion="solved", now=FRIDAY_NIGHT)
    row = Enquiry.objects.get(pk=enquiry.pk)
    secrets += [row.code, row.contact.value.split(":")[2][:40], row.answer.value.split(":")[2]]
outbox.send_due(now=FRIDAY_NIGHT)
retention.carry_out(now=FRIDAY_NIGHT + timedelta(days=31))
source = connection.connection
import sqlite3
copy = sqlite3.connect(os.path.join(os.environ["SEREIN_VAR"], "new.backup"))
source.backup(copy)
copy.close()
print(json.dumps(secrets))
"""
