"""Plates and numbers are found in free text, ordinary sentences are left alone (H09)."""

import pytest

from serein.kit import guards
from serein.kit.bilingual import NotInBothLanguages, require_both_languages

pytestmark = pytest.mark.harm("H09")


@pytest.mark.parametrize(
    "text",
    [
        "La voiture 1-ABC-234 est là chaque nuit",
        "plaque 1abc234",
        "une Clio AA-123-BB",
        "ABC-123 garée devant",
        "son numéro est le 0470 12 34 56",
        "appelez le +32 56 33 04 10",
        "tél. 03 20 11 22 33",
        "registre national 85.07.30-033.28",
    ],
)
def test_plates_and_numbers_are_found(text: str) -> None:
    assert guards.find_personal_marks(text)


@pytest.mark.parametrize(
    "text",
    [
        "La lampe est cassée depuis le 12/06/2026 à 21 h 30.",
        "Rue de Menin 123, boîte 4, 7700 Mouscron",
        "Bus 2 et bus 84, arrêt Grand-Place",
        "Il y avait 250 personnes et 3 camionnettes.",
        "De straat ligt al 14 dagen open, nr. 120",
        "RUE 100",
        "Le poteau E42, sortie 12",
        "",
    ],
)
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    assert guards.find_personal_marks(text) == []


@pytest.mark.parametrize(
    "text", ["Au feu!", "Il me frappe", "hij bedreigt mij", "Brand in de keuken", "he has a gun", "UNE ARME À FEU"]
)
def test_words_of_emergency_are_heard(text: str) -> None:
    assert guards.names_an_emergency(text)


@pytest.mark.parametrize("text", ["La lampe du feu rouge", "un violon", "Une violette", "le garage", ""])
def test_words_that_only_look_alike_are_not(text: str) -> None:
    assert not guards.names_an_emergency(text)


@pytest.mark.harm("H27")
@pytest.mark.parametrize(("fr", "nl"), [("Bonjour", ""), ("", "Goedendag"), ("Bonjour", "  ")])
def test_a_text_in_one_language_is_not_published(fr: str, nl: str) -> None:
    with pytest.raises(NotInBothLanguages, match="title"):
        require_both_languages(title=(fr, nl))


@pytest.mark.harm("H27")
def test_a_text_in_both_languages_may_be_published() -> None:
    require_both_languages(title=("Bonjour", "Goedendag"))
