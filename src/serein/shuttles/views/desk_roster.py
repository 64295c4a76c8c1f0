"""Which vans drive on a night, who drives them, who stands at the waiting point; and the vans of the commune."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from serein.kit import clock
from serein.people.access import actor_of, staff_page
from serein.shuttles import access
from serein.shuttles.desk_pages import NIGHTS
from serein.shuttles.forms.desk import AddVanForm, DutyForm, VanForm
from serein.shuttles.models import Van
from serein.shuttles.operations import fleet, nights
from serein.shuttles.views.desk_night import say_where, show


@require_POST
@staff_page(*NIGHTS.roles)
def give_duty(request: HttpRequest, pk: int) -> HttpResponse:
    night = access.get_night(pk=pk)
    form = DutyForm(request.POST, night=night)
    if form.is_valid():
        try:
            nights.give_duty(night=night, by=actor_of(request), now=clock.now(), **form.cleaned_data)
        except nights.WorksAlready as refusal:
            form.add_error("name", say_where(refusal, night))
        except nights.NotInThatState:
            form.add_error(None, _("This night is over: it stays as it was."))
        else:
            return redirect("shuttles:desk_night", pk)
    return show(request, night, duty_form=form, status=422)


@require_POST
@staff_page(*NIGHTS.roles)
def take_duty_back(request: HttpRequest, pk: int, duty_pk: int) -> HttpResponse:
    night = access.get_night(pk=pk)
    duty = access.get_duty_of(night=night, pk=duty_pk)
    nights.take_duty_back(duty=duty, by=actor_of(request), now=clock.now())
    return redirect("shuttles:desk_night", pk)


@require_POST
@staff_page(*NIGHTS.roles)
def add_van(request: HttpRequest, pk: int) -> HttpResponse:
    night = access.get_night(pk=pk)
    form = AddVanForm(request.POST, night=night)
    if not form.is_valid():
        return show(request, night, van_form=form, status=422)
    try:
        nights.add_van(night=night, van=form.cleaned_data["van"], by=actor_of(request), now=clock.now())
    except nights.WorksAlready as refusal:
        messages.warning(request, say_where(refusal, night))
    except nights.NotInThatState:
        messages.warning(request, _("Somebody has changed this night meanwhile."))
    return redirect("shuttles:desk_night", pk)


@require_POST
@staff_page(*NIGHTS.roles)
def take_van_off(request: HttpRequest, pk: int, van_pk: int) -> HttpResponse:
    night = access.get_night(pk=pk)
    try:
        nights.take_van_off(van=access.get_van_of(night=night, pk=van_pk), by=actor_of(request), now=clock.now())
    except nights.ArePromised:
        messages.warning(request, _("Riders hold promises: this van stays on the night."))
    except nights.NotInThatState:
        messages.warning(request, _("The night is under way: put the van out of service instead."))
    return redirect("shuttles:desk_night", pk)


@require_http_methods(["GET", "POST"])
@staff_page(*NIGHTS.roles)
def show_vans(request: HttpRequest) -> HttpResponse:
    form = VanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fleet.keep_van(van=form.save(commit=False), by=actor_of(request), now=clock.now())
        return redirect("shuttles:desk_vans")
    context = {"vans": [(van, VanForm(instance=van, prefix=str(van.pk))) for van in Van.objects.all()], "form": form}
    return render(request, "shuttles/desk_vans.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*NIGHTS.roles)
def change_van(request: HttpRequest, pk: int) -> HttpResponse:
    van = get_object_or_404(Van, pk=pk)
    form = VanForm(request.POST, instance=van, prefix=str(pk))
    if form.is_valid():
        try:
            fleet.keep_van(van=form.save(commit=False), by=actor_of(request), now=clock.now())
        except nights.ArePromised:
            form.add_error(None, _("Riders hold promises in this van: its places stay until their night is over."))
        else:
            messages.success(request, _("Kept."))
            return redirect("shuttles:desk_vans")
    others = [(row, form if row.pk == pk else VanForm(instance=row, prefix=str(row.pk))) for row in Van.objects.all()]
    return render(request, "shuttles/desk_vans.html", {"vans": others, "form": VanForm()}, status=422)
