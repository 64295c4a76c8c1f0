"""The plan of the commune: its objectives, and the actions under each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import get_language

from serein.kit.bilingual import in_language
from serein.kit.data_classes import DataClass
from serein.listening.models.problem import Problem
from serein.people.models import Office, Organisation
from serein.plan.models.ledger import Promise


class Titled(models.Model):
    title_fr = models.CharField(max_length=200)
    title_nl = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title_fr

    @property
    def title(self) -> str:
        return in_language(self.title_fr, self.title_nl, get_language())


class Plan(Titled):
    """What the services, the police and their partners do over a period."""

    data_class = DataClass.D0
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["-starts_on"]
        constraints: ClassVar = [
            CheckConstraint(name="plan_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on")))
        ]


class Objective(Titled):
    """What the plan wants to reach."""

    data_class = DataClass.D0
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="objectives")
    code = models.SlugField(max_length=20)

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [UniqueConstraint(name="objective_code_is_unique_in_its_plan", fields=["plan", "code"])]


class Action(Titled):
    """What one office does by a day, for an objective. How far it is follows from its steps."""

    data_class = DataClass.D0
    objective = models.ForeignKey(Objective, models.PROTECT, related_name="actions")
    code = models.SlugField(max_length=20)
    owner = models.ForeignKey(Office, models.PROTECT, related_name="+")
    summary_fr = models.TextField(blank=True)
    summary_nl = models.TextField(blank=True)
    starts_on = models.DateField()
    due_on = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True)
    abandoned_at = models.DateTimeField(null=True, blank=True)
    because_fr = models.TextField(blank=True)
    because_nl = models.TextField(blank=True)
    problems = models.ManyToManyField(Problem, through="AnswersProblem", related_name="+")
    promises = models.ManyToManyField(Promise, blank=True, related_name="actions")

    class Meta:
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            UniqueConstraint(name="action_code_is_unique_in_its_objective", fields=["objective", "code"]),
            CheckConstraint(name="action_is_due_after_it_starts", condition=Q(due_on__gte=F("starts_on"))),
            CheckConstraint(
                name="action_abandoned_says_why",
                condition=Q(abandoned_at=None) | (~Q(because_fr="") & ~Q(because_nl="")),
            ),
        ]

    @property
    def summary(self) -> str:
        return in_language(self.summary_fr, self.summary_nl, get_language())

    @property
    def because(self) -> str:
        return in_language(self.because_fr, self.because_nl, get_language())


class BudgetLine(models.Model):
    """What an action may cost, in cents."""

    data_class = DataClass.D0
    action = models.ForeignKey(Action, models.CASCADE, related_name="budget_lines")
    year = models.PositiveSmallIntegerField()
    label_fr = models.CharField(max_length=120)
    label_nl = models.CharField(max_length=120, blank=True)
    amount_cents = models.PositiveBigIntegerField()

    class Meta:
        ordering: ClassVar = ["year", "pk"]

    def __str__(self) -> str:
        return f"{self.label_fr} {self.amount_cents / 100:.2f} €"

    @property
    def label(self) -> str:
        return in_language(self.label_fr, self.label_nl, get_language())


class Dependency(models.Model):
    """An action needs another one to be done first."""

    data_class = DataClass.D0
    action = models.ForeignKey(Action, models.CASCADE, related_name="dependencies")
    needs = models.ForeignKey(Action, models.PROTECT, related_name="needed_by")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(name="a_dependency_is_said_once", fields=["action", "needs"]),
            CheckConstraint(name="action_does_not_need_itself", condition=~Q(action=F("needs"))),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} needs {self.needs_id}"


class PartnerAgreement(models.Model):
    """A partner was asked to take part, and agreed on a day, by role and never by name."""

    data_class = DataClass.D0
    action = models.ForeignKey(Action, models.CASCADE, related_name="agreements")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role_fr = models.CharField(max_length=120)
    role_nl = models.CharField(max_length=120)
    asked_on = models.DateField()
    agreed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_partner_is_asked_once_for_an_action", fields=["action", "organisation"]),
            CheckConstraint(
                name="partner_agrees_after_being_asked",
                condition=Q(agreed_on=None) | Q(agreed_on__gte=F("asked_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.organisation_id}"

    @property
    def role(self) -> str:
        return in_language(self.role_fr, self.role_nl, get_language())


class AnswersProblem(models.Model):
    """An action answers a problem of a neighbourhood."""

    data_class = DataClass.D0
    action = models.ForeignKey(Action, models.CASCADE, related_name="answers")
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(name="an_action_answers_a_problem_once", fields=["action", "problem"])
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.problem_id}"
