"""Kinds of task, what the law says of them, and what is decided."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from serein.kit.forms import DayField
from serein.proximity.models import TaskDecision, TaskRule, TaskType


class TaskTypeForm(forms.ModelForm[TaskType]):
    class Meta:
        model = TaskType
        fields = ("code", "name_fr", "name_nl", "asked_by", "activity", "is_visit", "visit_minutes")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["name_nl"].required = True


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
