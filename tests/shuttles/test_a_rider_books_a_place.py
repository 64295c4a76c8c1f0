"""A rider books in a minute, without an account, and reads at once what is promised."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from serein.kit import clock
from serein.kit.models import OutboxMail
from serein.shuttles.forms.booking import key_of
from serein.shuttles.letters import contact_of
from serein.shuttles.models import Night, Ride
from serein.shuttles.queries.running import open_places
from serein.territory.models import Address
from tests.client import WatchfulClient
from tests.people.make import BRUSSELS
from tests.proximity.make import url
from tests.queries import at_most
from tests.shuttles.make import AT_TWO, ENDS, STARTS, make_night, make_ride, make_van
from tests.territory import make as territory

pytestmark = [pytest.mark.django_db, pytest.mark.promise("E2"), pytest.mark.promise("B4a")]
AT_THREE = AT_TWO + timedelta(hours=1)
BEFORE = STARTS - timedelta(days=3)


@pytest.fixture
def home(night: Night) -> Address:
    """The address of Chloé, a kilometre from the fête."""
    address = territory.make_address(territory.make_street("Rue du Lin", "Vlasstraat"), "12", lat=50.739, lon=3.05)
    territory.tell_all_processes()
    return address


def form(night: Night, **changes: Any) -> dict[str, Any]:
    told = {"to": "Rue du Lin 12", "wanted": key_of(AT_THREE), "party_size": "2", "wheelchairs": "0", "token": "abc"}
    return {name: value for name, value in (told | changes).items() if value is not None}


def book(client: WatchfulClient, night: Night, **changes: Any) -> Any:
    return client.post(url("shuttles:book", night.pk, language="en"), form(night, **changes))


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_place_is_kept_and_the_ticket_says_the_number_and_the_hours(
    client: WatchfulClient, night: Night, home: Address, at_two: None
) -> None:
    answer = book(client, night)

    ride = Ride.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == url("shuttles:ticket", ride.code, language="en")
    assert (ride.party_size, ride.channel, ride.language) == (2, Ride.Channel.WEB, "en")
    assert open_places(ride).to.label_fr.startswith("Rue du Lin 12")
    page = words(client.get(answer["Location"]))
    assert f"Your number {ride.number}" in page
    assert "Leaves: promised 03:02" in page


def test_a_form_sent_twice_is_one_ride(client: WatchfulClient, night: Night, home: Address, at_two: None) -> None:
    assert book(client, night)["Location"] == book(client, night)["Location"]

    ride = Ride.objects.get()
    assert "Lin" not in ride.once


def test_as_soon_as_possible_is_now_on_a_night_that_runs(
    client: WatchfulClient, night: Night, home: Address, at_two: None
) -> None:
    page = client.get(url("shuttles:book", night.pk, language="en")).content.decode()
    assert "As soon as possible" in page

    book(client, night, wanted="soon")

    assert Ride.objects.get().wanted_at == AT_TWO


def test_before_the_night_hours_are_chosen_and_nothing_is_soon(
    client: WatchfulClient, home: Address, night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: BEFORE)

    page = client.get(url("shuttles:book", night.pk, language="en")).content.decode()

    assert "As soon as possible" not in page
    assert page.count('name="wanted"') == 18
    assert {"00:30", "04:45"} <= set(re.findall(r"\d\d:\d\d", page))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"to": ""}, "Write where you want to be taken"),
        ({"to": "zzzz"}, "We do not find this place"),
        ({"party_size": "30"}, "A van holds 8"),
        ({"party_size": "600"}, "more than any van holds"),
        ({"party_size": "1", "wheelchairs": "2"}, "more wheelchair places than people"),
        ({"wanted": key_of(AT_TWO - timedelta(hours=1))}, "This moment is over, or outside the night"),
        ({"wanted": key_of(ENDS + timedelta(hours=1))}, "This moment is over, or outside the night"),
        ({"instead": key_of(AT_TWO - timedelta(hours=1)), "wanted": None}, "This moment is over"),
        ({"instead": key_of(ENDS + timedelta(hours=1)), "wanted": None}, "No van drives at this hour"),
        ({"contact": "12"}, "not a phone number"),
        ({"contact": "chloe@"}, "not an e-mail address"),
        ({"has_minor": "on", "guardian_phone": "0"}, "not a phone number"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence_and_nothing_is_lost(
    client: WatchfulClient, night: Night, home: Address, at_two: None, changes: dict[str, Any], sentence: str
) -> None:
    told = {"contact": "0470 12 34 56", "party_size": "3"} | changes

    answer = book(client, night, **told)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert Ride.objects.count() == 0
    assert f'value="{told["party_size"]}"' in answer.content.decode()
    assert f'value="{told["contact"]}"' in answer.content.decode()


def test_an_address_outside_the_zone_is_refused_with_where_the_zone_is_told(
    client: WatchfulClient, night: Night, home: Address, at_two: None
) -> None:
    far = territory.make_neighbourhood("n2", "Le Bout", lat=50.705, lon=3.01)
    territory.make_neighbourhood("n1", "Le Lin", lat=50.739, lon=3.05)
    night.neighbourhoods.add(far)
    territory.tell_all_processes()

    answer = book(client, night)

    assert answer.status_code == 422
    assert "The shuttle does not go there tonight" in words(answer)


def test_among_several_addresses_one_is_chosen_and_the_rest_is_kept(
    client: WatchfulClient, night: Night, home: Address, at_two: None
) -> None:
    other = territory.make_address(home.street, "14", lat=50.7391, lon=3.0501)
    territory.tell_all_processes()

    asked = book(client, night, to="Rue du Lin", contact="0470 12 34 56")
    assert asked.status_code == 422
    page = asked.content.decode()
    assert f'name="to_choice" value="{other.pk}"' in page
    assert 'value="0470 12 34 56"' in page

    book(client, night, to="Rue du Lin", to_choice=str(other.pk))
    assert open_places(Ride.objects.get()).to.label_fr.startswith("Rue du Lin 14")


def test_a_suggestion_counts_only_while_the_text_is_its_label(
    client: WatchfulClient, night: Night, home: Address, at_two: None
) -> None:
    """Without JavaScript the key of an address chosen before stays in the form when another one is typed."""
    territory.make_address(home.street, "14", lat=50.7391, lon=3.0501)
    territory.tell_all_processes()

    book(client, night, to="Rue du Lin 14", to_address=str(home.pk))

    assert open_places(Ride.objects.get()).to.label_fr.startswith("Rue du Lin 14")


def test_full_vans_are_said_with_other_ways_home_and_the_asking_is_counted(
    client: WatchfulClient, home: Address, at_two: None
) -> None:
    night = make_night(vans=[make_van(seats=1)], ends_at=AT_TWO + timedelta(minutes=20))
    for _ in range(4):
        make_ride(night=night, party_size=1)

    answer = book(client, night, wanted="soon", party_size="1")

    assert answer.status_code == 422
    page = words(answer)
    assert "The vans are full until the end of the night" in page
    assert "Taxis devant la gare" in page
    assert "nobody is left there" in page
    night.refresh_from_db()
    assert night.turned_away == 1


def test_another_moment_is_offered_and_one_tap_books_it(client: WatchfulClient, home: Address, at_two: None) -> None:
    night = make_night(vans=[make_van(seats=1)])
    for _ in range(4):
        make_ride(night=night, party_size=1)

    offered = book(client, night, wanted="soon", party_size="1")

    assert offered.status_code == 422
    assert "Not at that hour. We can promise you" in words(offered)
    found = re.search(r'name="instead" value="(\w+)"', offered.content.decode())
    assert found
    taken = book(client, night, wanted="soon", party_size="1", instead=found.group(1))
    assert taken.status_code == 302
    assert key_of(Ride.objects.latest("pk").wanted_at) == found.group(1)


def test_one_contact_is_a_mail_or_a_phone_or_nothing(
    client: WatchfulClient, night: Night, home: Address, at_two: None
) -> None:
    book(client, night, contact="chloe@example.org", token="a")
    book(client, night, contact="0470 12 34 56", token="b")
    book(client, night, token="c")

    assert [contact_of(ride) for ride in Ride.objects.order_by("number")] == [
        {"mail": "chloe@example.org"},
        {"phone": "+32 470 12 34 56"},
        {},
    ]
    assert OutboxMail.objects.count() == 1


def test_a_parent_is_kept_only_for_somebody_under_18(
    client: WatchfulClient, night: Night, home: Address, at_two: None
) -> None:
    guardian = {"guardian_mail": "parent@example.org", "guardian_phone": "0470 12 34 56"}

    book(client, night, **guardian, token="a")
    book(client, night, **guardian, has_minor="on", token="b")

    adults, minors = Ride.objects.order_by("number")
    assert (adults.has_minor, contact_of(adults)) == (False, {})
    assert minors.has_minor
    assert contact_of(minors) == {"guardian_mail": "parent@example.org", "guardian_phone": "+32 470 12 34 56"}


def test_on_request_the_van_fetches_from_a_door(
    client: WatchfulClient, night: Night, home: Address, at_two: None
) -> None:
    on_request = make_night(mode=Night.Mode.BOOKED, event=night.event, starts_at=STARTS - timedelta(minutes=1))
    territory.make_address(territory.make_street("Rue de l'Eau", "Waterstraat"), "3", lat=50.722, lon=3.045)
    territory.tell_all_processes()

    assert "Write where the van fetches you" in words(book(client, on_request))
    book(client, on_request, start="Rue de l'Eau 3")

    start = open_places(Ride.objects.get()).start
    assert start is not None
    assert start.label_fr.startswith("Rue de l'Eau 3")


def test_on_the_night_of_two_half_past_twos_both_can_be_chosen_and_each_is_its_own_instant(
    client: WatchfulClient, home: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = datetime(2026, 10, 24, 23, 0, tzinfo=BRUSSELS)
    night = make_night(starts_at=starts, ends_at=datetime(2026, 10, 25, 5, 0, tzinfo=BRUSSELS))
    monkeypatch.setattr(clock, "now", lambda: starts - timedelta(hours=5))

    page = client.get(url("shuttles:book", night.pk, language="en")).content.decode()
    assert page.count('name="wanted"') == 7 * 4  # seven true hours from 23:00 to 05:00
    assert "02:30, the first time" in page
    assert "02:30, the second time" in page

    book(client, night, wanted="20261025T0030Z", token="a")
    book(client, night, wanted="20261025T0130Z", token="b")

    first, second = Ride.objects.order_by("wanted_at")
    assert second.wanted_at - first.wanted_at == timedelta(hours=1)
    assert second.promised_up_at - first.promised_up_at == timedelta(hours=1)
    assert "02:32, the first time" in words(client.get(url("shuttles:ticket", first.code, language="en")))
    assert "02:32, the second time" in words(client.get(url("shuttles:ticket", second.code, language="en")))


@pytest.mark.parametrize("state", [Night.State.CLOSED, Night.State.CANCELLED])
def test_a_night_that_takes_nobody_says_so_with_other_ways_home(
    client: WatchfulClient, at_two: None, state: str
) -> None:
    night = make_night(state=state)

    answer = client.get(url("shuttles:book", night.pk, language="en"))

    assert answer.status_code == 410
    assert "Taxis devant la gare" in words(answer)


def test_a_night_in_preparation_is_not_there(client: WatchfulClient, db: None) -> None:
    night = make_night(state=Night.State.DRAFT)

    for name in ("shuttles:night", "shuttles:book", "shuttles:zone", "shuttles:poster"):
        assert client.get(url(name, night.pk)).status_code == 404


def test_a_machine_that_books_without_end_is_stopped(
    client: WatchfulClient, night: Night, home: Address, at_two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serein.shuttles.booking.MOST_FROM_AN_ADDRESS", 2)
    for token in ("a", "b"):
        assert book(client, night, token=token).status_code == 302

    assert book(client, night, token="c").status_code == 429
    assert Ride.objects.count() == 2


def test_the_form_is_made_in_few_queries(client: WatchfulClient, night: Night, home: Address, at_two: None) -> None:
    client.get(url("shuttles:book", night.pk))

    with at_most(5):
        client.get(url("shuttles:book", night.pk))


def test_keys_of_moments_are_universal() -> None:
    assert key_of(datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "20261025T0030Z"
