"""What a resident adds to a problem, or says is missing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from serein.enquiries.models import Enquiry
from serein.kit.data_classes import DataClass
from serein.listening.models.problem import Problem
from serein.territory.models import Neighbourhood


class Contribution(models.Model):
    """An enquiry that tells of a problem: what its author adds, or a problem that nobody stated yet."""

    data_class = DataClass.D1
    enquiry = models.OneToOneField(Enquiry, models.PROTECT, related_name="+")
    neighbourhood = models.ForeignKey(Neighbourhood, models.PROTECT, related_name="+")
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, blank=True, related_name="contributions")
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("contribution")
        ordering: ClassVar = ["given_at", "pk"]

    def __str__(self) -> str:
        return f"{self.neighbourhood_id} {self.pk}"
