"""Opening accounts and giving roles; and how one presents oneself to residents."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from serein.kit import clock
from serein.kit.pictures import validate_picture
from serein.people import operations, queries
from serein.people.access import actor_of, duty_of, staff_page
from serein.people.models import Account, Membership, Office, Role, StaffMember
from serein.people.own_desk_pages import ACCOUNTS

LANGUAGES = [
    ("fr", gettext_lazy("French")),
    ("nl", gettext_lazy("Dutch")),
    ("en", gettext_lazy("English")),
    ("de", gettext_lazy("German")),
    ("ar", gettext_lazy("Arabic")),
    ("tr", gettext_lazy("Turkish")),
]


class RoleForm(forms.Form):
    office = forms.ModelChoiceField(label=gettext_lazy("Office"), queryset=Office.objects.all())
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)


class AccountForm(RoleForm):
    email = forms.EmailField(label=gettext_lazy("E-mail address"))
    display_name = forms.CharField(label=gettext_lazy("First name"), max_length=80)
    field_order = ("email", "display_name", "office", "role")


class IntroductionForm(forms.ModelForm[StaffMember]):
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages you speak with residents"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    new_photo = forms.FileField(
        label=gettext_lazy("Photo"),
        required=False,
        validators=[validate_picture],
        help_text=gettext_lazy("It is shrunk, and what the camera wrote into it is taken out."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    consents = forms.BooleanField(
        label=gettext_lazy(
            "I agree that residents see my photo. I can take this back here at any time; it is then deleted."
        ),
        required=False,
    )

    class Meta:
        model = StaffMember
        fields = ("display_name", "languages")

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        if self.cleaned_data.get("new_photo") and not self.cleaned_data.get("consents"):
            self.add_error("consents", _("A photo is only kept with your agreement."))
        return told


@require_http_methods(["GET", "POST"])
@staff_page(*ACCOUNTS.roles)
def accounts(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told, by, now = form.cleaned_data, actor_of(request), clock.now()
        try:
            account = operations.open_account(email=told["email"], display_name=told["display_name"], by=by, now=now)
        except operations.AddressTaken:
            form.add_error("email", _("There is an account for this address already."))
        else:
            operations.give_role(account=account, office=told["office"], role=told["role"], by=by, now=now)
            text = _("Opened. At the log-in page, “I no longer know my password” sends a link to this address.")
            messages.success(request, text)
            return redirect("people:accounts")
    context = {"form": form, "accounts": queries.list_accounts(now=clock.now())}
    return render(request, "people/accounts.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff_page(*ACCOUNTS.roles)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Account, pk=pk)
    form = RoleForm(request.POST or None)
    now = clock.now()
    if request.method == "POST" and form.is_valid():
        operations.give_role(account=found, by=actor_of(request), now=now, **form.cleaned_data)
        messages.success(request, _("Given, from now on."))
        return redirect("people:account", pk)
    held = Membership.objects.held_at(now).filter(account=found).select_related("office")
    context = {"form": form, "account": found, "memberships": held}
    return render(request, "people/account.html", context, status=422 if form.is_bound else 200)


@require_POST
@staff_page(*ACCOUNTS.roles)
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership, pk=pk)
    try:
        operations.end_role(membership=membership, by=actor_of(request), now=clock.now())
    except operations.LastAdministrator:
        messages.error(request, _("Nobody else administers: give someone this role first."))
    else:
        messages.success(request, _("Taken away, from now on."))
    return redirect("people:account", membership.account_id)


@require_http_methods(["GET", "POST"])
@staff_page()
def introduction(request: HttpRequest) -> HttpResponse:
    """How residents see me: name, languages and, if I agree, a photo."""
    member = get_object_or_404(StaffMember, account=duty_of(request).account, left_at=None)
    initial = {"consents": queries.may_show_photo(member), "languages": member.languages}
    form = IntroductionForm(request.POST or None, request.FILES or None, instance=member, initial=initial)
    if request.method == "POST" and form.is_valid():
        operations.introduce(
            staff_member=form.save(commit=False),
            photo=form.cleaned_data["new_photo"],
            consents=form.cleaned_data["consents"],
            by=actor_of(request),
            now=clock.now(),
        )
        messages.success(request, _("Residents see you like this now."))
        return redirect("people:introduction")
    return render(
        request, "people/introduction.html", {"form": form, "member": member}, status=422 if form.is_bound else 200
    )
