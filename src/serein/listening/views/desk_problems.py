"""The desk of the prevention service: the problems of each district, and what residents added."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from serein.kit import clock
from serein.listening import operations
from serein.listening.access import problems as access
from serein.listening.desk_pages import PROBLEMS
from serein.listening.forms.problems import DraftForm, neighbourhood_choices
from serein.listening.queries import problems
from serein.people.access import actor_of, staff_page


@require_http_methods(["GET", "POST"])
@staff_page(*PROBLEMS.roles)
def show_problems(request: HttpRequest) -> HttpResponse:
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        problem = operations.draft_problem(
            neighbourhood=form.cleaned_data["neighbourhood"],
            texts=form.texts(),
            by=actor_of(request),
            now=clock.now(),
        )
        messages.success(request, _("Drafted. Say now what it rests on."))
        return redirect("listening:desk_problem", problem.pk)
    code = request.GET.get("district", "")[:40]
    chosen = access.get_neighbourhood(code=code) if code else None
    context = {
        "form": form,
        "chosen": chosen,
        "districts": neighbourhood_choices(),
        "cards": problems.glance(problems.list_of_desk(neighbourhood=chosen), is_for_staff=True),
        "contributions": problems.list_waiting_contributions(),
        "standing": problems.list_standing(),
    }
    return render(request, "listening/desk_problems.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*PROBLEMS.roles)
def accept_contribution(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a problem rest on what a resident told."""
    contribution = access.get_waiting_contribution(pk=pk)
    chosen = request.POST.get("problem", "")
    problem = access.get_problem(pk=int(chosen)) if chosen.isdecimal() and len(chosen) < 10 else None
    if problem is None:
        messages.warning(request, _("Choose the problem that it belongs to."))
        return redirect("listening:desk_problems")
    try:
        by, now = actor_of(request), clock.now()
        operations.accept_contribution(contribution=contribution, problem=problem, by=by, now=now)
    except operations.AlreadyCited:
        messages.info(request, _("The problem rests on it already."))
    else:
        messages.success(request, _("The problem rests on it now; its author sees so on their page. Answer them too."))
    return redirect("listening:desk_problem", problem.pk)
