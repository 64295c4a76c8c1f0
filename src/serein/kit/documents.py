"""A paper as blocks, each in its language, that becomes a tagged PDF or an OpenDocument text."""

from __future__ import annotations

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


def heading(level: int, text: str, language: str) -> Block:
    return {"kind": "heading", "level": level, "text": text, "lang": language}


def paragraph(text: str, language: str) -> Block:
    return {"kind": "paragraph", "text": text, "lang": language}


def bullets(lines: Sequence[str], language: str) -> Block:
    return {"kind": "list", "lines": list(lines), "lang": language}


def table(headers: Sequence[str], rows: Iterable[Sequence[str]], language: str) -> Block:
    return {"kind": "table", "headers": list(headers), "rows": [list(row) for row in rows], "lang": language}
