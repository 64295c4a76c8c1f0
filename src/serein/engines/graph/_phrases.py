"""Steps of an itinerary as whole sentences in French, Dutch and English."""

from __future__ import annotations

from serein.engines.graph._itinerary import Ground, Step, Turn

LANGUAGES = ("fr", "nl", "en")

_PLAIN = {
    "fr": {
        Turn.DEPART: "Partez par {street}, sur {metres} m.",
        Turn.STRAIGHT: "Continuez tout droit par {street}, sur {metres} m.",
        Turn.SLIGHT_LEFT: "Prenez légèrement à gauche {street}, sur {metres} m.",
        Turn.LEFT: "Prenez à gauche {street}, sur {metres} m.",
        Turn.SLIGHT_RIGHT: "Prenez légèrement à droite {street}, sur {metres} m.",
        Turn.RIGHT: "Prenez à droite {street}, sur {metres} m.",
        Turn.U_TURN: "Faites demi-tour par {street}, sur {metres} m.",
        Turn.ARRIVE: "Vous voilà à destination.",
    },
    "nl": {
        Turn.DEPART: "Vertrek via {street}, over {metres} m.",
        Turn.STRAIGHT: "Ga rechtdoor via {street}, over {metres} m.",
        Turn.SLIGHT_LEFT: "Neem schuin links {street}, over {metres} m.",
        Turn.LEFT: "Neem links {street}, over {metres} m.",
        Turn.SLIGHT_RIGHT: "Neem schuin rechts {street}, over {metres} m.",
        Turn.RIGHT: "Neem rechts {street}, over {metres} m.",
        Turn.U_TURN: "Keer om via {street}, over {metres} m.",
        Turn.ARRIVE: "U bent op uw bestemming.",
    },
    "en": {
        Turn.DEPART: "Start along {street} for {metres} m.",
        Turn.STRAIGHT: "Go straight on along {street} for {metres} m.",
        Turn.SLIGHT_LEFT: "Bear left into {street} for {metres} m.",
        Turn.LEFT: "Turn left into {street} for {metres} m.",
        Turn.SLIGHT_RIGHT: "Bear right into {street} for {metres} m.",
        Turn.RIGHT: "Turn right into {street} for {metres} m.",
        Turn.U_TURN: "Turn around along {street} for {metres} m.",
        Turn.ARRIVE: "You have arrived.",
    },
}
_AT_A_LANDMARK = {
    "fr": {
        Turn.DEPART: "Au départ de « {landmark} », partez par {street}, sur {metres} m.",
        Turn.STRAIGHT: "À hauteur de « {landmark} », continuez tout droit par {street}, sur {metres} m.",
        Turn.SLIGHT_LEFT: "À hauteur de « {landmark} », prenez légèrement à gauche {street}, sur {metres} m.",
        Turn.LEFT: "À hauteur de « {landmark} », prenez à gauche {street}, sur {metres} m.",
        Turn.SLIGHT_RIGHT: "À hauteur de « {landmark} », prenez légèrement à droite {street}, sur {metres} m.",
        Turn.RIGHT: "À hauteur de « {landmark} », prenez à droite {street}, sur {metres} m.",
        Turn.U_TURN: "À hauteur de « {landmark} », faites demi-tour par {street}, sur {metres} m.",
        Turn.ARRIVE: "Vous voilà à destination, près de « {landmark} ».",
    },
    "nl": {
        Turn.DEPART: "Vertrek aan “{landmark}” via {street}, over {metres} m.",
        Turn.STRAIGHT: "Ga ter hoogte van “{landmark}” rechtdoor via {street}, over {metres} m.",
        Turn.SLIGHT_LEFT: "Neem ter hoogte van “{landmark}” schuin links {street}, over {metres} m.",
        Turn.LEFT: "Neem ter hoogte van “{landmark}” links {street}, over {metres} m.",
        Turn.SLIGHT_RIGHT: "Neem ter hoogte van “{landmark}” schuin rechts {street}, over {metres} m.",
        Turn.RIGHT: "Neem ter hoogte van “{landmark}” rechts {street}, over {metres} m.",
        Turn.U_TURN: "Keer ter hoogte van “{landmark}” om via {street}, over {metres} m.",
        Turn.ARRIVE: "U bent op uw bestemming, bij “{landmark}”.",
    },
    "en": {
        Turn.DEPART: "From “{landmark}”, start along {street} for {metres} m.",
        Turn.STRAIGHT: "At “{landmark}”, go straight on along {street} for {metres} m.",
        Turn.SLIGHT_LEFT: "At “{landmark}”, bear left into {street} for {metres} m.",
        Turn.LEFT: "At “{landmark}”, turn left into {street} for {metres} m.",
        Turn.SLIGHT_RIGHT: "At “{landmark}”, bear right into {street} for {metres} m.",
        Turn.RIGHT: "At “{landmark}”, turn right into {street} for {metres} m.",
        Turn.U_TURN: "At “{landmark}”, turn around along {street} for {metres} m.",
        Turn.ARRIVE: "You have arrived, near “{landmark}”.",
    },
}
_UNNAMED = {
    "fr": {
        Ground.STREET: "la rue sans nom",
        Ground.SERVICE: "la voie d'accès",
        Ground.PAVEMENT: "le trottoir",
        Ground.CROSSING: "le passage pour piétons",
        Ground.CYCLEWAY: "la piste cyclable",
        Ground.PATH: "le sentier",
        Ground.STEPS: "l'escalier",
    },
    "nl": {
        Ground.STREET: "de straat zonder naam",
        Ground.SERVICE: "de toegangsweg",
        Ground.PAVEMENT: "het voetpad",
        Ground.CROSSING: "de oversteekplaats",
        Ground.CYCLEWAY: "het fietspad",
        Ground.PATH: "het wandelpad",
        Ground.STEPS: "de trap",
    },
    "en": {
        Ground.STREET: "the unnamed street",
        Ground.SERVICE: "the service road",
        Ground.PAVEMENT: "the pavement",
        Ground.CROSSING: "the crossing",
        Ground.CYCLEWAY: "the cycle track",
        Ground.PATH: "the footpath",
        Ground.STEPS: "the steps",
    },
}
_FEMININE = frozenset(
    "rue place chaussée drève ruelle venelle galerie cour cité montagne route promenade placette porte digue voie "
    "rampe résidence petite grande vieille".split()
)
_MASCULINE = frozenset(
    "boulevard chemin quai sentier clos square passage pont rond-point parvis parc cours faubourg hameau mail port "
    "vieux petit grand jardin carrefour".split()
)
_ELIDED = frozenset("avenue allée impasse esplanade".split())
_DUTCH_DE = (
    "straat",
    "laan",
    "steenweg",
    "weg",
    "kaai",
    "dreef",
    "lei",
    "baan",
    "steeg",
    "markt",
    "gang",
    "poort",
    "brug",
)
_DUTCH_HET = ("plein", "park", "pad", "hof", "erf", "voetpad")


