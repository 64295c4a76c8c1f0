"""The questions of `./serein setup --commune`, asked at a terminal."""

from collections.abc import Callable
from datetime import date
from typing import Any

from serein.config.terminal import say
from serein.people.reference import list_help_numbers

Ask = Callable[[str], str]

# code, French, Dutch, whom it escalates to
_USUAL_OFFICES = [
    ("mayor", "Bourgmestre", "Burgemeester", ""),
    ("chief", "Direction de la police locale", "Directie van de lokale politie", "mayor"),
    ("proximity", "Coordination des inspecteurs de quartier", "Coördinatie van de wijkinspecteurs", "chief"),
    ("desk", "Accueil de la commune", "Onthaal van de gemeente", "mayor"),
    ("dpo", "Délégué·e à la protection des données", "Functionaris voor gegevensbescherming", "mayor"),
]


def ask_everything(ask: Ask, *, today: date) -> dict[str, Any]:
    """Ask, and return the answers in the form that `installing.set_up` takes."""
    say("The commune")
    commune = {
        "name_fr": _must(ask, "  name in French: "),
        "name_nl": ask("  name in Dutch (empty if it has none): ").strip(),
        "nis": _must(ask, "  NIS code (five digits): "),
        "languages": (ask("  languages of its pages [fr,nl]: ").strip() or "fr,nl").replace(" ", "").split(","),
        "logo": ask("  file of its logo, .svg or .png (empty for later): ").strip(),
    }
    offices = _ask_offices(ask)
    return {
        "commune": commune,
        "offices": offices,
        "help_numbers": _ask_numbers(ask, owner=_desk_of(offices), today=today),
        "administrator": _ask_administrator(ask, office=_desk_of(offices)),
    }


def _ask_offices(ask: Ask) -> list[dict[str, str]]:
    say("Its offices: what owns requests, each with a role address. An empty address leaves an office out.")
    offices = []
    for code, name_fr, name_nl, above in _USUAL_OFFICES:
        if email := ask(f"  role address of {name_fr}: ").strip():
            offices.append(
                {"code": code, "name_fr": name_fr, "name_nl": name_nl, "email": email, "escalates_to": above}
            )
    while code := ask("  code of another office (empty when done): ").strip():
        name_fr, name_nl = _must(ask, "    name in French: "), _must(ask, "    name in Dutch: ")
        email, above = _must(ask, "    role address: "), ask("    escalates to (code of an office): ").strip()
        offices.append({"code": code, "name_fr": name_fr, "name_nl": name_nl, "email": email, "escalates_to": above})
    codes = {office["code"] for office in offices}
    return [office | {"escalates_to": office["escalates_to"] * (office["escalates_to"] in codes)} for office in offices]


def _ask_numbers(ask: Ask, *, owner: str, today: date) -> list[dict[str, Any]]:
    say("Help numbers: call each one, then say the day on which you verified it. An empty day leaves it out.")
    numbers: list[dict[str, Any]] = []
    for row in list_help_numbers():
        told = ask(
            f"  {row['number']} ({row['label_fr']}), source {row['source']}; verified on [{today}, or -]: "
        ).strip()
        if told != "-":
            numbers.append({"code": row["code"], "verified_on": told or today.isoformat(), "owner": owner})
    if desk := ask("  number of the commune's own desk (empty for later): ").strip():
        labels = {
            "label_fr": "Accueil de la commune",
            "label_nl": "Onthaal van de gemeente",
            "label_en": "The commune's desk",
        }
        facts = {"number": desk, "source": "commune", "is_on_every_page": True, "verified_on": today.isoformat()}
        numbers.append({"code": "desk", "owner": owner} | labels | facts)
    return numbers


def _ask_administrator(ask: Ask, *, office: str) -> dict[str, str]:
    say("The first administrator")
    return {
        "email": _must(ask, "  e-mail: "),
        "display_name": _must(ask, "  name shown: "),
        "office": office,
    }


def _desk_of(offices: list[dict[str, str]]) -> str:
    codes = [office["code"] for office in offices]
    return "desk" if "desk" in codes else (codes[0] if codes else "")


def _must(ask: Ask, question: str) -> str:
    while not (answer := ask(question).strip()):
        say("    this one is needed.")
    return answer
