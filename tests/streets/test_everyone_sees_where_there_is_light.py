"""Light by the hour: the map, its layers, the same street by street in words."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from serein.engines.graph import PARAMETERS, LightSource, LightState
from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import following
from serein.kit.actors import SYSTEM
from serein.streets.models import Lamp, Outage, Walk
from serein.streets.operations import lamps, outages, walks
from serein.streets.operations.lamps import LIGHT, DarkHours
from serein.streets.operations.networks import import_streets
from serein.streets.queries import lighting
from serein.streets.queries.light import light_of
from serein.territory import memory
from serein.territory.where import find_where, named
from tests.client import WatchfulClient
from tests.people.make import BRUSSELS, FRIDAY_NIGHT
from tests.queries import at_most
from tests.streets.drawing import write_map
from tests.streets.make import STEP_LAT, STEP_LON, Night, corner
from tests.territory.make import make_commune

pytestmark = pytest.mark.usefixtures("friday_night")
TEN = datetime(2026, 6, 19, 23, 30, tzinfo=BRUSSELS)
TWO = datetime(2026, 6, 20, 2, 0, tzinfo=BRUSSELS)
NOON = datetime(2026, 6, 19, 12, 0, tzinfo=BRUSSELS)


def dark_from_midnight(night: Night, *, evenings: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)) -> None:
    lamps.decide_regime(
        cabin=night.cabin,
        from_on=FRIDAY_NIGHT.date(),
        dark=[DarkHours(time(0, 0), time(5, 0), evenings)],
        today=FRIDAY_NIGHT.date(),
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )


@pytest.mark.promise("B1")
@pytest.mark.harm("H17")
def test_a_street_is_lit_or_not_by_the_hour(night: Night) -> None:
    dark_from_midnight(night)

    by_hour = {name: lighting.count_metres(moment=at) for name, at in (("ten", TEN), ("two", TWO), ("noon", NOON))}

    assert by_hour["ten"]["lit"] > 0
    assert by_hour["ten"]["unlit"] == 0
    assert by_hour["two"]["lit"] == 0
    assert by_hour["two"]["unlit"] > 0
    assert by_hour["noon"]["lit"] == sum(by_hour["noon"].values())


def test_a_switch_off_belongs_to_the_night_that_begins_on_its_evening(night: Night) -> None:
    dark_from_midnight(night, evenings=(4,))

    friday_night = lighting.count_metres(moment=TWO)
    saturday_night = lighting.count_metres(moment=TWO + timedelta(days=1))

    assert friday_night["lit"] == 0
    assert saturday_night["lit"] > 0


def test_a_fair_keeps_the_light_on(night: Night) -> None:
    dark_from_midnight(night)
    lamps.except_nights(
        cabin=night.cabin,
        starts_at=FRIDAY_NIGHT,
        ends_at=FRIDAY_NIGHT + timedelta(days=1),
        is_on=True,
        because_fr="Ducasse.",
        because_nl="Kermis.",
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )

    assert lighting.count_metres(moment=TWO)["lit"] > 0


def test_a_regime_of_the_past_cannot_be_decided(night: Night) -> None:
    with pytest.raises(lamps.TooLate, match="2026-06-18"):
        lamps.decide_regime(
            cabin=night.cabin,
            from_on=FRIDAY_NIGHT.date() - timedelta(days=1),
            dark=[],
            today=FRIDAY_NIGHT.date(),
            by=SYSTEM,
            now=FRIDAY_NIGHT,
        )


@pytest.mark.harm("H17")
def test_an_outage_shows_at_the_very_next_reading(night: Night) -> None:
    before = lighting.count_metres(moment=TEN)

    outages.tell_cabin_out(cabin=night.cabin, by=SYSTEM, now=FRIDAY_NIGHT)
    after = lighting.count_metres(moment=TEN)

    assert before["lit"] > 0
    assert after["lit"] == 0
    assert after["out"] > 0


def test_the_page_says_in_words_what_its_map_shows(client: WatchfulClient, night: Night) -> None:
    page = client.get("/fr/eclairage/", {"evening": "2026-06-19", "hour": "23"})
    dutch = client.get("/nl/verlichting/")

    assert page.status_code == dutch.status_code == 200
    assert "Rue de la Gare" in page.text
    assert "m éclairés" in page.text
    assert "m verlicht" in dutch.text


def test_a_street_is_found_by_a_part_of_its_name(client: WatchfulClient, night: Night) -> None:
    found = client.get("/fr/eclairage/", {"street": "puits"}).text
    none = client.get("/fr/eclairage/", {"street": "zzz"}).text

    assert "Rue du Puits" in found
    assert "Rue Haute" not in found
    assert "Aucune rue de ce nom" in none


@pytest.mark.parametrize(
    "asked",
    [
        {"evening": "hier", "hour": "x"},
        {"evening": "9999-99-99", "hour": "-3"},
        {"evening": "0001-01-01", "hour": "99"},
        {"evening": "2026-06-19" * 50, "hour": "²³"},
        {"layer": ["drop table", "lit"]},
    ],
)
def test_what_is_no_hour_is_tonights(client: WatchfulClient, night: Night, asked: dict[str, Any]) -> None:
    assert client.get("/fr/eclairage/", asked).status_code == 200
    assert client.get("/fr/eclairage/carte.geojson", asked).status_code == 200


def test_the_map_holds_the_chosen_layers_of_the_chosen_box(client: WatchfulClient, night: Night) -> None:
    dark_from_midnight(night)
    west, south = corner(0, 0)
    address = "/fr/eclairage/carte.geojson"
    told = {"evening": "2026-06-19", "hour": "26"}

    everything = client.get(address, told).json()["features"]
    only_lit = client.get(address, {**told, "layer": "lit"}).json()["features"]
    beside = client.get(address, {**told, "bbox": f"{west - 0.02},{south},{west - 0.01},{south + 0.01}"}).json()
    no_box = client.get(address, {"bbox": "1,2,3"})

    assert {one["properties"]["light"] for one in everything} == {"unlit"}
    assert only_lit == []
    assert beside["features"] == []
    assert no_box.status_code == 400
    assert "west,south,east,north" in no_box.json()["detail"]


@pytest.mark.harm("H06")
def test_the_map_and_the_page_rank_no_street_and_name_no_danger(client: WatchfulClient, night: Night) -> None:
    page = client.get("/fr/eclairage/").text

    assert "danger" in page
    assert "Cette carte ne dit rien d'un danger" in page.replace("&#x27;", "'")


def test_what_one_resident_told_is_not_drawn(client: WatchfulClient, night: Night) -> None:
    lon, lat = corner(1, 0)
    outages.tell_outage(lat=lat, lon=lon, about="listening.report:1", by=SYSTEM, now=FRIDAY_NIGHT)

    features = client.get("/fr/eclairage/carte.geojson").json()["features"]

    assert Outage.objects.get().state == Outage.State.REPORTED
    assert [one for one in features if one["geometry"]["type"] == "Point"] == []


def test_a_lamp_out_in_a_yard_away_from_every_street_darkens_none(client: WatchfulClient, night: Night) -> None:
    lon, lat = corner(0, 0)
    lat, lon = lat + STEP_LAT / 2, lon + STEP_LON / 2  # the middle of a block
    outages.tell_outage(lat=lat, lon=lon, about="desk:1", is_staff=True, by=SYSTEM, now=FRIDAY_NIGHT)
    Lamp.objects.update(vanished_at=FRIDAY_NIGHT)
    memory.changed(LIGHT)

    page = client.get("/fr/eclairage/")

    assert page.status_code == 200
    assert lighting.count_metres(moment=TEN)["out"] == 0


def test_the_page_costs_a_few_queries_whatever_the_number_of_lamps(client: WatchfulClient, night: Night) -> None:
    client.get("/fr/eclairage/")  # the register is read once

    with at_most(8):
        page = client.get("/fr/eclairage/")

    assert page.status_code == 200


def test_the_method_is_published_as_a_convention(client: WatchfulClient, night: Night) -> None:
    page = client.get("/fr/eclairage/methode/").text

    assert "convention" in page
    assert "0,25" in page


def test_without_a_network_the_pages_say_so(client: WatchfulClient, db: None) -> None:
    make_commune()

    assert "réseau des rues" in client.get("/fr/eclairage/").text
    assert client.get("/fr/eclairage/carte.geojson").json()["features"] == []
    assert client.get("/fr/circuits/").status_code == 200
    assert client.get("/fr/circuits/aller/").status_code == 200


def test_what_a_walk_found_weighs_until_it_is_mended(night: Night) -> None:
    lon, lat = corner(1, 0)
    where = named(find_where(asked={"lat": str(lat), "lon": str(lon)}, language="fr"))
    walk = walks.announce_walk(
        name_fr="Marche du centre",
        name_nl="Wandeling in het centrum",
        meeting_fr="La gare",
        meeting_nl="Het station",
        neighbourhood=night.neighbourhood,
        starts_at=FRIDAY_NIGHT - timedelta(days=3),
        by=SYSTEM,
        now=FRIDAY_NIGHT - timedelta(days=9),
    )
    begun = FRIDAY_NIGHT - timedelta(days=3) + timedelta(hours=1)
    walks.hold_walk(walk=walk, group_size=9, traits=[], by=SYSTEM, now=begun)
    finding = walks.note_finding(
        walk=walk, axis="upkeep", noted="Dalle levée.", where=where, language="fr", found_at=begun, by=SYSTEM, now=begun
    )
    walks.put_finding_in_words(finding=finding, words=("Dalle.", "Tegel."), by=SYSTEM, now=begun)
    before = light_of(TEN).exposure.sum()

    walks.publish_walk(walk=walk, by=SYSTEM, now=FRIDAY_NIGHT)
    found = light_of(TEN).exposure.sum()
    assert finding.enquiry is not None
    enquiries.answer(enquiry=finding.enquiry, text="Fait.", outcome=Enquiry.Outcome.DONE, by=SYSTEM, now=FRIDAY_NIGHT)
    following.catch_up(now=FRIDAY_NIGHT)
    mended = light_of(TEN + timedelta(days=60)).exposure.sum()

    assert found > before
    assert mended == pytest.approx(before, rel=0.01)


def test_without_a_register_the_lamps_of_the_map_light_the_streets(night: Night, tmp_path: Path) -> None:
    Lamp.objects.all().delete()
    west, south = corner(0, 0)
    nodes = {1: corner(0, 0), 2: corner(1, 0), 3: (west + 0.0005, south), 4: (west + 0.001, south)}
    lamp = {"highway": "street_lamp"}
    path = write_map(
        tmp_path / "map.osm.pbf",
        [([1, 2], {"highway": "residential", "name": "Rue du Moulin"})],
        nodes=nodes,
        node_tags={3: lamp, 4: lamp},
    )

    import_streets(path=path, by=SYSTEM, now=FRIDAY_NIGHT)

    metres = lighting.count_metres(moment=TEN)
    assert metres["lit"] > 0
    assert sum(metres.values()) == pytest.approx(106, abs=3)


def test_what_a_group_saw_on_the_spot_counts_before_the_map(night: Night) -> None:
    Lamp.objects.all().delete()
    memory.changed(LIGHT)
    lon, lat = corner(1, 0)
    seen_at = FRIDAY_NIGHT - timedelta(days=3) + timedelta(hours=2)
    walk = Walk.objects.create(
        name_fr="Marche",
        name_nl="Wandeling",
        meeting_fr="La gare",
        meeting_nl="Het station",
        neighbourhood=night.neighbourhood,
        starts_at=seen_at,
        held_at=seen_at,
        published_at=FRIDAY_NIGHT,
    )
    scores = dict.fromkeys((*PARAMETERS[:-1], "diversity", "feeling"), 2)
    walks.score_spot(walk=walk, lat=lat, lon=lon + 0.0004, scores=scores, at=seen_at, by=SYSTEM, now=FRIDAY_NIGHT)
    memory.changed(LIGHT)

    night_light = light_of(TEN).light

    assert (night_light.source == LightSource.AUDIT).sum() == 1
    assert (night_light.state == LightState.LIT).sum() == 1
