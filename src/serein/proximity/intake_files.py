"""A file of visits as an office sends it: read, or refused as a whole when it holds what must not enter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from serein.kit import guards, tables
from serein.kit.tables import WrongTable
from serein.territory.models import Address
from serein.territory.spelling import fold, fold_number
from serein.territory.where import find_where, named

FIELDS = ("reference", "address", "number", "postcode", "household", "received_on", "language")
MOST_COLUMNS = 40
MOST_LINES = 500
LONGEST_SIGNATURE = 1000
NEEDED = ("reference", "address", "received_on")
_GUESSES = {
    "reference": ("reference", "ref", "dossier", "n dossier", "numero de dossier", "dossiernummer", "referentie"),
    "address": ("adresse", "rue", "adres", "straat", "address", "street"),
    "number": ("numero", "n", "no", "nr", "huisnummer", "numero de maison"),
    "postcode": ("code postal", "cp", "postcode"),
    "household": ("nom", "menage", "naam", "gezin", "name"),
    "received_on": ("date", "date de la demande", "demande le", "datum", "datum aanvraag", "received"),
    "language": ("langue", "taal", "language"),
}
_CASE = re.compile(
    r"\b(?:pv|proces verbal|proces verbaux|proces verbaal|notice|notitie\w*|parquet|parket|apostille|kantschrift\w*|"
    r"faits?|feiten|infraction\w*|misdrijf\w*|misdrijven|suspect\w*|verdachte\w*|prevenu\w*|beklaagde\w*|"
    r"victime\w*|slachtoffer\w*|victim\w*|plainte\w*|klacht\w*|plaignant\w*|jugement\w*|vonnis\w*|condamn\w*|"
    r"antecedents?|antecedenten|casier|strafregister|nationalite\w*|nationaliteit\w*|nationality|origine|afkomst|"
    r"etat civil|burgerlijke staat|religion|sante|gezondheid|plaque|nummerplaat)\b"
)
_NATIONAL = re.compile(
    r"\b(?:niss|insz|nrn|rrn|rn|registre national|numero national|n national|rijksregister\w*|nationaal nummer|"
    r"national number|carte d identite|identiteitskaart\w*)\b"
)
_BETWEEN = r"[\s./–—-]{0,3}"
_ELEVEN = re.compile(_BETWEEN.join([r"(?<!\d)\d{2}", r"\d{2}", r"\d{2}", r"\d{3}", r"\d{2}(?!\d)"]))


@dataclass(frozen=True)
class Row:
    """A line that asks for a visit."""

    line: int
    reference: str
    address: Address
    household: str
    received_on: date
    language: str


@dataclass(frozen=True)
class LeftOut:
    """A line that could not be taken, and what would make it one that can."""

    line: int
    why: str


@dataclass(frozen=True)
class Reading:
    rows: list[Row]
    left_out: list[LeftOut]


def headings_of(text: str) -> list[str]:
    """
    Return the names of the columns of a file.

    :raises WrongTable: if there are none, two are alike, or one tells that the file holds what must not enter
    """
    names = tables.headings(text)
    if len(names) < 2 or not all(names):
        raise WrongTable(_("The first line must name the columns: at least a reference, an address and a date."))
    if any("|" in name or len(name) > 80 or sum(sign.isdigit() for sign in name) > 2 for name in names):
        raise WrongTable(_("The first line must hold the names of the columns, and holds something else."))
    if len(names) > MOST_COLUMNS or len(signature(names)) > LONGEST_SIGNATURE:
        raise WrongTable(_("This file has too many columns: leave those that are needed."))
    if len({name.lower() for name in names}) < len(names):
        raise WrongTable(_("Two columns have the same name: give each its own."))
    _refuse_columns(names)
    return names


def signature(names: Iterable[str]) -> str:
    """Return what tells one form of file from another."""
    return "|".join(name.lower() for name in names)


def guess(names: Iterable[str]) -> dict[str, str]:
    """Guess what columns mean, by their names."""
    found: dict[str, str] = {}
    for name in names:
        for field, words in _GUESSES.items():
            if field not in found and fold(name) in words:
                found[field] = name
    return found


def read(text: str, *, columns: dict[str, str], today: date) -> Reading:
    """
    Read the lines of a file.

    :param columns: what is taken, to the name of its column
    :raises WrongTable: if it holds a national number anywhere, or is no table
    """
    names = [name.lower() for name in headings_of(text)]
    lines = tables.read(text, columns=tuple(names))
    if len(lines) > MOST_LINES:
        raise WrongTable(_("This file has more than %(n)d lines: send it in parts.") % {"n": MOST_LINES})
    _refuse_national_numbers(lines)
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    for line in lines:
        told = {field: line[name.lower()] for field, name in columns.items()}
        read_line = _read_line(line.number, told, today)
        (rows if isinstance(read_line, Row) else left_out).append(read_line)  # type: ignore[arg-type]
    return Reading(rows, left_out)


def _read_line(number: int, told: dict[str, str], today: date) -> Row | LeftOut:
    if missing := [field for field in NEEDED if not told.get(field)]:
        return LeftOut(number, _("nothing in: %(fields)s") % {"fields": ", ".join(missing)})
    received_on = tables.find_day(told["received_on"])
    if received_on is None or not date(2000, 1, 1) <= received_on <= today:
        return LeftOut(number, _("“%(day)s” is no day up to today, like 30/09/2026") % {"day": told["received_on"]})
    if marks := guards.find_personal_marks(told.get("household", "")):
        return LeftOut(number, _("the household holds “%(text)s”: leave only the name") % {"text": marks[0].text})
    written = " ".join(told.get(field, "") for field in ("address", "number", "postcode")).strip()
    where = _find(written)
    if isinstance(where, str):
        return LeftOut(number, where)
    language = "nl" if fold(told.get("language", "")).startswith("n") else "fr"
    return Row(number, told["reference"][:60], where, told.get("household", "")[:80], received_on, language)


def _find(written: str) -> Address | str:
    """Return the one address that a line means, as strictly as a form by hand does; else the sentence that says why."""
    where = named(find_where(asked={"q": written}, language="fr"))
    if where.address is None or not _is_its_number(where.address, written):
        near = f" ({where.matches[0].label} ?)" if where.matches else ""
        return _("no address is “%(text)s”%(near)s") % {"text": written[:60], "near": near}
    if where.address.beat is None:
        return _("%(address)s lies in no beat") % {"address": where.label("fr")}
    return where.address


def _is_its_number(address: Address, written: str) -> bool:
    """Whether a number that was written, and belongs to no street's name, is that of the house."""
    street = f"{fold(address.street.name_fr)} {fold(address.street.name_nl)}".split()
    words = [word for word in written.replace(",", " ").split() if word[:1].isdigit() and fold(word) not in street]
    return fold_number(address.house_number) in {fold_number(word) for word in words}


def _refuse_columns(names: list[str]) -> None:
    for name in names:
        if _NATIONAL.search(fold(name)):
            raise WrongTable(
                _("The column “%(name)s” holds national numbers, which do not enter here: take it out.")
                % {"name": name}
            )
        if _CASE.search(fold(name)):
            raise WrongTable(
                _("The column “%(name)s” tells of a case or of a person, which does not enter here: take it out.")
                % {"name": name}
            )


def _refuse_national_numbers(lines: list[tables.Line]) -> None:
    for line in lines:
        for name, cell in line.cells.items():
            if holds_national_number(cell):
                raise WrongTable(
                    _("Line %(line)d, column “%(name)s”: a national number does not enter here. Take them all out.")
                    % {"line": line.number, "name": name}
                )


def holds_national_number(text: str) -> bool:
    """Whether a text holds a national number, with or without signs between its digits."""
    return any(_is_national(found) for found in _ELEVEN.findall(text))


def _is_national(text: str) -> bool:
    """Whether eleven digits are a national number: by the check digits, for births before and after 2000."""
    digits = re.sub(r"\D", "", text)
    body, check = int(digits[:9]), int(digits[9:])
    return check in {97 - body % 97, 97 - (2_000_000_000 + body) % 97}
