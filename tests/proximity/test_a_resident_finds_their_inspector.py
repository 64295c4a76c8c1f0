"""Any address leads to one inspector and one only, in French and in Dutch, without JavaScript."""

from datetime import timedelta

import pytest

from serein.people import operations as people
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import FAR, NEAR, Place, make_surgery, url
from tests.queries import at_most
from tests.territory.make import make_address, make_street, make_version, tell_all_processes
from tests.territory.make import make_place as make_a_place

FIND = "proximity:find_inspector"
pytestmark = [pytest.mark.django_db, pytest.mark.promise("A2a")]


def page(client: WatchfulClient, language: str = "fr", **asked: str) -> str:
    response = client.get(url(FIND, language=language), asked)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    "text", ["Rue du Moulin 12", "rue du moulin 12", "Molenstraat 12", "rue du moulin 12, 7999 Rivebelle"]
)
def test_a_typed_address_leads_straight_to_the_inspector(client: WatchfulClient, place: Place, text: str) -> None:
    html = page(client, q=text)

    assert "Amina" in html
    assert "quartier-b01@example.org" in html
    assert "Poste du Centre" in html


def test_the_same_in_dutch_under_a_dutch_address(client: WatchfulClient, place: Place) -> None:
    assert url(FIND, language="nl") == "/nl/mijn-wijkinspecteur/"
    html = page(client, "nl", q="Molenstraat 12")

    assert "Amina" in html
    assert "Post Centrum" in html


def test_a_text_that_may_mean_several_addresses_lets_the_reader_choose(client: WatchfulClient, place: Place) -> None:
    other = make_address(place.address.street, "14", beat=place.beat)
    tell_all_processes()

    html = page(client, q="rue du moulin")

    assert f"?address={place.address.pk}" in html
    assert f"?address={other.pk}" in html
    assert "quartier-b01@example.org" not in html


@pytest.fixture
def crossing(place: Place) -> None:
    church = make_street("Rue de l'Église", "Kerkstraat")
    make_address(church, "3", lat=50.7302, lon=3.05, beat=place.beat)
    make_a_place("École communale du Centre", kind="school")
    make_a_place("Le Moulin", kind="bar")
    tell_all_processes()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("rue du Moulin / rue de l'Église", "Rue du Moulin / Rue de l’Église"),
        ("coin rue du moulin et rue de l'eglise", "Rue du Moulin / Rue de l’Église"),
        ("hoek Molenstraat en Kerkstraat", "Rue du Moulin / Rue de l’Église"),
        ("école communale du centre", "École communale du Centre"),
        ("école du centre", "École communale du Centre"),
        ("l'école du Centre", "École communale du Centre"),
    ],
)
def test_a_corner_and_a_place_are_as_good_as_an_address(
    client: WatchfulClient, place: Place, crossing: None, text: str, named: str
) -> None:
    html = page(client, q=text).replace("&#x27;", "’")

    assert "quartier-b01@example.org" in html
    assert named in html


def test_what_may_be_a_place_or_an_address_lets_the_reader_choose(
    client: WatchfulClient, place: Place, crossing: None
) -> None:
    html = page(client, q="moulin")

    assert "?lat=50.730000&amp;lon=3.050000" in html
    assert f"?address={place.address.pk}" in html
    assert "quartier-b01@example.org" not in html


def test_a_place_outside_every_beat_is_said_so(client: WatchfulClient, place: Place) -> None:
    far = make_a_place("Gare du Nord", kind="station")
    type(far).objects.update(lat=FAR["lat"], lon=FAR["lon"])
    tell_all_processes()

    assert "notice--warn" in page(client, q="gare du nord")


def test_a_chosen_address_a_point_and_a_street_give_the_same_answer(client: WatchfulClient, place: Place) -> None:
    for asked in (
        {"address": str(place.address.pk)},
        {"lat": "50.73", "lon": "3.05"},
        {"street": str(place.address.street_id)},
        {"beat": place.beat.code},
    ):
        assert "quartier-b01@example.org" in page(client, **asked), asked


def test_a_street_in_two_beats_asks_for_the_house_number(client: WatchfulClient, place: Place) -> None:
    second = make_version([("V9", NEAR)]).areas.get().beat
    make_address(place.address.street, "31", beat=second)

    html = page(client, street=str(place.address.street_id))

    assert "?beat=B01" in html
    assert "?beat=V9" in html


