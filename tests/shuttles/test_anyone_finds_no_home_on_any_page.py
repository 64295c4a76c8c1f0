"""
A doorstep night runs; whatever is public is walked, and holds no door, no code, no van (H04, H16).

Every page, feed, file and route of the package that needs no log-in is in the walk: one that is added is too.
"""

import io
import zipfile
from collections.abc import Iterator

import pytest

from serein.config.api import api
from serein.kit import sealed
from serein.shuttles.models import Night, NightVan, Ride
from serein.shuttles.operations import running
from tests.client import WatchfulClient
from tests.pages import SomePage, list_pages
from tests.shuttles.make import AT_TWO, STEWARD, door, let_leave, make_night, make_ride, make_van
from tests.territory import make as territory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("at_two"),
    pytest.mark.harm("H16"),
    pytest.mark.harm("H04"),
]
DOORS = [("Rue Secrète 41", 1234.0, 567.0), ("Venelle Cachée 7", -901.0, 345.0), ("Clos Perdu 3", 432.0, -789.0)]
ROADSIDE = ("Impasse Oubliée 9", 640.0, -410.0)
VANS = ["Camionnette Zibeline", "Camionnette Quetsche"]


@pytest.fixture
def night(db: None) -> Night:
    """A night with somebody waiting, on board, home, and stranded where a van broke down."""
    night = make_night(vans=[make_van(name=name) for name in VANS])
    waiting, aboard, home = (make_ride(night=night, to=door(north, east, label)) for label, north, east in DOORS)
    first, second = night.vans.order_by("pk")
    let_leave(night, aboard, van=first)
    stranded = make_ride(night=night, to=door(1500.0, 120.0, "Sentier Voilé 5"))
    let_leave(night, home, stranded, van=second)
    home.refresh_from_db()
    running.drop(ride=home, at=AT_TWO, by=STEWARD, now=AT_TWO)
    stands = door(ROADSIDE[1], ROADSIDE[2], ROADSIDE[0])
    running.break_down(van=NightVan.objects.get(pk=second.pk), stands=stands, at=AT_TWO, by=STEWARD, now=AT_TWO)
    territory.tell_all_processes()
    assert waiting.number == 1
    return night


def secrets_of(night: Night) -> list[str]:
    """List what would tell where somebody lives, whose ticket it is, or where a van is."""
    doors = [door(north, east, label) for label, north, east in [*DOORS, ROADSIDE]]
    points = [f"{value:.4f}" for place in doors for value in (place.lat or 0.0, place.lon or 0.0)]
    streets = [label.rpartition(" ")[0] for label, _north, _east in [*DOORS, ROADSIDE]]
    codes = [ride.code for ride in Ride.objects.all()]
    return [*points, *streets, *codes, *VANS]


def public_pages() -> list[SomePage]:
    spaces = ("shuttles:", "shuttles_feeds:")
    return [page for page in list_pages() if page.name.startswith(spaces) and not page.is_for_staff]


def answers(client: WatchfulClient, night: Night) -> Iterator[tuple[str, str]]:
    for page in public_pages():
        for language in ("fr", "nl", "en"):
            path = page.path(language).replace("/1/", f"/{night.pk}/")
            response = client.get(path, headers={"Accept": "*/*"})
            yield path, as_text(response.content)
    for path in api.get_openapi_schema(path_prefix="/api/v1/")["paths"]:
        if "night-shuttles" in path:
            sent = path.replace("{night_id}", str(night.pk)).replace("{code}", "ABCDE-FGHJK")
            yield path, as_text(client.get(sent).content)


def as_text(content: bytes) -> str:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return "".join(opened.read(name).decode() for name in opened.namelist())
    return content.decode(errors="replace")


def test_no_public_answer_holds_a_door_a_code_or_a_van(client: WatchfulClient, night: Night) -> None:
    secrets = secrets_of(night)
    walked = dict(answers(client, night))

    found = [(path, secret) for path, text in walked.items() for secret in secrets if secret in text]

    assert found == []
    assert "Devant la mairie" in walked["/gtfs/serein-nights.zip"]
    assert any("Devant la mairie" in text for path, text in walked.items() if path.endswith(f"/{night.pk}/"))
    assert len(walked) > 20


def test_the_walk_would_find_a_door(client: WatchfulClient, night: Night) -> None:
    """What is looked for is what rides hold: the same words stand in their sealed places."""
    opened = "".join(sealed.open_unseen(ride.places) for ride in Ride.objects.all())

    for secret in secrets_of(night)[8:12]:
        assert secret in opened
