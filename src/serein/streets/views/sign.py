"""The page that a sign's square opens: where it leads, whether its circuit stands, and what is wrong with it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from serein.enquiries import queries as enquiries
from serein.enquiries.operations import AlreadyReceived, NobodyWouldAnswer
from serein.kit import clock, offline, rate
from serein.kit.views.refusals import too_many_requests
from serein.streets import access
from serein.streets.forms.signs import TellSignForm
from serein.streets.kinds import SIGN
from serein.streets.models import Sign
from serein.streets.operations import signs
from serein.streets.queries.standing import find_published, standing_of

WHILE = timedelta(minutes=10)
MOST_FROM_AN_ADDRESS = 90
"""As for reports: a school's whole class walks by from one address."""
MOST_OF_A_FORM = 8


@require_http_methods(["GET", "POST"])
def show_sign(request: HttpRequest, code: str) -> HttpResponse:
    sign, now = access.get_sign_of_code(code=code), clock.now()
    form = TellSignForm(request.POST or None)
    if request.method == "POST":
        try:
            _count(request, now)
        except rate.TooManyRequests:
            return too_many_requests(request)
        if form.is_valid():
            return _receive(request, sign, form, now)
    context = {
        "sign": sign,
        "stand": find_published(code=sign.circuit.code, now=now) or standing_of(circuit=sign.circuit, now=now),
        "form": form,
        "is_answered": enquiries.find_owner(kind=SIGN, now=now) is not None,
    }
    return render(request, "streets/sign.html", context, status=422 if form.is_bound else 200)


def _receive(request: HttpRequest, sign: Sign, form: TellSignForm, now: datetime) -> HttpResponse:
    told = {"what": form.cleaned_data["what"], "email": form.cleaned_data["email"]}
    once = f"{sign.pk}\0{form.once}" if form.once else ""
    try:
        enquiry = signs.report_sign(sign=sign, language=get_language() or "fr", once=once, now=now, **told)
    except AlreadyReceived as before:
        return _to_thread(request, before.code)
    except NobodyWouldAnswer:
        return render(request, "streets/nobody_would_answer.html", status=503)
    return _to_thread(request, str(enquiry.code))


def _to_thread(request: HttpRequest, code: str) -> HttpResponse:
    return offline.received(request, code=code, to=reverse("portal:thread", args=[code]))


def _count(request: HttpRequest, now: datetime) -> None:
    """:raises TooManyRequests: if an address sends more than a school would, or one form is sent time and again"""
    askers = [rate.Asker("sign", rate.address_of(request), MOST_FROM_AN_ADDRESS)]
    if token := request.POST.get("token", "")[:64]:
        askers.append(rate.Asker("sign.form", token, MOST_OF_A_FORM))
    rate.count_each(*askers, per=WHILE, now=now)
