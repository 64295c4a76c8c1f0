"""Who owns which kind of request, how soon it is answered, how long it is kept."""

from django import forms
from django.contrib import messages
from django.core.validators import MaxValueValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from serein.enquiries import operations, queries
from serein.enquiries.desk_pages import KINDS
from serein.enquiries.kinds import get_kind, list_kinds
from serein.enquiries.models import KindSetting
from serein.kit import clock
from serein.people import queries as people
from serein.people.access import actor_of, staff_page
from serein.people.models import Office


class KindForm(forms.Form):
    office = forms.ModelChoiceField(label=gettext_lazy("Owner"), queryset=Office.objects.none())
    deadline_days = forms.IntegerField(label=gettext_lazy("Answered within (working days)"), min_value=1, max_value=60)
    retention_days = forms.IntegerField(label=gettext_lazy("Kept once closed (days)"), min_value=1)

    def __init__(self, *args: object, most_days: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["retention_days"].validators.append(MaxValueValidator(most_days))
        self.fields["office"].queryset = people.offices_held(now=clock.now())  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@staff_page(*KINDS.roles)
def show_kinds(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    settings = {setting.kind: setting for setting in KindSetting.objects.all()}
    forms_of = {kind.code: _form(request, kind.code, settings.get(kind.code)) for kind in list_kinds()}
    sent = forms_of.get(request.POST.get("kind", ""))
    if sent is not None and sent.is_valid():
        operations.set_kind(kind=request.POST["kind"], by=actor_of(request), now=now, **sent.cleaned_data)
        messages.success(request, _("Decided. It counts for requests from now on."))
        return redirect("enquiries:kinds")
    closed = {kind.code for kind in queries.list_kinds_without_owner(now=now)}
    lines = [(kind, forms_of[kind.code], kind.code in closed) for kind in list_kinds()]
    return render(request, "enquiries/kinds.html", {"lines": lines}, status=422 if sent is not None else 200)


def _form(request: HttpRequest, code: str, setting: KindSetting | None) -> KindForm:
    mine = request.POST if request.POST.get("kind") == code else None
    initial = (
        {name: getattr(setting, name) for name in ("office", "deadline_days", "retention_days")} if setting else {}
    )
    return KindForm(mine, initial=initial, prefix=code, most_days=get_kind(code).most_days)
