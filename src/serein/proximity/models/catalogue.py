"""Kinds of task: who asks for them, who may do them by law, and what was decided about them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.kit.bilingual import BilingualName, in_language
from serein.kit.data_classes import DataClass


class Activity(models.TextChoices):
    """What working time is spent on, as it is published."""

    CONTACT = "contact", _("Contact with residents")
    ADMINISTRATIVE = "administrative", _("Purely administrative work")
    JUDICIAL = "judicial", _("Tasks for the justice system")
    TRAVEL = "travel", _("Travel")
    OTHER = "other", _("Other work")


class Doer(models.TextChoices):
    """Who may do a kind of task by law, from the narrowest to the widest."""

    INSPECTOR = "inspector", _("An inspector only")
    OFFICER = "officer", _("Another police officer")
    STAFF = "staff", _("Administrative staff of the zone")
    SERVICE = "service", _("Another service of the commune")
    ONLINE = "online", _("The resident, online")


class TaskTypeQuerySet(models.QuerySet["TaskType"]):
    def in_use_on(self, day: date) -> Self:
        return self.filter(Q(retired_on=None) | Q(retired_on__gt=day))


class TaskType(BilingualName):
    """A kind of task: never what a case is about."""

    class AskedBy(models.TextChoices):
        POPULATION = "population", _("Population office")
        COMMUNE = "commune", _("Another service of the commune")
        RESIDENT = "resident", _("A resident")
        ZONE = "zone", _("The police zone itself")
        PROSECUTOR = "prosecutor", _("Public prosecutor")
        BAILIFF = "bailiff", _("Bailiff")
        OTHER_ZONE = "other_zone", _("Another police zone")

    OF_THE_COMMUNE: ClassVar = (AskedBy.POPULATION, AskedBy.COMMUNE, AskedBy.RESIDENT)

    data_class = DataClass.D0
    code = models.SlugField(
        _("Short name"), unique=True, error_messages={"unique": _("Another kind has this short name: choose another.")}
    )
    asked_by = models.CharField(_("Asked by"), max_length=12, choices=AskedBy.choices)
    activity = models.CharField(_("Counts as"), max_length=15, choices=Activity.choices)
    is_visit = models.BooleanField(_("Is done at a door"), default=False)
    """A visit of the commune's own: the only task that carries an address."""
    visit_minutes = models.PositiveSmallIntegerField(_("Minutes to plan at the door"), default=10)
    """For rounds only, until enough visits were measured; no figure is computed from it."""
    retired_on = models.DateField(_("No longer used from"), null=True, blank=True)

    objects = TaskTypeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["asked_by", "code"]
        constraints: ClassVar = [
            CheckConstraint(
                name="only_the_communes_own_tasks_are_visits",
                condition=Q(is_visit=False) | Q(asked_by__in=["population", "commune", "resident"]),
                violation_error_message=_("Only what the commune itself asks for is done at a door that we know."),
            ),
            CheckConstraint(
                name="a_visit_is_planned_for_minutes",
                condition=Q(visit_minutes__range=(2, 120)),
                violation_error_message=_("Plan 2 to 120 minutes at the door."),
            ),
        ]

    def is_in_use_on(self, day: date) -> bool:
        return self.retired_on is None or self.retired_on > day


class TaskRuleQuerySet(models.QuerySet["TaskRule"]):
    def counting_on(self, day: date) -> Self:
        """Keep what counts on a day or counted before: of each type, the last is the one in force."""
        return self.filter(from_on__lte=day).order_by("task_type", "-from_on", "-pk")


class TaskRule(models.Model):
    """What the law says of a kind of task from a day on: who may do it, within how long, and where that stands."""

    data_class = DataClass.D0
    task_type = models.ForeignKey(TaskType, models.CASCADE, related_name="rules")
    from_on = models.DateField(_("Counts from"))
    doer = models.CharField(_("Who may do it"), max_length=12, choices=Doer.choices)
    working_days = models.PositiveSmallIntegerField(_("Legal delay in working days"), null=True, blank=True)
    ends_on_the_spot = models.BooleanField(_("Ends on the spot only, never by an answer online"), default=False)
    basis_fr = models.CharField(_("Legal basis, in French"), max_length=300)
    basis_nl = models.CharField(_("Legal basis, in Dutch"), max_length=300)
    source = models.CharField(_("Where it can be read"), max_length=300)
    verified_on = models.DateField(_("Read in the official text on"), null=True, blank=True)
    """Nobody has read it there yet while empty: pages say so."""

    objects = TaskRuleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-from_on"]
        constraints: ClassVar = [
            UniqueConstraint(name="one_rule_a_type_and_day", fields=["task_type", "from_on"]),
            CheckConstraint(name="a_rule_names_its_source", condition=~Q(source="") & ~Q(basis_fr="")),
        ]

    def __str__(self) -> str:
        return f"{self.task_type_id} {self.from_on:%Y-%m-%d}"

    @property
    def basis(self) -> str:
        return in_language(self.basis_fr, self.basis_nl, get_language())


class TaskDecisionQuerySet(models.QuerySet["TaskDecision"]):
    def changing_by(self, day: date) -> Self:
        """Keep what changed the work by a day."""
        return self.filter(decision__in=TaskDecision.CHANGES, effective_on__lte=day).select_related("task_type")


class TaskDecision(models.Model):
    """What was decided about a kind of task, and from when: the change whose effect is measured."""

    class Decision(models.TextChoices):
        KEEP = "keep", _("Stays with the inspectors")
        SHIFT = "shift", _("Goes to others")
        SIMPLIFY = "simplify", _("Is made shorter")
        STOP = "stop", _("Is no longer done")

    CHANGES: ClassVar = (Decision.SHIFT, Decision.SIMPLIFY, Decision.STOP)
    """Those after which something is looked for in the time that is spent."""

    data_class = DataClass.D0
    task_type = models.ForeignKey(TaskType, models.PROTECT, related_name="decisions")
    decision = models.CharField(_("Decision"), max_length=10, choices=Decision.choices)
    to_fr = models.CharField(_("To whom, in French"), max_length=160, blank=True)
    to_nl = models.CharField(_("To whom, in Dutch"), max_length=160, blank=True)
    reason_fr = models.CharField(_("Why, in French"), max_length=300)
    reason_nl = models.CharField(_("Why, in Dutch"), max_length=300)
    decided_on = models.DateField(_("Decided on"))
    effective_on = models.DateField(_("Counts from"))

    objects = TaskDecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-effective_on", "-pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="one_decision_a_type_and_day", fields=["task_type", "effective_on"]),
            CheckConstraint(
                name="what_is_shifted_goes_to_someone",
                condition=~Q(decision="shift") | ~Q(to_fr=""),
                violation_error_message=_("Say to whom it goes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_type_id} {self.decision}"

    @property
    def to(self) -> str:
        return in_language(self.to_fr, self.to_nl, get_language())

    @property
    def reason(self) -> str:
        return in_language(self.reason_fr, self.reason_nl, get_language())
