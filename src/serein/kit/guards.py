"""What free text may not carry (H09), and the words that mean: call for help now."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

import phonenumbers

_DASHES = re.compile(r" ?[-‐‑‒–—−/_] ?")  # of a text whose blanks are single
_BLANKS = re.compile(r"\s+")
_BETWEEN = "[- .]?"
_PLATES = re.compile(
    r"""(?<!\w)(?:
      [1-9]~[A-Z]{3}~[0-9]{3}                          # Belgium since 2010
    | [A-Z]{3}~[0-9]{3} | [0-9]{3}~[A-Z]{3}            # Belgium before
    | [A-Z]{2}~[0-9]{3}~[A-Z]{2}                       # France since 2009
    | [0-9]{1,4}[- .][A-Z]{2,3}[- .](?:[0-9]{2}|2[AB]) # France before
    | [A-Z]{2}-[0-9]{2}-[0-9]{2} | [0-9]{2}-[0-9]{2}-[A-Z]{2} | [A-Z]{2}-[0-9]{2}-[A-Z]{2}  # the Netherlands
    | [A-Z]{2}-[A-Z]{2}-[0-9]{2} | [0-9]{2}-[A-Z]{2}-[A-Z]{2}
    | [0-9]{2}-[A-Z]{3}-[0-9] | [0-9]-[A-Z]{3}-[0-9]{2} | [A-Z]{3}-[0-9]{2}-[A-Z] | [A-Z]-[0-9]{2}-[A-Z]{3}
    | [A-Z]{2}-[0-9]{3}-[A-Z] | [A-Z]-[0-9]{3}-[A-Z]{2}
    )(?!\w)""".replace("~", _BETWEEN),
    re.VERBOSE | re.IGNORECASE,
)
_SMALL_WORDS = frozenset(
    # French
    "AU AUX BAS BD BIS BLD BTE BUS BUT CAR CE CES CET CLE DE DES DU DUR EN ERE ET EST EUX FAX GSM ICI IL ILS LA LE LES "
    "LOT LUI MA MAX MES MIN MON NE NI NON NOS NUM ON OU OUI PAR PAS PLI POL PRE PUB QUE QUI RDV RUE SA SAC SE SES SI "
    "SIX SON SUR TA TEC TEL TER TES TGV TON TVA UN UNE UNI VA VAN VIA VOL VOS VU Y "
    # Dutch
    "AAN ALS BIJ BOX BTW DAG DAN DAT DEN DER DIE DIT EEN EN ER GAF HAD HAS HEB HEM HET HIJ HOE HUN IK IN IS JE KAN LAG "
    "MAG MEE MET MOE NA NOG NR NU OF OM ONS OP PER PUT TE TOE TOT TUE UIT UUR VER VOL VOR WAS WAT WE WEL WIE "
    "WIJ ZAG ZAT ZE ZES ZO "
    # English, units, and names that go with a figure
    "AND ARE AT BED BMW CM EUR FOR GHZ KG KM KMH KMS KTM KWH LED MET MM NOT PAX PCT RER SEC THE TO ANS APP APT ART CO "
    # months and days
    "JAN FEV FEB MRT MAR AVR APR MAI MEI MAY JUN JUL AOU AUG SEP OCT OKT NOV DEC "
    "LUN JEU VEN SAM DIM MAA DIN WOE DON VRI ZAT ZON".split()
)
_NATIONAL_NUMBER = re.compile(r"(?<!\d)\d{2}[. ]?\d{2}[. ]?\d{2}[-. ]?\d{3}[-. ]?\d{2}(?!\d)")
_MAIL = re.compile(r"[\w.+-]{1,64}\s?(?:@|[(\[]at[)\]])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}", re.IGNORECASE)
_LETTER_FOR_NOUGHT = re.compile(r"(?<!\w)O(?=\d)|(?<=\d)O(?=\d)", re.IGNORECASE)
_SOMEONE_NL = "(?:ik|hij|zij|ze|we|wij|iemand|(?:buur)?vrouw|(?:buur)?man|kind|kinderen|meisje|jongen)"
_EMERGENCY_WORDS = (
    # fire, gas
    r"au feu(?! (?:rouge|vert|orange|tricolore|de ))|il y a le feu|(?<!bouche d.)(?<!borne d.)incendie|coups? de feu",
    r"brand|fire(?! (?:brigade|station|drill|exit|door|hydrant))",
    r"fuites? de gaz|odeur de gaz(?! d)|sent le gaz|gaslek|gaslekken|gaslucht|gasgeur|gas leak|smell(?:s)? (?:of )?gas",
    # weapons: no reinforced concrete, no coat of arms
    r"arme a feu|(?:une |son |cette |l['’])arme(?! (?:de|du|a eau)\b)|main armee|pistolet|revolver|couteau",
    r"(?:hommes?|femmes?|individus?|types?|gars|jeunes?|personnes?|quelqu['’]un|bande|il est|ils sont) armee?s?",
    r"wapens?(?! van\b)|vuurwapens?|gewapende?(?! beton)|pistool|mes getrokken|heeft een mes|gun|weapons?|knife",
    # blows and threats
    r"(?:il|elle|on) me tape|me (?:frappe|bat|tabasse|cogne|menace)(?:nt)?|me battent|je suis (?:menacee?|battue?)",
    r"(?:il|elle|on|ils|elles|mari|voisin|homme) (?:la|le|les|nous) (?:frappe|bat|tabasse|menace)(?:nt)?",
    r"(?:bat|frappe|tabasse) (?:sa|son|ses|ma|mon|mes|une?) (?:femme|compagne|mere|pere|fille|fils|enfants?|homme)",
    r"(?:slaa[tn]|schopt|wurgt|bedreig(?:t|en)) (?:mij|me|ons|haar|hem|hen|elkaar)|valt (?:mij|me|ons) aan",
    r"slaat (?:mijn|zijn|een) (?:vrouw|vriendin|man|moeder|vader|kind|kinderen|dochter|zoon|zus|broer)",
    rf"{_SOMEONE_NL} word(?:t|en)? (?:\w{{1,20}} )?(?:bedreigd|geslagen|geschopt|mishandeld|gewurgd)",
    rf"word(?:t|en)? {_SOMEONE_NL} (?:\w{{1,20}} )?(?:bedreigd|geslagen|geschopt|mishandeld|gewurgd)",
    r"(?:hits|beats) (?:me|her|him|us)|threatens (?:me|her|him|us)|being (?:threatened|beaten|attacked)",
    # life
    r"suicid\w*|me tuer|au secours|en danger|viol|violee?|agress\w*|inconscient\w*",
    r"(?:on|il|elle) (?:me )?tire (?:sur|dessus)|zelfmoord\w*|vermoord\w*|verkracht\w*|aangevallen",
    r"bewusteloos|in gevaar",
    r"wordt (?:er )?(?:nu )?(?:geschoten|ingebroken)|ingebroken\b.{0,40}\bnu|nu\b.{0,40}\bingebroken",
    r"kill (?:me|myself)|raped?|unconscious",
)
_EMERGENCY = re.compile(rf"\b(?:{'|'.join(_EMERGENCY_WORDS)})\b")


@dataclass(frozen=True)
class Finding:
    kind: Literal["plate", "phone", "national_number", "mail"]
    text: str


def find_personal_marks(text: str) -> list[Finding]:
    """Return the plates, phone numbers, national numbers and mail addresses in a free text."""
    mails = [Finding("mail", m.group()) for m in _MAIL.finditer(text)]
    plain = _DASHES.sub("-", _BLANKS.sub(" ", text))
    numbers = [Finding("national_number", m.group()) for m in _NATIONAL_NUMBER.finditer(plain)]
    plates = [Finding("plate", m.group()) for m in _PLATES.finditer(plain) if _is_plate(m.group())]
    dialled = _LETTER_FOR_NOUGHT.sub("0", text)
    phones = [
        Finding("phone", match.raw_string)
        for region in ("BE", "FR", "NL")
        for match in phonenumbers.PhoneNumberMatcher(dialled, region)
    ]
    return list(dict.fromkeys([*numbers, *plates, *phones, *mails]))


def names_an_emergency(text: str) -> bool:
    """Whether a text holds a word after which help must be shown before anything is sent."""
    return _EMERGENCY.search(_plain(text)) is not None


def _is_plate(found: str) -> bool:
    """Whether what has the shape of a plate is one, rather than `du 10 au 15` or `RUE 100`."""
    if re.search("[ .]", found) and found != found.upper():
        return False
    letters = re.findall("[A-Z]{2,}", found.upper())
    return not any(group in _SMALL_WORDS for group in letters)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in folded if not unicodedata.combining(sign))
