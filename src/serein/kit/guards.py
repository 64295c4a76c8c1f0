"""What free text may not carry (H09), and the words that mean: call for help now."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

import phonenumbers

_PLATES = re.compile(
    r"""(?<![A-Z0-9])(?:
      [1-9][-\s.]?[A-Z]{3}[-\s.]?[0-9]{3}          # Belgium since 2010
    | [A-Z]{3}[-\s.]?[0-9]{3}(?![0-9])             # Belgium before
    | [A-Z]{2}[-\s.]?[0-9]{3}[-\s.]?[A-Z]{2}       # France since 2009
    | [0-9]{1,4}[-\s.][A-Z]{2,3}[-\s.](?:[0-9]{2}|2[AB])  # France before
    | [A-Z]{1,2}[-\s.][0-9]{2,3}[-\s.][A-Z]{1,2}   # the Netherlands, old forms
    )(?![A-Z0-9])""",
    re.VERBOSE,
)
_NOT_PLATES = re.compile(r"^(?:RUE|TEL|BUS|BTE|NUM|BUT|LES|DES|UNE|SUR|VAN|HET|EEN|DE|TOT|MAX|MIN|AAN|VOL)[-\s.]?[0-9]")
_NATIONAL_NUMBER = re.compile(r"(?<!\d)\d{2}[.\s]?\d{2}[.\s]?\d{2}[-\s.]?\d{3}[.\s-]?\d{2}(?!\d)")
_EMERGENCY_WORDS = (
    r"au feu|incendie|arme a feu|couteau|(?:il|elle) me frappe|me frappe|me menace|suicid\w*|me tuer|au secours",
    r"en danger|viol|violee?|agress\w*|inconscient\w*",
    r"brand|vuurwapen|mes getrokken|slaat (?:mij|me)|bedreigt (?:mij|me)|zelfmoord\w*|vermoord\w*|verkracht\w*",
    r"aangevallen|bewusteloos|in gevaar",
    r"fire|gun|knife|hits me|threatens me|kill (?:me|myself)|raped?|unconscious",
)
_EMERGENCY = re.compile(rf"\b(?:{'|'.join(_EMERGENCY_WORDS)})\b")


@dataclass(frozen=True)
class Finding:
    kind: Literal["plate", "phone", "national_number"]
    text: str


def find_personal_marks(text: str) -> list[Finding]:
    """Return the plates, phone numbers and national numbers in a free text."""
    numbers = [Finding("national_number", m.group()) for m in _NATIONAL_NUMBER.finditer(text)]
    plates = [Finding("plate", m.group()) for m in _PLATES.finditer(text.upper()) if not _NOT_PLATES.match(m.group())]
    phones = [
        Finding("phone", match.raw_string)
        for region in ("BE", "FR", "NL")
        for match in phonenumbers.PhoneNumberMatcher(text, region)
    ]
    return list(dict.fromkeys([*numbers, *plates, *phones]))


def names_an_emergency(text: str) -> bool:
    """Whether a text holds a word after which help must be shown before anything is sent."""
    return _EMERGENCY.search(_plain(text)) is not None


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in folded if not unicodedata.combining(sign))
