from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from serein.kit.bilingual import BilingualName, in_language
from serein.kit.data_classes import DataClass


class Source(models.TextChoices):
    BEST = "best", _("BeSt Address")
    OSM = "osm", _("OpenStreetMap")


class PresentQuerySet(models.QuerySet[Any]):
    def present(self) -> Self:
        """Leave out what vanished from its source."""
        return self.filter(vanished_at=None)


class Area(models.Model):
    """A GeoJSON polygon in WGS84 with its bounding box."""

    geometry = models.JSONField(_("outline"), default=dict, blank=True)
    min_lon = models.FloatField(default=0)
    min_lat = models.FloatField(default=0)
    max_lon = models.FloatField(default=0)
    max_lat = models.FloatField(default=0)

    class Meta:
        abstract = True

    @property
    def centre_lat(self) -> float:
        return (self.min_lat + self.max_lat) / 2

    @property
    def centre_lon(self) -> float:
        return (self.min_lon + self.max_lon) / 2


class Commune(BilingualName, Area):
    """A commune of the territory; one of them is the home of this installation."""

    data_class = DataClass.D0

    nis = models.CharField(_("NIS code"), max_length=5, unique=True)
    languages = models.JSONField(_("languages"), default=list)
    logo = models.FileField(_("logo"), upload_to="logos/", blank=True)
    is_home = models.BooleanField(_("is the home of this installation"), default=False)
    is_fictive = models.BooleanField(_("is imaginary"), default=False)

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        constraints: ClassVar = [
            UniqueConstraint(name="one_commune_is_home", fields=["is_home"], condition=Q(is_home=True)),
        ]

    def __str__(self) -> str:
        return self.name


class Neighbourhood(BilingualName, Area):
    """A part of the commune that its residents call by a name."""

    data_class = DataClass.D0

    code = models.CharField(max_length=40, unique=True)
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        verbose_name = _("neighbourhood")
        verbose_name_plural = _("neighbourhoods")

    def __str__(self) -> str:
        return self.name


