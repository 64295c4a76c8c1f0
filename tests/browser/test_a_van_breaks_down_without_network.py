"""A van breaks down where there is no network: its driver says in which street, and another one comes there."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor
from tests.browser.test_a_night_without_network import NIGHT, RIDES, bar, enrol, invite, look_again, stands
from tests.config.installation import Installation
from tests.proximity.make import url

ANOTHER_VAN = """
relief = Van.objects.get_or_create(name="Van de renfort", defaults={"seats": 8})[0]
other = NightVan.objects.create(night=night, van=relief)
print(other.pk)
"""
NOTHING_WAITS = re.compile(r"\d")


def send_all(page: Page) -> None:
    expect(page.locator("[data-slot=bar]")).not_to_contain_text(NOTHING_WAITS, timeout=40_000)


def break_down_in_a_street(road: Page) -> str:
    """Say without network that the van is down, and in which street; the street is returned."""
    look_again(road)
    expect(road.locator("[data-act=arrived]")).to_be_visible(timeout=20_000)
    road.wait_for_timeout(500)
    road.context.set_offline(True)
    road.reload()
    road.locator("[data-do=problem]").click()
    road.locator("dialog .sheet__acts button").nth(1).click()
    road.locator("[data-street]").fill("rue")
    street = road.locator(".tap--found").first.inner_text().partition(",")[0]
    road.locator(".tap--found").first.click()
    road.locator("dialog button[type=submit]").click()
    bar(road, "1")
    road.context.set_offline(False)
    send_all(road)
    return street


def fetch_and_bring_home(road: Page, street: str) -> None:
    """Drive to where the other van stands, then, without network, to each door."""
    look_again(road)
    expect(road.locator("[data-slot=where]")).to_have_text(street, timeout=20_000)
    expect(road.locator("[data-slot=who]")).to_contain_text(re.compile("1.*2"))
    road.locator("[data-act=leave]").click()
    bar(road, "1")
    send_all(road)
    road.wait_for_timeout(1000)
    road.context.set_offline(True)
    road.reload()
    road.locator("[data-act=arrived]").click()
    road.locator("[data-act=board]").click()
    road.locator("[data-act=board]").click()
    expect(road.locator("[data-slot=where]")).not_to_have_text(street)
    for _ in range(2):
        road.locator("[data-act=arrived]").click()
        road.locator("[data-act=drop]").click()
    road.locator("[data-act=back]").click()
    road.context.set_offline(False)
    send_all(road)


@pytest.mark.promise("B4a")
@pytest.mark.harm("H15")
@pytest.mark.harm("H16")
def test_another_van_fetches_those_whose_van_broke_down_without_network(
    visit: Visitor, installation: Installation
) -> None:
    desk, tablet, phones, rider = visit(), visit(width=1024), (visit(width=320), visit(width=320)), visit(width=320)
    told = installation.python(NIGHT + ANOTHER_VAN).split()
    night, ticket = int(told[0]), url("shuttles:ticket", told[2])
    desk.enter_as("youth")
    page = enrol(tablet, invite(desk, night, "steward"))
    first, second = (
        enrol(phone, invite(desk, night, f"van-{van}")) for phone, van in zip(phones, (told[1], told[3]), strict=True)
    )
    page.locator("[data-do=leave]").click()
    send_all(page)

    street = break_down_in_a_street(first)

    look_again(page)
    expect(page.locator("[data-stranded]")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-slot=stranded-groups] .group")).to_have_count(2)
    expect(page.locator("[data-slot=stranded-groups]")).to_contain_text(street)
    stands(rider.go(ticket), "en panne")
    assert street not in rider.page.content()
    fetch_and_bring_home(second, street)
    home = "[(2, 'home'), (3, 'home')] 11 running"
    assert installation.python(RIDES.format(night=night)) == home
