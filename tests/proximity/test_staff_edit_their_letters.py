"""Forms and letters come filled from what is held, in the commune's own templates, which can do nothing else."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from html import unescape
from typing import Any
from xml.etree import ElementTree

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from pypdf import PdfReader

from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry
from serein.people.models import Organisation
from serein.proximity import letter_files, letters
from serein.proximity.models import LetterTemplate, Task, TaskType, Visit
from serein.proximity.operations import letters as operations
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_beat
from tests.proximity.make import Place, make_surgery, url
from tests.proximity.work import account_of, enter, make_catalogue, make_visit, stand_at

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A3a")]

BOTH = pytest.mark.parametrize("kind", ["docx", "odt"])
_TEXT = {"docx": "word/document.xml", "odt": "content.xml"}


@pytest.fixture(autouse=True)
def _refusals_are_read_in_english() -> Iterator[None]:
    with override("en"):
        yield


@pytest.fixture
def checked(place: Place) -> Visit:
    """Return a residence check that ended: she lives there."""
    visit = make_visit(place, make_catalogue()["residence-check"], reference="POP-7")
    stand_at(visit, "nobody_home")
    stand_at(visit, "seen")
    return Visit.objects.get(pk=visit.pk)


@pytest.fixture
def chief(client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch) -> WatchfulClient:
    return enter(client, account_of("Farid"), monkeypatch)


def model(kind: str, use: str = "partner_letter", language: str = "fr") -> bytes:
    return letters.house_model(use=use, language=language, kind=kind, now=FRIDAY_NIGHT)


def changed(raw: bytes, change: Callable[[str], str], part: str) -> bytes:
    """Return a file with one part changed as an office program would, or someone who means ill."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w") as after:
        for one in before.infolist():
            text = before.read(one)
            after.writestr(one, change(text.decode()).encode() if one.filename == part else text)
    return out.getvalue()


def with_part(raw: bytes, name: str, content: bytes = b"x") -> bytes:
    out = io.BytesIO(raw)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def saying(kind: str, text: str) -> bytes:
    """Return a letter to a partner whose text is this instead of its placeholder."""
    return changed(model(kind), lambda xml: xml.replace("{{ text }}", text), _TEXT[kind])


def xml_of(raw: bytes, kind: str) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return archive.read(_TEXT[kind]).decode()


def words_of(raw: bytes, kind: str) -> str:
    if kind == "pdf":
        return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages).split())
    return unescape(re.sub(r"<[^>]+>", " ", xml_of(raw, kind)))


def upload(raw: bytes, *, use: str = "partner_letter", language: str = "fr") -> LetterTemplate:
    return operations.upload_template(
        use=use, language=language, raw=raw, file_name="lettre.docx", by=SYSTEM, now=FRIDAY_NIGHT
    )


def report(visit: Visit, kind: str, language: str = "fr") -> dict[str, Any]:
    return {"use": "residence_check", "kind": kind, "report-visit": visit.pk, "report-language": language}


def letter(place: Place, kind: str, **changes: str) -> dict[str, Any]:
    partner = Organisation.objects.create(code="school", kind="school", name_fr="École du Parc", name_nl="Parkschool")
    told = {"subject": "Visite de la classe", "text": "Bonjour,\nNous venons.", "language": "fr"} | changes
    form = {"beat": place.beat.pk, "partner": partner.pk} | told
    return {f"letter-{name}": value for name, value in form.items()} | {"use": "partner_letter", "kind": kind}


@BOTH
def test_a_template_is_filled_and_its_values_stay_text(kind: str) -> None:
    raw = saying(kind, "Pour vous : {{ text }} {{commune}}")

    filled = letter_files.fill(
        raw,
        kind=kind,
        values=dict.fromkeys(letters.PLACEHOLDERS["partner_letter"], "")
        | {
            "text": "Tom & Jerry <b>1 > 0</b> {{ commune }}\r\nsuite\x07",
            "commune": "Valserein",
        },
    )

    assert "Tom &amp; Jerry &lt;b&gt;1 &gt; 0&lt;/b&gt; {{ commune }}" in xml_of(filled, kind)
    assert "Pour vous : Tom & Jerry" in words_of(filled, kind)
    assert re.search(r"(<w:br/>|<text:line-break/>)(<[^>]+>)*suite(<[^>]+>)* Valserein", xml_of(filled, kind))


