"""Plates and numbers are found in free text, ordinary sentences are left alone (H09)."""

import re

import pytest
from django.core.exceptions import ValidationError

from serein.kit import guards
from serein.kit.bilingual import NotInBothLanguages, require_both_languages
from serein.kit.forms import GuardedText

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
        "1–ABC–123",
        "1 ABC  123",
        "1/ABC/123",
        "1_ABC_123",
        "1-abc-123",
        "1 - ABC - 123",
        "1.ABC.123",
        "1ABC123",
        "1abc123",
        "aa-123-bb",
        "AA 123 BB",
        "aa123bb",
        "O475 12 34 56",
        "o475/12.34.56",
        "0475 12 34 56",
        "+33 6 12 34 56 78",
        "jean.voisin@example.org",
        "jean (at) example.org",
        "ABC 123",
        "abc-123",
        "123-ABC",
        "1234 AB 59",
        "123-AB-2A",
        "12-AB-34",
        "AB-12-CD",
        "G-123-AB",
        "12-ABC-3",
    ],
)
def test_plates_numbers_and_addresses_are_found(text: str) -> None:
    assert guards.find_personal_marks(f"Je l'ai vu: {text} encore hier")


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
        "du 10 au 15 août",
        "Entre 8 et 10 heures",
        "van 9 tot 17 uur",
        "tussen 9 en 17 uur",
        "Om 8 of 10 uur",
        "J'habite au 123 de la rue",
        "Le 112 ne répond pas",
        "Le 101 me renvoie vers vous",
        "12 mai 24",
        "vers 22 h 30 le",
        "nr 123 in de",
        "Rue du Moulin 12 bis, au 2e étage",
        "J'habite au 12 bis de l'avenue",
        "au 4 rue 12",
        "Le bus 64 passe à 8 h 15, le 84 à 9 h",
        "Ligne 4, bus 123 vers Tournai",
        "Bus TEC 123, arrêt Gare",
        "De bus 71 rijdt om 7 u 50",
        "Lijn 85 of 90 stopt er niet",
        "de 8 h à 10 h 30",
        "Tussen 22 u en 6 u",
        "le 3 ou 4 juillet 2026",
        "Op 12 en 13 juni",
        "Van 1 mei 24 tot 3 juni 24",
        "le 12-mai-24 au soir",
        "du 01.02.2026 au 15.03.2026",
        "Le 01/02/26 et le 03/04/26",
        "vers 17h30",
        "ça coûte 250 EUR ou 300 euros",
        "Het kost 250 euro per jaar",
        "150 km/h dans une zone 30",
        "Ze rijden 90 km/u waar 50 mag",
        "sur la N58 entre la E403 et la A17",
        "N58/E403, sortie 3",
        "De R3 en de A17/E403",
        "Sur la RN 50 au km 12",
        "3 à 5 enfants jouent là",
        "Een groep van 10 of 12 jongeren",
        "il y a 2 ans et 3 mois",
        "le 2e samedi du mois, de 14 à 18 h",
        "DEPUIS LE 10 MAI 24 ENTRE 8 ET 10 H",
        "RUE DE LA GARE 123, AU 2 ET AU 3",
        "VAN 9 TOT 17 UUR, NR 120",
        "Une BMW 320 grise",
        "7700 Mouscron et 8930 Menen",
        "Appartement 301 au 3e",
        "App. 123, boîte 4",
        "Postbus 123, 8500 Kortrijk",
        "Le dossier 2026/123 du 4/5",
        "entre le 120 et le 126",
        "Mijn huis is nr. 45 bus 3",
        "14 dagen en 2 weken",
        "à 100 m de l'école, côté 23",
        "Le 1733 et le 112",
        "Bel 1712 of 101",
        "tussen 20 en 30 auto's per uur",
        "24/7 et 7/7",
        "du 1er au 31 août, de 8 à 18 h",
        "covid-19",
        "le 21 juillet 2026 à 15 h",
        "+/- 100 personnes, 2 à 3 fois par semaine",
        "",
    ],
)
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    assert guards.find_personal_marks(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Au feu!",
        "Il y a le feu dans la cave",
        "Il me frappe",
        "Il me bat",
        "il me tape dessus",
        "Il a un pistolet",
        "UNE ARME À FEU",
        "hij bedreigt mij",
        "Hij heeft een mes",
        "Er wordt geschoten",
        "Hij valt me aan",
        "Er is ingebroken, hij is nu nog binnen",
        "Er wordt ingebroken",
        "Brand in de keuken",
        "he has a gun",
        "il y a un homme avec une arme",
        "Il a sorti son arme",
        "un homme armé devant l'école",
        "des jeunes armés",
        "vol à main armée",
        "mon mari me bat",
        "Ils me frappent",
        "mon voisin la tabasse",
        "il bat sa femme",
        "Je suis menacée",
        "hij slaat haar",
        "ze slaan elkaar",
        "Hij slaat zijn vrouw",
        "ik word bedreigd",
        "Ik word nu bedreigd",
        "hier wordt iemand geslagen",
        "hij heeft een wapen",
        "een gewapende man",
        "Il y a une fuite de gaz",
        "ça sent le gaz",
        "gaslek in de straat",
        "someone with a weapon",
    ],
)
def test_words_of_emergency_are_heard(text: str) -> None:
    assert guards.names_an_emergency(text)


