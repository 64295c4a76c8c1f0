"""Forms and letters of the staff's own, with placeholders for what we hold."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from serein.kit.data_classes import DataClass


class LetterTemplate(models.Model):
    """A text file that staff wrote for one use and language: the newest of its kind is in force."""

    class Use(models.TextChoices):
        RESIDENCE_CHECK = "residence_check", _("Report of a residence check")
        SURGERY_POSTER = "surgery_poster", _("Poster of a surgery")
        PARTNER_LETTER = "partner_letter", _("Letter to a partner")

    class Language(models.TextChoices):
        FRENCH = "fr", _("French")
        DUTCH = "nl", _("Dutch")

    class Kind(models.TextChoices):
        DOCX = "docx", "DOCX"
        ODT = "odt", "ODT"

    data_class = DataClass.D0
    use = models.CharField(_("What it is for"), max_length=20, choices=Use.choices)
    language = models.CharField(_("Language"), max_length=2, choices=Language.choices)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    content = models.BinaryField()
    """Here and not among the media, which anybody may fetch."""
    file_name = models.CharField(max_length=120)
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["use", "language", "kind", "-uploaded_at", "-pk"]
        constraints: ClassVar = [
            CheckConstraint(
                name="a_letter_template_has_a_known_use",
                condition=Q(
                    use__in=["residence_check", "surgery_poster", "partner_letter"],
                    language__in=["fr", "nl"],
                    kind__in=["docx", "odt"],
                ),
            )
        ]

    def __str__(self) -> str:
        return self.file_name
