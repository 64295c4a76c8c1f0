"""Within 72 hours no address of a rider is left anywhere; what is held has a reason and a day."""

from datetime import timedelta
from pathlib import Path

import pytest

from serein.enquiries import retention
from serein.kit import keyring, sealed
from serein.kit.models import JournalEntry, OutboxMail
from serein.shuttles import alarms
from serein.shuttles.models import Hold, Night, NightFigures, Ride, Trip
from serein.shuttles.operations import erasing, nights, rides
from tests import traces
from tests.people.make import make_office
from tests.shuttles.make import ENDS, STARTS, STEWARD, make_night, make_ride

MARKS = ("Zoltanstreet 12", "zoltan@example.org", "50.7391", "0470998877")
NEXT_DAYS = ENDS + timedelta(hours=48)


@pytest.mark.django_db
@pytest.mark.harm("H16")
def test_after_its_day_a_night_keeps_counts_and_no_ride(night: Night) -> None:
    ride = make_ride(night=night, party_size=3, state=Ride.State.HOME)
    rides.say_otherwise(ride=ride, otherwise="drive", now=ENDS)
    nights.close_night(night=night, by=STEWARD, now=ENDS)

    assert erasing.erase_due(now=ENDS + timedelta(hours=18)) == 0
    assert erasing.erase_due(now=NEXT_DAYS) == 1

    night.refresh_from_db()
    figures = NightFigures.objects.get(night=night)
    assert not Ride.objects.exists()
    assert not Trip.objects.exists()
    assert (figures.carried, figures.otherwise) == (3, {"drive": 1})
    assert night.erased_at is not None
    assert night.erased_at <= ENDS + timedelta(hours=72)


@pytest.mark.django_db
def test_a_night_that_nobody_closed_is_counted_and_its_rides_go_all_the_same(night: Night) -> None:
    make_ride(night=night)

    erasing.erase_due(now=NEXT_DAYS)

    night.refresh_from_db()
    assert night.state == Night.State.CLOSED
    assert not Ride.objects.exists()


@pytest.mark.django_db
def test_one_ride_is_held_for_a_reason_until_a_day_and_the_journal_says_so(night: Night) -> None:
    held, other = make_ride(night=night, state=Ride.State.HOME), make_ride(night=night, state=Ride.State.HOME)
    nights.close_night(night=night, by=STEWARD, now=ENDS)
    until = (ENDS + timedelta(days=20)).date()
    erasing.hold_ride(ride=held, reason=Hold.Reason.ASSAULT, until=until, by=STEWARD, now=ENDS)

    erasing.erase_due(now=NEXT_DAYS)
    retention.carry_out(now=NEXT_DAYS, confirmed=True)

    kept = Ride.objects.get()
    entry = JournalEntry.objects.get(act="ride.held")
    assert kept.pk == held.pk != other.pk
    assert "Rue du Lin" in sealed.open_unseen(kept.places)
    assert entry.identifiers == {"reason": "assault", "until": until.isoformat()}
    erasing.erase_due(now=ENDS + timedelta(days=22))
    assert not Ride.objects.exists()


@pytest.mark.django_db
def test_a_hold_needs_a_day_to_come_and_a_ride_that_is_there(night: Night) -> None:
    ride = make_ride(night=night)

    with pytest.raises(erasing.HoldEndsInThePast):
        erasing.hold_ride(ride=ride, reason="assault", until=ENDS.date(), by=STEWARD, now=ENDS)
    with pytest.raises(erasing.AlreadyErased):
        erasing.hold_ride(
            ride=ride, reason="assault", until=(ENDS + timedelta(days=9)).date(), by=STEWARD, now=NEXT_DAYS
        )


@pytest.mark.django_db
def test_what_an_old_backup_holds_cannot_be_read_once_the_key_of_the_night_is_gone(night: Night) -> None:
    in_an_old_backup = make_ride(night=night)
    erasing.erase_due(now=NEXT_DAYS)

    retention.carry_out(now=NEXT_DAYS, confirmed=True)

    with pytest.raises(keyring.KeyLost):
        sealed.open_unseen(in_an_old_backup.places)


@pytest.mark.django_db
@pytest.mark.harm("H01")
def test_the_service_is_told_once_of_a_night_that_nobody_opens_or_closes() -> None:
    make_office("youth")
    late = make_night(state=Night.State.PUBLISHED)
    alarms.warn_of_unattended(now=STARTS + timedelta(minutes=10))
    assert not OutboxMail.objects.exists()

    alarms.warn_of_unattended(now=STARTS + timedelta(minutes=20))
    alarms.warn_of_unattended(now=STARTS + timedelta(minutes=35))
    Night.objects.filter(pk=late.pk).update(state=Night.State.RUNNING)
    alarms.warn_of_unattended(now=ENDS + timedelta(hours=2))

    assert [mail.about.rpartition(":")[2] for mail in OutboxMail.objects.order_by("pk")] == ["unopened", "unclosed"]


@pytest.mark.harm("H16")
def test_neither_the_file_nor_its_log_nor_a_new_backup_holds_a_byte_of_a_ride(
    tmp_path: Path, migrated_sqlite: Path
) -> None:
    told = traces.play(PLAY, MARKS, tmp_path, like=migrated_sqlite)

    assert told["faults"] == 0
    assert told["mails"] >= 10, "mails went about these rides"
    assert traces.find_traces((*MARKS, *told["secrets"]), tmp_path, but="mail") == set()


PLAY = """
import json, os, sqlite3, sys
from datetime import timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "serein.config.settings"
os.environ.pop("DATABASE_URL", None)
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from serein.kit import journal, keyring, outbox
from serein.kit.models import OutboxMail
from serein.enquiries import jobs, retention
from serein.shuttles.models import Night, Ride
from serein.shuttles.operations import erasing
from serein.territory.where import Where
from tests.shuttles.make import ENDS, make_night, make_ride
street, mail, lat, phone = json.loads(sys.argv[1])
night = make_night()
to = Where(text=street, lat=float(lat), lon=3.05, label_fr=street, label_nl=street)
contact = {"mail": mail, "phone": phone, "guardian_mail": mail}
booked = [make_ride(night=night, to=to, state="booked", party_size=1, contact=contact) for _ in range(10)]
home = [make_ride(night=night, to=to, state="home", party_size=1, contact=contact) for _ in range(3)]
secrets = []
for ride in [*booked, *home]:
    row = Ride.objects.get(pk=ride.pk)
    sealed = [text.value.split(":")[2] for text in (row.places, row.contact)]
    secrets += [row.code, *(text[:40] for text in sealed), *(text[-40:] for text in sealed)]
outbox.send_due(now=ENDS)
mails = OutboxMail.objects.count()
later = ENDS + timedelta(hours=71)
erasing.erase_due(now=later)
retention.carry_out(now=later, confirmed=True)
jobs.leave_no_trace(later)
assert not Ride.objects.exists()
source = connection.connection
copy = sqlite3.connect(os.path.join(os.environ["SEREIN_VAR"], "new.backup"))
source.backup(copy)
copy.close()
faults = len(list(journal.faults()))
print(json.dumps({"secrets": secrets, "faults": faults, "mails": mails}))
"""
