"""How residents write streets: without accents, abbreviated, with a number and a box somewhere."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_NO_LETTER = re.compile(r"[^0-9a-z/]+")
_WORDS = {
    "r": ("rue",),
    "av": ("avenue",),
    "ave": ("avenue",),
    "bd": ("boulevard",),
    "bld": ("boulevard",),
    "blvd": ("boulevard",),
    "boul": ("boulevard",),
    "ch": ("chaussee", "chemin"),
    "chee": ("chaussee",),
    "chss": ("chaussee",),
    "chem": ("chemin",),
    "pl": ("place", "plein"),
    "sq": ("square",),
    "imp": ("impasse",),
    "rte": ("route",),
    "dr": ("dreve", "docteur"),
    "sent": ("sentier",),
    "st": ("saint", "sint"),
    "ste": ("sainte",),
    "nd": ("notre dame",),
    "str": ("straat",),
    "ln": ("laan",),
    "stwg": ("steenweg",),
    "stw": ("steenweg",),
}
_ENDINGS = (("stwg", "steenweg"), ("stw", "steenweg"), ("str", "straat"), ("pln", "plein"))
_KINDS = frozenset(
    "rue avenue boulevard chaussee chemin place square impasse route dreve sentier allee clos cite quai cour venelle "
    "ruelle passage rond point esplanade parc straat laan steenweg weg plein dreef lei hof kaai strasse allee".split()
)
_SMALL = frozenset("de du des d la le les l a au aux et en van het den der ter ten t s op".split())
_KIND_ENDINGS = ("steenweg", "straat", "strasse", "plein", "laan", "dreef", "kaai", "weg", "hof", "lei")
_BOX = re.compile(r"\b(?:bte|boite|bt|bus|box|b)\s*([0-9]+[a-z]?|[a-z][0-9]*)\b|/\s*([0-9a-z]+)\b")
_NUMBER = re.compile(r"^([0-9]{1,4})([a-z]|bis|ter)?$")


@dataclass(frozen=True)
class Reading:
    """One way to understand what was typed."""

    street: str
    number: str = ""
    box: str = ""
    locality: str = ""


def fold(text: str) -> str:
    """Write a text in plain lower-case letters, digits and single blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _NO_LETTER.sub(" ", letters).replace("/", " ").strip()


def telling_words(text: str) -> frozenset[str]:
    """Return the words of a folded text that tell it from others: « l ecole du centre » gives ecole, centre."""
    return frozenset(word for word in text.split() if word not in _SMALL)


@lru_cache(maxsize=4096)
def fold_number(text: str) -> str:
    """Write a house number so that « 12 A », « 12a » and « 012A » are one."""
    return re.sub(r"[^0-9a-z]", "", fold(text)).lstrip("0")


@lru_cache(maxsize=4096)
def fold_box(text: str) -> str:
    """Write a box so that « 0003 », « b003 », « bus 3 » and « 3 » are one."""
    plain = re.sub(r"[^0-9a-z]", "", fold(text))
    return re.sub(r"^(?:bte|boite|bus|b)?0*(?=[0-9])", "", plain)


@lru_cache(maxsize=4096)
def first_digits(text: str) -> int | None:
    """Return the number that a house number begins with."""
    found = re.search(r"[0-9]+", text)
    return int(found[0]) if found else None


def expansions(text: str) -> list[str]:
    """Write out the abbreviations of a folded text, in each way they may be meant (four at most)."""
    variants = [""]
    for word in text.split():
        meanings = _WORDS.get(word, (_long_ending(word),))
        variants = [f"{variant} {meaning}".strip() for variant in variants for meaning in meanings][:4]
    return variants


def _long_ending(word: str) -> str:
    for short, long in _ENDINGS:
        if word.endswith(short) and len(word) > len(short) + 2:
            return word[: -len(short)] + long
    return word


def core(text: str) -> str:
    """Keep of a folded street name what tells it from others: « rue de l eglise » gives « eglise »."""
    words = [word for word in text.split() if word not in _KINDS and word not in _SMALL]
    if not words:
        return text
    last = words[-1]
    for ending in _KIND_ENDINGS:
        if last.endswith(ending) and len(last) > len(ending) + 2:
            words[-1] = last[: -len(ending)]
            break
    return " ".join(words)


def readings(text: str, *, postcodes: frozenset[str]) -> list[Reading]:
    """List the ways to read a text as street, number, box and locality, the likeliest first."""
    plain, box = _without_box(text)
    words = [word for word in plain.split() if word not in ("n", "no", "nr")]
    codes = [word for word in words[1:] if word in postcodes]
    code = codes[-1] if codes else ""
    spots = [i for i, word in enumerate(words) if _NUMBER.match(word) and (word != code or words.count(word) > 1)]
    found = [_split(words, spot, box, code) for spot in reversed(spots) if len(words) > 1]
    found.append(Reading(" ".join(word for word in words if word != code), "", "", code))
    return [reading for reading in found if reading.street]


def _without_box(text: str) -> tuple[str, str]:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    spaced = _NO_LETTER.sub(" ", letters)
    found = next((match for match in _BOX.finditer(spaced) if re.search(r"[0-9]", spaced[: match.start()])), None)
    if found is None:
        return spaced.replace("/", " ").strip(), ""
    rest = f"{spaced[: found.start()]} {spaced[found.end() :]}"
    return rest.replace("/", " ").strip(), fold_box(found[1] or found[2])


def _split(words: list[str], spot: int, box: str, code: str) -> Reading:
    before, after = words[:spot], [word for word in words[spot + 1 :] if word != code]
    number = fold_number(words[spot])
    has_letter = bool(after) and re.fullmatch(r"[a-e]", after[0]) is not None and bool(before)
    if has_letter:
        number, after = number + after[0], after[1:]
    if not before:
        return Reading(" ".join(after), number, box, code)
    return Reading(" ".join(word for word in before if word != code), number, box, " ".join([code, *after]).strip())
