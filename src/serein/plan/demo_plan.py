"""What the demo's plan holds: forty actions, each with its owner, its place in time and how it went."""

import csv
from pathlib import Path

OBJECTIVES = [
    ("O1", "Voir et être vu·e, le soir aussi", "Zien en gezien worden, ook 's avonds"),
    ("O2", "Marcher et rouler sans crainte", "Zonder vrees stappen en rijden"),
    ("O3", "Des lieux dont on prend soin", "Plekken waar men zorg voor draagt"),
    ("O4", "Une police et des services que l’on connaît", "Een politie en diensten die men kent"),
    ("O5", "Faire la fête et rentrer bien", "Feesten en goed thuiskomen"),
    ("O6", "Se connaître entre voisin·e·s", "Buren die elkaar kennen"),
]
KITS = {
    "works": [
        ("Regarder sur place et mesurer", "Ter plaatse kijken en meten"),
        ("Commander les travaux", "De werken bestellen"),
        ("Faire les travaux", "De werken uitvoeren"),
        ("Contrôler avec les riverain·e·s", "Controleren met de buurtbewoners"),
    ],
    "service": [
        ("Dire qui fait quoi", "Afspreken wie wat doet"),
        ("Commencer dans trois quartiers", "In drie wijken beginnen"),
        ("L’étendre à toute la commune", "Naar heel de gemeente uitbreiden"),
        ("Publier le premier bilan", "De eerste balans bekendmaken"),
    ],
    "campaign": [
        ("Écrire avec les partenaires", "Samen met de partners schrijven"),
        ("Essayer avec dix personnes", "Met tien personen uitproberen"),
        ("Le faire connaître", "Het bekendmaken"),
        ("Demander ce que cela a changé", "Vragen wat het veranderd heeft"),
    ],
    "meeting": [
        ("Inviter et fixer les dates", "Uitnodigen en data vastleggen"),
        ("Première rencontre", "Eerste ontmoeting"),
        ("Noter ce qui est convenu", "Noteren wat is afgesproken"),
        ("Deuxième rencontre, avec ce qui est fait", "Tweede ontmoeting, met wat gedaan is"),
    ],
}
PARTNERS = [
    ("house", "Maison de quartier", "Buurthuis", "coordination", "coördinatie"),
    ("committee", "Comité des riverain·e·s", "Buurtcomité", "présidence", "voorzitterschap"),
    ("school-net", "Écoles de la commune", "Scholen van de gemeente", "direction", "directie"),
    (
        "grid",
        "Gestionnaire de l’éclairage",
        "Beheerder van de verlichting",
        "service des interventions",
        "dienst interventies",
    ),
]


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table of the demo: what is written in both languages stands there."""
    with (Path(__file__).parent / "reference" / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def list_actions() -> list[dict[str, str]]:
    return read_rows("demo_actions.csv")


def list_ledger() -> list[dict[str, str]]:
    return read_rows("demo_ledger.csv")


def reasons(what: str) -> dict[str, tuple[str, str]]:
    """Return why actions are late, or were given up, by code."""
    rows = read_rows("demo_reasons.csv")
    return {row["code"]: (row["fr"], row["nl"]) for row in rows if row["what"] == what}
