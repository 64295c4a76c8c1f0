"""Signs in the street: one per decision point of a circuit and direction."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.enquiries.models import Enquiry
from serein.kit.bilingual import in_language
from serein.kit.data_classes import DataClass
from serein.streets.models.circuit import Circuit

TURNS = {
    "straight": 0,
    "slight_right": 40,
    "right": 90,
    "sharp_right": 135,
    "back": 180,
    "slight_left": -40,
    "left": -90,
    "sharp_left": -135,
}
_SIGNS = "23456789abcdefghjkmnpqrstvwxyz"


def new_sign_code() -> str:
    return "".join(secrets.choice(_SIGNS) for _ in range(6))


class Sign(models.Model):
    """A sign of a circuit, from its order to its replacement."""

    class State(models.TextChoices):
        TO_ORDER = "to_order", _("To be ordered")
        ORDERED = "ordered", _("Ordered")
        GOOD = "good", _("In place, in good state")
        DAMAGED = "damaged", _("Damaged or turned")
        MISSING = "missing", _("Missing")
        TO_REMOVE = "to_remove", _("To be taken away")
        REMOVED = "removed", _("Taken away")

    class Arrow(models.TextChoices):
        STRAIGHT = "straight", _("straight on")
        SLIGHT_LEFT = "slight_left", _("slightly left")
        LEFT = "left", _("left")
        SHARP_LEFT = "sharp_left", _("sharp left")
        SLIGHT_RIGHT = "slight_right", _("slightly right")
        RIGHT = "right", _("right")
        SHARP_RIGHT = "sharp_right", _("sharp right")
        BACK = "back", _("back")

    class Support(models.TextChoices):
        LAMP_POST = "lamp_post", _("on a lamp post")
        POST = "post", _("on a post of its own")
        WALL = "wall", _("on a wall")

    class Direction(models.TextChoices):
        OUT = "out", _("outward")
        BACK = "back", _("the other way round")

    data_class = DataClass.D0
    circuit = models.ForeignKey(Circuit, models.PROTECT, related_name="signs")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=6, unique=True, default=new_sign_code)
    """What its QR opens."""
    direction = models.CharField(_("Direction"), max_length=4, choices=Direction.choices)
    lat = models.FloatField()
    lon = models.FloatField()
    bearing = models.FloatField(default=0)
    """Degrees in which one walks when one reads it, from north over east."""
    arrow = models.CharField(_("Arrow"), max_length=12, choices=Arrow.choices)
    text_fr = models.CharField(_("Text in French"), max_length=80)
    text_nl = models.CharField(_("Text in Dutch"), max_length=80)
    place_fr = models.CharField(max_length=160, blank=True)
    place_nl = models.CharField(max_length=160, blank=True)
    height_cm = models.PositiveSmallIntegerField(_("Height, cm"), default=220)
    support = models.CharField(_("Support"), max_length=10, choices=Support.choices, default=Support.LAMP_POST)
    state = models.CharField(_("State"), max_length=10, choices=State.choices, default=State.TO_ORDER)
    due_on = models.DateField(null=True, blank=True)
    """By when it is in place, once it is ordered."""
    installed_on = models.DateField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["circuit", "number"]
        constraints: ClassVar = [
            UniqueConstraint(name="sign_has_its_number", fields=["circuit", "number"]),
            CheckConstraint(name="sign_in_both_languages", condition=~Q(text_fr="") & ~Q(text_nl="")),
            CheckConstraint(name="sign_ordered_has_its_day", condition=~Q(state="ordered") | Q(due_on__isnull=False)),
            CheckConstraint(
                name="sign_in_place_has_its_day", condition=~Q(state="good") | Q(installed_on__isnull=False)
            ),
            CheckConstraint(name="sign_hangs_within_reach", condition=Q(height_cm__range=(60, 450))),
        ]

    def __str__(self) -> str:
        return f"{self.circuit.code}-{self.number}"

    @property
    def turn(self) -> int:
        """Degrees by which its arrow turns to the right."""
        return TURNS[self.arrow]

    @property
    def text(self) -> str:
        return in_language(self.text_fr, self.text_nl, get_language())

    @property
    def place(self) -> str:
        return in_language(self.place_fr, self.place_nl, get_language())


class SignCheck(models.Model):
    """What an inspection round, or a resident's report, found of a sign."""

    data_class = DataClass.D0
    sign = models.ForeignKey(Sign, models.CASCADE, related_name="checks")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=Sign.State.choices)
    is_staff = models.BooleanField(default=True)
    """What a resident tells changes nothing of the sign itself."""
    enquiry = models.ForeignKey(Enquiry, models.SET_NULL, null=True, blank=True, related_name="+")
    """The request by which a resident told it."""
    once = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_sign_check_is_kept_once", fields=["sign", "once"], condition=~Q(once="")),
        ]

    def __str__(self) -> str:
        return f"{self.sign_id} {self.state}"


class SignPhoto(models.Model):
    """A photo that shows a sign in its place, without faces, drawn anew without what the camera wrote."""

    data_class = DataClass.D0
    sign = models.ForeignKey(Sign, models.CASCADE, related_name="photos")
    taken_at = models.DateTimeField()
    image = models.TextField()
    """A JPEG in base64."""

    class Meta:
        ordering: ClassVar = ["-taken_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.sign_id}"
