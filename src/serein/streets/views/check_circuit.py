"""A check on the spot: filled in while walking, without network too."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from serein.kit import clock, offline
from serein.people.access import actor_of, staff_page
from serein.people.models import Role
from serein.streets.forms.circuits import CheckForm
from serein.streets.models import Edition
from serein.streets.operations import circuits

WALKERS = (Role.PREVENTION_OFFICER, Role.WORKS, Role.INSPECTOR, Role.YOUTH)


@require_GET
def check_offline(request: HttpRequest) -> HttpResponse:
    """The empty form, the same for everyone, which the browser keeps; only staff may send it."""
    return render(request, "streets/check_circuit.html", {"form": CheckForm()})


@require_http_methods(["GET", "POST"])
@staff_page(*WALKERS)
def check_circuit(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    here = timezone.localtime(now)
    initial = {"circuit": request.GET.get("circuit", ""), "on": here.date(), "at": here.time()}
    form = CheckForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["moment"] <= now:
            return _keep(request, form)
        form.add_error("on", _("This moment is still to come."))
    return render(request, "streets/check_circuit.html", {"form": form}, status=422 if form.is_bound else 200)


def _keep(request: HttpRequest, form: CheckForm) -> HttpResponse:
    circuit = form.cleaned_data["circuit"]
    states = (Edition.State.DRAFT, Edition.State.APPROVED, Edition.State.PUBLISHED)
    edition = circuit.editions.filter(state__in=states).order_by("-number").first()
    check = circuits.check_circuit(edition=edition, by=actor_of(request), now=clock.now(), **form.seen)
    messages.success(request, _("Kept: the check of %(name)s.") % {"name": circuit.name})
    return offline.received(request, code=str(check.pk), to=reverse("streets:desk_circuit", args=[circuit.pk]))
