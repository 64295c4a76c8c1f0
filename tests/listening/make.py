"""A town on the ground where reports are received: streets, neighbourhoods, the offices that own them."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import override
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from serein.kit.actors import SYSTEM
from serein.listening import operations
from serein.listening.kinds import find_thing
from serein.listening.models.report import Report
from serein.listening.operations.reports import Telling
from serein.people.models import Account, Role
from serein.territory.models import Address, Neighbourhood
from serein.territory.where import find_where, named
from tests.enquiries.make import Town, make_town
from tests.people.make import FRIDAY_NIGHT, make_help_number, make_holder
from tests.territory import make as territory

LILLE = {"lat": "50.6366", "lon": "3.0633"}


@dataclass(frozen=True)
class Ground:
    """The town of the enquiries with a street, two neighbourhoods and someone of the works department."""

    town: Town
    address: Address
    tuquet: Neighbourhood
    works: Account
    warden: Account

    @property
    def point(self) -> dict[str, str]:
        return {"lat": str(self.address.lat), "lon": str(self.address.lon)}


def make_ground() -> Ground:
    town = make_town()
    territory.make_commune()
    street = territory.make_street("Rue du Moulin", "Molenstraat")
    address = territory.make_address(street, "12", lat=50.73, lon=3.05)
    territory.make_address(street, "14", lat=50.7302, lon=3.0502)
    tuquet = territory.make_neighbourhood("Le Tuquet", "Tuket", lat=50.73, lon=3.05)
    territory.make_neighbourhood("La Gare", "Station", lat=50.705, lon=3.005)
    territory.tell_all_processes()
    for code, number in (("police", "101"), ("rescue", "112")):
        make_help_number(code, number)
    works = make_holder(town.proximity, name="Wim", role=Role.WORKS)
    warden = make_holder(town.proximity, name="Gaby", role=Role.DESK)
    return Ground(town, address, tuquet, works, warden)


def make_report(
    ground: Ground,
    what: str = "lamp",
    *,
    lat: float = 50.73,
    lon: float = 3.05,
    is_released: bool = True,
    now: datetime = FRIDAY_NIGHT,
    **fields: Any,
) -> Report:
    thing = find_thing(what)
    assert thing is not None
    report = operations.receive_report(
        thing=thing,
        where=fields.pop("where", None) or named(find_where(asked={"lat": str(lat), "lon": str(lon)}, language="fr")),
        telling=fields.pop("telling", Telling(message="La lampe du coin est éteinte.")),
        language="fr",
        now=now,
        **fields,
    )
    if not is_released or report.thing.is_discreet:
        return report
    return operations.release_report(
        report=report, sentence_fr="Une lampe est éteinte.", sentence_nl="Een lamp is uit.", by=SYSTEM, now=now
    )


def make_jpeg(width: int = 640, height: int = 480, *, with_position: bool = False) -> bytes:
    picture = Image.new("RGB", (width, height), "#3d5a40")
    out = io.BytesIO()
    exif = Image.Exif()
    if with_position:
        exif[0x010F] = "CameraOfChloe"
        exif.get_ifd(0x8825)[1] = "N"
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def make_png_bomb() -> bytes:
    """A small PNG whose text inflates to eight megabytes."""
    told = PngInfo()
    told.add_text("Comment", "a" * (8 * 1024 * 1024), zip=True)
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "#3d5a40").save(out, "PNG", pnginfo=told)
    return out.getvalue()


def url(name: str, *args: object, language: str = "fr") -> str:
    with override(language):
        return reverse(name, args=args)
