"""Kinds of task, what the law says of them, and what is decided."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from serein.kit.forms import DayField
from serein.proximity.models import TaskDecision, TaskRule, TaskType


class TaskTypeForm(forms.ModelForm[TaskType]):
    class Meta:
        model = TaskType
        fields: tuple[str, ...] = ("code", "name_fr", "name_nl", "asked_by", "activity", "is_visit", "visit_minutes")
        labels: ClassVar = {"name_fr": _("Name in French"), "name_nl": _("Name in Dutch")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["name_nl"].required = True


class CorrectedTypeForm(TaskTypeForm):
    """A kind of task put right; who asks for it, and what is done at a door, only while no task of it came in."""

    class Meta(TaskTypeForm.Meta):
        fields = ("name_fr", "name_nl", "activity", "visit_minutes", "asked_by", "is_visit")

    def __init__(self, *args: Any, has_tasks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fixed = ("asked_by", "is_visit") if self.instance.is_visit else ("asked_by", "is_visit", "visit_minutes")
        for name in fixed if has_tasks else ():
            del self.fields[name]


class RetireForm(forms.Form):
    on = DayField(label=_("No longer used from"))


class TaskRuleForm(forms.ModelForm[TaskRule]):
    class Meta:
        model = TaskRule
        fields = (
            "doer",
            "working_days",
            "ends_on_the_spot",
            "basis_fr",
            "basis_nl",
            "source",
            "from_on",
            "verified_on",
        )
        field_classes: ClassVar = {"from_on": DayField, "verified_on": DayField}


class TaskDecisionForm(forms.ModelForm[TaskDecision]):
    class Meta:
        model = TaskDecision
        fields = ("decision", "to_fr", "to_nl", "reason_fr", "reason_nl", "decided_on", "effective_on")
        field_classes: ClassVar = {"decided_on": DayField, "effective_on": DayField}
