"""The demo commune: drawn from a seed, in real formats, and read by the importers like any other."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.territory.noise import queries as noisy_queries
from benchmarks.territory.region import known_addresses
from serein.territory import demo, queries
from serein.territory.coverage import check_coverage
from serein.territory.demo_town import write_demo_town
from serein.territory.models import Address, Beat, Neighbourhood, Place, Street
from serein.territory.spelling import fold, fold_number
from tests.territory import make


def test_the_same_seed_draws_the_same_town(tmp_path: Path) -> None:
    one, other = (write_demo_town(tmp_path / name) for name in ("one", "other"))

    for name in ("osm", "best", "ranges", "boundary", "lamps"):
        assert getattr(one, name).read_bytes() == getattr(other, name).read_bytes(), name


@pytest.mark.parametrize("seed", [1, 2])
def test_other_seeds_draw_towns_too(tmp_path: Path, seed: int) -> None:
    town = write_demo_town(tmp_path, seed=seed)

    assert 3_000 < len(town.best.read_text(encoding="utf-8").splitlines()) < 6_000


@pytest.mark.django_db
def test_the_demo_commune_has_what_a_commune_has(tmp_path: Path) -> None:
    demo.build(now=make.FRIDAY_NIGHT, folder=tmp_path, with_map=False)

    home = queries.home_commune()
    kinds = Counter(Place.objects.present().values_list("kind", flat=True))
    version = queries.version_in_force()
    assert (home.is_fictive, home.nis, home.languages) == (True, "99999", ["fr", "nl"])
    assert 3_700 < Address.objects.present().count() < 4_600
    assert Beat.objects.count() == 8
    assert (kinds["police"], kinds["station"], kinds["town_hall"], kinds["hospital"]) == (3, 1, 1, 1)
    assert min(kinds["hall"], kinds["school"], kinds["park"], kinds["car_park"]) >= 3
    assert kinds["bar"] + kinds["pub"] + kinds["nightclub"] >= 10
    assert Neighbourhood.objects.count() >= 8
    assert version is not None
    assert check_coverage(version).is_complete
    assert not Street.objects.present().filter(name_nl="").exists()
    _check_search()


def _check_search() -> None:
    asked = noisy_queries(known_addresses(), 1000, seed=20_260_619)
    missed = []
    for one in asked:
        matches = queries.search_addresses(text=one.text, language="fr")
        found = Address.objects.filter(pk__in=[match.id for match in matches]).select_related("street")
        if not any(
            fold(address.street.name_fr) == fold(one.known.name_fr)
            and fold_number(address.house_number) == fold_number(one.known.number)
            for address in found
        ):
            missed.append(one.text)
    assert len(missed) <= 10, missed
