"""A round of priorities as everyone reads it, and the open round."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from serein.kit import clock, rate
from serein.kit.private_pages import private_page
from serein.kit.views.refusals import too_many_requests
from serein.listening.access import priorities as access
from serein.listening.forms.priorities import VoteForm
from serein.listening.models.priority import Ballot, PriorityRound
from serein.listening.operations import panels
from serein.listening.queries import priorities

MOST_IN_A_WHILE = 30
"""A school or a library answers from one address."""
WHILE = timedelta(minutes=10)
_STEP = 24


@dataclass(frozen=True)
class Line:
    """A problem of a published round, and the drawing of the ranks that its scores may reach."""

    outcome: priorities.Outcome
    of: int

    @property
    def width(self) -> int:
        return self.of * _STEP

    @property
    def starts(self) -> int:
        return (self.outcome.result.best_rank - 1) * _STEP + 4

    @property
    def length(self) -> int:
        return (self.outcome.result.worst_rank - self.outcome.result.best_rank + 1) * _STEP - 8

    @property
    def middle(self) -> int:
        return (self.outcome.result.score_rank - 1) * _STEP + _STEP // 2


@require_GET
def show_round(request: HttpRequest, pk: int) -> HttpResponse:
    round, now = access.get_announced_round(pk=pk), clock.now()
    outcomes = priorities.list_outcomes(round) if round.published_at else []
    change_round = priorities.find_change_round(round=round)
    context = {
        "round": round,
        "criteria": round.criteria.all(),
        "candidates": [] if outcomes else priorities.list_candidates(round),
        "lines": [Line(outcome, len(outcomes)) for outcome in outcomes],
        "is_running": round.is_running(now),
        "is_closed": round.is_closed(now),
        "last_day": round.closes_at - timedelta(minutes=1),
        "change_round": change_round,
        "changes": priorities.list_changes(change_round) if change_round and change_round.published_at else [],
    }
    return render(request, "listening/round.html", context)


@require_http_methods(["GET", "POST"])
@private_page
def answer_in_the_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one answer a browser; it is counted apart from the panel's (H30)."""
    now = clock.now()
    round = access.get_open_round(pk=pk, now=now)
    cookie = f"open-round-{round.pk}"
    browser = request.get_signed_cookie(cookie, default=None)
    voter = priorities.voter_in_round(round, browser) if browser else ""
    given = priorities.given_by(round=round, channel=Ballot.Channel.OPEN, voter=voter)
    form = VoteForm(request.POST or None, round=round, candidates=priorities.list_candidates(round), given=given)
    if request.method == "POST":
        try:
            rate.count(what="open_round", asker=rate.address_of(request), limit=MOST_IN_A_WHILE, per=WHILE, now=now)
        except rate.TooManyRequests:
            return too_many_requests(request)
        if form.is_valid():
            browser = browser or form.cleaned_data["token"] or str(form.fields["token"].initial())
            panels.vote_in_the_open(round=round, browser=browser, points=form.points, now=now)
            messages.success(request, _("Received. You can change it from this browser until the close."))
            return _remembering(request, round, cookie, browser)
    context = {"form": form, "round": round, "is_open": True, "has_answered": bool(given)}
    return render(request, "listening/vote.html", context, status=422 if form.is_bound else 200)


def _remembering(request: HttpRequest, round: PriorityRound, cookie: str, browser: str) -> HttpResponse:
    """Let this browser change its answer until the close, in whichever language it reads."""
    response = redirect("listening:round", round.pk)
    response.set_signed_cookie(
        cookie,
        browser,
        expires=round.closes_at,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
