"""From here to there: what may mean several places is chosen, and each way is counted for the hour that was asked."""

import re

import pytest

from tests.client import WatchfulClient
from tests.streets.make import SOUTH, WEST, Night
from tests.territory.make import make_address, make_street

pytestmark = pytest.mark.usefixtures("friday_night")


@pytest.mark.promise("B2b")
def test_what_means_several_addresses_is_chosen_among_them(client: WatchfulClient, night: Night) -> None:
    gardens = make_street("Rue des Fleurs", "Bloemenstraat")
    there = make_address(gardens, "3", lat=SOUTH + 0.001, lon=WEST + 0.004)
    make_address(gardens, "5", lat=SOUTH + 0.001, lon=WEST + 0.0042)

    asked = client.get("/fr/circuits/aller/?from=Rue+du+Moulin+12&to=Rue+des+Fleurs").text
    offered = re.findall(r'name="to_address" value="(\d+)"', asked)
    chosen = client.get(
        f"/fr/circuits/aller/?from=Rue+du+Moulin+12&to=Rue+des+Fleurs&to_address={there.pk}&evening=2026-06-19&hour=25"
    )

    assert str(there.pk) in offered
    assert len(set(offered)) == 2
    assert len(chosen.context["ways"]) >= 1
    assert "de ses heures" not in chosen.text