def say(step: Step, language: str) -> str:
    """
    Put a step into a sentence.

    Parameters
    ----------
    step : Step
    language : str
        "fr", "nl" or "en"; streets keep their French name in English.

    Returns
    -------
    str
        Metres are rounded to ten, below fifty to five.

    Raises
    ------
    ValueError
        For another language.
    """
    if language not in LANGUAGES:
        raise ValueError(f"{language!r} is no language of an itinerary; {', '.join(LANGUAGES)} are accepted.")
    phrases = _PLAIN if step.landmark is None else _AT_A_LANDMARK
    landmark = ""
    if step.landmark is not None:
        names = (step.landmark.name_fr, step.landmark.name_nl)
        landmark = (names[1] or names[0]) if language == "nl" else (names[0] or names[1])
    return phrases[language][step.kind].format(
        street=_street(step, language), metres=_rounded(step.metres), landmark=landmark
    )


def _rounded(metres: float) -> int:
    unit = 5 if metres < 50 else 10
    return max(unit, unit * round(metres / unit))


def _street(step: Step, language: str) -> str:
    name = step.street_nl if language == "nl" else step.street_fr
    if not name:
        return _UNNAMED[language][step.ground]
    if language == "en":
        return name
    return _in_french(name) if language == "fr" else _in_dutch(name)


def _in_french(name: str) -> str:
    """Give a street its article, « la rue de Courtrai »; a name that is not understood stands between marks."""
    first, _, rest = name.partition(" ")
    word = first.casefold()
    written = f"{word} {rest}".strip()
    if word in _ELIDED:
        return f"l'{written}"
    if word in _FEMININE:
        return f"la {written}"
    if word in _MASCULINE:
        return f"le {written}"
    return f"« {name} »"


def _in_dutch(name: str) -> str:
    word = name.rsplit(" ", maxsplit=1)[-1].casefold()
    if word.endswith(_DUTCH_HET):
        return f"het {name}"
    return f"de {name}" if word.endswith(_DUTCH_DE) else f"“{name}”"