class Street(BilingualName):
    """A street by its official name; a language without an official name stays empty."""

    data_class = DataClass.D0

    commune = models.ForeignKey(Commune, models.PROTECT, related_name="streets")
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    locality_fr = models.CharField(_("locality in French"), max_length=120, blank=True)
    locality_nl = models.CharField(_("locality in Dutch"), max_length=120, blank=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    source_id = models.CharField(max_length=160)
    vanished_at = models.DateTimeField(null=True, blank=True)

    objects = PresentQuerySet.as_manager()

    class Meta:
        verbose_name = _("street")
        verbose_name_plural = _("streets")
        constraints: ClassVar = [
            UniqueConstraint(name="street_is_known_once_in_its_source", fields=["source", "source_id"]),
            CheckConstraint(name="street_has_a_name", condition=~Q(name_fr="", name_nl="")),
        ]

    def __str__(self) -> str:
        return self.name

    def locality(self, language: str) -> str:
        return in_language(self.locality_fr, self.locality_nl, language)


class Beat(BilingualName):
    """The part of the commune that one neighbourhood inspector serves."""

    data_class = DataClass.D0

    code = models.CharField(_("code"), max_length=20, unique=True)

    class Meta:
        verbose_name = _("beat")
        verbose_name_plural = _("beats")
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """A house number or a box of it, with the beat of the version in force."""

    data_class = DataClass.D0

    street = models.ForeignKey(Street, models.PROTECT, related_name="addresses")
    house_number = models.CharField(_("house number"), max_length=20)
    box_number = models.CharField(_("box"), max_length=40, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
    beat = models.ForeignKey(Beat, models.SET_NULL, null=True, blank=True, related_name="addresses")
    source = models.CharField(max_length=10, choices=Source.choices)
    source_id = models.CharField(max_length=120)
    vanished_at = models.DateTimeField(null=True, blank=True)

    objects = PresentQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints: ClassVar = [
            UniqueConstraint(name="address_is_known_once_in_its_source", fields=["source", "source_id"]),
            CheckConstraint(
                name="address_lies_on_earth", condition=Q(lat__range=(-90, 90)) & Q(lon__range=(-180, 180))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.number}"

    @property
    def number(self) -> str:
        return f"{self.house_number}/{self.box_number}" if self.box_number else self.house_number


class Place(BilingualName):
    """A place that residents know: a hall, a bar, a station, a school, a park, a post."""

    data_class = DataClass.D0

    class Kind(models.TextChoices):
        HALL = "hall", _("Hall")
        BAR = "bar", _("Bar")
        PUB = "pub", _("Pub")
        CAFE = "cafe", _("Café")
        NIGHTCLUB = "nightclub", _("Nightclub")
        RESTAURANT = "restaurant", _("Restaurant")
        STATION = "station", _("Station")
        BUS_STOP = "bus_stop", _("Bus stop")
        SCHOOL = "school", _("School")
        PARK = "park", _("Park")
        CAR_PARK = "car_park", _("Car park")
        POLICE = "police", _("Police")
        TOWN_HALL = "town_hall", _("Town hall")
        HOSPITAL = "hospital", _("Hospital")
        PHARMACY = "pharmacy", _("Pharmacy")
        LIBRARY = "library", _("Library")
        SPORTS = "sports", _("Sports ground")
        YOUTH_HOUSE = "youth_house", _("Youth centre")
        COMMUNITY_HOUSE = "community_house", _("Neighbourhood centre")
        WORSHIP = "worship", _("Place of worship")
        MARKETPLACE = "marketplace", _("Market place")
        NIGHT_SHOP = "night_shop", _("Night shop")
        SHOP = "shop", _("Shop")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    opening_hours = models.TextField(_("opening hours"), blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
    osm_id = models.CharField(max_length=20, unique=True)
    vanished_at = models.DateTimeField(null=True, blank=True)

    objects = PresentQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        indexes: ClassVar = [models.Index(fields=["kind"], name="places_by_kind")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The place's name, or its kind when it has none."""
        return self.name or str(self.get_kind_display())


class BeatVersion(models.Model):
    """A division of the commune into beats, in force from a day; old ones are kept."""

    data_class = DataClass.D0

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SCHEDULED = "scheduled", _("Decided, not yet in force")
        IN_FORCE = "in_force", _("In force")
        REPLACED = "replaced", _("Replaced")

    in_force_from = models.DateField(_("in force from"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    note = models.CharField(_("note"), max_length=200, blank=True)
    names = models.JSONField(_("names that beats take on that day"), default=dict, blank=True)

    class Meta:
        verbose_name = _("version of the beats")
        verbose_name_plural = _("versions of the beats")
        ordering: ClassVar = ["-in_force_from", "-pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="one_beat_version_is_in_force", fields=["state"], condition=Q(state="in_force")),
        ]

    def __str__(self) -> str:
        return f"{self.in_force_from:%Y-%m-%d} ({self.state})"

    def is_due(self, today: date) -> bool:
        return self.state == self.State.SCHEDULED and self.in_force_from <= today


class BeatArea(Area):
    """The outline of a beat in one version."""

    data_class = DataClass.D0

    version = models.ForeignKey(BeatVersion, models.CASCADE, related_name="areas")
    beat = models.ForeignKey(Beat, models.PROTECT, related_name="areas")

    class Meta:
        verbose_name = _("outline of a beat")
        verbose_name_plural = _("outlines of beats")
        constraints: ClassVar = [
            UniqueConstraint(name="beat_has_one_outline_a_version", fields=["version", "beat"]),
        ]

    def __str__(self) -> str:
        return f"{self.beat_id} @ {self.version_id}"


class StreetRange(models.Model):
    """House numbers of a street, on one side or both, that belong to a beat."""

    data_class = DataClass.D0

    class Side(models.TextChoices):
        ODD = "odd", _("odd numbers")
        EVEN = "even", _("even numbers")
        BOTH = "both", _("all numbers")

    version = models.ForeignKey(BeatVersion, models.CASCADE, related_name="ranges")
    beat = models.ForeignKey(Beat, models.PROTECT, related_name="ranges")
    street = models.ForeignKey(Street, models.PROTECT, related_name="ranges")
    side = models.CharField(_("side"), max_length=4, choices=Side.choices, default=Side.BOTH)
    from_number = models.PositiveIntegerField(_("from"), default=0)
    to_number = models.PositiveIntegerField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("range of house numbers")
        verbose_name_plural = _("ranges of house numbers")
        constraints: ClassVar = [
            CheckConstraint(
                name="street_range_ends_after_it_starts",
                condition=Q(to_number=None) | Q(to_number__gte=F("from_number")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street_id} {self.side} {self.from_number}-{self.to_number or ''}"

    def covers(self, number: int) -> bool:
        in_span = self.from_number <= number and (self.to_number is None or number <= self.to_number)
        return in_span and (self.side == self.Side.BOTH or (self.side == self.Side.ODD) == (number % 2 == 1))


class Layer(models.Model):
    """The version of a layer that processes keep in memory; it grows at each change."""

    data_class = DataClass.D0

    name = models.CharField(max_length=40, unique=True)
    version = models.PositiveIntegerField(default=0)
    content = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("layer")
        verbose_name_plural = _("layers")

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class ImportRun(models.Model):
    """One reading of a file: what it brought and what was refused."""

    data_class = DataClass.D0

    importer = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    summary = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering: ClassVar = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.importer} {self.file_name} {self.started_at:%Y-%m-%d %H:%M}"
