"""The colours of the theme, held to what eyes need, and its files to what phones need."""

import re
from pathlib import Path

import pytest

KIT = Path(__file__).resolve().parents[2] / "src" / "serein" / "kit"
STATIC = KIT / "static" / "kit"
THEME = (STATIC / "theme.css").read_text()

TEXTS = ["text", "muted", "link", "accent-text", "done", "late", "info"]
GROUNDS = ["ground", "raised"]
SOFT_GROUNDS = ["sunken", "accent-soft", "done-soft", "late-soft", "info-soft"]


def block(selector: str) -> dict[str, str]:
    body = re.search(re.escape(selector) + r" \{(.*?)\}", THEME, re.DOTALL)
    assert body is not None, f"theme.css has no rule {selector}"
    return dict(re.findall(r"--([\w-]+): ([^;]+);", body[1]))


def theme(selector: str) -> dict[str, str]:
    found = block(":root") | block(selector)
    return {
        name: found.get(value[6:-1], value) if value.startswith("var(--") else value for name, value in found.items()
    }


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("selector", ['[data-theme="light"]', '[data-theme="dark"]'])
def test_every_text_colour_has_a_contrast_of_seven_on_every_ground(selector: str) -> None:
    colours = theme(selector)

    faint = [
        f"{text} on {ground}: {contrast(colours[text], colours[ground]):.1f}"
        for text in TEXTS
        for ground in GROUNDS
        if contrast(colours[text], colours[ground]) < 7
    ]
    faint += [f"text on {ground}" for ground in SOFT_GROUNDS if contrast(colours["text"], colours[ground]) < 7]

    assert faint == []


@pytest.mark.parametrize("selector", ['[data-theme="light"]', '[data-theme="dark"]'])
def test_controls_and_their_words_can_be_told_from_what_surrounds_them(selector: str) -> None:
    colours = theme(selector)

    assert contrast(colours["control"], colours["ground"]) >= 3
    assert contrast(colours["control"], colours["raised"]) >= 3
    assert contrast(colours["on-action"], colours["action"]) >= 7
    assert contrast(colours["focus"], colours["ground"]) >= 3


def test_dark_by_choice_and_dark_by_the_device_are_the_same() -> None:
    assert block('[data-theme="dark"]') == block("  :root:not([data-theme])")


def test_no_drawing_weighs_more_than_four_thousand_bytes() -> None:
    drawings = [*(KIT / "templates" / "kit" / "drawings").glob("*.svg"), STATIC / "favicon.svg"]

    assert len(drawings) > 3
    assert [drawing.name for drawing in drawings if drawing.stat().st_size > 4000] == []


def test_our_styles_ask_nothing_of_another_host_nor_of_data_addresses() -> None:
    sheets = [*STATIC.glob("*.css"), *(KIT / "static" / "vendor").rglob("*.css")]

    assert [sheet.name for sheet in sheets if re.search(r"url\([\"']?(https?:|//|data:)", sheet.read_text())] == []
