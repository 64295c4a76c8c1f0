"""`/api/v1/inspector`: who answers for an address or a point."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Schema
from ninja.errors import HttpError

from serein.kit import clock
from serein.kit.api import PublicRouter, Refusal
from serein.people.models import StaffMember
from serein.proximity.queries import inspectors
from serein.territory import queries as territory

router = PublicRouter(tags=["inspectors"])


class BeatOut(Schema):
    code: str
    name_fr: str
    name_nl: str


class PostOut(Schema):
    name_fr: str
    name_nl: str
    address: str
    opening_hours: str
    lat: float
    lon: float


class PersonOut(Schema):
    name: str
    languages: list[str]


class SurgeryOut(Schema):
    starts_at: datetime
    ends_at: datetime
    place: str


class InspectorOut(Schema):
    beat: BeatOut
    inspector: PersonOut | None = Field(description="who serves the beat, absent or not; null when it is vacant")
    is_absent: bool
    backup: PersonOut | None = Field(description="who stands in, while the inspector is absent")
    email: str = Field(description="role address of the beat")
    post: PostOut | None
    surgeries: list[SurgeryOut]


OUTSIDE = "This place is in no beat of the commune."
ASK = "Give `address`, or `lat` and `lon`."


@router.get(
    "/inspector",
    response={200: InspectorOut, 404: Refusal},
    summary="Who answers for an address or a point",
)
def find_inspector(
    request: HttpRequest,
    lat: Annotated[float | None, Query(ge=-90, le=90)] = None,
    lon: Annotated[float | None, Query(ge=-180, le=180)] = None,
    address: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> dict[str, object]:
    if address is None and (lat is None or lon is None):
        raise HttpError(422, ASK)
    beat = (
        inspectors.find_beat_of_address(address_id=address)
        if address is not None
        else territory.find_beat_at(lat=lat or 0.0, lon=lon or 0.0)
    )
    if beat is None:
        raise HttpError(404, OUTSIDE)
    return _told(inspectors.who_answers(beat=beat, now=clock.now()))


def _told(answer: inspectors.Answer) -> dict[str, object]:
    serving = answer.serving
    backup = serving.backup if serving.is_inspector_absent and not serving.is_backup_absent else None
    return {
        "beat": answer.beat,
        "inspector": _person(serving.inspector),
        "is_absent": serving.is_inspector_absent,
        "backup": _person(backup),
        "email": serving.desk.email if serving.desk else "",
        "post": serving.post,
        "surgeries": answer.meetings,
    }


def _person(member: StaffMember | None) -> dict[str, object] | None:
    if member is None:
        return None
    return {"name": member.display_name, "languages": member.languages}
