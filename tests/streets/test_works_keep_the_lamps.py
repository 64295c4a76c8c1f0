"""The works department's page: outages with their next step, cabins and their hours, streets that are closed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from serein.enquiries.models import Enquiry
from serein.kit.actors import SYSTEM
from serein.streets.models import Cabin, CabinException, CabinRegime, Closure, Lamp, Outage
from serein.streets.operations import outages
from serein.streets.operations.networks import import_lamps
from serein.streets.queries.standing import standing_of
from serein.territory.importing.files import WrongFile
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.queries import at_most
from tests.streets.make import Night, corner, make_circuit

pytestmark = pytest.mark.usefixtures("friday_night")
DESK = "/fr/bureau/eclairage/"


def tell(number: int = 1, *, column: int = 1, is_staff: bool = False) -> Outage:
    lon, lat = corner(column, 0)
    about = f"listening.report:{number}"
    return outages.tell_outage(lat=lat, lon=lon, about=about, is_staff=is_staff, by=SYSTEM, now=FRIDAY_NIGHT)


def test_works_note_a_dark_lamp_themselves(hugo: WatchfulClient, night: Night) -> None:
    circuit = make_circuit()

    answer = hugo.post(f"{DESK}dire/", {"where": "rue du moulin 12"}, follow=True)

    outage = Outage.objects.get()
    assert "suspendus dès maintenant" in answer.text
    assert outage.state == Outage.State.CONFIRMED
    assert outage.lamp is not None
    assert not standing_of(circuit=circuit, now=FRIDAY_NIGHT).is_recommended


def test_an_outage_is_confirmed_planned_and_ended_on_one_page(hugo: WatchfulClient, night: Night) -> None:
    outage = tell()
    address = f"{DESK}pannes/{outage.pk}/"

    hugo.post(address, {"what": "confirm"})
    hugo.post(address, {"what": "plan", "on": "2026-06-25"})
    planned = Outage.objects.get(pk=outage.pk)
    hugo.post(address, {"what": "repaired"})
    again = hugo.post(address, {"what": "repaired"}, follow=True)

    assert planned.confirmed_at == FRIDAY_NIGHT
    assert planned.is_planned
    assert planned.next_on.isoformat() == "2026-06-25"
    assert Outage.objects.get(pk=outage.pk).state == Outage.State.REPAIRED
    assert "déjà clos cette panne" in again.text


@pytest.mark.parametrize("day", ["", "hier", "2020-01-01", "2026-13-45"])
def test_a_day_that_is_none_is_refused_with_words(hugo: WatchfulClient, night: Night, day: str) -> None:
    outage = tell()

    answer = hugo.post(f"{DESK}pannes/{outage.pk}/", {"what": "plan", "on": day})

    assert answer.status_code == 422
    assert Outage.objects.get(pk=outage.pk).state == Outage.State.REPORTED


def test_an_unknown_place_is_refused_and_kept(hugo: WatchfulClient, night: Night) -> None:
    answer = hugo.post(f"{DESK}dire/", {"where": "rue des dragons 9"})

    assert answer.status_code == 422
    assert "rue des dragons 9" in answer.text
    assert not Outage.objects.exists()


def test_the_page_costs_the_same_for_one_outage_and_for_three(hugo: WatchfulClient, night: Night) -> None:
    make_circuit()
    tell(1, is_staff=True)
    hugo.get(DESK)
    with at_most(16):
        hugo.get(DESK)
    tell(2, column=2, is_staff=True)
    tell(3, column=3, is_staff=True)

    with at_most(16):
        page = hugo.get(DESK)

    assert page.status_code == 200
    assert page.text.count("queue__item") == 3


def test_a_cabin_gets_other_hours_from_a_day_on(hugo: WatchfulClient, night: Night) -> None:
    address = f"{DESK}cabines/{night.cabin.pk}/"
    told = {"what": "regime", "from_on": "2026-07-01", "is_dark": "dark", "off_from": "00:00", "off_to": "05:00"}

    silent = hugo.post(address, told)
    decided = hugo.post(
        address, {**told, "evenings": ["0", "1"], "season_from": "15/05", "season_to": "15/09"}, follow=True
    )
    past = hugo.post(address, {**told, "from_on": "2026-06-01", "evenings": ["0"]})

    assert silent.status_code == past.status_code == 422
    assert "au moins un soir" in silent.text
    row = CabinRegime.objects.get().switch_offs.get()
    assert (row.evenings, row.season_from, row.season_to) == ([0, 1], "05-15", "09-15")
    assert "éteinte de 00:00 à 05:00" in decided.text.replace("\u00a0", " ")


def test_a_fair_excepts_some_nights_and_may_be_taken_back(hugo: WatchfulClient, night: Night) -> None:
    address = f"{DESK}cabines/{night.cabin.pk}/"
    told = {"what": "except", "is_on": "on", "from_on": "2026-06-20", "from_at": "17:00", "to_on": "2026-06-22"}
    words = {"to_at": "07:00", "because_fr": "Ducasse.", "because_nl": "Kermis."}

    backwards = hugo.post(address, {**told, **words, "to_on": "2026-06-19"})
    hugo.post(address, {**told, **words})
    row = CabinException.objects.get()
    hugo.post(f"{DESK}exceptions/{row.pk}/annuler/")

    assert backwards.status_code == 422
    assert "avant le début" in backwards.text
    assert row.is_on
    assert CabinException.objects.get().withdrawn_at == FRIDAY_NIGHT


def test_a_whole_cabin_is_noted_out_once(hugo: WatchfulClient, night: Night) -> None:
    for _time in range(2):
        hugo.post(f"{DESK}cabines/{night.cabin.pk}/", {"what": "out"})

    assert Outage.objects.get().cabin == night.cabin


def test_a_street_is_closed_between_two_corners(hugo: WatchfulClient, night: Night) -> None:
    told = {"begins": "rue du moulin 12", "from_on": "2026-06-20", "from_at": "08:00", "to_on": "2026-06-25"}
    words = {"to_at": "17:00", "because_fr": "Travaux.", "because_nl": "Werken."}

    nowhere = hugo.post(f"{DESK}fermer/", {**told, **words, "ends": "nulle part"})
    same = hugo.post(f"{DESK}fermer/", {**told, **words, "ends": "rue du moulin 12"})

    assert nowhere.status_code == same.status_code == 422
    assert not Closure.objects.exists()


def test_a_register_is_kept_and_what_left_it_is_marked(night: Night, tmp_path: Path) -> None:
    file = tmp_path / "lampes.csv"
    file.write_text("id;lat;lon;cabin;type;state\nL001;50.73;3.04;K1;LED;ok\nNEW;50.731;3.041;K9;LED;ok\n")

    count = import_lamps(path=file, by=SYSTEM, now=FRIDAY_NIGHT)

    assert count == 2
    assert set(Lamp.objects.present().values_list("ref", flat=True)) == {"L001", "NEW"}
    assert Cabin.objects.filter(code="K9").exists()
    assert Lamp.objects.exclude(vanished_at=None).count() > 10


def test_a_register_with_a_wrong_line_changes_nothing(night: Night, tmp_path: Path) -> None:
    file = tmp_path / "lampes.csv"
    file.write_text("id;lat;lon;cabin;type;state\nL001;cinquante;3.04;K1;LED;ok\n")
    before = Lamp.objects.present().count()

    with pytest.raises(WrongFile, match="2"):
        import_lamps(path=file, by=SYSTEM, now=FRIDAY_NIGHT)

    assert Lamp.objects.present().count() == before


@pytest.mark.parametrize("page", ["", "cabines/{cabin}/", "fermer/"])
def test_others_see_nothing_of_the_desk(client: WatchfulClient, night: Night, page: str) -> None:
    address = DESK + page.format(cabin=night.cabin.pk)

    stranger = client.get(address)
    client.force_login(night.eve)

    assert stranger.status_code == 302
    assert client.get(address).status_code == 404


def test_the_prevention_service_reads_and_does_not_decide_hours(chloe: WatchfulClient, night: Night) -> None:
    shown: Any = chloe.get(DESK)

    assert shown.status_code == 200
    assert chloe.get(f"{DESK}cabines/{night.cabin.pk}/").status_code == 404
    assert Enquiry.objects.count() == 0


def test_two_voices_at_once_suspend_once(night: Night) -> None:
    circuit = make_circuit()
    tell(1)
    tell(2)
    tell(3)
    later = FRIDAY_NIGHT + timedelta(minutes=1)

    outages.confirm_outage(outage=Outage.objects.get(), by=SYSTEM, now=later)

    assert circuit.suspensions.count() == 1
