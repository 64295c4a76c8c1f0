"""What other programs send, read and refused in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from serein.kit import guards
from serein.listening.kinds import THINGS, find_thing
from serein.listening.operations.incoming import SentReport, SentUpdate
from serein.listening.queries.open311 import MOST, Wanted
from serein.territory.where import Where, find_where, named

LONGEST = 4000


class Refused(Exception):
    """What a program sent cannot be taken; the text says why, and `code` is the status of HTTP."""

    def __init__(self, why: str, *, code: int = 400) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True)
class _Request:
    """Reading `requests`."""

    def wanted(self, sent: Mapping[str, str]) -> Wanted:
        """:raises Refused: naming the parameter that is wrong and what is accepted"""
        status = sent.get("status", "").strip().lower()
        if status not in ("", "open", "closed", "open,closed", "closed,open"):
            raise Refused(_("status is %(found)s; open and closed are accepted.") % {"found": status})
        services = tuple(code for code in sent.get("service_code", "").split(",") if code)
        if unknown := [code for code in services if find_thing(code) is None]:
            known = ", ".join(thing.code for thing in THINGS)
            raise Refused(
                _("service_code %(found)s is unknown; these are known: %(known)s.")
                % {"found": ", ".join(unknown), "known": known}
            )
        return Wanted(
            numbers=tuple(_number("service_request_id", part) for part in _parts(sent, "service_request_id")),
            services=services,
            starts_at=_moment("start_date", sent),
            ends_at=_moment("end_date", sent),
            status="" if "," in status else status,
            limit=min(_number("page_size", sent.get("page_size") or str(MOST)), MOST) or MOST,
            page=max(1, min(_number("page", sent.get("page") or "1"), 1_000_000)),
        )

    def read(self, sent: Mapping[str, str]) -> SentReport:
        thing = find_thing(sent.get("service_code", ""))
        if thing is None:
            known = ", ".join(thing.code for thing in THINGS)
            raise Refused(_("service_code is missing or unknown; these are known: %(known)s.") % {"known": known})
        email = sent.get("email", "").strip()
        if email:
            try:
                validate_email(email)
            except ValidationError:
                raise Refused(_("email is no e-mail address.")) from None
        return SentReport(
            thing=thing,
            where=_where(sent),
            message=_guarded("description", sent),
            name=" ".join(sent.get(name, "").strip()[:80] for name in ("first_name", "last_name")).strip(),
            email=email[:254],
            phone=sent.get("phone", "").strip()[:40],
            language=get_language() or "fr",
            once="\0".join(f"{name}={sent[name]}" for name in sorted(sent) if name != "api_key"),
        )


@dataclass(frozen=True)
class _Update:
    """Reading `servicerequestupdates`."""

    def period(self, sent: Mapping[str, str], *, now: datetime) -> tuple[datetime, datetime]:
        ends_at = _moment("end_date", sent) or now
        starts_at = _moment("start_date", sent) or ends_at - timedelta(days=1)
        if starts_at > ends_at:
            raise Refused(_("start_date comes after end_date."))
        return starts_at, ends_at

    def read(self, sent: Mapping[str, str]) -> SentUpdate:
        status = sent.get("status", "").strip().upper()
        if status not in SentUpdate.KNOWN:
            known = ", ".join(sorted(SentUpdate.KNOWN))
            raise Refused(
                _("status is “%(found)s”; these are known: %(known)s.") % {"found": status[:40], "known": known}
            )
        on = sent.get("scheduled_on", "").strip()
        return SentUpdate(
            number=_number("service_request_id", sent.get("service_request_id", "")),
            update=sent.get("update_id", "")[:80] or sent.get("update_id_ext", "")[:80],
            status=status,
            text=_guarded("description", sent),
            reason_fr=_guarded("reason_fr", sent)[:600],
            reason_nl=_guarded("reason_nl", sent)[:600],
            scheduled_on=_moment("scheduled_on", {"scheduled_on": f"{on}T12:00:00Z"}) if on else None,
        )


REQUEST, UPDATE = _Request(), _Update()


def _where(sent: Mapping[str, str]) -> Where:
    """Find the place by its point, else by its address; in the commune or not at all."""
    point = {"lat": sent.get("lat", ""), "lon": sent.get("long", "")}
    has_point = bool(point["lat"].strip() and point["lon"].strip())
    asked = point if has_point else {"q": sent.get("address_string", ""), "address": sent.get("address_id", "")}
    where = named(find_where(asked=asked, language="fr"))
    if where.is_outside:
        raise Refused(_("This place lies outside the commune: nobody here could mend it."))
    if not where.is_found:
        raise Refused(_("Where is it? Send lat and long, or an address_string that means one place."))
    return where


def _guarded(name: str, sent: Mapping[str, str]) -> str:
    text = sent.get(name, "").replace("\0", "").strip()
    if len(text) > LONGEST:
        raise Refused(
            _("%(name)s has %(n)d signs; %(most)d are accepted.") % {"name": name, "n": len(text), "most": LONGEST}
        )
    if found := guards.find_personal_marks(text):
        marks = ", ".join(f"« {mark.text} »" for mark in found)
        raise Refused(_("%(name)s tells who someone is; take this out: %(marks)s.") % {"name": name, "marks": marks})
    return text


def _parts(sent: Mapping[str, str], name: str) -> list[str]:
    return [part for part in sent.get(name, "").split(",")[:MOST] if part.strip()]


def _number(name: str, text: str) -> int:
    if not text.strip().isdecimal() or len(text.strip()) > 18:
        raise Refused(_("%(name)s is “%(found)s”; a whole number is accepted.") % {"name": name, "found": text[:40]})
    return int(text)


def _moment(name: str, sent: Mapping[str, str]) -> datetime | None:
    text = sent.get(name, "").strip().replace(" ", "+")  # an offset's plus sign that was not escaped
    if not text:
        return None
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or not 2000 <= moment.year <= 2100:
        raise Refused(
            _("%(name)s is “%(found)s”; a moment such as 2026-01-31T09:00:00+01:00 is accepted.")
            % {"name": name, "found": text[:40]}
        )
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
