"""An enquiry on the desk: read it, take it, plan it, let it wait, answer it, hand it over."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from serein.enquiries import access, operations, queries
from serein.enquiries.forms import AnswerForm, HandOverForm, PlanForm, RedactForm, WaitForm
from serein.enquiries.models import Enquiry, Photo
from serein.kit import clock, keyring
from serein.people.access import actor_of, duty_of, staff_page


def _enquiry(request: HttpRequest, pk: int) -> Enquiry:
    return access.get_enquiry_to_answer(pk=pk, duty=duty_of(request), now=clock.now())


@require_GET
@staff_page()
def show_enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _enquiry(request, pk))


@require_POST
@staff_page()
def read_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the author told in confidence: an act, since it is journalled."""
    enquiry = _enquiry(request, pk)
    by, now = actor_of(request), clock.now()
    try:
        texts = operations.read_contact(enquiry=enquiry, by=by, now=now)
    except keyring.KeyLost:
        messages.error(request, _("What was told in confidence cannot be read here: its key is not on this machine."))
        there = redirect("enquiries:enquiry", pk)
        return HttpResponseClientRedirect(there.url) if request.headers.get("HX-Request") else there
    if enquiry.state == Enquiry.State.NEW:
        enquiry = _taken(request, enquiry)
    told = {
        "contact": json.loads(texts["contact"] or "{}"),
        "message": texts["message"],
        "facts": queries.read_sealed_facts(texts["sealed_facts"]),
    }
    if request.headers.get("HX-Target") == "told":
        return _unkept(render(request, "enquiries/parts/told.html", {"enquiry": enquiry, "told": told}))
    return _page(request, enquiry, told=told)


def _taken(request: HttpRequest, enquiry: Enquiry) -> Enquiry:
    """Take an enquiry in hand, unless its author or a colleague closed it while it was being read."""
    try:
        return operations.take_in_hand(enquiry=enquiry, by=actor_of(request), now=clock.now())
    except operations.NotOpen:
        messages.warning(request, _("It was answered or closed in the meantime."))
        return _enquiry(request, enquiry.pk)


@require_GET
@staff_page()
def show_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the photo as it came; that it was looked at is journalled."""
    try:
        jpeg = operations.read_photo(enquiry=_enquiry(request, pk), by=actor_of(request), now=clock.now())
    except (Photo.DoesNotExist, keyring.KeyLost):
        raise Http404 from None
    return _unkept(HttpResponse(jpeg, content_type="image/jpeg"))


@require_POST
@staff_page()
def drop_photo(request: HttpRequest, pk: int) -> HttpResponse:
    operations.drop_photo(enquiry=_enquiry(request, pk), by=actor_of(request), now=clock.now())
    messages.success(request, _("The photo is destroyed."))
    return redirect("enquiries:enquiry", pk)


@require_POST
@staff_page()
def redact(request: HttpRequest, pk: int) -> HttpResponse:
    def act(form: RedactForm, enquiry: Enquiry) -> str:
        message = form.cleaned_data["message"]
        operations.redact(enquiry=enquiry, message=message, by=actor_of(request), now=clock.now())
        return _("Written anew. What stood there is gone.")

    return _act(request, pk, "redact", RedactForm(request.POST), act, there="enquiries:enquiry")


@require_POST
@staff_page()
def take(request: HttpRequest, pk: int) -> HttpResponse:
    _taken(request, _enquiry(request, pk))
    return redirect("enquiries:enquiry", pk)


@require_POST
@staff_page()
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    def act(form: PlanForm, enquiry: Enquiry) -> str:
        on = form.cleaned_data["on"]
        operations.plan_for(enquiry=enquiry, on=on, by=actor_of(request), now=clock.now())
        return _("Planned. The authors are told the day.")

    return _act(request, pk, "plan", PlanForm(request.POST), act)


@require_POST
@staff_page()
def wait(request: HttpRequest, pk: int) -> HttpResponse:
    def act(form: WaitForm, enquiry: Enquiry) -> str:
        operations.wait_for(enquiry=enquiry, by=actor_of(request), now=clock.now(), **form.cleaned_data)
        return _("Noted. It comes back on that day if nothing happened.")

    return _act(request, pk, "wait", WaitForm(request.POST), act)


@require_POST
@staff_page()
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    enquiry = _enquiry(request, pk)
    form = AnswerForm(request.POST, kind=enquiry.what)
    if not form.is_valid():
        return _page(request, enquiry, bound={"answer": form}, status=422)
    try:
        operations.answer(enquiry=enquiry, by=actor_of(request), now=clock.now(), **form.answer())
    except operations.AlreadyAnswered:
        messages.warning(
            request, _("A colleague answered just before you; your text was not sent. Here it is, to copy.")
        )
        return _page(request, _enquiry(request, pk), bound={"answer": form}, status=409)
    messages.success(request, _("Answered. The author can read it now and is asked whether it is solved."))
    return redirect(enquiry.what.desk_list)


@require_POST
@staff_page()
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    def act(form: HandOverForm, enquiry: Enquiry) -> str:
        operations.hand_over(enquiry=enquiry, by=actor_of(request), now=clock.now(), **form.cleaned_data["to"])
        return _("Handed over, with its deadline. The new owner has a mail.")

    return _act(request, pk, "hand_over", HandOverForm(request.POST, now=clock.now()), act)


def _act(
    request: HttpRequest,
    pk: int,
    name: str,
    form: forms.Form,
    act: Callable[[Any, Enquiry], str],
    *,
    there: str = "",
) -> HttpResponse:
    """Do what a form of the page asks, and say so; a refused form stays on the page with its reason."""
    enquiry = _enquiry(request, pk)
    if form.is_valid():
        try:
            said = act(form, enquiry)
        except operations.NobodyWouldAnswer:
            form.add_error("to", _("Nobody holds this office any more. Choose another, so that someone answers."))
        except operations.DayOutOfReach as refused:
            days = {"first": date_format(refused.first, "j F Y"), "last": date_format(refused.last, "j F Y")}
            form.add_error(None, _("Choose a day from %(first)s to %(last)s.") % days)
        except operations.NotOpen:
            messages.warning(request, _("It was answered or closed in the meantime."))
            return redirect(enquiry.what.desk_list)
        else:
            messages.success(request, said)
            return redirect(there, pk) if there else redirect(enquiry.what.desk_list)
    return _page(request, enquiry, status=422, bound={name: form})


def _page(
    request: HttpRequest,
    enquiry: Enquiry,
    *,
    told: dict[str, object] | None = None,
    status: int = 200,
    bound: Mapping[str, forms.Form] | None = None,
) -> HttpResponse:
    given, now = bound or {}, clock.now()
    context = {
        "enquiry": enquiry,
        "facts": queries.list_facts(enquiry),
        "steps": enquiry.steps.select_related("to_office", "to_beat"),
        "told": told,
        "has_photo": enquiry.photos.exists(),
        "joined": enquiry.joined.filter(destroyed_at=None).count(),
        "answer_form": given.get("answer") or AnswerForm(kind=enquiry.what),
        "plan_form": given.get("plan") or PlanForm(),
        "wait_form": given.get("wait") or WaitForm(),
        "hand_over_form": given.get("hand_over") or HandOverForm(now=now),
        "redact_form": given.get("redact") or RedactForm(initial={"message": told and told["message"]}),
        "now": now,
    }
    return _unkept(render(request, "enquiries/enquiry.html", context, status=status))


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
