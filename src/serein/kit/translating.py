"""Texts to translate: gathered from code and templates, kept in `locale/`, compiled for Django."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from serein.kit import paths

LANGUAGES = ("fr", "nl")
_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def gather(locale: Path) -> None:
    """Bring the catalogues of `locale` up to date with what code and templates say."""
    template = _gathered()
    for language in LANGUAGES:
        known = read(locale, language)
        kept = Catalog(locale=language, project="Serein", version="", fuzzy=False)
        for message in template:
            if message.id:
                old = known.get(message.id, message.context)
                string = old.string if old else message.string
                kept.add(message.id, string, context=message.context, flags=message.flags - {"fuzzy"})
        _write(locale, language, kept)


def fill(locale: Path, translations: list[dict[str, Any]]) -> list[str]:
    """Write translations into the catalogues; return the texts that are none of ours."""
    unknown = set()
    for language in LANGUAGES:
        catalog = read(locale, language)
        for row in translations:
            message = catalog.get(_key(row), row.get("context"))
            if message is None:
                unknown.add(row["msgid"])
            elif row.get(language):
                message.string = tuple(row[language]) if isinstance(row[language], list) else row[language]
        _write(locale, language, catalog)
    return sorted(unknown)


def list_missing(locale: Path) -> list[dict[str, Any]]:
    """List the texts that lack French or Dutch, in the form that `fill` takes."""
    catalogs = {language: read(locale, language) for language in LANGUAGES}
    return [
        _row(message, catalogs)
        for message in catalogs["fr"]
        if message.id and any(not _is_translated(c.get(message.id, message.context)) for c in catalogs.values())
    ]


def compile_all(locale: Path) -> None:
    """Write the `.mo` files that Django reads."""
    for language in LANGUAGES:
        out = io.BytesIO()
        write_mo(out, read(locale, language))
        file = _file(locale, language).with_suffix(".mo")
        if not file.exists() or file.read_bytes() != out.getvalue():
            file.write_bytes(out.getvalue())


def read(locale: Path, language: str) -> Catalog:
    file = _file(locale, language)
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as source:
        return read_po(source, locale=language)


def _gathered() -> Catalog:
    catalog = Catalog()
    source = paths.repository() / "src" / "serein"
    for file in sorted([*source.rglob("*.py"), *source.rglob("*.html"), *source.rglob("*.txt")]):
        if "vendor" in file.parts or "migrations" in file.parts:
            continue
        for _line, text, _comments, context in extract("python", io.BytesIO(_python(file)), _KEYWORDS):
            if text and (text[0] if isinstance(text, tuple) else text).strip():
                catalog.add(text, context=context)
    return catalog


def _python(file: Path) -> bytes:
    text = file.read_text()
    if file.suffix == ".py":
        return text.encode()
    lines = templatize(text, origin=str(file)).splitlines()
    return "\n".join(line.lstrip() for line in lines).encode()


def _write(locale: Path, language: str, catalog: Catalog) -> None:
    file = _file(locale, language)
    file.parent.mkdir(parents=True, exist_ok=True)
    catalog.fuzzy = False
    with file.open("wb") as out:
        write_po(out, catalog, width=110, sort_output=True, no_location=True, omit_header=False)
    lines = [line for line in file.read_text().splitlines(keepends=True) if "-Date:" not in line]
    file.write_text("".join(lines))


def _file(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def _key(row: dict[str, Any]) -> Any:
    return (row["msgid"], row["plural"]) if row.get("plural") else row["msgid"]


def _is_translated(message: Message | None) -> bool:
    if message is None:
        return False
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings) and not message.fuzzy


def _row(message: Message, catalogs: dict[str, Catalog]) -> dict[str, Any]:
    singular, plural = message.id if isinstance(message.id, tuple | list) else (message.id, None)
    found: Iterator[tuple[str, Message | None]] = (
        (language, catalog.get(message.id, message.context)) for language, catalog in catalogs.items()
    )
    row: dict[str, Any] = {"msgid": singular}
    row |= {"plural": plural} if plural else {}
    row |= {"context": message.context} if message.context else {}
    return row | {language: (one.string if one else "") for language, one in found}
