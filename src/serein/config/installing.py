"""What the commune says of itself when an installation is set up: written in one go, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.crypto import get_random_string

from serein.enquiries.kinds import list_kinds
from serein.enquiries.models import KindSetting
from serein.kit import journal
from serein.kit.actors import SYSTEM
from serein.people import operations as people
from serein.people.models import Account, HelpNumber, Office, Organisation, Role
from serein.people.reference import list_help_numbers
from serein.territory import memory
from serein.territory.models import Commune


class AnswerUnusable(Exception):
    """An answer cannot be used; the message says which, and what is accepted."""


@dataclass(frozen=True)
class Result:
    commune: Commune
    administrator: str
    password: str = field(repr=False)


@transaction.atomic
def set_up(*, answers: Mapping[str, Any], now: datetime) -> Result:
    """
    Write the commune, its offices, help numbers, kinds of enquiry and first administrator.

    A second set-up changes what it names and adds what is new; it takes nothing away.

    :param answers: as docs/operate/install.md describes them
    :raises AnswerUnusable: naming the answer; nothing is written then
    """
    commune = _commune(_section(answers, "commune"))
    offices = _offices(answers.get("offices", []), commune)
    _numbers(answers.get("help_numbers", []), offices)
    _kinds(answers.get("kinds", {}), offices)
    email, password = _administrator(_section(answers, "administrator"), offices, now)
    memory.changed("communes")
    journal.write(act="commune.set_up", about=commune, by=SYSTEM, at=now, offices=len(offices))
    return Result(commune=commune, administrator=email, password=password)


def _section(answers: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = answers.get(name)
    if not isinstance(section, Mapping):
        raise AnswerUnusable(f"The answers lack `{name}`.")
    return section


def _need(section: Mapping[str, Any], name: str, of: str) -> str:
    value = str(section.get(name, "")).strip()
    if not value:
        raise AnswerUnusable(f"`{name}` of {of} is empty.")
    return value


def _commune(told: Mapping[str, Any]) -> Commune:
    nis = _need(told, "nis", "the commune")
    if not (nis.isdigit() and len(nis) == 5):
        raise AnswerUnusable(f"A NIS code has five digits; {nis!r} has not.")
    languages = list(told.get("languages") or ["fr"])
    if not set(languages) <= {"fr", "nl", "en"}:
        raise AnswerUnusable(f"Serein speaks fr, nl and en; {languages} names another.")
    commune = Commune.objects.filter(nis=nis).first() or Commune(nis=nis)
    Commune.objects.filter(is_home=True).exclude(pk=commune.pk).update(is_home=False)
    commune.name_fr = _need(told, "name_fr", "the commune")
    commune.name_nl = str(told.get("name_nl", "")).strip()
    commune.languages, commune.is_home = languages, True
    commune.save()
    if logo := told.get("logo"):
        _take_logo(commune, Path(logo))
    return commune


def _take_logo(commune: Commune, file: Path) -> None:
    if file.suffix.lower() not in {".svg", ".png"} or not file.is_file():
        raise AnswerUnusable(f"The logo must be an .svg or .png file that exists; {file} is not.")
    with file.open("rb") as source:
        commune.logo.save(f"{commune.nis}{file.suffix.lower()}", File(source))


def _offices(told: list[Mapping[str, Any]], commune: Commune) -> dict[str, Office]:
    organisation, _is_new = Organisation.objects.get_or_create(
        code="commune",
        defaults={"kind": Organisation.Kind.SERVICE, "name_fr": commune.name_fr, "name_nl": commune.name_nl},
    )
    for row in told:
        code = _need(row, "code", "an office")
        names = {"name_fr": _need(row, "name_fr", f"office {code}"), "name_nl": str(row.get("name_nl", "")).strip()}
        Office.objects.update_or_create(
            code=code,
            defaults=names | {"email": _need(row, "email", f"office {code}")},
            create_defaults=names | {"email": row["email"], "organisation": organisation},
        )
    offices = {office.code: office for office in Office.objects.all()}
    for row in told:
        if above := row.get("escalates_to"):
            office = offices[row["code"]]
            office.escalates_to = _office(offices, above, f"office {row['code']}")
            office.save(update_fields=["escalates_to"])
    return offices


def _office(offices: dict[str, Office], code: str, of: str) -> Office:
    try:
        return offices[code]
    except KeyError:
        raise AnswerUnusable(f"{of} names office {code!r}, which is none of: {', '.join(sorted(offices))}.") from None


def _numbers(told: list[Mapping[str, Any]], offices: dict[str, Office]) -> None:
    """Show only the numbers that the commune says it verified, with the day on which it did (H20)."""
    reference = {row["code"]: row for row in list_help_numbers()}
    for row in told:
        code = _need(row, "code", "a help number")
        known: dict[str, Any] = dict(reference.get(code, {})) | {k: v for k, v in row.items() if k != "owner"}
        known["verified_on"] = _day(row.get("verified_on"), f"help number {code}")
        known["owner"] = _office(offices, str(row.get("owner", "")), f"help number {code}")
        for flag in ("is_on_every_page", "is_emergency"):
            known[flag] = known.get(flag) in {"yes", True}
        fallback = known.pop("fallback", "")
        known["fallback"] = HelpNumber.objects.filter(code=fallback).first() if fallback else None
        _need(known, "number", f"help number {code}")
        HelpNumber.objects.update_or_create(code=code, defaults=known)


def _day(told: object, of: str) -> date:
    try:
        return date.fromisoformat(str(told))
    except ValueError:
        raise AnswerUnusable(f"`verified_on` of {of} must be a day such as 2026-01-31; it is {told!r}.") from None


def _kinds(told: Mapping[str, str], offices: dict[str, Office]) -> None:
    for kind in list_kinds():
        code = told.get(kind.code, kind.office)
        if code in offices:
            KindSetting.objects.update_or_create(
                kind=kind.code,
                defaults={"office": offices[code]},
                create_defaults={
                    "office": offices[code],
                    "deadline_days": kind.deadline_days,
                    "retention_days": kind.retention_days,
                },
            )


def _administrator(told: Mapping[str, Any], offices: dict[str, Office], now: datetime) -> tuple[str, str]:
    """Make the first administrator, with a password that is told once and not kept."""
    email = _need(told, "email", "the administrator").lower()
    office = _office(offices, str(told.get("office", "")), "The administrator")
    if Account.objects.filter(email=email).exists():
        return email, ""
    password = get_random_string(20)
    name = str(told.get("display_name") or "Administration")
    account = people.open_account(email=email, display_name=name, by=SYSTEM, now=now)
    account.set_password(password)
    account.save(update_fields=["password"])
    people.give_role(account=account, office=office, role=Role.ADMINISTRATOR, by=SYSTEM, now=now)
    return email, password
