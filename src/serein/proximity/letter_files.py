"""Text files with placeholders (DOCX, ODT): looked through when they come in, filled when a letter is written."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

LARGEST = 2 * 1024 * 1024
_LARGEST_UNPACKED = 20 * 1024 * 1024
_MOST_PARTS = 400
_ODT_TYPE = b"application/vnd.oasis.opendocument.text"
_ODT_PARTS = ("content.xml", "styles.xml")
"""The text, and its headers and footers."""
_SCRIPT = "{urn:oasis:names:tc:opendocument:xmlns:script:1.0}"
_MACROS = re.compile(r"^(?:Basic|Scripts)/|vbaProject|vbaData|/activeX/|/embeddings/|^Object ", re.IGNORECASE)
_FETCHES = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK)\b", re.IGNORECASE)
"""Fields of a DOCX that bring in what lies elsewhere."""
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|/|\\|\.\.", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{(?:<[^<>{}]*>)*\{[^{}]*\}(?:<[^<>{}]*>)*\}")
_TAG = re.compile(r"<[^<>]*>")
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError),
    *(KeyError, ValueError, AttributeError, TypeError, SyntaxError),  # of which both XML readers' errors are kinds
)


class WrongTemplate(Exception):
    """A file cannot be a template; the text says to its author what to change."""


class _Filling(SandboxedEnvironment):
    """Puts values in the place of their names; whatever else Jinja could do is refused before it runs."""

    def __init__(self, known: Collection[str]) -> None:
        super().__init__(autoescape=True)
        self.known = known
        self.unknown: set[str] = set()

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        if "{%" in source or "{#" in source:
            raise WrongTemplate(_no_logic())
        try:
            tree = self.parse(source)
        except TemplateSyntaxError:
            raise WrongTemplate(_no_logic()) from None
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, nodes.Output | nodes.TemplateData | nodes.Name):
                raise WrongTemplate(_no_logic())
        self.unknown |= {node.name for node in tree.find_all(nodes.Name)} - set(self.known)
        return super().from_string(source, *args, **kwargs)


def check(raw: bytes, *, known: Collection[str]) -> str:
    """
    Look through a file that shall become a template, and fill it once; return its kind, `docx` or `odt`.

    :raises WrongTemplate: in words for its author
    """
    if len(raw) > LARGEST:
        raise WrongTemplate(_("This file is larger than 2 MB. Make its pictures smaller."))
    try:
        kind = _look_through(raw)
        environment = _Filling(known)
        _fill(raw, kind, dict.fromkeys(known, "x"), environment)
    except _UNREADABLE:
        raise WrongTemplate(
            _("This file cannot be read. If it opens in your office program, type each placeholder anew, in one go.")
        ) from None
    if environment.unknown:
        told = {"found": ", ".join(sorted(environment.unknown)), "known": ", ".join(known)}
        raise WrongTemplate(_("We do not know: %(found)s. These can be filled: %(known)s.") % told)
    return kind


def fill(raw: bytes, *, kind: str, values: Mapping[str, str]) -> bytes:
    """Return a template, checked when it came in, with its placeholders filled."""
    return _fill(raw, kind, values, _Filling(values.keys()))


def _look_through(raw: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_UNPACKED:
            raise WrongTemplate(_("This file is too large once unpacked. Make its pictures smaller."))
        kind = _kind_of(archive)
        if any(_MACROS.search(part.filename) for part in parts):
            raise WrongTemplate(_no_macros())
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                _look_at(archive.read(part))
    return kind


def _kind_of(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if {"[Content_Types].xml", "word/document.xml"} <= names:
        return "docx"
    if {"mimetype", "content.xml", "styles.xml"} <= names and archive.read("mimetype").strip() == _ODT_TYPE:
        return "odt"
    raise WrongTemplate(_("This is neither a DOCX nor an ODT text. Save it as one of these and send it again."))


def _look_at(xml: bytes) -> None:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError("A part of a text declares entities.")
    for element in ElementTree.fromstring(xml).iter():
        if str(element.tag).startswith(_SCRIPT) or "macroEnabled" in element.get("ContentType", ""):
            raise WrongTemplate(_no_macros())
        if _leads_elsewhere(element):
            raise WrongTemplate(_no_links())


def _leads_elsewhere(element: ElementTree.Element) -> bool:
    tag = str(element.tag)
    if element.get("TargetMode") == "External" or "}dde-" in tag:
        return True
    if tag.endswith("}instrText") and _FETCHES.search(element.text or ""):
        return True
    return any(
        (name.endswith("}href") and _ELSEWHERE.match(value)) or (name.endswith("}instr") and _FETCHES.search(value))
        for name, value in element.items()
    )


def _fill(raw: bytes, kind: str, values: Mapping[str, str], environment: _Filling) -> bytes:
    clean = {name: _allowed(text) for name, text in values.items()}
    out = io.BytesIO()
    if kind == "docx":
        from docxtpl import DocxTemplate  # 20 MB in every process; few of them ever fill one

        template = DocxTemplate(io.BytesIO(raw))
        template.render(clean, jinja_env=environment, autoescape=True)
        template.save(out)
        return out.getvalue()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.infolist():
            content = before.read(part)
            if part.filename in _ODT_PARTS:
                content = _filled_part(content.decode(), clean, environment)
            after.writestr(part, content)
    return out.getvalue()


def _filled_part(xml: str, values: Mapping[str, str], environment: _Filling) -> bytes:
    """Fill one part of an ODT."""
    shown = {name: Markup(str(escape(text)).replace("\n", "<text:line-break/>")) for name, text in values.items()}
    filled: str = environment.from_string(_PLACEHOLDER.sub(_joined, xml)).render(shown)
    return filled.encode()


def _joined(found: re.Match[str]) -> str:
    """Join a placeholder that an office program cut in pieces; the tags between them follow it, so that pairs stay."""
    return _TAG.sub("", found.group()) + "".join(_TAG.findall(found.group()))


def _allowed(text: str) -> str:
    """Return a text that XML may hold."""
    return "".join(_signs(text.replace("\r\n", "\n")))


def _signs(text: str) -> Iterable[str]:
    return (sign for sign in text if sign in "\t\n" or (sign >= " " and sign not in "\x7f\ufffe\uffff"))


def _no_logic() -> str:
    return _("A template holds plain placeholders only: a name from the table between two pairs of braces.")


def _no_macros() -> str:
    return _("This file holds macros or embedded objects. Take them out, or copy the text into a new file.")


def _no_links() -> str:
    return _("This file holds links or pictures that lie elsewhere. Insert the pictures, and write addresses as text.")
