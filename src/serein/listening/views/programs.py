"""Other programs: who may report and read with a key, and which addresses are told."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from serein.kit import clock
from serein.listening import operations
from serein.listening.desk_pages import PROGRAMS
from serein.listening.models.partner import Delivery, Partner, Webhook
from serein.people.access import actor_of, staff_page
from serein.people.models import Office


class KeyForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the program"), max_length=80)
    may = forms.ChoiceField(label=gettext_lazy("It may"), choices=Partner.May.choices, widget=forms.RadioSelect)
    office = forms.ModelChoiceField(
        label=gettext_lazy("For which office?"),
        queryset=Office.objects.all(),
        required=False,
        help_text=gettext_lazy("Only for a program that says what was done."),
    )

    def clean(self) -> dict[str, object]:
        told = super().clean() or self.cleaned_data
        if told.get("may") == Partner.May.HANDLE and not told.get("office"):
            self.add_error("office", _("Which office does it act for?"))
        if Partner.objects.filter(name=told.get("name", "")).exists():
            self.add_error("name", _("Another program has this name. Choose one that tells them apart."))
        return told


class WebhookForm(forms.Form):
    office = forms.ModelChoiceField(label=gettext_lazy("Reports of which office?"), queryset=Office.objects.all())
    address = forms.URLField(
        label=gettext_lazy("Address of its tool"), max_length=300, assume_scheme="https", help_text="https://…"
    )

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        if not address.startswith("https://") and not settings.DEMO:
            raise forms.ValidationError(_("Only an address with https:// is told: what people wrote goes there."))
        return address

    def clean(self) -> dict[str, object]:
        told = super().clean() or self.cleaned_data
        same = Webhook.objects.filter(ended_at=None, office=told.get("office"), address=told.get("address", ""))
        if told.get("office") and same.exists():
            self.add_error("address", _("This address hears of this office's reports already."))
        return told


@require_http_methods(["GET", "POST"])
@staff_page(*PROGRAMS.roles)
def show_programs(request: HttpRequest) -> HttpResponse:
    """A key or a secret is shown once, on the answer to the form that made it, and kept by no cache."""
    what, now, by = request.POST.get("what", ""), clock.now(), actor_of(request)
    key_form = KeyForm(request.POST if what == "key" else None)
    hook_form = WebhookForm(request.POST if what == "webhook" else None)
    shown: dict[str, str] = {}
    if what == "key" and key_form.is_valid():
        _partner, key = operations.give_key(by=by, now=now, **key_form.cleaned_data)
        shown = {"label": _("The key of this program"), "value": key}
    elif what == "webhook" and hook_form.is_valid():
        webhook = operations.tell_office_at(by=by, now=now, **hook_form.cleaned_data)
        shown = {"label": _("The secret that signs each message"), "value": str(webhook.secret)}
    elif what in ("revoke", "end"):
        _end(request, what)
        return redirect("listening:programs")
    is_refused = bool(key_form.errors or hook_form.errors)
    context = {
        "key_form": key_form if key_form.errors else KeyForm(),
        "hook_form": hook_form if hook_form.errors else WebhookForm(),
        "shown": shown,
        "partners": Partner.objects.select_related("office").filter(revoked_at=None),
        "webhooks": Webhook.objects.select_related("office").filter(ended_at=None),
        "deliveries": Delivery.objects.select_related("webhook").order_by("-pk")[:20],
        "endpoint": f"{settings.SITE_URL}/open311/v2/",
    }
    response = render(request, "listening/programs.html", context, status=422 if is_refused else 200)
    response["Cache-Control"] = "no-store"
    return response


def _end(request: HttpRequest, what: str) -> None:
    text, by, now = request.POST.get("pk", ""), actor_of(request), clock.now()
    pk = int(text) if text.isdecimal() and len(text) < 10 else 0
    if what == "revoke" and (partner := Partner.objects.filter(pk=pk).first()):
        operations.revoke_key(partner=partner, by=by, now=now)
        messages.success(request, _("Its key opens nothing any more."))
    elif what == "end" and (webhook := Webhook.objects.filter(pk=pk).first()):
        operations.end_webhook(webhook=webhook, by=by, now=now)
        messages.success(request, _("Nothing is sent there any more."))