def test_a_place_outside_every_beat_says_so_and_names_nobody(client: WatchfulClient, place: Place) -> None:
    html = page(client, **FAR)

    assert "Amina" not in html
    assert "notice--warn" in html


@pytest.mark.parametrize(
    "asked",
    [
        {"lat": "91", "lon": "3"},
        {"lat": "nan", "lon": "nan"},
        {"lat": "inf", "lon": "3"},
        {"lat": "x", "lon": ""},
        {"lat": "50.7"},
        {"address": "-1"},
        {"address": "9" * 40},
        {"street": "0"},
        {"beat": "nowhere"},
        {"q": "\x00"},
        {"q": "x" * 5000},
        {"q": "'; DROP TABLE"},
        {"q": "   "},
    ],
)
def test_nonsense_is_answered_with_the_page_not_with_a_fault(
    client: WatchfulClient, place: Place, asked: dict[str, str]
) -> None:
    assert "quartier-b01" not in page(client, **asked)


@pytest.mark.harm("H32")
def test_an_absent_inspector_gives_way_to_the_back_up_without_why_or_until_when(
    client: WatchfulClient, place: Place
) -> None:
    people.note_absence(
        staff_member=place.town.amina,
        starts_at=FRIDAY_NIGHT,
        ends_at=FRIDAY_NIGHT + timedelta(days=17),
        by=place.town.eve.actor,
        now=FRIDAY_NIGHT,
    )
    html = page(client, q="Rue du Moulin 12")

    assert "Bart" in html
    assert "6 juillet" not in html
    assert "06/07" not in html


@pytest.mark.harm("H05")
def test_who_left_is_on_no_page_a_moment_later(client: WatchfulClient, place: Place) -> None:
    people.let_leave(staff_member=place.town.amina, by=place.town.eve.actor, now=FRIDAY_NIGHT)

    html = page(client, q="Rue du Moulin 12")

    assert "Amina" not in html
    assert "Bart" in html


def test_the_next_surgeries_are_announced(client: WatchfulClient, place: Place) -> None:
    make_surgery(place.town.desk)

    html = page(client, q="Rue du Moulin 12")

    assert "mercredi 24 juin" in html
    assert "14:00" in html


def test_the_list_of_streets_needs_no_typing(client: WatchfulClient, place: Place) -> None:
    html = client.get(url("proximity:streets")).content.decode()

    assert f"?street={place.address.street_id}" in html


def test_each_page_costs_at_most_six_queries(client: WatchfulClient, place: Place, crossing: None) -> None:
    make_surgery(place.town.desk)
    page(client, q="Rue du Moulin 12")

    texts = ("Rue du Moulin 12", "rue du moulin / rue de l'église", "école du centre", "moulin", "zzzz")
    for asked in (
        *({"q": text} for text in texts),
        {"address": str(place.address.pk)},
        {"lat": "50.73", "lon": "3.05"},
        {},
    ):
        page(client, **asked)  # what each process keeps is read once, not for each page
        with at_most(6):
            page(client, **asked)


def test_the_page_may_stand_in_the_communes_own_site_and_no_other_page_may(
    client: WatchfulClient, place: Place
) -> None:
    framed = client.get(url("proximity:embedded"), {"q": "Rue du Moulin 12"})
    plain = client.get(url(FIND))

    assert "Amina" in framed.content.decode()
    assert "X-Frame-Options" not in framed
    assert "frame-ancestors *" in framed["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in plain["Content-Security-Policy"]


@pytest.mark.parametrize(
    "address",
    [
        "/fr/mon-inspecteur/%00/rappel/",
        "/fr/mon-inspecteur/B01%00/rendez-vous/",
        "/fr/mon-inspecteur/affiche/%00.pdf",
        "/fr/mon-inspecteur/rues/%00.pdf",
        "/fr/suivi/%00/",
        "/fr/bureau/numeros/%00/",
    ],
)
def test_a_code_that_no_database_holds_is_no_page(client: WatchfulClient, place: Place, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["beat", "q", "address", "street", "lat"])
def test_a_question_that_no_database_holds_is_left_alone(client: WatchfulClient, place: Place, name: str) -> None:
    assert client.get(f"{url(FIND)}?{name}=%00B01").status_code == 200
    assert client.get(f"{url('portal:neighbourhood')}?{name}=%00B01").status_code == 200
