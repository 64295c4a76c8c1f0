"""One round at the desk: its method, its scores, its announcement, the commune's order, its publication."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.kit import clock
from serein.listening.access import priorities as access
from serein.listening.desk_pages import PRIORITIES
from serein.listening.forms.priorities import CandidatesForm, CriteriaFormSet, DaysForm, OrderForm, ScoresForm
from serein.listening.models.priority import Ballot, PriorityRound
from serein.listening.operations import panels, priorities
from serein.listening.queries import priorities as queries
from serein.people.access import actor_of, staff_page

Act = Callable[[HttpRequest, PriorityRound], HttpResponse]


def _on_round(act: Act) -> Callable[..., HttpResponse]:
    """Do something with a round; if it was announced or published in the meantime, say so and change nothing."""

    @require_POST
    @staff_page(*PRIORITIES.roles)
    @wraps(act)
    def acted(request: HttpRequest, pk: int) -> HttpResponse:
        round = access.get_round(pk=pk)
        try:
            return act(request, round)
        except priorities.RoundAnnounced:
            messages.warning(request, _("This round is public: its method is not changed any more."))
        except priorities.AlreadyPublished:
            messages.warning(request, _("It is published, and stays as it is."))
        except priorities.RoundNotClosed:
            messages.warning(request, _("Results are published after the close only."))
        return redirect("listening:desk_round", pk)

    return acted


@require_GET
@staff_page(*PRIORITIES.roles)
def show_round(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, access.get_round(pk=pk))


@_on_round
def set_criteria(request: HttpRequest, round: PriorityRound) -> HttpResponse:
    forms = CriteriaFormSet(request.POST, prefix="criteria")
    if not forms.is_valid():
        return _page(request, round, criteria_forms=forms)
    rows = [form.cleaned_data for form in forms if form.cleaned_data.get("name_fr")]
    criteria = [(row["name_fr"], row["name_nl"], row["weight"]) for row in rows]
    priorities.set_criteria(round=round, criteria=criteria, by=actor_of(request), now=clock.now())
    messages.success(request, _("These criteria and weights are published with the round."))
    return redirect("listening:desk_round", round.pk)


@_on_round
def choose_candidates(request: HttpRequest, round: PriorityRound) -> HttpResponse:
    form = CandidatesForm(request.POST, round=round)
    if not form.is_valid():
        return _page(request, round, candidates_form=form)
    problems = list(form.cleaned_data["problems"])
    priorities.choose_candidates(round=round, problems=problems, by=actor_of(request), now=clock.now())
    messages.success(request, _("Score each of them now."))
    return redirect("listening:desk_round", round.pk)


@require_http_methods(["GET", "POST"])
@staff_page(*PRIORITIES.roles)
def score_problem(request: HttpRequest, pk: int, candidate_pk: int) -> HttpResponse:
    round = access.get_round(pk=pk)
    candidate = access.get_candidate(round=round, pk=candidate_pk)
    form = ScoresForm(request.POST or None, candidate=candidate, criteria=list(round.criteria.all()))
    if request.method == "POST" and form.is_valid():
        try:
            priorities.score(candidate=candidate, scores=form.scores(), by=actor_of(request), now=clock.now())
        except priorities.RoundAnnounced:
            messages.warning(request, _("This round is public: its method is not changed any more."))
        else:
            messages.success(request, _("Scored."))
        return redirect("listening:desk_round", pk)
    context = {"round": round, "candidate": candidate, "form": form}
    return render(request, "listening/desk_scores.html", context, status=422 if form.is_bound else 200)


@_on_round
def announce_round(request: HttpRequest, round: PriorityRound) -> HttpResponse:
    told = {
        "problems": _("at least two problems"),
        "criteria": _("a criterion"),
        "scores": _("the scores of each problem by each criterion"),
        "days": _("days that are still to come"),
    }
    try:
        priorities.announce_round(round=round, by=actor_of(request), now=clock.now())
    except priorities.RoundNotReady as missing:
        named = ", ".join(told[what] for what in missing.what)
        messages.warning(request, _("Not announced. Still missing: %(what)s.") % {"what": named})
    else:
        messages.success(request, _("Announced: everyone reads the question and its method."))
    return redirect("listening:desk_round", round.pk)


@_on_round
def choose_order(request: HttpRequest, round: PriorityRound) -> HttpResponse:
    candidates = queries.list_candidates(round)
    form = OrderForm(request.POST, candidates=candidates, proposed=_ranks(round))
    if not form.is_valid():
        return _page(request, round, order_form=form)
    by, now = actor_of(request), clock.now()
    priorities.choose_order(round=round, order=form.order(), by=by, now=now)
    try:
        priorities.publish_round(round=round, by=by, now=now)
    except priorities.ReasonMissing:
        form.add_error(None, _("Where your order differs from the scores or the panel, say why in both languages."))
        return _page(request, round, order_form=form)
    messages.success(request, _("Published for good: scores, panel, open round and your order side by side."))
    return redirect("listening:round", round.pk)


@_on_round
def ask_what_changed(request: HttpRequest, round: PriorityRound) -> HttpResponse:
    form = DaysForm(request.POST)
    if not form.is_valid():
        return _page(request, round, again_form=form)
    try:
        panels.ask_what_changed(
            round=round, opens_at=form.opens_at, closes_at=form.closes_at, by=actor_of(request), now=clock.now()
        )
    except panels.TooEarly:
        messages.warning(request, _("Publish the round first: the panel says what became of its result."))
    except panels.AlreadyAsked:
        messages.info(request, _("The panel is asked already."))
    else:
        messages.success(request, _("The codes of the letters open the question from its first day on."))
    return redirect("listening:desk_round", round.pk)


@_on_round
def publish_change(request: HttpRequest, round: PriorityRound) -> HttpResponse:
    change_round = access.get_change_round_of(round=round)
    panels.publish_change(change_round=change_round, by=actor_of(request), now=clock.now())
    messages.success(request, _("Published for good."))
    return redirect("listening:round", round.pk)


def _ranks(round: PriorityRound) -> dict[int, int]:
    candidates = queries.list_candidates(round)
    standings = priorities.standings_of(round, candidates)
    return {row.pk: standing.rank for row, standing in zip(candidates, standings, strict=True)}


def _page(request: HttpRequest, round: PriorityRound, **refused: Any) -> HttpResponse:
    now = clock.now()
    candidates = queries.list_candidates(round)
    criteria = list(round.criteria.all())
    standings = priorities.standings_of(round, candidates) if criteria else []
    change_round = queries.find_change_round(round=round)
    initial = [{"name_fr": row.name_fr, "name_nl": row.name_nl, "weight": row.weight} for row in criteria]
    context = {
        "round": round,
        "criteria": criteria,
        "rows": list(zip(candidates, standings, strict=False)),
        "is_draft": round.announced_at is None,
        "is_running": round.is_running(now),
        "may_be_published": round.is_closed(now) and round.published_at is None,
        "counts": queries.count_ballots(round),
        "channels": Ballot.Channel,
        "change_round": change_round,
        "change_may_be_published": change_round is not None
        and change_round.is_closed(now)
        and change_round.published_at is None,
        "may_be_asked_again": bool(round.published_at and round.panel_id and change_round is None),
        "criteria_forms": CriteriaFormSet(initial=initial, prefix="criteria"),
        "candidates_form": CandidatesForm(
            round=round, initial={"problems": [candidate.problem_id for candidate in candidates]}
        ),
        "order_form": OrderForm(candidates=candidates, proposed=_ranks(round)) if criteria else None,
        "again_form": DaysForm(),
    }
    context |= refused | {"refused": next(iter(refused.values()), None)}
    return render(request, "listening/desk_round.html", context, status=422 if refused else 200)
