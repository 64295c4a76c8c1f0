"""A table or outlines in a file become a draft; what cannot be used is refused in a sentence, and unread when huge."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import FakePayload
from shapely.geometry import Polygon, mapping

from serein.kit.models import JournalEntry
from serein.people.models import Account
from serein.proximity.forms.meetings import LARGEST_UPLOAD
from serein.territory.models import Beat, BeatVersion
from tests.client import WatchfulClient
from tests.proximity.beats_desk import HEAD, TODAY, enter, send
from tests.proximity.make import Place, url

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A2a")]


@pytest.fixture(autouse=True)
def _farid_the_chief_is_in(client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)
    enter(client, Account.objects.get(display_name="Farid"))


def test_a_table_from_a_spreadsheet_becomes_a_draft_and_changes_no_page(client: WatchfulClient, place: Place) -> None:
    html = send(client, f"{HEAD};beat_name_fr\r\n".replace(",", ";") + "Rue du Moulin;both;;;B01;Un autre nom\r\n")

    draft = BeatVersion.objects.get(state=BeatVersion.State.DRAFT)
    assert draft.note == "secteurs.csv"
    assert "Rue du Moulin" in html
    assert Beat.objects.get(code="B01").name_fr == "Secteur B01"
    entry = JournalEntry.objects.order_by("number").last()
    assert entry is not None
    assert (entry.act, entry.actor_label) == (
        "territory.imported",
        Account.objects.get(display_name="Farid").actor.label,
    )

    client.post(url("proximity:put_in_force", draft.pk), {"from_on": TODAY})
    assert Beat.objects.get(code="B01").name_fr == "Un autre nom"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "vide"),
        ("nom;rue\nA;B\n", "it lacks street, side, from, to, beat"),
        (f"{HEAD}\n", "it has a header only"),
        (f"{HEAD}\nRue du Moulim,both,,,B01\n", "perhaps « Rue du Moulin »"),
        (f"{HEAD}\nRue du Moulin,both,{'9' * 30},,B01\n", "a house number that is no number"),
        (f"{HEAD}\nRue du Moulin,both,²,,B01\n", "a house number that is no number"),
        (f"{HEAD}\nRue de l'Église,both,,,B01\n".encode("cp1252"), "Windows-1252 is likely"),
        (f"{HEAD}\n".encode("utf-16"), "UTF-16"),
        (f"{HEAD}\n\x00,both,,,B01\n", "seems to be binary data"),
        (b"PK\x03\x04 a spreadsheet", "Décompressez"),
        ('{"type": "FeatureCollection", "feat', "breaks off at line 1"),
        ("[" * 200_000, "nested too deeply"),
        ('{"type": "Feature", "properties": [], "geometry": null}', "has no « code »"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(
    client: WatchfulClient, place: Place, content: bytes | str, said: str
) -> None:
    raw = content.encode() if isinstance(content, str) else content
    response = client.post(url("proximity:beats"), {"file": SimpleUploadedFile("secteurs.csv", raw)})

    assert response.status_code == 422
    assert said in response.content.decode().replace("&#x27;", "'")
    assert BeatVersion.objects.count() == 1


def test_an_outline_that_crosses_itself_is_refused_with_the_spot(client: WatchfulClient, place: Place) -> None:
    bow_tie = Polygon([(3.0, 50.7), (3.1, 50.76), (3.1, 50.7), (3.0, 50.76)])
    feature = {"type": "Feature", "properties": {"code": "B03"}, "geometry": mapping(bow_tie)}

    html = send(client, json.dumps({"type": "FeatureCollection", "features": [feature]}), "secteurs.geojson")

    assert "crosses itself at longitude 3.05" in html
    assert BeatVersion.objects.count() == 1


def test_lines_that_name_no_street_are_told_with_an_example(client: WatchfulClient, place: Place) -> None:
    html = send(client, f"{HEAD}\nRue du Moulin,both,,,B01\nRue des Songes,both,,,B01\n")

    assert "Une ligne a été laissée de côté" in html
    assert "Rue des Songes" in html


class NeverRead(FakePayload):
    def read(self, *_args: object) -> bytes:
        raise AssertionError("What is too large was read all the same.")


@pytest.mark.parametrize("who", ["Farid", "Amina"])
def test_two_gigabytes_are_refused_before_they_are_read(client: WatchfulClient, place: Place, who: str) -> None:
    enter(client, Account.objects.get(display_name=who))
    response = client.request(
        REQUEST_METHOD="POST",
        PATH_INFO=url("proximity:beats"),
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(2 * 1024**3),
        **{"wsgi.input": NeverRead(b"")},
    )

    assert response.status_code == (413 if who == "Farid" else 404)
    assert ("20 Mo" in response.content.decode()) == (who == "Farid")


def test_a_file_over_the_limit_that_hides_its_length_is_refused_too(client: WatchfulClient, place: Place) -> None:
    html = send(client, b"x" * (LARGEST_UPLOAD + 1))

    assert "20 Mo" in html


def test_a_file_sent_from_another_site_is_refused(place: Place) -> None:
    strict = WatchfulClient(enforce_csrf_checks=True)
    enter(strict, Account.objects.get(display_name="Farid"))

    response = strict.post(url("proximity:beats"), {"file": BytesIO(HEAD.encode())})

    assert response.status_code == 403
    assert BeatVersion.objects.count() == 1
