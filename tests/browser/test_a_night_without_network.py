"""A night goes on without network: acts wait on the device, go once it is back, and nothing stays after the close."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Visitor
from tests.config.installation import Installation
from tests.proximity.make import url

NIGHT = """
from datetime import timedelta
from django.conf import settings
from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.nightlife.models import Event
from serein.people.models import Organisation
from serein.shuttles.models import Night, NightVan, Ride, Van
from serein.shuttles.operations import rides
from serein.territory.models import Address
from serein.territory.where import find_where
settings.DEMO = True  # the night is of the time that the demo plays
now = clock.now()
houses = Address.objects.present().filter(box_number="").order_by("source_id")
here = houses[5]
event = Event.objects.create(name_fr="Bal du kiosque", name_nl="Kioskbal", organiser=Organisation.objects.first(),
    place_fr="Kiosque", place_nl="Kiosk", lat=here.lat, lon=here.lon, starts_at=now - timedelta(hours=3),
    ends_at=now + timedelta(hours=1), expected_people=300)
night = Night.objects.create(event=event, state="running", waiting_fr="Kiosque", waiting_nl="Kiosk", lat=here.lat,
    lon=here.lon, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=3), opened_at=now)
van = NightVan.objects.create(night=night, van=Van.objects.get_or_create(name="Van du bal", defaults={"seats": 8})[0])
for house, size in ((houses[40], 2), (houses[90], 3)):
    to = find_where(asked={"address": str(house.pk)}, language="fr")
    ride = rides.walk_up(night=night, to=to, party_size=size, language="fr", at=now, by=SYSTEM, now=now)
print(night.pk, van.pk, ride.code)
"""
RIDES = """
from serein.shuttles.models import Act, Night, Ride
night = Night.objects.get(pk={night})
print(sorted((ride.party_size, ride.state) for ride in night.rides.all()), night.acts.count(), night.state)
"""
STORED = """async () => ({
  databases: (await indexedDB.databases()).map(({ name }) => name).filter((name) => name === "serein-night"),
  caches: (await caches.keys()).filter((name) => name.startsWith("serein-opened")),
  local: Object.keys(localStorage).filter((name) => name.includes("night")),
})"""


def invite(desk: Visit, night: int, of: str) -> str:
    """Show the code at the desk, and return the path that its square holds."""
    page = desk.go(url("shuttles:devices", night))
    page.locator(f"[name=of][value={of}]").check()
    page.locator("main form.form button").click()
    address = page.locator(".invitation__address").inner_text()
    assert page.locator(".invitation__square svg").is_visible()
    return re.sub(r"^https?://[^/]+", "", address)


def enrol(device: Visit, path: str) -> Page:
    page = device.go(path)
    page.locator("main form button").click()
    page.wait_for_selector("html[data-kept=yes]", timeout=20_000)
    return page


def add(page: Page, *, street: str, size: int) -> None:
    page.locator("[data-do=add]").click()
    page.locator("[data-street]").fill(street)
    page.locator(".tap--found").first.click()
    page.locator(f"[name=size][value='{size}']").check(force=True)
    page.locator("dialog .tap--main").click()


def bar(page: Page, text: str) -> None:
    expect(page.locator("[data-slot=bar]")).to_contain_text(re.compile(text), timeout=20_000)


def look_again(page: Page) -> None:
    """Ask at once what a screen asks every ten seconds."""
    page.evaluate("dispatchEvent(new Event('online'))")


def work_without_network(page: Page) -> None:
    """Add a group, let three groups leave, take an act back; each time the screen is opened anew it is the same."""
    queue = page.locator("[data-slot=run] .group, [data-slot=groups] .group")
    expect(queue).to_have_count(2)
    page.context.set_offline(True)
    add(page, street="rue", size=1)
    expect(page.locator(".group__number", has_text="A1")).to_be_visible()
    bar(page, "1")
    page.reload()
    expect(queue).to_have_count(3)
    expect(page.locator("[data-do=leave]")).to_contain_text("6")
    page.locator("[data-do=leave]").click()
    add(page, street="rue", size=4)
    expect(page.locator(".group__number", has_text="A2")).to_be_visible()
    page.locator("[data-do=undo]").click()
    expect(page.locator(".group__number", has_text="A2")).to_have_count(0)
    bar(page, "2")
    page.reload()
    expect(page.locator("[data-slot=vans] .van")).to_have_attribute("data-state", "away")
    page.context.set_offline(False)
    expect(page.locator("[data-slot=bar]")).not_to_contain_text(re.compile(r"\d"), timeout=30_000)
    expect(page.locator("[data-slot=alerts] li")).to_have_count(0)


def drive_without_network(road: Page) -> None:
    """Bring three groups home, one stop at a time, and come back."""
    look_again(road)
    expect(road.locator("[data-act=arrived]")).to_be_visible(timeout=20_000)
    expect(road.locator("[data-slot=marks]")).to_contain_text("2")
    first = road.locator("[data-slot=where]").inner_text()
    road.wait_for_timeout(500)
    road.context.set_offline(True)
    road.reload()
    for _ in range(3):
        road.locator("[data-act=arrived]").click()
        road.locator("[data-act=drop]").click()
    expect(road.locator("[data-slot=where]")).not_to_have_text(first)
    road.locator("[data-act=back]").click()
    bar(road, "7")
    road.context.set_offline(False)
    open_the_wrong_screen(road)
    expect(road.locator("[data-slot=bar]")).not_to_contain_text(re.compile(r"\d"), timeout=40_000)


def open_the_wrong_screen(road: Page) -> None:
    """The tablet's screen shows nothing on the phone, and leaves alone what the phone could not send yet."""
    road.goto(re.sub(r"(//[^/]+)/.*", rf"\1{url('shuttles:on_site_kept')}", road.url))
    expect(road.locator("main.over")).to_be_visible(timeout=20_000)
    road.locator("main.over a").click()
    expect(road.locator(".driver__main")).to_be_visible(timeout=20_000)


