"""One problem at the desk: its words, its sources, its publication and its end."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from serein.kit import clock
from serein.kit.bilingual import NotInBothLanguages
from serein.listening import operations
from serein.listening.access import problems as access
from serein.listening.desk_pages import PROBLEMS
from serein.listening.forms.problems import EndForm, EnquiryCodeForm, NoteForm, SearchForm, StatementForm
from serein.listening.models.problem import Problem, SourceCitation
from serein.listening.models.report import ReportQuerySet
from serein.listening.operations.problems import IsVotedOn, ProblemEnded, cite_many, note_source
from serein.listening.queries import problems, sources
from serein.people.access import actor_of, staff_page
from serein.territory.where import Where, find_where

Act = Callable[[HttpRequest, Problem], HttpResponse]


def _on_problem(act: Act) -> Callable[..., HttpResponse]:
    @require_POST
    @staff_page(*PROBLEMS.roles)
    @wraps(act)
    def acted(request: HttpRequest, pk: int) -> HttpResponse:
        return act(request, access.get_problem(pk=pk))

    return acted


@require_GET
@staff_page(*PROBLEMS.roles)
def show_problem(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, access.get_problem(pk=pk))


@require_http_methods(["GET", "POST"])
@staff_page(*PROBLEMS.roles)
def write_problem(request: HttpRequest, pk: int) -> HttpResponse:
    problem = access.get_problem(pk=pk)
    form = StatementForm(request.POST or None, instance=problem)
    if request.method == "POST" and form.is_valid():
        try:
            operations.write_problem(problem=problem, texts=form.texts(), by=actor_of(request), now=clock.now())
        except NotInBothLanguages:
            form.add_error(None, _("Residents read this problem: every question needs French and Dutch."))
        except IsVotedOn:
            form.add_error(None, _("Residents are asked about it: its words wait until the result is published."))
        else:
            messages.success(request, _("Written. What residents read before stays among the versions."))
            return redirect("listening:desk_problem", pk)
    context = {"problem": problem, "form": form}
    return render(request, "listening/desk_write_problem.html", context, status=422 if form.is_bound else 200)


@require_GET
@staff_page(*PROBLEMS.roles)
def find_reports(request: HttpRequest, pk: int) -> HttpResponse:
    """Look for reports that the problem may rest on."""
    problem = access.get_problem(pk=pk)
    form = SearchForm(request.GET or None)
    where, found = _found(form, problem)
    rows = list(found[: sources.MOST_SHOWN])
    context = {
        "problem": problem,
        "form": form,
        "where": where,
        "reports": rows,
        "counts": sources.count_by_thing(found),
        "n": found.count() if len(rows) == sources.MOST_SHOWN else len(rows),
        "asked": request.GET.urlencode(),
        "is_narrowed": bool(request.GET.get("kinds") or request.GET.get("q")),
    }
    return render(request, "listening/find_reports.html", context)


@require_GET
@staff_page(*PROBLEMS.roles)
def send_reports_map(request: HttpRequest, pk: int) -> JsonResponse:
    _where, found = _found(SearchForm(request.GET or None), access.get_problem(pk=pk))
    return JsonResponse(
        sources.as_geojson(list(found[: sources.MOST_SHOWN])),
        json_dumps_params={"ensure_ascii": False},
        content_type="application/geo+json",
    )


@_on_problem
def cite_reports(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Let the problem rest on all the reports that are ticked."""
    ticked = [int(key) for key in request.POST.getlist("report")[: sources.MOST_SHOWN] if _is_key(key)]
    found = sources.search_reports(problem=problem, search=sources.ANYWHERE).filter(pk__in=ticked)
    n = cite_many(
        problem=problem, sources=[sources.as_source(row) for row in found], by=actor_of(request), now=clock.now()
    )
    told = ngettext("The problem rests on one more report.", "The problem rests on %(n)d more reports.", n)
    messages.success(request, told % {"n": n})
    return redirect("listening:desk_problem", problem.pk)


