"""The street table is changed in a draft, checked, and comes into force from a day; nobody loses their inspector."""

import csv
from collections.abc import Callable
from datetime import timedelta

import pytest
from shapely.geometry import box

from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry
from serein.people.models import Account, Role
from serein.territory import operations
from serein.territory.models import Beat, BeatVersion, StreetRange
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_holder
from tests.proximity.beats_desk import TODAY, acts, enter, make_draft, page, send, told_row
from tests.proximity.make import Place, url
from tests.queries import at_most
from tests.territory import make as territory

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A2a")]


@pytest.fixture(autouse=True)
def _farid_the_chief_is_in(client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)
    enter(client, Account.objects.get(display_name="Farid"))


def test_versions_stand_in_a_list_and_the_desk_leads_there(client: WatchfulClient, place: Place) -> None:
    make_draft(place)

    html = client.get(url("proximity:beats")).content.decode()

    assert "/fr/bureau/secteurs/" in client.get(url("proximity:oversight")).content.decode()
    assert url("proximity:beats", language="nl") == "/nl/balie/wijkgebieden/"
    assert "En vigueur" in html
    assert "Projet" in html


def test_a_draft_made_of_what_is_in_force_says_the_same(client: WatchfulClient, place: Place) -> None:
    response = client.post(url("proximity:draft_beats"), follow=True)

    draft = BeatVersion.objects.get(state=BeatVersion.State.DRAFT)
    assert [area.beat for area in draft.areas.all()] == [place.beat]
    assert "Les 1 adresses" in response.content.decode()
    assert acts()[-1] == "beats.drafted"


def test_outlines_become_a_table_that_says_the_same_and_can_be_changed(client: WatchfulClient, place: Place) -> None:
    for number, lon in (("1", 3.01), ("3", 3.02), ("21", 3.08), ("2", 3.01)):
        territory.make_address(place.address.street, number, lon=lon)
    halves = [("B01", box(3.0, 50.7, 3.05, 50.76)), ("B02", box(3.0501, 50.7, 3.1, 50.76))]
    draft = territory.make_version(halves)
    refused = client.post(url("proximity:add_row", draft.pk), told_row())
    assert refused.status_code == 422

    client.post(url("proximity:tabulate", draft.pk))

    rows = list(
        draft.ranges.order_by("from_number", "-side").values_list("side", "from_number", "to_number", "beat__code")
    )
    assert rows == [("odd", 0, 19, "B01"), ("even", 0, None, "B01"), ("odd", 21, None, "B02")]
    assert "notice--done" in page(client, draft)


def test_a_row_is_added_changed_and_removed_each_with_its_entry(client: WatchfulClient, place: Place) -> None:
    draft = make_draft(place, ("even", 0, None))

    client.post(url("proximity:add_row", draft.pk), told_row())
    row = draft.ranges.get(side="odd")
    assert (row.street, row.from_number, row.to_number) == (place.address.street, 1, 9)
    client.post(url("proximity:change_row", draft.pk, row.pk), told_row(to_number=""))
    row.refresh_from_db()
    assert row.to_number is None
    client.post(url("proximity:remove_row", draft.pk, row.pk))

    assert [row.side for row in draft.ranges.all()] == ["even"]
    assert acts()[-3:] == ["beats.row_added", "beats.row_changed", "beats.row_removed"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"street": "Rue du Moulim"}, "Rue du Moulin"),
        ({"street": ""}, "Rue"),
        ({"to_number": 0, "from_number": 5}, "Le dernier numéro vient avant le premier."),
        ({"from_number": -1}, "Du numéro"),
        ({"from_number": 10**12}, "Du numéro"),
        ({"side": "left"}, "Côté"),
        ({"beat": 0}, "Secteur"),
    ],
)
def test_a_row_that_cannot_be_is_refused(
    client: WatchfulClient, place: Place, change: dict[str, object], said: str
) -> None:
    draft = make_draft(place)

    response = client.post(url("proximity:add_row", draft.pk), told_row(**change))

    assert response.status_code == 422
    assert said in response.content.decode()
    assert draft.ranges.count() == 1


