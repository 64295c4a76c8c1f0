"""What the columns of a file mean that an office sends again and again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from serein.kit.data_classes import DataClass
from serein.proximity.models.catalogue import TaskType


class IntakeFormat(models.Model):
    """A form of file, told by its columns: which kind of visit its lines ask for, and what each column says."""

    data_class = DataClass.D0
    headings = models.CharField(max_length=1000, unique=True)
    """The names of its columns as they were sent, in small letters, with | between them."""
    task_type = models.ForeignKey(
        TaskType, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("What its lines ask for")
    )
    """Empty until someone has said what the columns mean."""
    columns = models.JSONField(default=dict)
    """What is taken, to the name of its column; columns that are not named are not read."""
    first_seen_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-first_seen_at"]

    def __str__(self) -> str:
        return self.headings

    @property
    def names(self) -> list[str]:
        return self.headings.split("|")
