"""Reading a plan from a table: everything that is wrong is said at once, and then nothing is taken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from serein.kit import guards, tables
from serein.listening.kinds import THINGS
from serein.people.models import Office
from serein.plan import exchange
from serein.plan.models import Plan
from serein.plan.queries.sources import SOURCES
from serein.territory.models import Neighbourhood

_DAYS = ("starts_on", "due_on", "done_on")
_NEEDED = {
    "objective": ("code", "title_fr", "title_nl"),
    "action": ("of", "code", "owner", "title_fr", "starts_on", "due_on"),
    "step": ("of", "code", "title_fr", "due_on"),
    "indicator": ("of", "code", "title_fr"),
    "budget": ("of", "code", "title_fr", "title_nl", "year", "amount"),
    "need": ("of", "code"),
}

_TITLES, _TEXTS, _WHY = ("title_fr", "title_nl"), ("text_fr", "text_nl"), ("because_fr", "because_nl")
_SAYS = {
    "objective": ("code", *_TITLES),
    "action": ("of", "code", "owner", *_TITLES, *_TEXTS, *_DAYS, *_WHY),
    "step": ("of", "code", "owner", *_TITLES, "due_on", "done_on", *_WHY),
    "indicator": ("of", "code", *_TITLES, *_TEXTS, "starts_on", "amount", "source", "thing", "neighbourhood"),
    "budget": ("of", "code", *_TITLES, "year", "amount"),
    "need": ("of", "code"),
}
_LONGEST = {"title": 200, "text": 2000, "because": 1000}
_SHORTER = {("indicator", "text"): 60, ("budget", "title"): 120, ("step", "because"): 500}
_NUMBERED = ("step", *exchange.COUNTED)


@dataclass(frozen=True)
class Known:
    """What a line may refer to."""

    offices: set[str]
    neighbourhoods: set[str]
    rows: dict[exchange.Key, exchange.Row]


def read_plan(text: str, *, plan: Plan, today: date) -> list[exchange.Row]:
    """
    Return the lines of a plan as `exchange` writes them.

    :raises WrongTable: listing every line that cannot be taken, and the owners that are accepted
    """
    lines = tables.read(text, columns=exchange.COLUMNS)
    known = Known(
        offices=set(Office.objects.values_list("code", flat=True)),
        neighbourhoods=set(Neighbourhood.objects.values_list("code", flat=True)),
        rows={exchange.key_of(row): row for row in exchange.rows_of(plan, is_public=False)},
    )
    found: list[str] = []
    rows: dict[exchange.Key, exchange.Row] = {}
    places: dict[exchange.Key, int] = {}
    for line in lines:
        row = _normal(line, found)
        if exchange.key_of(row) in rows:
            found.append(_("Line %(line)d: it is there twice.") % {"line": line.number})
        rows[exchange.key_of(row)] = row
        places[exchange.key_of(row)] = line.number
        found += _wrong(line.number, row, today, known)
    found += _owners(lines, known)
    found += _lost(lines, rows, known)
    found += _gaps(places, known)
    if found or not rows:
        raise tables.WrongTable(*(found or [_("This table has no line.")]))
    return [_with_owner(row, rows, known) for row in rows.values()]


def _normal(line: tables.Line, found: list[str]) -> exchange.Row:
    row = {**line.cells, "kind": line["kind"].lower()}
    for name in _DAYS:
        if row[name]:
            day = tables.find_day(row[name])
            if day is None:
                found.append(_("Line %(line)d: “%(text)s” is no day.") % {"line": line.number, "text": row[name]})
            row[name] = day.isoformat() if day else ""
    if row["kind"] in _NUMBERED and _is_number(row["code"]):
        row["code"] = str(int(row["code"]))
    if row["amount"]:
        row["amount"] = _amount(row, line.number, found)
    return row


def _amount(row: exchange.Row, line: int, found: list[str]) -> str:
    try:
        number = Decimal("".join(row["amount"].split()).replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) > 10**12 or (row["kind"] == "budget" and number < 0):
        found.append(_("Line %(line)d: “%(text)s” is no amount.") % {"line": line, "text": row["amount"]})
        return ""
    return f"{number:.2f}" if row["kind"] == "budget" else exchange.plain(float(number))


def _wrong(number: int, row: exchange.Row, today: date, known: Known) -> list[str]:
    """List what is wrong with a line by itself."""
    at = {"line": number}
    if row["kind"] not in exchange.KINDS:
        kinds = ", ".join(exchange.KINDS)
        return [_("Line %(line)d: a line is one of %(kinds)s.") % {**at, "kinds": kinds}]
    found = [
        _("Line %(line)d: %(column)s is missing.") % {**at, "column": name}
        for name in _NEEDED[row["kind"]]
        if not row[name]
    ]
    checks: tuple[tuple[bool, str], ...] = (
        (
            bool(row["starts_on"] and row["due_on"] and row["due_on"] < row["starts_on"]),
            _("Line %(line)d: it would be due before it begins."),
        ),
        (bool(row["done_on"] and row["done_on"] > today.isoformat()), _("Line %(line)d: its end has not come yet.")),
        (
            bool(row["kind"] == "action" and row["done_on"] and not (row["because_fr"] and row["because_nl"])),
            _("Line %(line)d: an abandoned action says why, in both languages."),
        ),
        (bool(row["source"]) and row["source"] not in SOURCES, _("Line %(line)d: nobody counts this source.")),
        (bool(row["thing"]) and row["thing"] not in _things(), _("Line %(line)d: this thing is not known.")),
        (
            bool(row["neighbourhood"]) and row["neighbourhood"] not in known.neighbourhoods,
            _("Line %(line)d: this neighbourhood is not known."),
        ),
        (_is_wrong_code(row), _("Line %(line)d: its code is not one.")),
        (
            row["kind"] == "budget" and bool(row["year"]) and not _is_year(row["year"]),
            _("Line %(line)d: its year is not one between 2000 and 2100."),
        ),
    )
    found += [sentence % at for is_wrong, sentence in checks if is_wrong]
    return found + _wrong_texts(number, row)


def _wrong_texts(number: int, row: exchange.Row) -> list[str]:
    """List what a line says where its kind says nothing, what is too long, and what tells who someone is (H09)."""
    found = []
    for name in exchange.COLUMNS[1:]:
        at = {"line": number, "column": name}
        what = name.partition("_")[0]
        most = _SHORTER.get((row["kind"], what), _LONGEST.get(what))
        if row[name] and name not in _SAYS[row["kind"]]:
            found.append(_("Line %(line)d: a line of its kind has no %(column)s.") % at)
        elif most and len(row[name]) > most:
            found.append(_("Line %(line)d: %(column)s is too long; %(most)d signs at most.") % {**at, "most": most})
        elif name in (*_TEXTS, *_WHY) and (marks := guards.find_personal_marks(row[name])):
            named = ", ".join(mark.text for mark in marks)
            found.append(
                _("Line %(line)d: take this out, since it tells who someone is: %(named)s.") % {**at, "named": named}
            )
    return found


def _is_number(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) < 5 and 0 < int(code) < 1000


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4 and 2000 <= int(text) <= 2100


def _gaps(places: dict[exchange.Key, int], known: Known) -> list[str]:
    """List the counted lines that leave a place free before them: sent again, they would be others."""
    taken = {(kind, of, int(code)) for kind, of, code in {**known.rows, **places} if _is_counted(kind, code)}
    return [
        _("Line %(line)d: its code is %(code)s, and %(free)d is still free.")
        % {"line": line, "code": code, "free": int(code) - 1}
        for (kind, of, code), line in places.items()
        if _is_counted(kind, code) and int(code) > 1 and (kind, of, int(code) - 1) not in taken
    ]


def _is_counted(kind: str, code: str) -> bool:
    return kind in exchange.COUNTED and _is_number(code)


def _is_wrong_code(row: exchange.Row) -> bool:
    code = row["code"]
    if row["kind"] in _NUMBERED:
        return bool(code) and not _is_number(code)
    return bool(code) and not re.fullmatch(r"[-\w]{1,20}", code, re.ASCII)


def _things() -> set[str]:
    return {thing.kind.code for thing in THINGS}


def _owners(lines: list[tables.Line], known: Known) -> list[str]:
    unknown = [line for line in lines if line["owner"] and line["owner"] not in known.offices]
    if not unknown:
        return []
    told = [
        _("Line %(line)d: nobody is called “%(owner)s”.") % {"line": line.number, "owner": line["owner"]}
        for line in unknown
    ]
    return [*told, _("Accepted owners: %(codes)s.") % {"codes": ", ".join(sorted(known.offices))}]


def _lost(lines: list[tables.Line], rows: dict[exchange.Key, exchange.Row], known: Known) -> list[str]:
    """List the lines whose objective or action is neither in the file nor in the plan."""
    codes: dict[str, set[str]] = {"objective": set(), "action": set()}
    for kind, _of, code in [*rows, *known.rows]:
        if kind in codes:
            codes[kind].add(code)
    homes: dict[str, str] = {}
    found = [
        _("Line %(line)d: there is no %(what)s “%(code)s”.")
        % {"line": line.number, "what": _home(line), "code": line["of"]}
        for line in lines
        if line["kind"].lower() in exchange.KINDS[1:] and line["of"] and line["of"] not in codes[_home(line)]
    ]
    found += [
        _("Line %(line)d: there is no action “%(code)s”.") % {"line": line.number, "code": line["code"]}
        for line in lines
        if line["kind"].lower() == "need" and line["code"] and line["code"] not in codes["action"]
    ]
    for kind, of, code in {**known.rows, **rows}:
        if kind == "action" and homes.setdefault(code, of) != of:
            found.append(_("Action “%(code)s” stands under two objectives.") % {"code": code})
    return found


def _home(line: tables.Line) -> str:
    return "objective" if line["kind"].lower() == "action" else "action"


def _with_owner(row: exchange.Row, rows: dict[exchange.Key, exchange.Row], known: Known) -> exchange.Row:
    """Give a step without an owner that of its action."""
    if row["kind"] != "step" or row["owner"]:
        return row
    owners = {key[2]: one["owner"] for key, one in {**known.rows, **rows}.items() if key[0] == "action"}
    return row | {"owner": owners[row["of"]]}
