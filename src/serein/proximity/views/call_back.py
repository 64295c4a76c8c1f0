"""Asking one's inspector to call back."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from serein.enquiries import queries as enquiries
from serein.enquiries.operations import AlreadyReceived, NobodyWouldAnswer
from serein.kit import clock, rate
from serein.kit.private_pages import private_page
from serein.kit.views.refusals import too_many_requests
from serein.proximity import access
from serein.proximity.forms.meetings import CallBackForm
from serein.proximity.kinds import CALL_BACK
from serein.proximity.operations import meetings
from serein.proximity.queries import inspectors

MOST_IN_A_WHILE = 10
WHILE = timedelta(minutes=10)


@require_http_methods(["GET", "POST"])
@private_page
def ask_call_back(request: HttpRequest, code: str) -> HttpResponse:
    beat = access.get_beat_to_ask(code=code)
    form = CallBackForm(request.POST or None)
    now = clock.now()
    if request.method == "POST":
        try:
            rate.count(what="call_back", asker=rate.address_of(request), limit=MOST_IN_A_WHILE, per=WHILE, now=now)
        except rate.TooManyRequests:
            return too_many_requests(request)
        if form.is_valid():
            try:
                enquiry = meetings.ask_call_back(
                    beat=beat, request=form.request(), language=get_language() or "fr", once=form.once, now=now
                )
            except AlreadyReceived as received:
                return redirect("portal:thread", received.code)
            except NobodyWouldAnswer:
                return render(request, "proximity/nobody_would_answer.html", {"beat": beat}, status=503)
            return redirect("portal:thread", enquiry.code)
    setting = enquiries.find_setting(kind=CALL_BACK, now=now)
    if setting is None:
        return render(request, "proximity/nobody_would_answer.html", {"beat": beat}, status=503)
    answer = inspectors.who_answers(beat=beat, now=now)
    context = {"form": form, "beat": beat, "answer": answer, "setting": setting}
    return render(request, "proximity/ask_call_back.html", context, status=422 if form.is_bound else 200)
