"""A group asks for its night: a request to the Youth service, with an owner and a deadline (H01)."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from serein.enquiries import operations as enquiries
from serein.enquiries.operations import AlreadyReceived, NobodyWouldAnswer
from serein.enquiries.queries import find_setting
from serein.kit import clock, rate
from serein.kit.private_pages import private_page
from serein.kit.views.refusals import too_many_requests
from serein.shuttles.forms.asking import AskingForm
from serein.shuttles.kinds import NIGHT_ASKED

MOST_IN_A_WHILE = 10
WHILE = timedelta(minutes=10)


@require_http_methods(["GET", "POST"])
@private_page
def ask_for_a_night(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    form = AskingForm(request.POST or None, today=timezone.localdate(now))
    if request.method == "POST":
        try:
            rate.count(what="shuttle_night", asker=rate.address_of(request), limit=MOST_IN_A_WHILE, per=WHILE, now=now)
        except rate.TooManyRequests:
            return too_many_requests(request)
        try:
            if form.is_valid():
                return redirect("portal:thread", _received(form, now))
        except NobodyWouldAnswer:
            return render(request, "shuttles/nobody_would_answer.html", status=503)
    setting = find_setting(kind=NIGHT_ASKED, now=now)
    if setting is None:
        return render(request, "shuttles/nobody_would_answer.html", status=503)
    context = {"form": form, "setting": setting}
    return render(request, "shuttles/ask.html", context, status=422 if form.is_bound else 200)


def _received(form: AskingForm, now: datetime) -> str:
    """Return the code of the request that a form makes, or made when it was sent before."""
    try:
        enquiry = enquiries.open_enquiry(
            kind=NIGHT_ASKED,
            language=get_language() or "fr",
            contact=form.contact,
            message=form.cleaned_data["message"],
            facts=form.facts,
            once=form.once,
            now=now,
        )
    except AlreadyReceived as received:
        return received.code
    return str(enquiry.code)
