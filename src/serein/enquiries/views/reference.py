"""The rules that name owners by place, and the public words that fit many requests."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from serein.enquiries import operations
from serein.enquiries.desk_pages import RULES, STANDARD_ANSWERS
from serein.enquiries.kinds import list_kinds
from serein.enquiries.models import Enquiry, OwnerRule, StandardAnswer
from serein.kit import clock
from serein.kit.forms import GuardedText
from serein.people import queries as people
from serein.people.access import actor_of, staff_page
from serein.territory import queries as territory


class _OfAKind(forms.ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.code, kind.label) for kind in list_kinds()]
        self.fields["kind"] = forms.ChoiceField(
            label=gettext_lazy("Kind of request"), choices=[("", gettext_lazy("Every kind")), *kinds], required=False
        )


class RuleForm(_OfAKind):
    street_name = forms.CharField(
        label=gettext_lazy("Street"), required=False, help_text=gettext_lazy("As on its sign; empty: any street.")
    )
    field_order = ("rank", "kind", "neighbourhood", "street_name", "office")

    class Meta:
        model = OwnerRule
        fields = ("rank", "kind", "neighbourhood", "office")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = people.offices_held(now=clock.now())  # type: ignore[attr-defined]

    def clean_street_name(self) -> str:
        name = str(self.cleaned_data["street_name"]).strip()
        if name:
            called = territory.find_streets_called(name=name)
            if len(called) != 1:
                raise forms.ValidationError(_("%(n)d streets have this name; one is needed.") % {"n": len(called)})
            self.instance.street = called[0]
        return name


class StandardAnswerForm(_OfAKind):
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=Enquiry.Outcome.choices)
    field_order = ("outcome", "kind", "text_fr", "text_nl")

    class Meta:
        model = StandardAnswer
        fields = ("outcome", "kind", "text_fr", "text_nl")
        field_classes = {"text_fr": GuardedText, "text_nl": GuardedText}  # noqa: RUF012
        widgets = {  # noqa: RUF012
            "text_fr": forms.Textarea(attrs={"rows": 3, "lang": "fr"}),
            "text_nl": forms.Textarea(attrs={"rows": 3, "lang": "nl"}),
        }


@require_http_methods(["GET", "POST"])
@staff_page(*RULES.roles)
def show_rules(request: HttpRequest) -> HttpResponse:
    """List the rules in their order, add one, drop one."""
    by, now = actor_of(request), clock.now()
    rules = OwnerRule.objects.select_related("neighbourhood", "street", "office")
    if dropped := rules.filter(pk=_number(request.POST.get("drop"))).first():
        operations.drop_rule(rule=dropped, by=by, now=now)
        messages.success(request, _("Dropped. It counts for requests from now on."))
        return redirect("enquiries:rules")
    last = rules.last()
    form = RuleForm(request.POST or None, initial={"rank": last.rank + 10 if last else 10})
    if request.method == "POST" and form.is_valid():
        operations.keep_rule(rule=form.save(commit=False), by=by, now=now)
        messages.success(request, _("Decided. It counts for requests from now on."))
        return redirect("enquiries:rules")
    context = {"rules": rules, "form": form}
    return render(request, "enquiries/rules.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@staff_page(*STANDARD_ANSWERS.roles)
def show_answers(request: HttpRequest) -> HttpResponse:
    """List the public words that fit many requests; add some, or change them."""
    row = StandardAnswer.objects.filter(pk=_number(request.GET.get("change"))).first()
    form = StandardAnswerForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        operations.keep_standard_answer(answer=form.save(commit=False), by=actor_of(request), now=clock.now())
        messages.success(request, _("Kept. It can be chosen from now on."))
        return redirect("enquiries:standard_answers")
    labels = {kind.code: kind.label for kind in list_kinds()}
    outcomes = dict(Enquiry.Outcome.choices)
    rows = [(row, outcomes[row.outcome], labels.get(row.kind, "")) for row in StandardAnswer.objects.all()]
    context = {"rows": rows, "form": form, "row": row}
    return render(request, "enquiries/standard_answers.html", context, status=422 if form.is_bound else 200)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) <= 9 else 0
