"""Entering a call-back for someone at the desk, on the phone or on paper."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from serein.enquiries.models import Enquiry
from serein.enquiries.operations import AlreadyReceived, NobodyWouldAnswer
from serein.kit import clock
from serein.people import queries as people
from serein.people.access import actor_of, staff_page
from serein.proximity.desk_pages import ON_BEHALF
from serein.proximity.forms.meetings import CallBackForm
from serein.proximity.operations import meetings


class OnBehalfForm(CallBackForm):
    beat = forms.ModelChoiceField(label=_("Beat"), queryset=people.list_beats_to_ask())
    channel = forms.ChoiceField(
        label=_("How did they ask?"),
        choices=[choice for choice in Enquiry.Channel.choices if choice[0] != Enquiry.Channel.WEB],
        widget=forms.RadioSelect,
        initial=Enquiry.Channel.PHONE,
    )
    language = forms.ChoiceField(
        label=_("In which language do they want the answer?"),
        choices=[("fr", "Français"), ("nl", "Nederlands"), ("en", "English")],
        widget=forms.RadioSelect,
        initial="fr",
    )
    field_order = ("beat", "channel", "language", *(CallBackForm.field_order or ()))


@require_http_methods(["GET", "POST"])
@staff_page(*ON_BEHALF.roles)
def enter_call_back(request: HttpRequest) -> HttpResponse:
    form = OnBehalfForm(request.POST or None, initial={"beat": request.GET.get("beat")})
    if request.method == "POST" and form.is_valid():
        try:
            code = _entered(request, form)
        except NobodyWouldAnswer:
            form.add_error(None, _("No office owns call-backs: nobody would answer. Tell the administrator."))
        else:
            messages.success(request, _("Noted. Give them this code to follow it: %(code)s") % {"code": code})
            return redirect("proximity:on_behalf")
    return render(request, "proximity/enter_on_behalf.html", {"form": form}, status=422 if form.is_bound else 200)


def _entered(request: HttpRequest, form: OnBehalfForm) -> str | None:
    """Return the code of what a form enters, or entered when it was sent before."""
    try:
        return meetings.ask_call_back(
            beat=form.cleaned_data["beat"],
            request=form.request(),
            language=form.cleaned_data["language"],
            channel=form.cleaned_data["channel"],
            once=form.once,
            by=actor_of(request),
            now=clock.now(),
        ).code
    except AlreadyReceived as received:
        return received.code
