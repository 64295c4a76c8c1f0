"""A note for the Council in French, and the public plan in both languages, as tagged PDF and as OpenDocument."""

import io
import json
import re
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils.translation import override
from pypdf import PdfReader

from serein.kit.actors import SYSTEM
from serein.people.models import Role
from serein.plan import documents
from serein.plan.models import Indicator
from serein.plan.operations import actions, steps, ties
from serein.plan.queries import sources
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.plan.conftest import enter
from tests.plan.make import TODAY, Planned, make_action, make_neighbourhood, make_problem
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


def test_the_note_tells_of_no_draft_and_of_all_that_is_late(planned: Planned) -> None:
    make_action(planned, "A1", days=(-9,), is_public=False)
    make_action(planned, "A2", days=(9,), starts_on=TODAY - timedelta(days=40), due_on=TODAY - timedelta(days=2))

    note = documents.note_for_the_council(plan=planned.plan, now=FRIDAY_NIGHT)

    told = json.dumps(note.blocks, ensure_ascii=False)
    assert "A1" not in told
    late = next(block for block in note.blocks if block["kind"] == "table")
    assert [row[0] for row in late["rows"]] == ["A2 Éclairer A2"]
    assert late["rows"][0][2] == "17 juin 2026"


def test_what_is_over_shows_the_day_it_ended(planned: Planned) -> None:
    done, given_up = make_action(planned, "A1", days=(-9,)), make_action(planned, "A2")
    steps.complete_step(step=done.steps.get(), on=TODAY - timedelta(days=3), by=SYSTEM, now=FRIDAY_NIGHT)
    actions.abandon_action(action=given_up, because_fr="Non.", because_nl="Nee.", by=SYSTEM, now=FRIDAY_NIGHT)
    due = f"{TODAY + timedelta(days=60):%Y}", "18 août"

    for document in (
        documents.public_plan(plan=planned.plan, language="fr", now=FRIDAY_NIGHT),
        documents.note_for_the_council(plan=planned.plan, now=FRIDAY_NIGHT),
    ):
        told = json.dumps(document.blocks, ensure_ascii=False)
        assert "le 16 juin 2026" in told
        assert "le 19 juin 2026" in told
        assert due[1] not in told


def test_the_sheet_says_which_action_changed_what_and_where_it_was_counted(planned: Planned) -> None:
    place = make_neighbourhood()
    action = make_action(planned)
    ties.answer_problem(action=action, problem=make_problem(place), by=SYSTEM, now=FRIDAY_NIGHT)
    ties.add_indicator(
        action=action, name_fr="Reçus", name_nl="Gekregen", source="reports_received", by=SYSTEM, now=FRIDAY_NIGHT
    )
    indicator = Indicator.objects.get(source="reports_received")
    figure = sources.Figure(indicator, 12.0, 12, TODAY, "signalements", [])

    told = json.dumps(documents.sheet(neighbourhood=place, now=FRIDAY_NIGHT).blocks, ensure_ascii=False)

    assert "Éclairer A1\u00a0: Lampes allumées\u00a0: " in told
    with override("fr"):
        assert documents._in_words(figure).endswith("toute la commune)")


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
