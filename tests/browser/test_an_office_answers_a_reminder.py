"""An office answers the mail about its step without logging in; mail scanners that follow its links change nothing."""

import re
import time
from pathlib import Path

import pytest

from tests.browser.conftest import Visitor
from tests.browser.test_everyone_can_use_every_page import faults_here

_LINK = re.compile(r"/fr/plan/reponse/[^/\s]+/done/")


@pytest.fixture
def link(site: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The first link by which an office says that a step is done, from the mails that the running demo sent."""
    for _ in range(120):
        for file in sorted(tmp_path_factory.getbasetemp().glob("browser*/var/mail/*")):
            if found := _LINK.search(_read(file)):
                return found.group()
        time.sleep(1)
    raise AssertionError("The demo asked no office about its steps.")


@pytest.mark.promise("A5a")
def test_one_button_says_that_a_step_is_done_and_the_link_works_once(visit: Visitor, link: str) -> None:
    scanner = visit(java_script_enabled=False)
    for answer in ("done", "late", "blocked"):
        scanner.go(link.replace("/done/", f"/{answer}/"))
    office = visit(width=320, reduced_motion="reduce")

    page = office.go(link)
    step = page.get_by_role("heading", level=1).inner_text()
    assert faults_here(office, link) == {}
    late = office.go(link.replace("/done/", "/late/"))
    assert late.get_by_role("heading", level=1).inner_text() == step
    assert faults_here(office, "late") == {}
    office.go(link)
    page.get_by_role("button", name="Oui, c'est fait").click()

    assert page.get_by_role("heading", name="C'est noté").is_visible()
    page.locator("main a").first.click()
    assert page.locator(".step--done", has_text=step).is_visible()
    assert faults_here(office, page.url) == {}
    office.go(link)
    assert page.get_by_role("heading", name="Ce lien a déjà servi").is_visible()
    assert faults_here(office, "spent") == {}


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace").replace("=\n", "")
