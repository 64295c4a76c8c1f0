"""A place by its name or the corner of two streets, where there is no house number to give."""

from __future__ import annotations

import pytest

from serein.territory import queries
from tests.territory import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _crossing() -> None:
    mill, church = make.make_street(), make.make_street("Rue de l'Église", "Kerkstraat")
    far = make.make_street("Chaussée de Lille", "Rijselsesteenweg")
    for step in range(5):
        make.make_address(mill, str(2 * step + 1), lat=50.73, lon=3.05 + step * 1e-4)
        make.make_address(church, str(2 * step + 1), lat=50.7302 + step * 1e-4, lon=3.05)
        make.make_address(far, str(2 * step + 1), lat=50.75, lon=3.09)
    make.make_place("Gare de Rivebelle", kind="station")
    make.tell_all_processes()


@pytest.mark.parametrize(
    "text",
    [
        "rue du moulin / rue de l'église",
        "coin de la rue du moulin et de la rue de l'eglise",
        "hoek molenstraat en kerkstraat",
        "r. du moulin & kerkstr.",
    ],
)
def test_a_corner_lies_between_the_nearest_houses_of_both_streets(text: str) -> None:
    spot = queries.find_spot(text=text, language="fr")

    assert spot is not None
    assert spot.label == "Rue du Moulin / Rue de l'Église"
    assert (spot.lat, spot.lon) == (50.7301, 3.05)


def test_streets_that_do_not_meet_have_no_corner() -> None:
    assert queries.find_spot(text="rue du moulin / chaussée de lille", language="fr") is None


def test_a_place_is_a_spot_too() -> None:
    spot = queries.find_spot(text="la gare de rivebelle", language="fr") or queries.find_spot(
        text="gare", language="nl"
    )

    assert spot is not None
    assert spot.label == "Gare de Rivebelle"
