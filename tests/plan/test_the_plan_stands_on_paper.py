"""A note for the Council in French, and the public plan in both languages, as tagged PDF and as OpenDocument."""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from serein.kit.actors import SYSTEM
from serein.people.models import Role
from serein.plan.operations import actions
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.plan.conftest import enter
from tests.plan.make import Planned, make_action
from tests.proximity.make import url

pytestmark = pytest.mark.django_db


def pdf_text(raw: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(raw)).pages)


@pytest.mark.parametrize(("language", "title", "draft"), [("fr", "Éclairer A1", "A2"), ("nl", "Verlichten A1", "A2")])
def test_the_public_plan_is_printed_in_each_language(
    client: WatchfulClient, planned: Planned, language: str, title: str, draft: str
) -> None:
    make_action(planned, "A1")
    make_action(planned, "A2", is_public=False)

    raw = client.get(url("plan:plan_pdf", language=language)).content

    assert title in pdf_text(raw)
    assert draft not in pdf_text(raw)
    assert f"/Lang ({language})".encode() in raw or b"StructTreeRoot" in raw


def test_the_note_says_what_is_late_and_what_was_given_up_and_why(
    client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, planned: Planned
) -> None:
    make_action(planned, "A1", days=(-9,))
    given_up = make_action(planned, "A2")
    actions.abandon_action(
        action=given_up, because_fr="Neuf fausses alertes.", because_nl="Negen.", by=SYSTEM, now=FRIDAY_NIGHT
    )
    enter(client, monkeypatch, Role.MAYOR)

    text = pdf_text(client.get(url("plan:note_pdf")).content)

    assert "Note au Collège et au Conseil" in text
    assert "Étape 1" in text
    assert "Neuf fausses alertes." in text


def test_the_open_document_is_one_that_programs_open(
    client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, planned: Planned
) -> None:
    make_action(planned, "A1", title_fr="Éclairer <le> sentier & la place\x0b")
    public = client.get(url("plan:plan_odt")).content
    enter(client, monkeypatch, Role.CHIEF)
    note = client.get(url("plan:note_odt")).content

    for raw in (public, note):
        archive = zipfile.ZipFile(io.BytesIO(raw))
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert raw[38:77] == b"application/vnd.oasis.opendocument.text"
        manifest = ElementTree.fromstring(archive.read("META-INF/manifest.xml"))
        named = {entry.get("{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path") for entry in manifest}
        assert named == {"/", "content.xml", "styles.xml", "meta.xml"}
        styles = archive.read("styles.xml").decode()
        for name in ("content.xml", "styles.xml", "meta.xml"):
            tree = ElementTree.fromstring(archive.read(name))
            assert tree.get("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}version") == "1.3"
        content = archive.read("content.xml").decode()
        assert "Éclairer &lt;le&gt; sentier &amp; la place" in content
        used = set(re.findall(r'style-name="([^"]+)"', content))
        assert all(f'style:name="{name}"' in styles for name in used)
