"""Open311 GeoReport v2, for other programs: XML and JSON, reading without a key, writing with one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from typing import Any
from xml.etree import ElementTree as ET

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from serein.enquiries.operations import AlreadyReceived, DayOutOfReach, NobodyWouldAnswer, NotAllowed, TooManyWords
from serein.kit import clock, rate
from serein.kit.bilingual import NotInBothLanguages
from serein.listening import operations
from serein.listening.forms.open311 import REQUEST, UPDATE, Refused
from serein.listening.kinds import find_thing
from serein.listening.models.partner import Partner
from serein.listening.queries import open311 as queries
from serein.territory.queries import home_commune

View = Callable[..., HttpResponse]
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
WHILE = timedelta(minutes=10)
MOST_WRITES = 600
MOST_BAD_KEYS = 20


def in_format(view: View) -> View:
    """Answer in the format that the address ends with, refusals too, in the language that is asked for."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, form: str, **kwargs: Any) -> HttpResponse:
        request.georeport_format = form  # type: ignore[attr-defined]
        language = request.GET.get("lang", "") or request.headers.get("Accept-Language", "")[:2]
        with override(language if language in {"fr", "nl", "en"} else "fr"):
            try:
                _require_jurisdiction(request)
                return view(request, *args, **kwargs)
            except Refused as refused:
                return _refusal(request, refused.code, str(refused))

    return answered


@require_safe
@in_format
def discover(request: HttpRequest) -> HttpResponse:
    """Tell programs where the service is and which formats it speaks."""
    endpoint = {
        "specification": SPECIFICATION,
        "url": f"{settings.SITE_URL}/open311/v2",
        "changeset": "2026-11-24T00:00:00Z",
        "type": "test" if settings.DEMO else "production",
        "formats": [("format", "text/xml"), ("format", "application/json")],
    }
    told = {
        "changeset": "2026-11-24T00:00:00Z",
        "contact": settings.SITE_URL,
        "key_service": "",
        "endpoints": [("endpoint", endpoint)],
    }
    return _answer(request, "discovery", told)


@require_safe
@in_format
def services(request: HttpRequest) -> HttpResponse:
    rows = queries.list_services(partner=_find_partner(request, request.GET))
    return _answer(request, "services", [("service", row) for row in rows])


@require_safe
@in_format
def service(request: HttpRequest, code: str) -> HttpResponse:
    """No kind of report asks more than the standard does; the list of attributes is empty."""
    if find_thing(code) is None:
        raise Refused(_("There is no service %(code)s.") % {"code": code}, code=404)
    return _answer(request, "service_definition", {"service_code": code, "attributes": []})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@in_format
