"""Taking a programme from a file: whole, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from serein.kit import journal, tables
from serein.kit.actors import Actor
from serein.people.models import Office
from serein.plan.models import Commitment, Promise

COLUMNS = ("commitment", "promise", "section_fr", "section_nl", "text_fr", "text_nl", "owner")
_WORDS = ("section_fr", "section_nl", "text_fr", "text_nl")


@dataclass(frozen=True)
class Imported:
    commitments: int
    promises: int
    vanished: int


@transaction.atomic
def import_programme(*, raw: bytes, by: Actor, now: datetime) -> Imported:
    """
    Take new commitments and promises. What was promised keeps its words and its place; only its owner may change (H29).

    :raises WrongTable: naming every line that cannot be taken
    """
    lines = tables.read(tables.decode(raw), columns=COLUMNS)
    offices = {office.code: office for office in Office.objects.all()}
    _refuse(lines, offices)
    if rewritten := [sentence for line in lines for sentence in _rewritten(line)]:
        raise tables.WrongTable(*rewritten)
    commitments = {int(line["commitment"]): _commitment(line) for line in lines if not line["promise"]}
    promises = []
    for rank, line in enumerate(line for line in lines if line["promise"]):
        promises.append(_promise(line, commitments[int(line["commitment"])], offices[line["owner"]], rank, now))
        _hand_over(promises[-1], offices[line["owner"]], by, now)
    vanished = Promise.objects.exclude(pk__in=[promise.pk for promise in promises]).count()
    journal.write(act="programme.imported", about="plan.commitment", by=by, at=now, promises=len(promises))
    return Imported(len(commitments), len(promises), vanished)


def _refuse(lines: list[tables.Line], offices: dict[str, Office]) -> None:
    """:raises WrongTable: listing all that is wrong"""
    heads = {line["commitment"] for line in lines if not line["promise"]}
    found, seen = [], set[str]()
    for line in lines:
        at = {"line": line.number}
        if not line["commitment"].isascii() or not line["commitment"].isdigit() or len(line["commitment"]) > 4:
            found.append(_("Line %(line)d: a commitment is named by its number.") % at)
        elif line["commitment"] not in heads:
            found.append(_("Line %(line)d: its commitment has no line of its own.") % at)
        if not line["text_fr"] or not line["text_nl"]:
            found.append(_("Line %(line)d: the French or the Dutch text is missing.") % at)
        key = line["promise"] or f"#{line['commitment']}"
        if key in seen:
            found.append(_("Line %(line)d: it is there twice.") % at)
        seen.add(key)
    found += _unknown_owners(lines, offices)
    if found or not lines:
        raise tables.WrongTable(*(found or [_("This table has no line.")]))


def _unknown_owners(lines: list[tables.Line], offices: dict[str, Office]) -> list[str]:
    unknown = [line for line in lines if line["promise"] and line["owner"] not in offices]
    told = [
        _("Line %(line)d: nobody is called “%(owner)s”.") % {"line": line.number, "owner": line["owner"]}
        for line in unknown
    ]
    accepted = ", ".join(sorted(offices))
    return [*told, _("Accepted owners: %(codes)s.") % {"codes": accepted}] if told else []


def _rewritten(line: tables.Line) -> list[str]:
    """List what a line would rewrite of what was promised: the file says what it says, and the page what it said."""
    if line["promise"]:
        return _rewritten_promise(line)
    known = Commitment.objects.filter(number=int(line["commitment"])).first()
    return _changes(line, line["commitment"], known, _WORDS) if known else []


def _rewritten_promise(line: tables.Line) -> list[str]:
    known = Promise.objects.select_related("commitment").filter(code=line["promise"]).first()
    if known is None:
        return []
    found = _changes(line, known.code, known, _WORDS[2:])
    if known.commitment.number != int(line["commitment"]):
        found.append(
            _("Line %(line)d: %(code)s belongs to commitment %(stands)d, and would move to %(found)s; it stays.")
            % {"line": line.number, "code": known.code, "stands": known.commitment.number, "found": line["commitment"]}
        )
    return found


def _changes(line: tables.Line, code: str, known: Commitment | Promise, names: tuple[str, ...]) -> list[str]:
    return [
        _("Line %(line)d: %(code)s reads “%(stands)s”, and would become “%(found)s”; what was promised stays.")
        % {"line": line.number, "code": code, "stands": getattr(known, name), "found": line[name]}
        for name in names
        if getattr(known, name) != line[name]
    ]


def _commitment(line: tables.Line) -> Commitment:
    return Commitment.objects.get_or_create(
        number=int(line["commitment"]), defaults={name: line[name] for name in _WORDS}
    )[0]


def _promise(line: tables.Line, commitment: Commitment, owner: Office, rank: int, now: datetime) -> Promise:
    return Promise.objects.get_or_create(
        code=line["promise"],
        defaults={
            "commitment": commitment,
            "office": owner,
            "text_fr": line["text_fr"],
            "text_nl": line["text_nl"],
            "rank": rank,
            "taken_at": now,
        },
    )[0]


def _hand_over(promise: Promise, owner: Office, by: Actor, now: datetime) -> None:
    if promise.office_id == owner.pk:
        return
    was, promise.office = promise.office.code, owner
    promise.save(update_fields=["office"])
    journal.write(act="promise.handed_over", about=promise, by=by, at=now, was=was, owner=owner.code)
