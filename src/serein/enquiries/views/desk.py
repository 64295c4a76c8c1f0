"""An enquiry on the desk: read it, take it, answer it, hand it over."""

import json

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from serein.enquiries import access, operations, queries
from serein.enquiries.desk_pages import OUTBOX
from serein.enquiries.forms import AnswerForm, HandOverForm
from serein.enquiries.models import Enquiry
from serein.kit import clock, keyring
from serein.kit.models import OutboxMail
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


@require_POST
@staff_page()
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    enquiry = _enquiry(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, enquiry, answer=form, status=422)
    try:
        operations.answer(enquiry=enquiry, text=form.cleaned_data["text"], by=actor_of(request), now=clock.now())
    except operations.AlreadyAnswered:
        messages.warning(
            request, _("A colleague answered just before you; your text was not sent. Here it is, to copy.")
        )
        return _page(request, _enquiry(request, pk), answer=form, status=409)
    messages.success(request, _("Answered. The author can read it now and is asked whether it is solved."))
    return redirect("proximity:desk")


@require_POST
@staff_page()
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    enquiry = _enquiry(request, pk)
    now = clock.now()
    form = HandOverForm(request.POST, now=now)
    if not form.is_valid():
        return _page(request, enquiry, hand_over=form, status=422)
    try:
        operations.hand_over(enquiry=enquiry, by=actor_of(request), now=now, **form.cleaned_data["to"])
    except operations.NobodyWouldAnswer:
        form.add_error("to", _("Nobody holds this office any more. Choose another, so that someone answers."))
        return _page(request, enquiry, hand_over=form, status=422)
    except operations.NotOpen:
        messages.warning(request, _("It was answered or closed in the meantime."))
    else:
        messages.success(request, _("Handed over, with its deadline. The new owner has a mail."))
    return redirect("proximity:desk")


@require_GET
@staff_page(*OUTBOX.roles)
def show_outbox(request: HttpRequest) -> HttpResponse:
    """What waits, what went and what was given up; never to whom nor what it says."""
    mails = OutboxMail.objects.defer("to", "body").order_by("-written_at")
    page = Paginator(mails, 50).get_page(request.GET.get("page"))
    return render(request, "enquiries/outbox.html", {"page": page})


def _page(
    request: HttpRequest,
    enquiry: Enquiry,
    *,
    told: dict[str, object] | None = None,
    answer: AnswerForm | None = None,
    hand_over: HandOverForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    context = {
        "enquiry": enquiry,
        "facts": queries.list_facts(enquiry),
        "steps": enquiry.steps.select_related("to_office", "to_beat"),
        "told": told,
        "answer_form": answer or AnswerForm(),
        "hand_over_form": hand_over or HandOverForm(now=now),
        "now": now,
    }
    return _unkept(render(request, "enquiries/enquiry.html", context, status=status))


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
