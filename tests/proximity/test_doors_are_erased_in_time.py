"""Doors go two weeks after their result went back, one's own work after two years; no byte of a door is left."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from serein.enquiries import retention
from serein.kit import jobs as calendar
from serein.kit import keyring, sealed
from serein.kit.models import JournalEntry
from serein.people.models import Role
from serein.proximity import jobs
from serein.proximity.models import Contact, HalfDay, PlaceType, Round, SampledDay, Task, Theme, Visit, VisitAttempt
from serein.proximity.operations import visits
from tests import traces
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_holder, make_office
from tests.proximity.make import Place, url
from tests.proximity.work import enter, make_catalogue, make_visit, stand_at

MARKS = ("Zoltanstraat 12", "Zoltan en Zora", "POP-998877", "50.739123")
TWO_YEARS_ON = FRIDAY_NIGHT + timedelta(days=731)


def send_back(visit: Visit) -> None:
    Task.objects.filter(visit=visit).update(returned_at=FRIDAY_NIGHT)


@pytest.mark.django_db
@pytest.mark.harm("H16")
def test_the_job_of_the_night_erases_a_door_whose_result_went_back_and_journals_it(place: Place) -> None:
    visit = make_visit(place, make_catalogue()["residence-check"], household="Chloé")
    still_open = make_visit(place, visit.task.task_type)
    stand_at(visit, "seen")
    send_back(visit)

    jobs.erase(FRIDAY_NIGHT + timedelta(days=13))
    assert not JournalEntry.objects.filter(act="visit.erased").exists()
    jobs.erase(FRIDAY_NIGHT + timedelta(days=15))
    jobs.erase(FRIDAY_NIGHT + timedelta(days=16))

    visit.refresh_from_db()
    assert (str(visit.place), str(visit.household), str(visit.reference), visit.door) == ("", "", "", "")
    assert JournalEntry.objects.filter(act="visit.erased").count() == 1
    assert Visit.objects.get(erased_at=None) == still_open
    assert "proximity.erase" in {job.name for job in calendar.list_jobs()}


@pytest.mark.django_db
@pytest.mark.harm("H16")
@pytest.mark.parametrize(("kind", "days"), [("residence-check", 90), ("advice-visit", 14)])
def test_a_door_whose_result_nobody_fetches_goes_too(place: Place, kind: str, days: int) -> None:
    visit = make_visit(place, make_catalogue()[kind])
    stand_at(visit, "seen")

    jobs.erase(FRIDAY_NIGHT + timedelta(days=days))
    visit.refresh_from_db()
    assert visit.erased_at is None
    jobs.erase(FRIDAY_NIGHT + timedelta(days=days + 1))

    visit.refresh_from_db()
    assert visit.erased_at is not None


@pytest.mark.django_db
def test_a_door_whose_key_is_gone_keeps_no_other_from_being_sealed_anew(place: Place) -> None:
    unreadable, kept = (make_visit(place, make_catalogue()["residence-check"]) for _visit in range(2))
    first_day = kept.key_day
    unreadable.key_day, unreadable.place = first_day - timedelta(days=1), sealed.open_unseen(unreadable.place)
    unreadable.save()
    keyring.destroy_days_before(first_day)

    jobs.erase(FRIDAY_NIGHT + timedelta(days=visits.KEPT_DAYS - 2))

    kept.refresh_from_db()
    assert kept.key_day > first_day
    assert "Moulin" in sealed.open_unseen(kept.place)


@pytest.mark.django_db
@pytest.mark.harm("H32")
def test_what_one_told_of_ones_own_work_goes_after_two_years_and_the_round_after_two_weeks(place: Place) -> None:
    day, post = FRIDAY_NIGHT.date(), place.town.desk.post
    mark = {"by_mark": "m" * 32}
    SampledDay.objects.create(**mark, post=post, day=day, probability=0.1, drawn_at=FRIDAY_NIGHT)
    Contact.objects.create(
        **mark, once="1", day=day, half_day=HalfDay.EVENING, place_type=PlaceType.STREET, theme=Theme.OTHER, minutes=30
    )
    ends_at = FRIDAY_NIGHT + timedelta(hours=2)
    Round.objects.create(**mark, day=day, post=post, starts_at=FRIDAY_NIGHT, ends_at=ends_at, planned_at=FRIDAY_NIGHT)
    stand_at(make_visit(place, make_catalogue()["residence-check"]), "nobody_home")

    jobs.erase(FRIDAY_NIGHT + timedelta(days=15))
    assert (Round.objects.count(), SampledDay.objects.count(), Contact.objects.count()) == (0, 1, 1)
    assert VisitAttempt.objects.get().by_mark == "m" * 32
    jobs.erase(TWO_YEARS_ON)

    assert (SampledDay.objects.count(), Contact.objects.count()) == (0, 0)
    assert VisitAttempt.objects.get().by_mark == ""
    counts = [entry.identifiers for entry in JournalEntry.objects.filter(act="own_work.erased").order_by("number")]
    assert [(told["rounds"], told["days"], told["contacts"], told["attempts"]) for told in counts] == [
        (1, 0, 0, 0),
        (0, 1, 1, 1),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("is_erased", [False, True])
def test_no_key_goes_while_a_door_is_needed_though_the_scheduler_was_down_for_weeks(
    place: Place, is_erased: bool
) -> None:
    visit = make_visit(place, make_catalogue()["residence-check"])
    row = Visit.objects.get(pk=visit.pk)
    past = timezone.make_aware(datetime.combine(row.key_day + timedelta(days=3), time(4, 30)))
    if is_erased:
        send_back(visit)
        jobs.erase(past)

    retention.carry_out(now=past, confirmed=True)

    if is_erased:
        with pytest.raises(keyring.KeyLost):
            sealed.open_unseen(row.place)
    else:
        assert "Rue du Moulin" in sealed.open_unseen(row.place)


@pytest.mark.django_db
@pytest.mark.harm("H16")
def test_the_register_of_processing_tells_of_visits_and_of_told_days(
    client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_visit(place, make_catalogue()["residence-check"])
    officer = make_holder(make_office("other"), name="Hugo", role=Role.DPO)
    page = enter(client, officer, monkeypatch).get(url("enquiries:personal_data")).content.decode()

    assert "deux semaines après le retour du résultat" in page
    assert "Deux ans, sous une marque à la place d’un nom" in page


@pytest.mark.harm("H16")
def test_neither_the_file_nor_its_log_nor_a_new_backup_holds_a_byte_of_a_door(
    tmp_path: Path, migrated_sqlite: Path
) -> None:
    told = traces.play(PLAY, MARKS, tmp_path, like=migrated_sqlite)

    assert told["faults"] == 0
    assert len(told["secrets"]) >= 30
    assert traces.find_traces((*MARKS, *told["secrets"]), tmp_path) == set()


PLAY = """
import json, os, sqlite3, sys
from datetime import timedelta
os.environ["DJANGO_SETTINGS_MODULE"] = "serein.config.settings"
os.environ.pop("DATABASE_URL", None)
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from serein.kit import journal, keyring
from serein.enquiries import jobs as retaining, retention
from serein.kit.actors import SYSTEM
from serein.people.models import Role
from serein.proximity import jobs
from serein.proximity.models import Task, Visit
from serein.proximity.operations import rounds
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import make_place
from tests.proximity.work import make_catalogue, make_visit, stand_at
street, household, reference, lat = json.loads(sys.argv[1])
place, kinds = make_place(), make_catalogue()
door = {"label_fr": street, "label_nl": street, "household": household, "lat": float(lat)}
made = [make_visit(place, kinds["residence-check"], reference=f"{reference}-{n}", **door) for n in range(8)]
post, shift = place.town.desk.post, {"starts_at": FRIDAY_NIGHT, "ends_at": FRIDAY_NIGHT + timedelta(hours=2)}
rounds.plan_day(
    mark="m" * 32, beats=[place.beat.pk], post=post, mode="foot", break_minutes=0, by=SYSTEM, now=FRIDAY_NIGHT, **shift
)
secrets = []
for visit in made:
    row = Visit.objects.get(pk=visit.pk)
    sealed = [text.value.split(":")[2] for text in (row.place, row.household, row.reference)]
    secrets += [row.door, *(text[:40] for text in sealed), *(text[-40:] for text in sealed)]
    stand_at(visit, "seen")
Task.objects.update(returned_at=FRIDAY_NIGHT)
later = FRIDAY_NIGHT + timedelta(days=15)
jobs.erase(later)
retention.carry_out(now=later, confirmed=True)
retaining.leave_no_trace(later)
assert Visit.objects.exclude(erased_at=None).count() == len(made)
source = connection.connection
copy = sqlite3.connect(os.path.join(os.environ["SEREIN_VAR"], "new.backup"))
source.backup(copy)
copy.close()
print(json.dumps({"secrets": secrets, "faults": len(list(journal.faults()))}))
"""
