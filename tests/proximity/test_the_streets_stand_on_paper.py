"""The street list of a post and the poster of a beat: for those without a screen, in both languages."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from serein.territory.models import Commune
from tests.client import WatchfulClient
from tests.proximity.make import Place, make_surgery, url

pytestmark = [pytest.mark.django_db, pytest.mark.harm("H28")]


def read(response: Any) -> tuple[PdfReader, str]:
    assert response["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(response.content))
    return pdf, " ".join(page.extract_text() for page in pdf.pages)


@pytest.mark.promise("A2a")
def test_the_street_list_names_each_street_with_its_inspector(client: WatchfulClient, place: Place) -> None:
    _pdf, text = read(client.get(url("proximity:streets_of_post", "centre")))

    assert "Rue du Moulin / Molenstraat" in text
    assert "Amina" in text
    assert "quartier-b01@example.org" in text
    assert "Lun" in text or "lun" in text
    assert "OpenStreetMap" in text


def test_the_poster_says_who_where_and_whom_to_call_now(client: WatchfulClient, place: Place) -> None:
    make_surgery(place.town.desk)

    _pdf, text = read(client.get(url("proximity:poster", "B01")))

    assert "Amina" in text
    assert "101" in text
    assert "14:00" in text
    assert "Uw wijkinspecteur" in text


@pytest.mark.parametrize(("name", "code"), [("proximity:streets_of_post", "centre"), ("proximity:poster", "B01")])
def test_both_are_tagged_for_screen_readers(client: WatchfulClient, place: Place, name: str, code: str) -> None:
    pdf, _text = read(client.get(url(name, code)))
    root: Any = pdf.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("fr")
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()


def test_an_imaginary_commune_says_so_on_paper(client: WatchfulClient, place: Place) -> None:
    Commune.objects.update(is_fictive=True)
    _pdf, text = read(client.get(url("proximity:poster", "B01")))

    assert "Fictieve gemeente" in text


def test_a_post_or_beat_that_is_none_is_not_there(client: WatchfulClient, place: Place) -> None:
    assert client.get(url("proximity:streets_of_post", "nowhere")).status_code == 404
    assert client.get(url("proximity:poster", "B99")).status_code == 404
