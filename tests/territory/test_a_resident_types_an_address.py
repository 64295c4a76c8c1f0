"""Address search: what a resident types, and what must come first."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from benchmarks.territory.noise import Asked
from benchmarks.territory.noise import queries as noisy_queries
from benchmarks.territory.region import make_region
from serein.territory import queries
from serein.territory.models import Address, Street
from serein.territory.spelling import fold, fold_box, fold_number
from tests.territory import make

pytestmark = pytest.mark.django_db
SEED = 20_260_619


def labels(text: str, language: str = "fr") -> list[str]:
    return [match.label for match in queries.search_addresses(text=text, language=language)]


@pytest.fixture
def small_town() -> None:
    """Four streets: two that differ by their kind only, one with boxes, one without an official Dutch name."""
    for name_fr, name_nl in (
        ("Rue du Moulin", "Molenstraat"),
        ("Place du Moulin", "Molenplein"),
        ("Rue de l'Église", "Kerkstraat"),
        ("Rue du Onze Novembre", ""),
    ):
        street = make.make_street(name_fr, name_nl)
        for number in ("1", "2", "10", "11", "12", "12A"):
            make.make_address(street, number)
    church = Street.objects.get(name_nl="Kerkstraat")
    for box in ("0001", "b002", "A3"):
        make.make_address(church, "12", box_number=box)
    make.tell_all_processes()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("rue du moulin 12", "Rue du Moulin 12, 7999 Rivebelle"),
        ("12 rue du moulin", "Rue du Moulin 12, 7999 Rivebelle"),
        ("r. du moulin, 12", "Rue du Moulin 12, 7999 Rivebelle"),
        ("rue du moulni 12", "Rue du Moulin 12, 7999 Rivebelle"),
        ("rue du mouln 12A", "Rue du Moulin 12A, 7999 Rivebelle"),
        ("rue du moulin 12 a", "Rue du Moulin 12A, 7999 Rivebelle"),
        ("Molenstr. 12", "Rue du Moulin 12, 7999 Rivebelle"),
        ("pl du moulin 2", "Place du Moulin 2, 7999 Rivebelle"),
        ("molenplein 2 7999 schoonoever", "Place du Moulin 2, 7999 Rivebelle"),
        ("eglise 10", "Rue de l'Église 10, 7999 Rivebelle"),
        ("RUE DE L’ÉGLISE 12 bte 1", "Rue de l'Église 12 bte 0001, 7999 Rivebelle"),
        ("kerkstraat 12 bus 2", "Rue de l'Église 12 bte b002, 7999 Rivebelle"),
        ("kerkstraat 12/a3", "Rue de l'Église 12 bte A3, 7999 Rivebelle"),
        ("rue du onze novembre 11", "Rue du Onze Novembre 11, 7999 Rivebelle"),
        ("rue du moulin 12 rivebelle", "Rue du Moulin 12, 7999 Rivebelle"),
    ],
)
@pytest.mark.usefixtures("small_town")
def test_the_address_meant_comes_first(text: str, first: str) -> None:
    assert labels(text)[0] == first


@pytest.mark.usefixtures("small_town")
def test_suggestions_begin_at_the_second_letter() -> None:
    assert labels("m") == []
    assert {label.rsplit(" 1,")[0] for label in labels("mo")[:2]} == {"Rue du Moulin", "Place du Moulin"}


@pytest.mark.usefixtures("small_town")
def test_dutch_speakers_read_the_dutch_name_and_the_official_french_one_where_there_is_no_other() -> None:
    assert labels("kerkstraat 10", "nl")[0] == "Kerkstraat 10, 7999 Schoonoever"
    assert labels("onze novembre 10", "nl")[0] == "Rue du Onze Novembre 10, 7999 Schoonoever"


@pytest.mark.parametrize("text", ["", " ", "'; DROP TABLE", "%%__", "🏠🏠🏠", "0" * 500, "\x00ab", "12", "/ / /"])
@pytest.mark.usefixtures("small_town")
def test_what_means_nothing_is_answered_without_a_word(text: str) -> None:
    assert len(labels(text)) <= 8


@pytest.mark.usefixtures("small_town")
def test_an_address_that_vanished_is_not_suggested() -> None:
    Address.objects.filter(street__name_nl="Kerkstraat").update(vanished_at=make.FRIDAY_NIGHT)

    assert not any("Église" in label for label in labels("rue de l'eglise 12"))


@pytest.mark.usefixtures("small_town")
def test_a_search_costs_two_queries_at_most(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    labels("rue du moulin 12")

    with django_assert_max_num_queries(2):
        labels("rue de l'eglise 12 bte 1")


def test_at_least_99_in_100_noisy_queries_find_their_address_among_the_first_eight() -> None:
    known = make_region(12_000)
    asked = noisy_queries(known, 1000, seed=SEED)

    missed = [one for one in asked if not is_found(one)]

    assert len(missed) <= 10, [one.text for one in missed]


def is_found(asked: Asked) -> bool:
    """Tell whether the same street, number and municipality is among the first eight."""
    matches = queries.search_addresses(text=asked.text, language="fr")
    found = Address.objects.filter(pk__in=[match.id for match in matches]).select_related("street__commune")
    known = asked.known
    return any(
        fold(address.street.name_fr) == fold(known.name_fr)
        and fold_number(address.house_number) == fold_number(known.number)
        and address.street.commune.name_fr == known.town_fr
        for address in found
    )


def test_boxes_and_numbers_are_one_however_they_are_written() -> None:
    assert {fold_box(text) for text in ("0003", "b003", "bus 3", "bte 3", "3")} == {"3"}
    assert {fold_number(text) for text in ("12 A", "12a", "012A", "12-A")} == {"12a"}
