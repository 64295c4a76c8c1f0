"""Street lamps, the cabins that switch them, and the hours at which they do."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from serein.kit.bilingual import BilingualName
from serein.kit.data_classes import DataClass


class Cabin(BilingualName):
    """A switching cabin: its lamps go on and off together."""

    data_class = DataClass.D0
    code = models.CharField(_("code"), max_length=40, unique=True)

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name or self.code


class CabinRegimeQuerySet(models.QuerySet["CabinRegime"]):
    def in_force_on(self, day: date) -> Self:
        """Keep, of each cabin, the regimes that had begun; the latest of them counts."""
        return self.filter(from_on__lte=day).order_by("cabin", "-from_on", "-pk")


class CabinRegime(models.Model):
    """
    How a cabin switches from a day on: from dusk to dawn, but for its switch-offs.

    A regime is never changed: another one takes its place from a later day.
    """

    data_class = DataClass.D0
    cabin = models.ForeignKey(Cabin, models.PROTECT, related_name="regimes")
    from_on = models.DateField(_("From"))
    decided_at = models.DateTimeField()

    objects = CabinRegimeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-from_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.cabin} {self.from_on}"


class SwitchOff(models.Model):
    """Hours of the night at which a regime leaves a cabin dark, on some evenings of the week, in a season."""

    data_class = DataClass.D0
    regime = models.ForeignKey(CabinRegime, models.CASCADE, related_name="switch_offs")
    evenings = models.JSONField(_("Evenings"), default=list)
    """The evenings on which such a night begins: 0 is Monday."""
    off_from = models.TimeField(_("Off from"))
    off_to = models.TimeField(_("On again at"))
    """At or before `off_from`: the day after."""
    season_from = models.CharField(_("Season from"), max_length=5, blank=True)
    """Month and day, `MM-DD`; empty with `season_to`: the whole year."""
    season_to = models.CharField(_("Season to"), max_length=5, blank=True)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                name="switch_off_has_a_whole_season_or_none",
                condition=Q(season_from="", season_to="") | (~Q(season_from="") & ~Q(season_to="")),
            ),
            CheckConstraint(name="switch_off_lasts", condition=~Q(off_from=F("off_to"))),
        ]

    def __str__(self) -> str:
        return f"{self.off_from:%H:%M}-{self.off_to:%H:%M}"


class CabinException(models.Model):
    """For some nights a cabin stays on, or off, whatever its regime says: a fair, works on the cables."""

    data_class = DataClass.D0
    cabin = models.ForeignKey(Cabin, models.PROTECT, related_name="exceptions")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_on = models.BooleanField(_("The light stays on"))
    because_fr = models.CharField(_("Why, in French"), max_length=200)
    because_nl = models.CharField(_("Why, in Dutch"), max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            CheckConstraint(name="cabin_exception_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            CheckConstraint(
                name="cabin_exception_says_why_in_both_languages",
                condition=~Q(because_fr="") & ~Q(because_nl=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cabin} {self.starts_at:%Y-%m-%d}"


class LampQuerySet(models.QuerySet["Lamp"]):
    def present(self) -> Self:
        """Leave out what vanished from the register."""
        return self.filter(vanished_at=None)


class Lamp(models.Model):
    """A street lamp of the register."""

    data_class = DataClass.D0
    ref = models.CharField(_("number"), max_length=40, unique=True)
    cabin = models.ForeignKey(Cabin, models.PROTECT, null=True, blank=True, related_name="lamps")
    lat = models.FloatField()
    lon = models.FloatField()
    kind = models.CharField(_("type"), max_length=60, blank=True)
    is_working = models.BooleanField(_("works"), default=True)
    """What the register says; what residents and staff tell is an outage."""
    vanished_at = models.DateTimeField(null=True, blank=True)

    objects = LampQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["lon", "lat"], name="lamps_at")]

    def __str__(self) -> str:
        return self.ref
