"""The plan as residents read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from serein.kit import clock
from serein.plan import access
from serein.plan.forms.ledger import BetweenForm
from serein.plan.queries import actions, history, sources
from serein.plan.queries.progress import stand
from serein.plan.views.programme import last_months


@require_GET
def show_plan(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    on = timezone.localdate(now)
    plan = actions.find_current_plan(on=on)
    objectives = actions.list_plan(plan=plan, on=on, is_public=True) if plan else []
    standings = [standing for objective in objectives for standing in objective.standings]
    indicators = [row for standing in standings for row in standing.action.indicators.all()]
    context = {
        "plan": plan,
        "objectives": objectives,
        "counted": actions.count_by_state(standings),
        "figures": sources.read_figures(indicators, now=now, is_public=True),
    }
    return render(request, "plan/plan.html", context)


@require_GET
def show_action(request: HttpRequest, pk: int) -> HttpResponse:
    now = clock.now()
    action = access.access_public_action(pk=pk)
    context = {
        "action": action,
        "standing": stand(action, on=timezone.localdate(now)),
        "figures": sources.read_figures(action.indicators.all(), now=now, is_public=True),
        "problems": actions.public_problems(action),
        "events": action.events.all(),
    }
    return render(request, "plan/action.html", context)


@require_GET
def compare_plan(request: HttpRequest) -> HttpResponse:
    form = BetweenForm(request.GET or last_months(timezone.localdate(clock.now())))
    events = history.group_by_action(history.list_events(**form.cleaned_data)) if form.is_valid() else []
    context = {"form": form, "events": events}
    return render(request, "plan/compare_plan.html", context, status=200 if form.is_valid() else 422)
