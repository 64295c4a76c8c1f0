"""A real browser on a running demo: built once in a run, copied and started once for each test process."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from serein.config import browser as chromium
from tests.config.installation import Installation
from tests.config.playing import copy_demo, free_port, read_until, start

_FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--enable-unsafe-swiftshader",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = chromium.list_missing()
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if missing:
                wanted = " ".join(missing)
                item.add_marker(pytest.mark.skip(reason=f"{wanted} not installed: sudo apt-get install -y {wanted}"))


@pytest.fixture(scope="session")
def installation(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Where the demo of this test process keeps what is its own, the mails that it sends among it."""
    return copy_demo(built_demo, tmp_path_factory.mktemp("browser") / "var")


@pytest.fixture(scope="session")
def site(installation: Installation) -> Iterator[str]:
    """The address of a demo that this test process started."""
    with playing(installation) as address:
        yield address


@contextmanager
def playing(installation: Installation) -> Iterator[str]:
    """Let a demo play meanwhile, and give its address."""
    port = free_port()
    with start(installation, port) as running:
        read_until(running, "Ctrl-C stops everything")
        yield f"http://localhost:{port}"
        running.send_signal(signal.SIGINT)
        running.wait(timeout=30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.find_chromium(), args=_FLAGS)
        yield launched
        launched.close()


@dataclass
class Visit:
    """A page with what it asked of other hosts, and what went wrong in it."""

    page: Page
    site: str
    elsewhere: list[str]
    faults: list[str]

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.site}{path}")
        return self.page

    def enter_as(self, name: str) -> None:
        """Enter by the demo's first door, as whoever has this address."""
        self.go("/fr/")
        door = self.page.locator("form[action*='/demo/entrer/']").first
        door.locator("[name=email]").evaluate("(field, value) => { field.value = value }", f"{name}@demo.invalid")
        door.locator("button").click()
        self.page.wait_for_url("**/fr/bureau/**")


Visitor = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, site: str) -> Iterator[Visitor]:
    """Open a window: `visit(width=320, color_scheme="dark", java_script_enabled=False)`."""
    opened: list[tuple[BrowserContext, Visit]] = []

    def open_window(*, width: int = 1280, **settings: Any) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 900}, **settings)
        made = Visit(context.new_page(), site, [], [])
        made.page.on("request", lambda request: _note_elsewhere(request, made))
        made.page.on("pageerror", lambda error: made.faults.append(str(error)))
        made.page.on("console", lambda m: made.faults.append(m.text) if "Content Security Policy" in m.text else None)
        opened.append((context, made))
        return made

    yield open_window
    for context, made in opened:
        context.close()
        assert made.faults == []
        assert made.elsewhere == []


def _note_elsewhere(request: Request, made: Visit) -> None:
    if not request.url.startswith((made.site, "data:", "about:", "blob:")):
        made.elsewhere.append(request.url)
