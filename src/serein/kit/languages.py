"""The same page in another language."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import override


@dataclass(frozen=True)
class LanguageLink:
    code: str
    label: str
    url: str
    is_current: bool


def links_to_this_page(request: HttpRequest, language: str) -> list[LanguageLink]:
    """Return a link to this page in each language; for pages without a language, to each home."""
    here = request.get_full_path()
    with override(language):
        return [
            LanguageLink(code, label, _in(code, here, language), code == language) for code, label in settings.LANGUAGES
        ]


def _in(code: str, here: str, language: str) -> str:
    there = translate_url(here, code)
    return there if there != here or code == language else f"/{code}/"
