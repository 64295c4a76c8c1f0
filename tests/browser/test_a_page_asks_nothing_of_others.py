"""No page asks anything of another host, map included: each window's requests are counted."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor


@pytest.mark.parametrize(
    "path", ["/fr/", "/nl/mijn-wijkinspecteur/", "/fr/mon-inspecteur/?q=Grand-Place+1", "/en/data/"]
)
def test_everything_comes_from_our_own_server(visit: Visitor, path: str) -> None:
    window = visit()
    asked: list[str] = []
    window.page.on("request", lambda request: asked.append(request.url))

    window.go(path)
    window.page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    window.page.wait_for_timeout(800)

    assert asked
    assert [url for url in asked if not url.startswith((window.site, "data:"))] == []


def test_the_map_reads_its_tiles_by_range_and_says_whose_they_are(visit: Visitor) -> None:
    window = visit()
    answers: list[int] = []
    window.page.on("response", lambda r: answers.append(r.status) if "base.pmtiles" in r.url else None)

    window.go("/fr/mon-inspecteur/")
    window.page.locator(".map").scroll_into_view_if_needed()
    expect(window.page.locator(".map canvas")).to_be_visible()
    window.page.wait_for_timeout(1500)

    assert answers
    assert set(answers) == {206}
    expect(window.page.locator(".map")).to_contain_text("© OpenStreetMap contributors (ODbL)")


def test_the_map_moves_and_chooses_by_keyboard(visit: Visitor) -> None:
    page = visit().go("/fr/mon-inspecteur/")
    page.locator(".map").scroll_into_view_if_needed()
    canvas = page.locator(".map canvas")
    expect(canvas).to_be_visible()
    page.wait_for_timeout(1500)

    canvas.focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(600)
    page.keyboard.press("Enter")

    page.wait_for_url("**lat=**")


def test_the_last_address_stays_in_the_browser_and_can_be_forgotten(visit: Visitor) -> None:
    window = visit()
    page = window.go("/fr/")
    page.locator("[data-address-box] input[type=search]").fill("Grand-Place 1")
    page.locator("[data-address-box] button[type=submit]").click()
    page.wait_for_url("**/mon-inspecteur/**")

    window.go("/fr/")

    assert "Grand-Place 1" in page.evaluate("JSON.stringify({...localStorage})")
    assert page.context.cookies() == [] or all("Grand" not in str(cookie) for cookie in page.context.cookies())
