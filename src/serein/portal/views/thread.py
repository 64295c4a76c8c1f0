"""A request as its author follows it, by its code alone."""

import json

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.enquiries import access, operations, queries
from serein.enquiries.models import Enquiry, EnquiryStep
from serein.kit import clock, keyring, rate
from serein.kit.actors import RESIDENT
from serein.kit.private_pages import MOST_TRIES, WHILE, by_code, count_miss, private_page
from serein.kit.views.refusals import too_many_requests
from serein.listening.queries import desk as listening
from serein.plan.queries import thread as plan
from serein.proximity.queries import inspectors


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Your code"),
        max_length=40,
        help_text=gettext_lazy("Ten letters and figures, as on the page or in the mail you received."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class OpinionForm(forms.Form):
    opinion = forms.ChoiceField(
        label=gettext_lazy("Is it solved?"), choices=Enquiry.Opinion.choices, widget=forms.RadioSelect
    )


@require_http_methods(["GET", "POST"])
@private_page
def follow(request: HttpRequest) -> HttpResponse:
    """Ask for the code. Tries are counted: codes are not to be guessed."""
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        try:
            code = _find_code(request, form)
        except rate.TooManyRequests:
            return too_many_requests(request)
        if code:
            return redirect("portal:thread", code)
    return render(request, "portal/follow.html", {"form": form}, status=422 if form.is_bound else 200)


def _find_code(request: HttpRequest, form: CodeForm) -> str:
    """Return the code of a request that stands, or say on the form that there is none; misses are counted."""
    asker, now = rate.address_of(request), clock.now()
    rate.require_few(what="code", asker=asker, limit=MOST_TRIES, per=WHILE, now=now)
    if not form.is_valid():
        return ""
    code = queries.normal_code(form.cleaned_data["code"])
    if Enquiry.objects.filter(code=code).exists():
        return code
    count_miss(asker, now)
    form.add_error("code", _("No request has this code. It may have been erased since; check it once more."))
    return ""


@require_GET
@by_code
def show_thread(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, access.get_own_enquiry(code=code))


@require_http_methods(["GET", "POST"])
@by_code
def give_opinion(request: HttpRequest, code: str) -> HttpResponse:
    """The link from the mail opens the question with the answer ready; only the button sends it."""
    enquiry = access.get_own_enquiry(code=code)
    form = OpinionForm(request.POST or None, initial={"opinion": request.GET.get("opinion")})
    if request.method == "POST" and form.is_valid():
        try:
            operations.give_opinion(enquiry=enquiry, opinion=form.cleaned_data["opinion"], now=clock.now())
        except operations.NotAnswered:
            messages.info(request, _("We have your answer already."))
        else:
            messages.success(request, _("Thank you. What happens next stands below."))
        return redirect("portal:thread", code)
    context = {"form": form, "enquiry": enquiry}
    return render(request, "portal/opinion.html", context, status=422 if form.is_bound else 200)


@require_POST
@by_code
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    enquiry = access.get_own_enquiry(code=code)
    try:
        operations.withdraw(enquiry=enquiry, by=RESIDENT, now=clock.now())
    except operations.NotOpen:
        messages.info(request, _("It was answered or closed in the meantime."))
    else:
        messages.success(request, _("Withdrawn. Nobody will call you about it."))
    return redirect("portal:thread", code)


@require_POST
@by_code
def export(request: HttpRequest, code: str) -> HttpResponse:
    enquiry = access.get_own_enquiry(code=code)
    try:
        held = operations.export(enquiry=enquiry, by=RESIDENT, now=clock.now())
    except keyring.KeyLost:
        messages.error(request, _("What you wrote is encrypted under a key that is gone: nobody can read it any more."))
        return redirect("portal:thread", code)
    response = HttpResponse(
        json.dumps(held, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{enquiry.code}.json"'
    return response


@require_http_methods(["GET", "POST"])
@by_code
def erase(request: HttpRequest, code: str) -> HttpResponse:
    enquiry = access.get_own_enquiry(code=code)
    if request.method == "POST":
        operations.erase(enquiry=enquiry, by=RESIDENT, now=clock.now())
        return render(request, "portal/erased.html")
    return render(request, "portal/erase.html", {"enquiry": enquiry})


def _page(request: HttpRequest, enquiry: Enquiry) -> HttpResponse:
    """Show a request and what it became part of; one that was joined to another shows how that one stands."""
    now = clock.now()
    root = queries.get_root(enquiry)
    steps = list(root.steps.all())
    context = {
        "enquiry": enquiry,
        "root": root,
        "facts": queries.list_facts(enquiry),
        "steps": steps,
        "answer": _answer(enquiry),
        "appointment": inspectors.find_appointment(enquiry=enquiry) if enquiry.kind == "appointment" else None,
        "report": listening.find_report_of(enquiry=root) if enquiry.what.has_outcome else None,
        "chain": plan.chain_of(enquiry=enquiry, now=now) if not enquiry.what.is_private else [],
        "may_say": operations.may_give_opinion(enquiry, root),
        "is_cancelled": any(step.what == EnquiryStep.What.CANCELLED for step in steps),
        "now": now,
    }
    return render(request, "portal/thread.html", context)


def _answer(enquiry: Enquiry) -> str:
    try:
        return queries.answer_for_author(enquiry)
    except keyring.KeyLost:
        return _("The answer cannot be shown: the key it is encrypted under is not on this machine.")
