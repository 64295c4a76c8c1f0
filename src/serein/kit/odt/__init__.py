"""An OpenDocument text of our own: four small XML files and a picture of nothing, zipped as the standard asks."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

_STYLES = Path(__file__).parent / "styles.xml"
_MIME = "application/vnd.oasis.opendocument.text"
_SPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write(*, title: str, language: str, blocks: list[dict[str, Any]], now: datetime) -> bytes:
    """Return the bytes of an `.odt` file that any office program opens and changes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        # The standard wants the type first, and not compressed: programs look for it at a fixed place.
        archive.writestr(zipfile.ZipInfo("mimetype"), _MIME, zipfile.ZIP_STORED)
        for name, text in (
            ("content.xml", _content(blocks)),
            ("styles.xml", _STYLES.read_text(encoding="utf-8").replace("LANGUAGE", language)),
            ("meta.xml", _meta(title, language, now)),
            ("META-INF/manifest.xml", _manifest()),
        ):
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _content(blocks: list[dict[str, Any]]) -> str:
    body = "\n".join(_block(block, number) for number, block in enumerate(blocks))
    return (
        f'{_HEAD}<office:document-content {_SPACES} office:version="1.3"><office:body><office:text>\n'
        f"{body}\n</office:text></office:body></office:document-content>\n"
    )


def _block(block: dict[str, Any], number: int) -> str:
    if block["kind"] == "heading":
        level, words = block["level"], _words(block["text"])
        return f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{words}</text:h>'
    if block["kind"] == "list":
        items = "".join(f"<text:list-item>{_p(line)}</text:list-item>" for line in block["lines"])
        return f"<text:list>{items}</text:list>"
    if block["kind"] == "table":
        return _table(block, number)
    return _p(block.get("text", ""))


def _table(block: dict[str, Any], number: int) -> str:
    head = "".join(_cell(text, "Table_20_Heading") for text in block["headers"])
    rows = "".join(
        f"<table:table-row>{''.join(_cell(text, 'Table_20_Contents') for text in row)}</table:table-row>"
        for row in block["rows"]
    )
    return (
        f"<table:table table:name={quoteattr(f'Table{number}')}>"
        f'<table:table-column table:number-columns-repeated="{len(block["headers"])}"/>'
        f"<table:table-header-rows><table:table-row>{head}</table:table-row></table:table-header-rows>{rows}</table:table>"
    )


def _cell(text: str, style: str) -> str:
    return f'<table:table-cell office:value-type="string">{_p(text, style)}</table:table-cell>'


def _p(text: str, style: str = "Text_20_body") -> str:
    return f'<text:p text:style-name="{style}">{_words(text)}</text:p>'


def _words(text: str) -> str:
    """Return a text that XML may hold: signs that it may not are left out."""
    allowed = "".join(sign for sign in text if sign >= " " or sign in "\t\n")
    return escape(allowed).replace("\n", "<text:line-break/>")


def _meta(title: str, language: str, now: datetime) -> str:
    return (
        f'{_HEAD}<office:document-meta {_SPACES} office:version="1.3"><office:meta><dc:title>{_words(title)}</dc:title>'
        f"<dc:language>{language}-BE</dc:language><meta:creation-date>{now:%Y-%m-%dT%H:%M:%S}</meta:creation-date>"
        "<meta:generator>Serein</meta:generator></office:meta></office:document-meta>\n"
    )


def _manifest() -> str:
    files = (("/", _MIME), *((name, "text/xml") for name in ("content.xml", "styles.xml", "meta.xml")))
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>' for name, kind in files
    )
    return f'{_HEAD}<manifest:manifest {_SPACES} manifest:version="1.3">{entries}</manifest:manifest>\n'
