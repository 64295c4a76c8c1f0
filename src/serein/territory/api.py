"""The public API of addresses."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Schema

from serein.kit.api import PublicRouter
from serein.territory import queries

router = PublicRouter(tags=["addresses"])


class AddressOut(Schema):
    id: int
    label: str
    lat: float
    lon: float
    beat: str | None


@router.get("/addresses", response=list[AddressOut], summary="Addresses that a text may mean")
def search_addresses(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=120, description="Street, number, box and locality, as a resident types them")],
    lang: Annotated[Literal["fr", "nl", "en"], Query(description="Language of the labels")] = "fr",
) -> list[AddressOut]:
    return [
        AddressOut(id=match.id, label=match.label, lat=match.lat, lon=match.lon, beat=match.beat)
        for match in queries.search_addresses(text=q, language=lang)
    ]
