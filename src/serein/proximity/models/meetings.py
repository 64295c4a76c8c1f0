"""When and where residents meet their inspector."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serein.enquiries.models import Enquiry
from serein.kit.bilingual import in_language
from serein.kit.data_classes import DataClass
from serein.people.models import BeatDesk


class Surgery(models.Model):
    """A drop-in hour of a beat: the same day and place each week."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    data_class = DataClass.D0
    desk = models.ForeignKey(BeatDesk, models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    opens = models.TimeField()
    closes = models.TimeField()
    slot_minutes = models.PositiveSmallIntegerField(default=20)
    place_fr = models.CharField(max_length=200)
    place_nl = models.CharField(max_length=200, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["weekday", "opens"]
        constraints: ClassVar = [
            CheckConstraint(
                name="surgery_closes_after_it_opens",
                condition=Q(closes__gt=F("opens")),
                violation_error_message=_("It closes before it opens."),
            ),
            CheckConstraint(
                name="surgery_ends_after_it_starts",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                violation_error_message=_("It ends before it starts."),
            ),
            CheckConstraint(
                name="surgery_slots_last",
                condition=Q(slot_minutes__gte=5),
                violation_error_message=_("A slot lasts five minutes or more."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk_id} {self.get_weekday_display()} {self.opens:%H:%M}"

    @property
    def place(self) -> str:
        return in_language(self.place_fr, self.place_nl, get_language())


class Appointment(models.Model):
    """A slot of a surgery that a resident took. It is free again once its enquiry is withdrawn."""

    data_class = DataClass.D2
    surgery = models.ForeignKey(Surgery, models.PROTECT, related_name="appointments")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    enquiry = models.OneToOneField(Enquiry, models.CASCADE, related_name="+")

    class Meta:
        ordering: ClassVar = ["starts_at"]
        constraints: ClassVar = [
            UniqueConstraint(name="a_slot_is_taken_once", fields=["surgery", "starts_at"]),
            CheckConstraint(name="appointment_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