@pytest.mark.parametrize(
    ("kind", "cut"),
    [
        ("docx", '{{ te</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>xt }}'),
        ("docx", "{</w:t></w:r><w:r><w:t>{ text }</w:t></w:r><w:r><w:t>}"),
        ("odt", '{<text:span text:style-name="T1">{ te</text:span><text:span>xt }}</text:span>'),
        ("odt", "<text:span>{{ te</text:span><text:span>xt }</text:span>}"),
        ("odt", "{{ te<text:span>xt }}, et</text:span>"),
    ],
)
def test_a_placeholder_that_an_office_program_cut_in_pieces_is_filled(kind: str, cut: str) -> None:
    known = letters.PLACEHOLDERS["partner_letter"]
    raw = saying(kind, cut)

    assert letter_files.check(raw, known=known) == kind
    filled = letter_files.fill(raw, kind=kind, values=dict.fromkeys(known, "") | {"text": "Bonjour"})
    assert "Bonjour" in words_of(filled, kind)
    ElementTree.fromstring(xml_of(filled, kind))


@BOTH
def test_what_we_do_not_hold_is_named_beside_what_we_do(kind: str) -> None:
    raw = saying(kind, "{{ national_number }} {{ text }} {{ shoe_size }}")

    with pytest.raises(
        letter_files.WrongTemplate, match=r"know: national_number, shoe_size\. .*: commune, post, .*text"
    ):
        letter_files.check(raw, known=letters.PLACEHOLDERS["partner_letter"])


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        *("{{ ''.__class__ }}", "{{ text.__class__.__mro__ }}", "{{ cycler.__init__.__globals__ }}"),
        *("{{ text|safe }}", "{{ text() }}", "{{ text[0] }}", "{{ 7 * 7 }}", "{{ text", "{{ }}"),
        *("{% for a in text %}{{ a }}{% endfor %}", "{% include 'x' %}", "{# hidden #}"),
    ],
)
def test_a_template_can_do_nothing_but_be_filled(kind: str, text: str) -> None:
    with pytest.raises(letter_files.WrongTemplate):
        letter_files.check(saying(kind, text), known=letters.PLACEHOLDERS["partner_letter"])


def _linked(xml: str) -> str:
    link = '<Relationship Id="rId99" Type="t" Target="https://example.org/a.png" TargetMode="External"/>'
    return xml.replace("</Relationships>", f"{link}</Relationships>")


def _drawn(xml: str) -> str:
    return xml.replace("<office:text>", '<office:text><a xmlns:x="urn:x" x:href="https://example.org/a.png"/>')


def test_headers_are_filled_and_looked_through_too() -> None:
    paper = docx.Document(io.BytesIO(model("docx")))
    paper.sections[0].header.paragraphs[0].text = "DDE, {{ commune }}"
    out = io.BytesIO()
    paper.save(out)
    known = letters.PLACEHOLDERS["partner_letter"]

    letter_files.check(out.getvalue(), known=known)
    filled = letter_files.fill(out.getvalue(), kind="docx", values=dict.fromkeys(known, "") | {"commune": "A & B"})

    assert docx.Document(io.BytesIO(filled)).sections[0].header.paragraphs[0].text == "DDE, A & B"
    with pytest.raises(letter_files.WrongTemplate, match="know: commune"):
        letter_files.check(out.getvalue(), known=known.keys() - {"commune"})