@pytest.mark.parametrize(
    "text",
    [
        "La lampe du feu rouge",
        "Au feu rouge, les voitures ne s'arrêtent pas",
        "La bouche d'incendie fuit",
        "De brandweer kwam vorige week langs",
        "Vorige maand is er bij de buren ingebroken",
        "near the fire station",
        "un violon",
        "un mur en béton armé",
        "La place d'Armes est sombre",
        "Le poteau est armé de vis",
        "het wapen van de stad",
        "een paal van gewapend beton",
        "het wapenschild op de gevel",
        "odeur de gaz d'échappement",
        "le compteur de gaz est ouvert",
        "de gasmeter staat open",
        "La porte bat au vent",
        "De deur slaat dicht",
        "De paal wordt in de grond geslagen",
        "Une violette",
        "le garage",
        "",
    ],
)
def test_words_that_only_look_alike_are_not(text: str) -> None:
    assert not guards.names_an_emergency(text)


@pytest.mark.parametrize("sign", ["a", "1", " ", "1 ", "a.", "@a.", " -", "1/", "+32 ", "0470 12 34 5; "])
def test_a_text_past_its_length_is_not_even_read(monkeypatch: pytest.MonkeyPatch, sign: str) -> None:
    read: list[str] = []
    monkeypatch.setattr(guards, "find_personal_marks", read.append)
    field = GuardedText(max_length=500, strip=False)

    with pytest.raises(ValidationError, match="500"):
        field.clean((sign * 16_000)[:16_000])

    assert read == []
    assert field.clean((sign * 500)[:500])
    assert len(read) == 1


@pytest.mark.parametrize("pattern", [guards._MAIL, guards._PLATES, guards._NATIONAL_NUMBER, guards._DASHES])
def test_no_hostile_text_makes_a_guard_look_far_from_each_sign(pattern: re.Pattern[str]) -> None:
    without_classes = re.sub(r"\\.|\[[^\]]*\]|#.*", "x", pattern.pattern)

    assert not re.search(r"[+*]|,\}", without_classes)


@pytest.mark.parametrize("sign", ["a", "1", " ", "1 ", "a@", "(", "+", "1/", "@a."])
def test_four_thousand_hostile_signs_are_read_to_their_end(sign: str) -> None:
    marked = f"{(sign * 4_000)[:4_000]}\n jean.voisin@example.org"

    assert "mail" in {found.kind for found in guards.find_personal_marks(marked)}


@pytest.mark.parametrize("text", ["1   -\n  ABC \t-   123", "jean.voisin\n@example.org"])
def test_wide_blanks_hide_nothing(text: str) -> None:
    assert guards.find_personal_marks(f"Je l'ai vu: {text} encore hier")


@pytest.mark.harm("H27")
@pytest.mark.parametrize(("fr", "nl"), [("Bonjour", ""), ("", "Goedendag"), ("Bonjour", "  ")])
def test_a_text_in_one_language_is_not_published(fr: str, nl: str) -> None:
    with pytest.raises(NotInBothLanguages, match="title"):
        require_both_languages(title=(fr, nl))


@pytest.mark.harm("H27")
def test_a_text_in_both_languages_may_be_published() -> None:
    require_both_languages(title=("Bonjour", "Goedendag"))
