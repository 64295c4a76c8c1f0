"""What the browser keeps of a screen of the night is all that it needs, the same for everyone, and tells nothing."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from serein.kit import offline
from tests.client import WatchfulClient
from tests.people.make import make_account
from tests.shuttles.make import make_night, make_ride

pytestmark = [pytest.mark.django_db, pytest.mark.promise("B4a")]
SCREENS = ("on_site_kept", "driver_kept")


def pages() -> list[dict[str, object]]:
    found = re.search(r"^const PAGES = (.*);$", offline.worker_script(), re.MULTILINE)
    assert found is not None
    kept: list[dict[str, object]] = json.loads(found.group(1))
    return kept


def shell() -> set[str]:
    return {f"/static/{name}" for name in offline.SHELL}


def imported_by(address: str) -> set[str]:
    """Every module that a script imports, and those that these import."""
    path = Path(str(finders.find(address.removeprefix("/static/"))))
    names = re.findall(r'from "(\.[^"]+)"', path.read_text())
    found = {str((Path(address).parent / name).as_posix()) for name in names}
    found = {re.sub(r"/[^/]+/\.\./", "/", one.replace("/./", "/")) for one in found}
    return found.union(*(imported_by(one) for one in found)) if found else found


@pytest.mark.parametrize("name", SCREENS)
def test_a_kept_screen_lacks_nothing_that_it_asks_for(client: WatchfulClient, name: str) -> None:
    html = client.get(reverse(f"shuttles:{name}")).content.decode()
    (kept,) = [page for page in pages() if page["address"] == reverse(f"shuttles:{name}")]
    files = kept["files"]
    assert isinstance(files, list)

    asked = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html))
    scripts = [one for one in asked if one.endswith(".js")]
    asked |= set().union(*map(imported_by, scripts))

    assert scripts
    assert asked <= {*files, *shell()}
    assert not set(files) & shell()


@pytest.mark.harm("H16")
@pytest.mark.parametrize("name", SCREENS)
def test_a_kept_screen_is_the_same_for_everyone_and_holds_no_ride(client: WatchfulClient, name: str) -> None:
    night = make_night()
    before = client.get(reverse(f"shuttles:{name}")).content
    make_ride(night=night)
    client.force_login(make_account("Eve"))

    after = client.get(reverse(f"shuttles:{name}")).content

    assert before == after
    assert b"csrfmiddlewaretoken" not in after


def test_who_never_opened_a_screen_of_the_night_keeps_none_of_it(client: WatchfulClient) -> None:
    plain = [page for page in pages() if not page["files"]]

    assert not any("shuttles/" in address for address in shell())
    assert reverse("shuttles:on_site_kept") not in {page["address"] for page in plain}
