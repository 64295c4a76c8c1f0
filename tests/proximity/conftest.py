import pytest

from serein.kit import clock
from serein.people.models import StaffMember
from serein.proximity.models import TaskType
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_beat, make_desk, make_posting, make_staff_member
from tests.proximity.make import Place, make_place
from tests.proximity.work import enter, make_catalogue


@pytest.fixture(autouse=True)
def _it_is_friday_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)


@pytest.fixture
def place(db: None) -> Place:
    return make_place()


@pytest.fixture
def kinds(place: Place) -> dict[str, TaskType]:
    """The usual kinds of task, by their code."""
    return make_catalogue()


@pytest.fixture
def amina(client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch) -> WatchfulClient:
    """The browser of Amina, who serves the beat of the place."""
    return enter(client, place.town.amina.account, monkeypatch)


@pytest.fixture
def team(place: Place) -> list[StaffMember]:
    """Amina and three colleagues, each with a beat of the same post."""
    members = [place.town.amina]
    for n, name in enumerate(("Dirk", "Fatou", "Hugo"), start=2):
        member = make_staff_member(name)
        make_posting(make_desk(make_beat(f"B0{n}"), post=place.town.desk.post), member)
        members.append(member)
    return members