def test_a_postcode_tells_two_streets_of_one_name_apart(client: WatchfulClient, place: Place) -> None:
    other = territory.make_street(postcode="7998")
    territory.tell_all_processes()
    draft = make_draft(place)

    assert client.post(url("proximity:add_row", draft.pk), told_row()).status_code == 422
    client.post(url("proximity:add_row", draft.pk), told_row(postcode="7998"))

    assert StreetRange.objects.filter(version=draft, street=other).exists()


def test_a_new_beat_needs_both_names_and_a_code_of_its_own(client: WatchfulClient, place: Place) -> None:
    draft = make_draft(place)
    there = url("proximity:add_beat", draft.pk)

    assert client.post(there, {"code": "B09", "name_fr": "Le Parc", "name_nl": ""}).status_code == 422
    assert client.post(there, {"code": "B01", "name_fr": "Le Parc", "name_nl": "Het Park"}).status_code == 422
    assert client.post(there, {"code": "B09", "name_fr": "Le Parc", "name_nl": "Het Park"}).status_code == 302

    assert Beat.objects.get(code="B09").name_nl == "Het Park"


def test_what_is_left_out_or_claimed_twice_is_counted_named_and_linked(client: WatchfulClient, place: Place) -> None:
    territory.make_address(place.address.street, "31")
    draft = make_draft(place, ("even", 0, 20), ("both", 10, 14))
    second = draft.ranges.get(side="both")
    second.beat = territory.make_beat("B02")
    second.save()

    html = page(client, draft)

    assert "Une adresse sur 2 n’est dans aucun secteur" in html
    assert "Une adresse sur 2 est dans deux secteurs" in html
    assert "?q=Rue%20du%20Moulin#table" in html
    assert html.count("repris deux fois") == 2
    assert page(client, draft, only="doubled").count("repris deux fois") == 2