def stands(page: Page, text: str) -> None:
    """Whoever holds a ticket reads how it stands, in words."""
    expect(page.locator("#ticket-state")).to_contain_text(re.compile(text, re.I))


def say_how_else(page: Page) -> None:
    """Home, a rider is asked how the way would have been without us, and answers in one tap."""
    page.locator("form[action$='/retour/'] button").first.click()
    expect(page.locator("#otherwise-title")).to_be_visible()
    expect(page.locator("form[action$='/retour/']")).to_have_count(0)


def close(page: Page) -> None:
    look_again(page)
    expect(page.locator("[data-slot=vans] .van")).to_have_attribute("data-state", "ready", timeout=40_000)
    page.locator("[data-do=menu]").click()
    page.locator("dialog .tap--main").click()
    page.locator("[name=coins]").fill("6")
    page.locator("[name=is_early]").check()
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector("html[data-wiped=yes]")


@pytest.mark.promise("B4a")
@pytest.mark.harm("H15")
@pytest.mark.harm("H16")
def test_a_night_goes_on_without_network_and_leaves_nothing_behind(visit: Visitor, installation: Installation) -> None:
    desk, tablet, phone, rider = visit(), visit(width=1024), visit(width=320), visit(width=320)
    told = installation.python(NIGHT).split()
    night, van, ticket = int(told[0]), int(told[1]), url("shuttles:ticket", told[2])
    desk.enter_as("youth")
    page = enrol(tablet, invite(desk, night, "steward"))
    road = enrol(phone, invite(desk, night, f"van-{van}"))

    stands(rider.go(ticket), "point d.attente")
    work_without_network(page)
    stands(rider.go(ticket), "à bord")
    aboard = "[(1, 'aboard'), (2, 'aboard'), (3, 'aboard')] 2 running"
    assert installation.python(RIDES.format(night=night)) == aboard
    drive_without_network(road)
    say_how_else(rider.go(ticket))
    close(page)
    look_again(road)
    expect(road.locator("main.over")).to_be_visible(timeout=20_000)

    for device in (page, road):
        assert device.evaluate(STORED) == {"databases": [], "caches": [], "local": []}
        assert [c for c in device.context.cookies() if c["name"] == "serein_night"] == []
    home = "[(1, 'home'), (2, 'home'), (3, 'home')] 9 closed"
    assert installation.python(RIDES.format(night=night)) == home
