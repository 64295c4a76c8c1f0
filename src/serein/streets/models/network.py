"""Which street network serves: the arrays lie in a file, this row names it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q, UniqueConstraint

from serein.kit.data_classes import DataClass


class NetworkVersion(models.Model):
    """A street network that was imported; its arrays lie in the file of that name."""

    data_class = DataClass.D0
    file_name = models.CharField(max_length=80, unique=True)
    source_name = models.CharField(max_length=200)
    imported_at = models.DateTimeField()
    nodes = models.PositiveIntegerField()
    edges = models.PositiveIntegerField()
    is_in_force = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(name="one_network_is_in_force", fields=["is_in_force"], condition=Q(is_in_force=True)),
        ]

    def __str__(self) -> str:
        return self.source_name
