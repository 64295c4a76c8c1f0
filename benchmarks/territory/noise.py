"""What residents type for an address they know: abbreviated, without accents, with a slip."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

ABBREVIATIONS = {
    "Rue ": ("r. ", "r "),
    "Avenue ": ("av. ", "av "),
    "Boulevard ": ("bd ", "boul. "),
    "Chaussée ": ("ch. ", "chée "),
    "Place ": ("pl. ",),
    "Saint-": ("St-", "St "),
    "Sainte-": ("Ste-",),
    "straat": ("str", "str."),
    "steenweg": ("stwg",),
    "laan": ("ln",),
}


@dataclass(frozen=True)
class Known:
    """An address as its resident knows it."""

    name_fr: str
    name_nl: str
    number: str
    box: str
    postcode: str
    town_fr: str
    town_nl: str


@dataclass(frozen=True)
class Asked:
    text: str
    known: Known


def queries(addresses: Sequence[Known], count: int, *, seed: int) -> list[Asked]:
    """Draw addresses and write each the way a hurried resident does; the same seed gives the same list."""
    dice = random.Random(seed)
    return [Asked(_typed(known, dice), known) for known in dice.choices(addresses, k=count)]


def _typed(known: Known, dice: random.Random) -> str:
    is_dutch = bool(known.name_nl) and (not known.name_fr or dice.random() < 0.4)
    street = known.name_nl if is_dutch else known.name_fr
    town = known.town_nl if is_dutch and known.town_nl else known.town_fr
    street = dice.choice((_as_it_is, _short, _missing, _swapped, _missing, _swapped))(street, dice)
    text = f"{street} {_number(known, dice)}{_box(known, is_dutch, dice)}"
    place = dice.choice(("", "", known.postcode, town, f"{known.postcode} {town}"))
    text = f"{text}, {place}" if place and dice.random() < 0.5 else f"{text} {place}"
    if dice.random() < 0.6:
        text = _plain(text)
    return text.lower().strip() if dice.random() < 0.5 else text.strip()


def _as_it_is(text: str, dice: random.Random) -> str:
    return text


def _short(text: str, dice: random.Random) -> str:
    for long, shorts in ABBREVIATIONS.items():
        if long in text:
            text = text.replace(long, dice.choice(shorts), 1)
    return text


def _missing(text: str, dice: random.Random) -> str:
    spot = _letter(text, dice)
    return text[:spot] + text[spot + 1 :]


def _swapped(text: str, dice: random.Random) -> str:
    pairs = [i for i in range(len(text) - 1) if text[i].isalpha() and text[i + 1].isalpha()]
    if not pairs:
        return text
    spot = dice.choice(pairs)
    return text[:spot] + text[spot + 1] + text[spot] + text[spot + 2 :]


def _letter(text: str, dice: random.Random) -> int:
    return dice.choice([i for i, sign in enumerate(text) if sign.isalpha()] or [0])


def _number(known: Known, dice: random.Random) -> str:
    number = known.number
    if number[-1:].isalpha() and number[:-1].isdigit() and dice.random() < 0.3:
        return f"{number[:-1]} {number[-1]}"
    return number


def _box(known: Known, is_dutch: bool, dice: random.Random) -> str:
    if not known.box or dice.random() < 0.3:
        return ""
    word = dice.choice((" bus ", "/") if is_dutch else (" bte ", "/", " boîte "))
    return f"{word}{known.box}"


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
