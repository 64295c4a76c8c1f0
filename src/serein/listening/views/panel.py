"""What the residents' panel answers, by the code of a letter."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from serein.enquiries.queries import normal_code
from serein.kit import clock, rate
from serein.kit.private_pages import MOST_TRIES, WHILE, by_code, count_miss, private_page
from serein.kit.views.refusals import too_many_requests
from serein.listening.access import priorities as access
from serein.listening.forms.priorities import ChangeForm, CodeForm, VoteForm
from serein.listening.models.priority import Ballot
from serein.listening.operations import panels
from serein.listening.queries import priorities


@require_http_methods(["GET", "POST"])
@private_page
def enter_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a letter. Tries are counted: codes are not to be guessed."""
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        try:
            code = _find_code(request, form)
        except rate.TooManyRequests:
            return too_many_requests(request)
        if code:
            return redirect("listening:panel", code)
    return render(request, "listening/panel_code.html", {"form": form}, status=422 if form.is_bound else 200)


def _find_code(request: HttpRequest, form: CodeForm) -> str:
    """Return the code of a letter, or say on the form that no letter carries it; misses are counted."""
    asker, now = rate.address_of(request), clock.now()
    rate.require_few(what="code", asker=asker, limit=MOST_TRIES, per=WHILE, now=now)
    if not form.is_valid():
        return ""
    code = normal_code(form.cleaned_data["code"])
    try:
        access.get_letter(code=code)
    except Http404:
        count_miss(asker, now)
        form.add_error("code", _("No letter carries this code. Check it once more."))
        return ""
    return code


@require_GET
@by_code
def show_panel(request: HttpRequest, code: str) -> HttpResponse:
    letter, now = access.get_letter(code=code), clock.now()
    asked = priorities.asked_of(letter.panel, now=now)
    context = {"code": normal_code(code), "letter": letter, "asked": asked}
    return render(request, "listening/panel.html", context)


@require_http_methods(["GET", "POST"])
@by_code
def vote(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    letter, now = access.get_letter(code=code), clock.now()
    round = access.get_round_of_letter(letter=letter, pk=pk, now=now)
    voter = priorities.voter_in_round(round, letter.voter)
    given = priorities.given_by(round=round, channel=Ballot.Channel.PANEL, voter=voter)
    form = VoteForm(request.POST or None, round=round, candidates=priorities.list_candidates(round), given=given)
    if request.method == "POST" and form.is_valid():
        with _unless_closed(request):
            panels.vote_by_letter(round=round, letter=letter, points=form.points, now=now)
        return redirect("listening:panel", normal_code(code))
    context = {"form": form, "round": round, "is_open": False, "has_answered": bool(given), "code": normal_code(code)}
    return render(request, "listening/vote.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@by_code
def say_what_changed(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    letter, now = access.get_letter(code=code), clock.now()
    change_round = access.get_change_round_of_letter(letter=letter, pk=pk, now=now)
    voter = priorities.voter_in_change(change_round, letter.voter)
    said = priorities.said_by(change_round=change_round, voter=voter)
    asked = [row.problem for row in change_round.round.results.select_related("problem")]
    form = ChangeForm(request.POST or None, problems=asked, said=said)
    if request.method == "POST" and form.is_valid():
        with _unless_closed(request):
            panels.say_what_changed(change_round=change_round, letter=letter, said=form.said, now=now)
        return redirect("listening:panel", normal_code(code))
    context = {"form": form, "change_round": change_round, "code": normal_code(code), "has_answered": bool(said)}
    return render(request, "listening/say_what_changed.html", context, status=422 if form.is_bound else 200)


@contextmanager
def _unless_closed(request: HttpRequest) -> Iterator[None]:
    """Say that an answer was received, or that the round was published a moment before."""
    try:
        yield
    except panels.NotRunning:
        messages.warning(request, _("It was closed in the meantime. Your last answer counts as it was."))
    else:
        messages.success(request, _("Received. You can change it with your code until the close."))
