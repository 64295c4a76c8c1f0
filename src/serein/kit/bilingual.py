"""Texts in the commune's two languages. What has no Dutch is shown in French, never invented."""

from django.db import models
from django.utils.translation import get_language


def in_language(fr: str, nl: str, language: str | None) -> str:
    """Return the Dutch text for Dutch readers when there is one, else the French."""
    return nl if language == "nl" and nl else fr or nl


class BilingualName(models.Model):
    name_fr = models.CharField(max_length=200)
    name_nl = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_fr or self.name_nl

    @property
    def name(self) -> str:
        return self.name_in(get_language())

    def name_in(self, language: str | None) -> str:
        return in_language(self.name_fr, self.name_nl, language)


class NotInBothLanguages(Exception):
    """A public text lacks French or Dutch; residents would read one language only (H27)."""


def missing_languages(**texts: tuple[str, str]) -> list[tuple[str, str]]:
    """List (text, language) for every text, given as `name=(fr, nl)`, that is still empty."""
    return [
        (name, language)
        for name, pair in texts.items()
        for language, text in zip(("fr", "nl"), pair, strict=True)
        if not text.strip()
    ]


def require_both_languages(**texts: tuple[str, str]) -> None:
    """
    Let a text be published only when French and Dutch are both there.

    :raises NotInBothLanguages: naming what is missing
    """
    if missing := missing_languages(**texts):
        names = ", ".join(f"{name} ({language})" for name, language in missing)
        raise NotInBothLanguages(f"Not published: {names} still missing; French and Dutch are both needed.")
