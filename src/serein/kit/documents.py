"""A paper as blocks, each in its language, that becomes a tagged PDF, an OpenDocument text or a Word text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from serein.kit import odt, pdf

_TYPST = Path(__file__).parent / "typst" / "document.typ"
Block = dict[str, Any]


@dataclass(frozen=True)
class Document:
    title: str
    language: str
    credit: str
    blocks: list[Block]


def as_pdf(document: Document, *, is_fictive: bool) -> bytes:
    """
    Return the PDF/UA of a document.

    :param is_fictive: whether it tells of an imaginary commune: each page then says so
    """
    return pdf.render(
        _TYPST,
        language=document.language,
        title=document.title,
        credit=document.credit,
        is_fictive=is_fictive,
        blocks=document.blocks,
    )


def as_odt(document: Document, *, now: datetime) -> bytes:
    """Return the document as a text that any office program opens and changes."""
    return odt.write(title=document.title, language=document.language, blocks=document.blocks, now=now)


def as_docx(document: Document, *, now: datetime) -> bytes:
    """Return the document as a text of the other family of office programs."""
    import docx  # read only where one is written: it is large
    from docx.oxml.ns import qn

    paper = docx.Document()
    paper.core_properties.title, paper.core_properties.language = document.title, f"{document.language}-BE"
    paper.core_properties.author, paper.core_properties.comments = "", ""
    paper.core_properties.created = paper.core_properties.modified = now
    for tag in paper.styles.element.xpath("//w:lang"):
        tag.set(qn("w:val"), f"{document.language}-BE")
    for block in document.blocks:
        if block["kind"] == "heading":
            paper.add_heading(block["text"], block["level"])
        elif block["kind"] == "list":
            for line in block["lines"]:
                paper.add_paragraph(line, style="List Bullet")
        elif block["kind"] == "table":
            _add_table(paper.add_table(rows=0, cols=len(block["headers"]), style="Table Grid"), block)
        else:
            paper.add_paragraph(block.get("text", ""))
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _add_table(table: Any, block: Block) -> None:
    for row in (block["headers"], *block["rows"]):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def heading(level: int, text: str, language: str) -> Block:
    return {"kind": "heading", "level": level, "text": text, "lang": language}


def paragraph(text: str, language: str) -> Block:
    return {"kind": "paragraph", "text": text, "lang": language}


def bullets(lines: Sequence[str], language: str) -> Block:
    return {"kind": "list", "lines": list(lines), "lang": language}


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], language: str) -> Block:
    return {"kind": "table", "headers": list(headers), "rows": [list(row) for row in rows], "lang": language}