def test_page_styles_of_an_odt_are_filled_and_looked_through_too() -> None:
    known = letters.PLACEHOLDERS["partner_letter"]
    headed = [
        changed(model("odt"), partial(re.sub, "</", f"{text}</", count=1), "styles.xml")
        for text in ("{{ commune }}", "{{ shoe_size }}")
    ]

    filled = letter_files.fill(headed[0], kind="odt", values=dict.fromkeys(known, "") | {"commune": "A & B"})

    with zipfile.ZipFile(io.BytesIO(filled)) as archive:
        assert "A &amp; B" in archive.read("styles.xml").decode()
    with pytest.raises(letter_files.WrongTemplate, match="shoe_size"):
        letter_files.check(headed[1], known=known)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: with_part(model("docx"), "word/vbaProject.bin"), "macros"),
        (lambda: with_part(model("docx"), "word/embeddings/oleObject1.bin"), "macros"),
        (lambda: with_part(model("odt"), "Basic/Standard/Module1.xml"), "macros"),
        (lambda: with_part(model("odt"), "Scripts/python/x.py"), "macros"),
        (lambda: changed(model("docx"), _linked, "word/_rels/document.xml.rels"), "elsewhere"),
        (lambda: changed(model("odt"), _drawn, "content.xml"), "elsewhere"),
        (lambda: saying("docx", "</w:t><w:instrText>DDEAUTO x</w:instrText><w:t>"), "elsewhere"),
        (lambda: saying("odt", "<text:span>"), "cannot be read"),
        (lambda: changed(model("odt"), lambda xml: "<!DOCTYPE a>" + xml, "content.xml"), "cannot be read"),
        (lambda: with_part(model("odt"), "Pictures/big.bin", bytes(letter_files._LARGEST_UNPACKED + 1)), "unpacked"),
        (lambda: b"PK but no archive", "cannot be read"),
        (lambda: with_part(b"", "letter.txt"), "neither a DOCX nor an ODT"),
        (lambda: bytes(letter_files.LARGEST + 1), "larger than 2 MB"),
    ],
)
def test_macros_links_and_what_is_no_text_are_refused(make: Callable[[], bytes], why: str) -> None:
    with pytest.raises(letter_files.WrongTemplate, match=why):
        letter_files.check(make(), known=letters.PLACEHOLDERS["partner_letter"])


@BOTH
@pytest.mark.parametrize("use", LetterTemplate.Use.values)
@pytest.mark.parametrize("language", ["fr", "nl"])
def test_every_model_of_the_house_is_a_template(kind: str, use: str, language: str) -> None:
    assert letter_files.check(model(kind, use, language), known=letters.PLACEHOLDERS[use]) == kind


@pytest.mark.parametrize("kind", ["pdf", "odt", "docx"])
def test_an_inspector_gets_the_report_of_a_check_filled_and_its_opening_is_journalled(
    amina: WatchfulClient, checked: Visit, kind: str
) -> None:
    assert "Habite" in amina.get(url("proximity:letters")).content.decode()

    answer = amina.post(url("proximity:letters"), report(checked, kind))

    words = words_of(answer.content, kind)
    entry = JournalEntry.objects.get(act="sealed.read")
    assert all(text in words for text in ("POP-7", "Rue du Moulin 12", "Habite", "19 juin 2026", "18:30", "Amina"))
    assert "no-store" in answer["Cache-Control"]
    assert (entry.about_id, entry.identifiers) == (str(checked.pk), {"why": "letter", "fields": "place,reference"})


def test_a_report_in_dutch_is_dutch(amina: WatchfulClient, checked: Visit) -> None:
    words = words_of(amina.post(url("proximity:letters"), report(checked, "odt", "nl")).content, "odt")

    assert all(text in words for text in ("Molenstraat 12", "19 juni 2026", "Ontvangen op"))
    assert "Reçu" not in words


def test_the_list_opens_no_door(amina: WatchfulClient, checked: Visit) -> None:
    page = amina.get(url("proximity:letters")).content.decode()

    assert "Moulin" not in page
    assert "POP-7" not in page
    assert not JournalEntry.objects.filter(act="sealed.read").exists()


def test_the_page_asks_no_more_of_the_database_for_more_checks(
    amina: WatchfulClient, place: Place, checked: Visit
) -> None:
    with CaptureQueriesContext(connection) as with_one:
        amina.get(url("proximity:letters"))
    for _more in range(5):
        stand_at(make_visit(place, checked.task.task_type), "seen")

    with CaptureQueriesContext(connection) as with_six:
        page = amina.get(url("proximity:letters")).content.decode()

    assert len(set(re.findall(r'value="(\d+)">19 juin 2026, 18:30 · B01', page))) == 6
    assert len(with_six) <= len(with_one) <= 20


def test_an_erased_check_and_an_open_one_are_not_offered(amina: WatchfulClient, place: Place, checked: Visit) -> None:
    going_on = make_visit(place, TaskType.objects.get(code="residence-check"))
    Visit.objects.filter(pk=checked.pk).update(place="", household="", reference="", door="", erased_at=FRIDAY_NIGHT)

    page = amina.get(url("proximity:letters")).content.decode()

    assert "Habite" not in page
    for visit in (checked, going_on):
        assert amina.post(url("proximity:letters"), report(visit, "pdf")).status_code == 422


def test_a_check_of_another_beat_is_not_offered(amina: WatchfulClient, checked: Visit) -> None:
    Task.objects.filter(pk=checked.task_id).update(beat=make_beat("B99"))

    assert "Habite" not in amina.get(url("proximity:letters")).content.decode()
    assert amina.post(url("proximity:letters"), report(checked, "pdf")).status_code == 422
    assert not JournalEntry.objects.filter(act="sealed.read").exists()


