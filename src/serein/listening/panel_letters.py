"""On paper: the letters of a panel, each with its code, for the commune to put in envelopes."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from serein.kit import pdf, qr
from serein.listening.models.priority import Panel
from serein.listening.operations.panels import Letter
from serein.territory.queries import home_commune

_TYPST = Path(__file__).parent / "typst"
_WORDS = {
    "fr": {
        "hello": "Bonjour,",
        "why": "La commune demande à un panel d'habitant·es ce qui doit venir en premier, puis, un an plus tard, "
        "ce qui a changé. Votre adresse a été tirée pour cette lettre. Participer est libre.",
        "how": "Votre code ouvre vos questions, sans compte et sans nom\u00a0:",
        "where": "Tapez-le sur cette page, ou lisez le carré avec un téléphone\u00a0:",
        "who": "Nous ne notons pas quelle lettre part à quelle adresse\u00a0: le code n'est lié à aucun nom. Gardez "
        "cette lettre\u00a0: le même code servira dans un an. Une réponse par code\u00a0; vous pouvez la changer "
        "jusqu'à la clôture.",
        "paper": "Sans internet\u00a0: l'accueil de la commune ouvre la page avec vous.",
    },
    "nl": {
        "hello": "Goedendag,",
        "why": "De gemeente vraagt aan een bewonerspanel wat eerst moet komen en, een jaar later, wat er veranderd is. "
        "Uw adres werd voor deze brief geloot. Meedoen is vrij.",
        "how": "Uw code opent uw vragen, zonder account en zonder naam:",
        "where": "Typ ze op deze pagina, of lees het vierkant met een telefoon:",
        "who": "Wij noteren niet welke brief naar welk adres gaat: de code hangt aan geen enkele naam. Bewaar deze "
        "brief: dezelfde code dient over een jaar opnieuw. Eén antwoord per code; u kunt het tot de sluiting "
        "veranderen.",
        "paper": "Geen internet? Het onthaal van de gemeente opent de pagina met u.",
    },
}


def panel_letters(*, panel: Panel, letters: Iterable[Letter]) -> bytes:
    """Return one page a letter. Neither a name nor an address is on it: the commune addresses envelopes itself."""
    commune = home_commune()
    return pdf.render(
        _TYPST / "panel_letters.typ",
        language="fr",
        title=f"{panel.name_fr} / {panel.name_nl}",
        is_fictive=commune.is_fictive,
        letters=[_letter(letter, panel, commune.name_in(letter.language)) for letter in letters],
    )


def _letter(letter: Letter, panel: Panel, commune: str) -> dict[str, str]:
    with override(letter.language):
        link = f"{settings.SITE_URL}{reverse('listening:panel', args=[letter.code])}"
        page = f"{settings.SITE_URL}{reverse('listening:panel_code')}"
    return {
        **_WORDS[letter.language],
        "language": letter.language,
        "commune": commune,
        "panel": panel.name_in(letter.language),
        "code": letter.code,
        "page": page,
        "qr": qr.svg(link),
        "qr_alt": page,
    }
