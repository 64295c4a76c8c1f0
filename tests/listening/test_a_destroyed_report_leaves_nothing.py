"""After retention no value of a report is found: file, log, outbox, journal, photo, map, a new backup."""

from datetime import timedelta
from pathlib import Path

import pytest

from serein.enquiries import operations as enquiries
from serein.enquiries import retention
from serein.enquiries.models import Photo
from serein.kit import following, keyring, sealed
from serein.kit.actors import RESIDENT
from serein.listening import operations
from serein.listening.models.report import Report
from serein.listening.operations.reports import Telling
from tests import traces
from tests.client import WatchfulClient
from tests.listening.make import url
from tests.listening.make_problems import texts
from tests.listening.works import make_works, release, tell
from tests.people.make import FRIDAY_NIGHT

MARKS = (
    "Zoltanmessage",
    "zoltan@example.org",
    "Zoltanphrase",
    "Zoltanzin",
    "Zoltanraison",
    "50.7312345",
    "Zoltanreden",
)


@pytest.mark.django_db
def test_an_author_who_erases_takes_the_report_off_every_public_page_at_once(client: WatchfulClient) -> None:
    works = make_works()
    report = release(tell(), by=works.hugo, sentence_fr="Lampe éteinte.", sentence_nl="Lamp uit.")
    page = url("listening:public_report", report.pk)
    assert client.get(page).status_code == 200

    enquiries.erase(enquiry=report.enquiry, by=RESIDENT, now=FRIDAY_NIGHT)

    assert client.get(page).status_code == 404
    assert "Lampe éteinte" not in client.get(url("listening:public_reports")).content.decode()
    following.catch_up(now=FRIDAY_NIGHT)
    left = Report.objects.get()
    assert (left.lat, left.lon, left.street, left.place_fr, left.sentence_fr) == (None, None, None, "", "")
    assert left.neighbourhood == works.neighbourhood, "counts by district stay true"


@pytest.mark.django_db
def test_the_problem_rests_on_the_one_who_said_me_too_once_the_first_takes_it_back() -> None:
    works = make_works()
    first = release(tell(), by=works.hugo)
    second = operations.join_report(report=first, telling=Telling(), language="nl", now=FRIDAY_NIGHT)
    problem = operations.draft_problem(
        neighbourhood=works.neighbourhood, texts=texts(), by=works.hugo.actor, now=FRIDAY_NIGHT
    )
    operations.cite_source(
        problem=problem,
        about=f"listening.report:{first.pk}",
        kind="report",
        label_fr="Rue de Zoltan",
        label_nl="Zoltanstraat",
        on=FRIDAY_NIGHT.date(),
        by=works.hugo.actor,
        now=FRIDAY_NIGHT,
    )

    enquiries.erase(enquiry=first.enquiry, by=RESIDENT, now=FRIDAY_NIGHT)
    following.catch_up(now=FRIDAY_NIGHT)

    assert [source.about for source in problem.sources.all()] == [f"listening.report:{second.pk}"]
    enquiries.erase(enquiry=second.enquiry, by=RESIDENT, now=FRIDAY_NIGHT)
    following.catch_up(now=FRIDAY_NIGHT)
    left = problem.sources.get()
    assert (left.label_fr, left.label_nl, left.count) == ("", "", 1), "it still counts, and says nothing"


@pytest.mark.django_db
def test_a_photo_outlives_its_first_key_while_its_report_is_open_and_not_its_report() -> None:
    works = make_works()
    report = tell()
    photo = Photo.objects.create(enquiry=report.enquiry, image="UGhvdG8=", key_day=report.enquiry.key_day)
    most = report.thing.kind.most_days
    for days in range(most - 10, most + 20, 5):
        retention.carry_out(now=FRIDAY_NIGHT + timedelta(days=days), confirmed=True)

    kept = Photo.objects.get()
    assert kept.key_day > photo.key_day
    assert sealed.open_unseen(kept.image) == "UGhvdG8="
    enquiries.erase(enquiry=report.enquiry, by=works.hugo.actor, now=FRIDAY_NIGHT)
    assert not Photo.objects.exists()


@pytest.mark.django_db
def test_the_photo_in_an_old_backup_cannot_be_read_once_its_key_is_destroyed() -> None:
    make_works()
    report = tell()
    in_an_old_backup = Photo.objects.create(enquiry=report.enquiry, image="UGhvdG8=", key_day=report.enquiry.key_day)
    enquiries.erase(enquiry=report.enquiry, by=RESIDENT, now=FRIDAY_NIGHT)

    after = FRIDAY_NIGHT + timedelta(days=report.thing.kind.most_days + 1)
    retention.carry_out(now=after, confirmed=True)

    with pytest.raises(keyring.KeyLost):
        sealed.open_unseen(in_an_old_backup.image)


def test_neither_the_file_nor_its_log_nor_a_new_backup_holds_a_byte_of_it(
    tmp_path: Path, migrated_sqlite: Path
) -> None:
    told = traces.play(PLAY, MARKS, tmp_path, like=migrated_sqlite)

    assert told["faults"] == 0
    marks = (*MARKS, *told["secrets"], bytes.fromhex(told["lat"]))
    assert traces.find_traces(marks, tmp_path, but="mail") == set()


PLAY = """
import json, os, sqlite3, struct, sys
from datetime import timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "serein.config.settings"
os.environ.pop("DATABASE_URL", None)
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from serein.kit import following, journal, keyring, outbox
from serein.enquiries import jobs, operations, retention
from serein.enquiries.models import Enquiry, Photo
from serein.listening.models.report import Report
from tests.listening.works import make_works, release, tell
from tests.people.make import FRIDAY_NIGHT
message, mail, phrase, zin, raison, lat, reden = json.loads(sys.argv[1])
works = make_works()
reports = [tell(message=message, email=mail, at={"lat": lat, "lon": "3.05"}) for _ in range(30)]
secrets = []
for report in reports:
    Photo.objects.create(enquiry=report.enquiry, image="WsO2bHRhbiBQaG90bw" * 20, key_day=report.enquiry.key_day)
    release(report, by=works.hugo, sentence_fr=phrase, sentence_nl=zin, with_photo=True)
    operations.answer(
        enquiry=report.enquiry, text="", outcome="done", reason_fr=raison, reason_nl=reden,
        by=works.hugo.actor, now=FRIDAY_NIGHT,
    )
    operations.give_opinion(enquiry=report.enquiry, opinion="solved", now=FRIDAY_NIGHT)
    row = Enquiry.objects.get(pk=report.enquiry_id)
    sealed = [text.value.split(":")[2] for text in (row.contact, row.message, Photo.objects.get(enquiry=row).image)]
    secrets += [row.code, *(text[:40] for text in sealed), *(text[-40:] for text in sealed)]
outbox.send_due(now=FRIDAY_NIGHT)
later = FRIDAY_NIGHT + timedelta(days=366)
retention.carry_out(now=later, confirmed=True)
following.catch_up(now=later)
jobs.leave_no_trace(later)
assert Report.objects.filter(erased_at=None).count() == 0
source = connection.connection
copy = sqlite3.connect(os.path.join(os.environ["SEREIN_VAR"], "new.backup"))
source.backup(copy)
copy.close()
faults = len(list(journal.faults()))
print(json.dumps({"secrets": secrets, "faults": faults, "lat": struct.pack(">d", float(lat)).hex()}))
"""