def test_a_draft_with_a_gap_is_not_put_in_force_and_one_without_is(client: WatchfulClient, place: Place) -> None:
    draft = make_draft(place, ("odd", 0, None))
    there = url("proximity:put_in_force", draft.pk)

    response = client.post(there, {"from_on": TODAY})
    assert response.status_code == 422
    assert "une adresse n’aurait personne" in response.content.decode()

    client.post(url("proximity:add_row", draft.pk), told_row(side="even", to_number=""))
    assert client.post(there, {"from_on": TODAY}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == BeatVersion.State.IN_FORCE
    assert BeatVersion.objects.filter(state=BeatVersion.State.REPLACED).count() == 1


def test_a_day_to_come_is_waited_for_and_a_day_that_passed_is_refused(client: WatchfulClient, place: Place) -> None:
    draft = make_draft(place)
    there = url("proximity:put_in_force", draft.pk)

    assert client.post(there, {"from_on": f"{FRIDAY_NIGHT - timedelta(days=1):%Y-%m-%d}"}).status_code == 422
    client.post(there, {"from_on": f"{FRIDAY_NIGHT + timedelta(days=9):%Y-%m-%d}"})

    draft.refresh_from_db()
    assert draft.state == BeatVersion.State.SCHEDULED
    assert draft.in_force_from == (FRIDAY_NIGHT + timedelta(days=9)).date()


def test_of_two_who_decide_the_same_draft_the_second_is_told_and_changes_nothing(
    client: WatchfulClient, place: Place
) -> None:
    draft = make_draft(place)
    operations.put_beats_in_force(version=draft, by=SYSTEM, now=FRIDAY_NIGHT)
    row = draft.ranges.get()
    entries = JournalEntry.objects.count()

    for name, told in (
        ("put_in_force", {"from_on": TODAY}),
        ("add_row", told_row()),
        ("redraw", {}),
        ("tabulate", {}),
        ("discard_draft", {}),
    ):
        html = client.post(url(f"proximity:{name}", draft.pk), told, follow=True).content.decode()
        assert "Ce n’est plus un projet" in html, name
    client.post(url("proximity:change_row", draft.pk, row.pk), told_row())
    client.post(url("proximity:remove_row", draft.pk, row.pk))

    assert list(draft.ranges.values_list("side", "from_number")) == [("both", 0)]
    assert JournalEntry.objects.count() == entries


def test_a_row_removed_by_a_colleague_is_said_so(client: WatchfulClient, place: Place) -> None:
    draft = make_draft(place)
    row = draft.ranges.get()
    operations.remove_row(found=row, by=SYSTEM, now=FRIDAY_NIGHT)

    html = client.post(url("proximity:remove_row", draft.pk, row.pk), follow=True).content.decode()

    assert "Quelqu’un d’autre a modifié ce projet" in html


def test_a_draft_is_discarded_and_what_was_decided_stays(client: WatchfulClient, place: Place) -> None:
    draft = make_draft(place)

    client.post(url("proximity:discard_draft", draft.pk))

    assert [version.state for version in BeatVersion.objects.all()] == [BeatVersion.State.IN_FORCE]
    assert acts()[-1] == "beats.discarded"


def test_the_table_goes_out_and_comes_back_the_same(client: WatchfulClient, place: Place) -> None:
    territory.make_street(postcode="7998")
    draft = make_draft(place, ("odd", 1, 9), ("even", 2, None))
    response = client.get(url("proximity:beat_table", draft.pk))
    lines = list(csv.DictReader(response.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert [line["to"] for line in lines] == ["9", ""]

    send(client, response.content)

    again = BeatVersion.objects.exclude(pk=draft.pk).get(state=BeatVersion.State.DRAFT)
    fields = ("street", "side", "from_number", "to_number", "beat")
    assert list(again.ranges.order_by("pk").values_list(*fields)) == list(draft.ranges.values_list(*fields))
    assert again.names == {}


def test_the_map_shows_the_outlines_that_the_table_draws(client: WatchfulClient, place: Place) -> None:
    draft = make_draft(place)
    there = url("proximity:beat_outlines", draft.pk)
    assert client.get(there).json()["features"] == []

    client.post(url("proximity:redraw", draft.pk))

    assert [feature["properties"]["code"] for feature in client.get(there).json()["features"]] == ["B01"]


def test_rows_of_another_version_are_out_of_reach(client: WatchfulClient, place: Place) -> None:
    row, other = make_draft(place).ranges.get(), make_draft(place)

    assert client.get(url("proximity:change_row", other.pk, row.pk)).status_code == 404


GETS: list[Callable[[BeatVersion], str]] = [
    lambda draft: url("proximity:beats"),
    lambda draft: url("proximity:beat_version", draft.pk),
    lambda draft: url("proximity:beat_table", draft.pk),
    lambda draft: url("proximity:beat_outlines", draft.pk),
    lambda draft: url("proximity:change_row", draft.pk, draft.ranges.get().pk),
]
POSTS = ["add_row", "add_beat", "tabulate", "redraw", "put_in_force", "discard_draft"]


@pytest.mark.parametrize("who", ["Amina", "Driss", "Greet", "Eve", None])
def test_to_others_these_pages_do_not_exist(client: WatchfulClient, place: Place, who: str | None) -> None:
    draft = make_draft(place)
    client.logout()
    if who:
        enter(client, Account.objects.get(display_name=who))
    expected = 404 if who else 302

    assert [client.get(there(draft)).status_code for there in GETS] == [expected] * len(GETS)
    posted = [url(f"proximity:{name}", draft.pk) for name in POSTS]
    posted += [url("proximity:draft_beats"), url("proximity:beats")]
    posted.append(url("proximity:remove_row", draft.pk, draft.ranges.get().pk))
    assert [client.post(there).status_code for there in posted] == [expected] * len(posted)
    assert draft.ranges.count() == 1


def test_an_administrator_may_do_the_same(client: WatchfulClient, place: Place) -> None:
    make_holder(place.town.chief, account=place.town.eve, role=Role.ADMINISTRATOR)

    assert enter(client, place.town.eve).get(url("proximity:beats")).status_code == 200


@pytest.mark.parametrize("rows", [1, 600])
def test_a_draft_stays_within_its_queries_however_many_rows_it_has(
    client: WatchfulClient, place: Place, rows: int
) -> None:
    draft = make_draft(place, *[("both", n, n) for n in range(rows)])
    page(client, draft)

    with at_most(18):
        html = page(client, draft)

    assert html.count("/lignes/") == min(rows, 20) + 1