def test_a_letter_comes_in_the_template_of_staff_and_in_ours_once_it_is_taken_away(
    chief: WatchfulClient, place: Place
) -> None:
    file = SimpleUploadedFile("lettre.docx", saying("docx", "NOTRE EN-TÊTE {{ text }}"))
    sent = chief.post(url("proximity:letter_templates"), {"use": "partner_letter", "language": "fr", "file": file})
    told = letter(place, "docx")

    ours = words_of(chief.post(url("proximity:letters"), told).content, "docx")
    template = LetterTemplate.objects.get()
    chief.post(url("proximity:withdraw_letter_template", template.pk))
    house = words_of(chief.post(url("proximity:letters"), told).content, "docx")

    assert sent.status_code == 302
    assert all(text in ours for text in ("NOTRE EN-TÊTE Bonjour,", "École du Parc", "Visite de la classe", "Amina"))
    assert "NOTRE" not in house
    assert "Bonjour," in house
    acts = JournalEntry.objects.filter(about_kind="proximity.lettertemplate").values_list("act", flat=True)
    assert list(acts.order_by("number")) == ["letter_template.uploaded", "letter_template.withdrawn"]


def test_the_newest_template_of_a_language_is_in_force(place: Place) -> None:
    for number in ("1", "2"):
        upload(saying("odt", f"Version {number} {{{{ text }}}}"))
    upload(saying("odt", "Versie {{ text }}"), language="nl")
    values = dict.fromkeys(letters.PLACEHOLDERS["partner_letter"], "–")

    written = letters.write(use="partner_letter", language="fr", kind="odt", values=values, now=FRIDAY_NIGHT)

    assert "Version 2 –" in words_of(written, "odt")


def test_a_letter_that_tells_who_someone_is_is_refused(amina: WatchfulClient, place: Place) -> None:
    answer = amina.post(url("proximity:letters"), letter(place, "pdf", text="Rappelez le 0470 12 34 56."))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "0470 12 34 56" in page
    assert re.search(r">\s*Partenaire\s*</label>", page)


def test_a_surgery_is_announced_on_a_poster(amina: WatchfulClient, place: Place) -> None:
    surgery = make_surgery(place.town.desk)
    told = {"use": "surgery_poster", "poster-surgery": surgery.pk, "poster-language": "nl", "kind": "pdf"}

    words = words_of(amina.post(url("proximity:letters"), told).content, "pdf")

    assert all(text in words for text in ("14:00–15:00", "Post Centrum", "Amina", "/nl/"))


def test_a_refused_template_says_why_on_the_page(chief: WatchfulClient) -> None:
    file = SimpleUploadedFile("lettre.odt", saying("odt", "{{ shoe_size }}"))

    answer = chief.post(url("proximity:letter_templates"), {"use": "partner_letter", "language": "fr", "file": file})

    assert answer.status_code == 422
    assert "shoe_size" in answer.content.decode()
    assert not LetterTemplate.objects.exists()


def test_who_may_not_write_or_change_letters_finds_no_page(
    client: WatchfulClient, place: Place, checked: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = upload(model("odt"))
    enter(client, account_of("Eve"), monkeypatch)
    pages = [
        url("proximity:letters"),
        url("proximity:letter_templates"),
        url("proximity:letter_template", template.pk),
        url("proximity:letter_model", "partner_letter", "fr", "odt"),
    ]

    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert client.post(url("proximity:letters"), report(checked, "pdf")).status_code == 404
    assert client.post(url("proximity:withdraw_letter_template", template.pk)).status_code == 404
    enter(client, place.town.amina.account, monkeypatch)
    assert client.get(url("proximity:letter_templates")).status_code == 404


def test_the_template_and_the_models_of_the_house_can_be_fetched(chief: WatchfulClient) -> None:
    template = upload(model("odt"))

    assert chief.get(url("proximity:letter_template", template.pk)).content == bytes(template.content)
    fetched = chief.get(url("proximity:letter_model", "surgery_poster", "nl", "docx")).content
    assert letter_files.check(fetched, known=letters.PLACEHOLDERS["surgery_poster"]) == "docx"
    assert chief.get("/fr/bureau/modeles/partner_letter-de.odt").status_code == 404
