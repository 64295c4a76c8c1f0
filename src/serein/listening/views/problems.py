"""The problems of each district, as residents read them and add to them."""

from datetime import datetime
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from serein.enquiries import queries as enquiries
from serein.enquiries.operations import AlreadyReceived, NobodyWouldAnswer
from serein.kit import clock, rate
from serein.kit.views.refusals import too_many_requests
from serein.listening import operations
from serein.listening.access import problems as access
from serein.listening.forms.problems import ContributionForm, MissingProblemForm
from serein.listening.kinds import CONTRIBUTION
from serein.listening.models.problem import Problem
from serein.listening.queries import priorities, problems
from serein.listening.views.report import count_asker
from serein.territory.models import Neighbourhood

REPORTS_SHOWN = 12


@require_GET
def list_problems(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    code = request.GET.get("district", "")[:40]
    chosen = access.get_neighbourhood(code=code) if code else None
    cards = problems.list_published(neighbourhood=chosen, language=get_language() or "fr")
    silent = [] if chosen else problems.silent_neighbourhoods()
    rounds = list(priorities.list_announced(neighbourhood=chosen))
    context = {
        "chosen": chosen,
        "districts": [
            (neighbourhood, list(group))
            for neighbourhood, group in groupby(cards, key=lambda card: card.problem.neighbourhood)
        ],
        "silent": silent,
        "running": [row for row in rounds if row.is_running(now)],
        "published": [row for row in rounds if row.published_at is not None],
    }
    return render(request, "listening/problems.html", context)


@require_http_methods(["GET", "POST"])
def show_problem(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a problem; its form adds what a resident knows of it."""
    problem = access.get_public_problem(pk=pk)
    form = ContributionForm(request.POST or None)
    if request.method == "POST":
        access.require_standing(problem)
        answer = _received(request, form, problem.neighbourhood, problem)
        if answer is not None:
            return answer
    reports = problems.released_reports_of(problem)
    context = {
        "problem": problem,
        "form": form,
        "setting": enquiries.find_setting(kind=CONTRIBUTION, now=clock.now()),
        "sources": problems.sources_of(problem),
        "reports": reports[:REPORTS_SHOWN],
        "documents": problems.documents_of(problem),
        "coverage": problems.coverage_of(problem),
        "priority": problems.priority_of(problem),
        "results": priorities.results_of(problem),
        "changes": priorities.changes_of(problem),
        "versions": problem.versions.all(),
    }
    return render(request, "listening/problem.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def tell_missing_problem(request: HttpRequest) -> HttpResponse:
    """Take a problem that nobody stated yet."""
    form = MissingProblemForm(request.POST or None, initial={"neighbourhood": request.GET.get("district", "")[:40]})
    if request.method == "POST":
        is_known = form.is_valid()
        neighbourhood = access.get_neighbourhood(code=form.cleaned_data["neighbourhood"]) if is_known else None
        answer = _received(request, form, neighbourhood, None)
        if answer is not None:
            return answer
    setting = enquiries.find_setting(kind=CONTRIBUTION, now=clock.now())
    if setting is None:
        return render(request, "listening/nobody_would_answer.html", status=503)
    context = {"form": form, "setting": setting}
    return render(request, "listening/missing_problem.html", context, status=422 if form.is_bound else 200)


def _received(
    request: HttpRequest, form: ContributionForm, neighbourhood: Neighbourhood | None, problem: Problem | None
) -> HttpResponse | None:
    """Return where its author goes next, or None where the form must be shown again."""
    now = clock.now()
    try:
        count_asker(request, what="contribution", now=now)
    except rate.TooManyRequests:
        return too_many_requests(request)
    if not form.is_valid() or neighbourhood is None:
        return None
    try:
        code = _code_of(form, neighbourhood, problem, now)
    except NobodyWouldAnswer:
        return render(request, "listening/nobody_would_answer.html", status=503)
    return redirect("portal:thread", code)


def _code_of(form: ContributionForm, neighbourhood: Neighbourhood, problem: Problem | None, now: datetime) -> str:
    """Return the code of what a form tells, or told when it was sent before."""
    try:
        given = operations.give_contribution(
            neighbourhood=neighbourhood,
            problem=problem,
            message=form.cleaned_data["message"],
            email=form.cleaned_data["email"],
            language=get_language() or "fr",
            once=form.once,
            now=now,
        )
    except AlreadyReceived as received:
        return received.code
    return str(given.enquiry.code)