def requests(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _receive(request)
    partner = _find_partner(request, request.GET)
    rows = queries.list_requests(wanted=REQUEST.wanted(request.GET), partner=partner, now=clock.now())
    return _answer(request, "service_requests", [("request", row) for row in rows])


@require_safe
@in_format
def one_request(request: HttpRequest, number: str) -> HttpResponse:
    wanted = REQUEST.wanted({"service_request_id": number})
    rows = queries.list_requests(wanted=wanted, partner=_find_partner(request, request.GET), now=clock.now())
    if not rows:
        raise Refused(_("There is no request %(number)s, or it is not public.") % {"number": number}, code=404)
    return _answer(request, "service_requests", [("request", row) for row in rows])


@require_safe
@in_format
def token(request: HttpRequest, token: str) -> HttpResponse:
    """A number is given at once, so a token is the number itself."""
    told = {"token": token, "service_request_id": token}
    return _answer(request, "service_requests", [("request", told)])


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@in_format
def updates(request: HttpRequest) -> HttpResponse:
    """What happened to reports in a period; by POST, what a program has to say of one."""
    if request.method == "POST":
        return _receive_update(request)
    starts_at, ends_at = UPDATE.period(request.GET, now=clock.now())
    partner = _find_partner(request, request.GET)
    rows = queries.list_updates(starts_at=starts_at, ends_at=ends_at, partner=partner)
    return _answer(request, "service_request_updates", [("request_update", row) for row in rows])


def _receive(request: HttpRequest) -> HttpResponse:
    partner, now = _require_partner(request), clock.now()
    told = REQUEST.read(request.POST)
    try:
        report = operations.receive_from_partner(partner=partner, told=told, now=now)
    except AlreadyReceived as received:
        report = operations.find_received(code=received.code)
    except NobodyWouldAnswer:
        raise Refused(_("Nobody answers such reports at the moment."), code=503) from None
    row = {"service_request_id": str(report.pk), "service_notice": _("A person reads it."), "account_id": ""}
    return _answer(request, "service_requests", [("request", row)])


def _receive_update(request: HttpRequest) -> HttpResponse:
    partner, now = _require_partner(request), clock.now()
    told = UPDATE.read(request.POST)
    try:
        update = operations.receive_update(partner=partner, told=told, now=now)
    except operations.NotTheirs:
        raise Refused(_("There is no request %(number)s for this key.") % {"number": told.number}, code=404) from None
    except NotAllowed as refused:
        raise Refused(
            _("The request is “%(state)s”: this update comes too late.") % {"state": refused.state}, code=409
        ) from None
    except DayOutOfReach as refused:
        told_days = {"first": refused.first.isoformat(), "last": refused.last.isoformat()}
        raise Refused(_("scheduled_on lies between %(first)s and %(last)s.") % told_days, code=400) from None
    except TooManyWords:
        raise Refused(_("So many words are not kept of one request."), code=413) from None
    except NotInBothLanguages:
        raise Refused(
            _("What is closed without action needs its public reason: send reason_fr and reason_nl."), code=400
        ) from None
    return _answer(request, "service_request_updates", [("request_update", {"update_id": update})])


def _require_partner(request: HttpRequest) -> Partner:
    """:raises Refused: without a key that is in force; tries are counted, though nobody guesses 192 bits"""
    asker, now = rate.address_of(request), clock.now()
    partner = _find_partner(request, request.POST)
    try:
        if partner is None:
            rate.count(what="open311.key", asker=asker, limit=MOST_BAD_KEYS, per=WHILE, now=now)
            raise Refused(_("This needs an api_key that is in force; ask the commune for one."), code=403)
        rate.count(what="open311", asker=str(partner.pk), limit=MOST_WRITES, per=WHILE, now=now)
    except rate.TooManyRequests as refused:
        raise Refused(str(refused), code=429) from None
    return partner


def _find_partner(request: HttpRequest, sent: Mapping[str, str]) -> Partner | None:
    key = sent.get("api_key", "")[:100]
    return queries.find_partner(key_index=operations.index_of(key)) if key else None


def _require_jurisdiction(request: HttpRequest) -> None:
    asked = request.GET.get("jurisdiction_id", "") or request.POST.get("jurisdiction_id", "")
    home = home_commune()
    known = {home.nis, home.name_fr.lower(), home.name_nl.lower(), settings.SITE_URL.split("//")[-1].lower()}
    if asked and asked.lower().removeprefix("www.") not in known:
        raise Refused(_("The jurisdiction here is %(nis)s.") % {"nis": home.nis}, code=404)


def _refusal(request: HttpRequest, code: int, why: str) -> HttpResponse:
    return _answer(request, "errors", [("error", {"code": code, "description": why})], status=code)


def _answer(request: HttpRequest, root: str, told: Any, *, status: int = 200) -> HttpResponse:
    if request.georeport_format == "json":  # type: ignore[attr-defined]
        text = json.dumps(_plain(told), ensure_ascii=False)
        response = HttpResponse(text, content_type="application/json; charset=utf-8", status=status)
    else:
        tree = ET.Element(root)
        _fill(tree, told)
        xml = ET.tostring(tree, encoding="utf-8", xml_declaration=True)
        response = HttpResponse(xml, content_type="text/xml; charset=utf-8", status=status)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _plain(told: Any) -> Any:
    """Return rows as JSON knows them: a list loses the names of its elements, as the standard's convention has it."""
    if isinstance(told, list):
        return [_plain(row) for _name, row in told]
    if isinstance(told, dict):
        return {name: _plain(value) for name, value in told.items()}
    return told


def _fill(element: ET.Element, told: Any) -> None:
    if isinstance(told, list):
        for name, row in told:
            _fill(ET.SubElement(element, name), row)
    elif isinstance(told, dict):
        for name, value in told.items():
            _fill(ET.SubElement(element, name), value)
    elif told is not None:
        element.text = _of_xml(str(told))


def _of_xml(text: str) -> str:
    """Leave out the signs that XML cannot hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")
