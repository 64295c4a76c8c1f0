"""A machine that can take nothing for now is asked again within a minute, however long it asks to be left alone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

import serein

pytestmark = [pytest.mark.promise("B4a"), pytest.mark.harm("H15")]
PACKAGES = Path(serein.__file__).parent
SITE = "http://localhost"
PAUSE = """async (asked) => {
  const { Keeper } = await import("/static/shuttles/on_site_keeper.js");
  Date.now = () => 1000000;
  window.fetch = async () => new Response("", { status: 503, headers: { "Retry-After": asked } });
  const keeper = new Keeper({ root: { dataset: {} }, show() {}, over() {}, elsewhere() {} });
  await keeper.sendOne({ id: "a-1", at: 0, action: "/", fields: [], who: "" });
  return keeper.pausedUntil - Date.now();
}"""


def answer(route: Route) -> None:
    _empty, *path = route.request.url.removeprefix(SITE).split("/")
    if path[0] == "static":
        script = PACKAGES / path[1] / "static" / Path(*path[1:])
        route.fulfill(content_type="text/javascript", body=script.read_text())
    else:
        route.fulfill(content_type="text/html", body="<!doctype html>")


@pytest.fixture
def pause(browser: Browser) -> Callable[[str], int]:
    """How long the night's tablet waits, in milliseconds, when it is told `Retry-After`."""
    page = browser.new_page()
    page.route("**/*", answer)
    page.goto(f"{SITE}/")
    return lambda asked: int(page.evaluate(PAUSE, asked))


@pytest.mark.parametrize(("asked", "waits"), [("1", 5_000), ("20", 20_000), ("3600", 60_000)])
def test_the_nights_tablet_waits_as_it_is_asked_and_never_longer_than_a_minute(
    pause: Callable[[str], int], asked: str, waits: int
) -> None:
    assert pause(asked) == waits