@_on_problem
def cite_enquiry(request: HttpRequest, problem: Problem) -> HttpResponse:
    form = EnquiryCodeForm(request.POST)
    if not form.is_valid():
        return _page(request, problem, enquiry_form=form)
    source = sources.enquiry_as_source(form.cleaned_data["code"])
    n = cite_many(problem=problem, sources=[source], by=actor_of(request), now=clock.now())
    told = _("The problem rests on this request now.") if n else _("The problem rests on it already.")
    messages.success(request, told)
    return redirect("listening:desk_problem", problem.pk)


@_on_problem
def add_note(request: HttpRequest, problem: Problem) -> HttpResponse:
    now = clock.now()
    form = NoteForm(request.POST, today=timezone.localdate(now))
    if not form.is_valid():
        return _page(request, problem, note_form=form)
    note_source(problem=problem, **form.cleaned_data, by=actor_of(request), now=now)
    messages.success(request, _("Noted: the problem rests on it now."))
    return redirect("listening:desk_problem", problem.pk)


@_on_problem
def publish_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    try:
        operations.publish_problem(problem=problem, by=actor_of(request), now=clock.now())
    except NotInBothLanguages:
        messages.warning(request, _("Not published: every question needs French and Dutch. Write what is missing."))
        return redirect("listening:desk_write_problem", problem.pk)
    messages.success(request, _("Published: residents read it and can add to it."))
    return redirect("listening:desk_problem", problem.pk)


@_on_problem
def end_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, problem, end_form=form)
    told = form.cleaned_data
    end = {"settled": operations.settle_problem, "dropped": operations.drop_problem}[told["how"]]
    try:
        end(
            problem=problem,
            reason_fr=told["reason_fr"],
            reason_nl=told["reason_nl"],
            by=actor_of(request),
            now=clock.now(),
        )
    except IsVotedOn:
        messages.warning(request, _("Residents are asked about it: it stands until the result is published."))
    except ProblemEnded:
        messages.warning(request, _("Someone ended it in the meantime. Nothing was changed."))
    except NotInBothLanguages:
        form.add_error(None, _("Write the four questions in French and Dutch first: everyone reads what was settled."))
        return _page(request, problem, end_form=form)
    else:
        messages.success(request, _("Ended; residents read why."))
    return redirect("listening:desk_problem", problem.pk)


def _page(request: HttpRequest, problem: Problem, **refused: Any) -> HttpResponse:
    today = timezone.localdate(clock.now())
    context = {
        "problem": problem,
        "sources": problems.sources_of(problem, is_for_staff=True),
        "coverage": problems.coverage_of(problem),
        "notes": problem.field_notes.all(),
        "documents": problem.sources.exclude(kind=SourceCitation.Kind.REPORT)[:50],
        "contributions": problems.list_waiting_contributions(problem=problem),
        "standing": [problem],
        "versions": problem.versions.all(),
        "note_form": NoteForm(today=today, initial={"on": today}),
        "enquiry_form": EnquiryCodeForm(),
        "end_form": EndForm(),
    }
    context |= refused | {"refused": next(iter(refused.values()), None)}
    return render(request, "listening/desk_problem.html", context, status=422 if refused else 200)


def _found(form: SearchForm, problem: Problem) -> tuple[Where | None, ReportQuerySet]:
    """Return the place that was meant, if one was asked for, and the reports that fit."""
    if not form.is_valid():
        return None, sources.search_reports(problem=problem, search=sources.Search())
    where = find_where(asked={"q": form.cleaned_data["q"]}, language=get_language() or "fr")
    near = None if where.lat is None or where.lon is None else (where.lat, where.lon)
    found = sources.search_reports(problem=problem, search=form.search(near))
    return (where if form.cleaned_data["q"] else None), found


def _is_key(text: str) -> bool:
    return text.isdecimal() and len(text) < 12
