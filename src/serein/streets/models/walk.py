"""Walk audits: exploratory walks and night checks, their findings and what was answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.enquiries.models import Enquiry
from serein.kit.bilingual import BilingualName, in_language
from serein.kit.data_classes import DataClass
from serein.streets.models.circuit import Circuit
from serein.territory.models import Neighbourhood


class Walk(BilingualName):
    """A walk of a group through its streets, to say what helps and what is in the way."""

    class Kind(models.TextChoices):
        EXPLORATORY = "exploratory", _("Exploratory walk")
        NIGHT_CHECK = "night_check", _("Night check")

    data_class = DataClass.D1
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.EXPLORATORY)
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, related_name="+")
    circuit = models.ForeignKey(Circuit, models.PROTECT, null=True, blank=True, related_name="walks")
    after = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    """The walk that this one repeats, to see what changed."""
    starts_at = models.DateTimeField(_("When"))
    meeting_fr = models.CharField(_("Meeting point, in French"), max_length=160)
    meeting_nl = models.CharField(_("Meeting point, in Dutch"), max_length=160)
    who_fr = models.CharField(max_length=240, blank=True)
    who_nl = models.CharField(max_length=240, blank=True)
    """Who may come, in words."""
    access_fr = models.CharField(max_length=240, blank=True)
    access_nl = models.CharField(max_length=240, blank=True)
    """How one comes with a wheelchair or a pram."""
    group_size = models.PositiveSmallIntegerField(_("How many walked"), null=True, blank=True)
    traits = models.JSONField(default=list, blank=True)
    """Who was in the group, never how many of them and never who: `seniors`, `wheelchair`, `pram`, `young`, `women`."""
    line = models.JSONField(default=list, blank=True)
    """Longitudes and latitudes that were walked, as far as they are known."""
    held_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-starts_at", "-pk"]
        constraints: ClassVar = [
            CheckConstraint(name="walk_has_a_name_in_both_languages", condition=~Q(name_fr="") & ~Q(name_nl="")),
            CheckConstraint(
                name="walk_is_published_once_it_was_held", condition=Q(published_at=None) | Q(held_at__isnull=False)
            ),
            CheckConstraint(name="walk_does_not_repeat_itself", condition=Q(after=None) | ~Q(after=F("pk"))),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def meeting(self) -> str:
        return in_language(self.meeting_fr, self.meeting_nl, get_language())

    @property
    def who(self) -> str:
        return in_language(self.who_fr, self.who_nl, get_language())

    @property
    def access(self) -> str:
        return in_language(self.access_fr, self.access_nl, get_language())


class Finding(models.Model):
    """Something that a walk found at a place, and what the commune answers to it."""

    class Axis(models.TextChoices):
        SIGNPOSTING = "signposting", _("Signposting: knowing where one is and where one goes")
        VISIBILITY = "visibility", _("Visibility: seeing and being seen")
        LIFE = "life", _("Life: hearing and being heard")
        CONVIVIALITY = "conviviality", _("Conviviality: being able to get help")
        UPKEEP = "upkeep", _("Upkeep: a place that is cared for")
        LAYOUT = "layout", _("Layout: a street one can walk")

    data_class = DataClass.D1
    walk = models.ForeignKey(Walk, models.PROTECT, related_name="findings")
    axis = models.CharField(max_length=12, choices=Axis.choices)
    is_good = models.BooleanField(default=False)
    """Something that helps, and should stay."""
    lat = models.FloatField()
    lon = models.FloatField()
    place_fr = models.CharField(max_length=160, blank=True)
    place_nl = models.CharField(max_length=160, blank=True)
    words_fr = models.TextField(_("In French"), max_length=400, blank=True)
    words_nl = models.TextField(_("In Dutch"), max_length=400, blank=True)
    noted = models.TextField(max_length=400)
    """As the group noted it, in its language."""
    found_at = models.DateTimeField()
    once = models.CharField(max_length=64, blank=True)
    enquiry = models.OneToOneField(Enquiry, models.PROTECT, null=True, blank=True, related_name="+")
    """The request to whoever can mend it; its answer is public."""
    answer_fr = models.TextField(blank=True)
    answer_nl = models.TextField(blank=True)
    """The public words of that answer, which stay when the request is destroyed."""

    class Meta:
        ordering: ClassVar = ["found_at", "pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_finding_is_kept_once", fields=["once"], condition=~Q(once="")),
            CheckConstraint(name="what_is_good_asks_for_nothing", condition=Q(is_good=False) | Q(enquiry=None)),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def words(self) -> str:
        return in_language(self.words_fr, self.words_nl, get_language()) or self.noted

    @property
    def place(self) -> str:
        return in_language(self.place_fr, self.place_nl, get_language())

    @property
    def answer(self) -> str:
        return in_language(self.answer_fr, self.answer_nl, get_language())


class SecondLook(models.Model):
    """What a second walk saw of something that the first one found."""

    data_class = DataClass.D1
    walk = models.ForeignKey(Walk, models.PROTECT, related_name="looks")
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="looks")
    is_gone = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(name="a_walk_looks_once_at_a_finding", fields=["walk", "finding"]),
        ]

    def __str__(self) -> str:
        return f"{self.walk_id} {self.finding_id}"


class WalkScore(models.Model):
    """How a group scored a spot by the nine parameters, from 0 to 3 each."""

    data_class = DataClass.D1
    walk = models.ForeignKey(Walk, models.PROTECT, related_name="scores")
    lat = models.FloatField()
    lon = models.FloatField()
    at = models.DateTimeField()
    lighting = models.PositiveSmallIntegerField()
    openness = models.PositiveSmallIntegerField()
    visibility = models.PositiveSmallIntegerField()
    people = models.PositiveSmallIntegerField()
    security = models.PositiveSmallIntegerField()
    walk_path = models.PositiveSmallIntegerField()
    public_transport = models.PositiveSmallIntegerField()
    diversity = models.PositiveSmallIntegerField()
    """Whether all kinds of people are about; Safetipin's « gender usage »."""
    feeling = models.PositiveSmallIntegerField()
    once = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_score_is_kept_once", fields=["once"], condition=~Q(once="")),
            CheckConstraint(
                name="scores_go_from_0_to_3",
                condition=Q(
                    lighting__lte=3,
                    openness__lte=3,
                    visibility__lte=3,
                    people__lte=3,
                    security__lte=3,
                    walk_path__lte=3,
                    public_transport__lte=3,
                    diversity__lte=3,
                    feeling__lte=3,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.walk_id}"
