"""What the tests of the beats at the desk share."""

from django.core.files.uploadedfile import SimpleUploadedFile

from serein.kit.models import JournalEntry
from serein.people.models import Account
from serein.territory.models import Beat, BeatVersion
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import Place, url
from tests.territory import make as territory

HEAD = "street,side,from,to,beat"
TODAY = f"{FRIDAY_NIGHT:%Y-%m-%d}"


def enter(client: WatchfulClient, account: Account) -> WatchfulClient:
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def make_draft(place: Place, *ranges: tuple[str, int, int | None]) -> BeatVersion:
    """Make a draft that gives ranges of Rue du Moulin to beat B01."""
    street = place.address.street
    return territory.make_version(ranges=[("B01", street, *told) for told in ranges or [("both", 0, None)]])


def send(client: WatchfulClient, content: bytes | str, name: str = "secteurs.csv") -> str:
    raw = content.encode() if isinstance(content, str) else content
    response = client.post(url("proximity:beats"), {"file": SimpleUploadedFile(name, raw)}, follow=True)
    return str(response.content.decode())


def page(client: WatchfulClient, draft: BeatVersion, **asked: str) -> str:
    return str(client.get(url("proximity:beat_version", draft.pk), asked).content.decode())


def told_row(**changes: object) -> dict[str, object]:
    beat = Beat.objects.get(code="B01")
    return {"street": "Molenstraat", "side": "odd", "from_number": 1, "to_number": 9, "beat": beat.pk} | changes


def acts() -> list[str]:
    return list(JournalEntry.objects.order_by("number").values_list("act", flat=True))
