"""The prevention service announces a walk, holds it, writes in two languages and publishes."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from serein.enquiries.models import Enquiry
from serein.kit import sealed
from serein.kit.actors import SYSTEM
from serein.kit.bilingual import NotInBothLanguages
from serein.streets.models import Finding, Walk
from serein.streets.operations import walks
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_holder
from tests.streets.make import Night, make_finding, make_walk

pytestmark = pytest.mark.usefixtures("friday_night")


def announcement(night: Night, **changes: Any) -> dict[str, Any]:
    told = {
        "kind": "exploratory",
        "name_fr": "Marche du soir",
        "name_nl": "Avondwandeling",
        "on": "2026-07-10",
        "at": "20:00",
        "neighbourhood": night.neighbourhood.pk,
        "meeting_fr": "Devant la gare",
        "meeting_nl": "Voor het station",
        "who_fr": "Toute personne du quartier",
        "who_nl": "Iedereen uit de wijk",
        "access_fr": "De plain-pied",
        "access_nl": "Zonder drempel",
    }
    return told | changes


@pytest.mark.promise("B1")
def test_what_is_announced_says_when_where_and_how_to_come_with_a_wheelchair(
    chloe: WatchfulClient, night: Night
) -> None:
    sent = chloe.post(reverse("streets:desk_walks"), announcement(night))
    page = WatchfulClient().get(reverse("streets:walks")).content.decode()

    assert sent.status_code == 302
    assert "Marche du soir" in page
    assert "10 juillet 2026, 20:00" in page
    assert "Devant la gare" in page
    assert "Toute personne du quartier" in page
    assert "De plain-pied" in page


def test_a_refused_announcement_keeps_every_word(chloe: WatchfulClient, night: Night) -> None:
    sent = chloe.post(reverse("streets:desk_walks"), announcement(night, meeting_nl=""))

    assert sent.status_code == 422
    assert "Toute personne du quartier" in sent.content.decode()
    assert not Walk.objects.exists()


@pytest.mark.harm("H27")
def test_a_walk_is_announced_in_both_languages_or_not(night: Night) -> None:
    with pytest.raises(NotInBothLanguages):
        make_walk(night, access_fr="De plain-pied")


def test_what_was_announced_is_corrected(chloe: WatchfulClient, night: Night) -> None:
    walk = make_walk(night, is_held=False)

    chloe.post(reverse("streets:change_walk", args=[walk.pk]), announcement(night, name_fr="Marche du matin"))

    walk.refresh_from_db()
    assert walk.name_fr == "Marche du matin"
    assert walk.access_nl == "Zonder drempel"


def test_a_walk_to_come_cannot_have_been_held(chloe: WatchfulClient, night: Night) -> None:
    walk = make_walk(night, is_held=False, starts_at=FRIDAY_NIGHT + timedelta(days=3))

    sent = chloe.post(reverse("streets:hold_walk", args=[walk.pk]), {"group_size": 8, "traits": ["pram"]})

    walk.refresh_from_db()
    assert sent.status_code == 422
    assert walk.held_at is None


def test_holding_it_keeps_the_traits_of_the_group(chloe: WatchfulClient, night: Night) -> None:
    walk = make_walk(night, is_held=False)

    chloe.post(reverse("streets:hold_walk", args=[walk.pk]), {"group_size": 8, "traits": ["pram", "seniors"]})

    walk.refresh_from_db()
    assert walk.held_at == FRIDAY_NIGHT
    assert walk.group_size == 8
    assert walk.traits == ["seniors", "pram"]


@pytest.mark.harm("H27")
def test_a_walk_is_published_once_each_finding_stands_in_both_languages(chloe: WatchfulClient, night: Night) -> None:
    walk = make_walk(night)
    finding = make_finding(walk, is_worded=False)
    public = reverse("streets:walk", args=[walk.pk])
    words = {
        "axis": "layout",
        "place_fr": "Rue des Fleurs",
        "place_nl": "Bloemenstraat",
        "words_fr": "Une dalle manque.",
    }

    chloe.post(reverse("streets:publish_walk", args=[walk.pk]))
    too_early = WatchfulClient().get(public).status_code
    half = chloe.post(reverse("streets:write_finding", args=[finding.pk]), words)
    chloe.post(reverse("streets:write_finding", args=[finding.pk]), words | {"words_nl": "Er ontbreekt een tegel."})
    chloe.post(reverse("streets:publish_walk", args=[walk.pk]))
    page = WatchfulClient().get(public).content.decode()

    assert too_early == 404
    assert half.status_code == 422
    assert "Une dalle manque." in half.content.decode()
    assert "Une dalle manque." in page
    assert finding.noted not in page


def test_a_finding_that_comes_late_is_not_read_before_it_is_in_words(night: Night) -> None:
    walk = make_walk(night)
    walks.publish_walk(walk=walk, by=SYSTEM, now=FRIDAY_NIGHT)
    make_finding(walk, is_worded=False)

    page = WatchfulClient().get(reverse("streets:walk", args=[walk.pk])).content.decode()
    features = WatchfulClient().get(reverse("streets:walk_map", args=[walk.pk])).json()["features"]

    assert "La dalle bouge" not in page
    assert features == []


@pytest.mark.harm("H09")
def test_words_that_name_someone_are_refused(chloe: WatchfulClient, night: Night) -> None:
    finding = make_finding(make_walk(night))
    words = {"axis": "layout", "place_fr": "Ici", "place_nl": "Hier", "words_nl": "Een wagen."}

    sent = chloe.post(
        reverse("streets:write_finding", args=[finding.pk]), words | {"words_fr": "La voiture 1-ABC-123 y est."}
    )

    finding.refresh_from_db()
    assert sent.status_code == 422
    assert finding.words_fr == "Une dalle est descellée."


@pytest.mark.harm("H09")
def test_what_tells_of_a_person_is_taken_out_with_its_request(chloe: WatchfulClient, night: Night) -> None:
    finding = make_finding(make_walk(night))
    enquiry = finding.enquiry
    assert enquiry is not None

    chloe.post(reverse("streets:drop_finding", args=[finding.pk]))

    enquiry.refresh_from_db()
    assert not Finding.objects.exists()
    assert enquiry.destroyed_at == FRIDAY_NIGHT
    assert sealed.open_unseen(enquiry.message) == ""
    assert enquiry.state == Enquiry.State.WITHDRAWN


def test_eve_sees_nothing_of_the_desk(client: WatchfulClient, night: Night) -> None:
    walk = make_walk(night)
    client.force_login(night.eve)

    pages = [
        client.get(reverse("streets:desk_walks")),
        client.get(reverse("streets:desk_walk", args=[walk.pk])),
        client.get(reverse("streets:walk_sheet", args=[walk.pk, "fr"])),
        client.get(reverse("streets:note_finding")),
        client.post(reverse("streets:publish_walk", args=[walk.pk])),
    ]

    walk.refresh_from_db()
    assert {page.status_code for page in pages} <= {403, 404}
    assert walk.published_at is None


def test_works_read_a_walk_but_do_not_publish_it(hugo: WatchfulClient, night: Night) -> None:
    walk = make_walk(night)

    read = hugo.get(reverse("streets:desk_walk", args=[walk.pk]))
    published = hugo.post(reverse("streets:publish_walk", args=[walk.pk]))
    announced = hugo.post(reverse("streets:desk_walks"), announcement(night))

    assert read.status_code == 200
    assert {published.status_code, announced.status_code} <= {403, 404}
    assert Walk.objects.count() == 1


def test_an_inspector_may_note_but_not_announce(client: WatchfulClient, night: Night) -> None:
    client.force_login(make_holder(night.prevention, name="Amina", role="inspector"))

    noting = client.get(reverse("streets:note_finding"))
    announcing = client.post(reverse("streets:desk_walks"), announcement(night))

    assert noting.status_code == 200
    assert announcing.status_code == 404


@pytest.mark.harm("H28")
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_sheet_for_the_group_is_tagged_and_has_every_axis(
    chloe: WatchfulClient, night: Night, language: str
) -> None:
    walk = make_walk(night)

    sent = chloe.get(reverse("streets:walk_sheet", args=[walk.pk, language]))

    reader = PdfReader(io.BytesIO(sent.content))
    catalog: Any = reader.trailer["/Root"]
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == language
    assert (walk.name_fr if language == "fr" else walk.name_nl) in text
    with translation.override(language):
        assert all(" ".join(str(axis.label).split()) in text for axis in Finding.Axis)


def test_the_list_of_the_desk_costs_the_same_for_many_walks(
    chloe: WatchfulClient, night: Night, django_assert_max_num_queries: Any
) -> None:
    chloe.get(reverse("streets:desk_walks"))
    counts = []
    for _turn in range(2):
        with django_assert_max_num_queries(14) as asked:
            chloe.get(reverse("streets:desk_walks"))
        counts.append(len(asked.captured_queries))
        for number in range(4):
            make_finding(make_walk(night, name_fr=f"Marche {number}"), is_worded=number % 2 == 0)

    assert counts[1] == counts[0]
