"""A check by night is filled in without network, waits on the device, and is kept once; and a way is found by keys."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Visitor
from tests.proximity.make import url

CIRCUIT, CODE = "De la gare à la Grand-Place", "gare-grand-place"


def keep_the_shell(visit: Visit) -> Page:
    """Open the form once with network, so that the browser keeps it."""
    page = visit.go(url("streets:check_circuit"))
    page.evaluate(
        """() => new Promise((resolve) => {
          const workers = navigator.serviceWorker;
          return workers.controller ? resolve(true) : workers.addEventListener("controllerchange", () => resolve(true));
        })"""
    )
    return page


def list_checks(page: Page, site: str) -> list[str]:
    page.goto(f"{site}{url('streets:desk_circuits')}")
    page.locator("main a", has_text=CIRCUIT).first.click()
    page.wait_for_selector("#checks-title")
    return page.locator("section[aria-labelledby=checks-title] li").all_inner_texts()


@pytest.mark.promise("B2a")
@pytest.mark.harm("H28")
def test_a_check_made_without_network_is_kept_once_when_it_is_back(visit: Visitor) -> None:
    window = visit(width=320)
    window.enter_as("works")
    before = list_checks(window.page, window.site)
    page = keep_the_shell(window)
    day = page.locator("[name=on]").input_value()
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)

    page.context.set_offline(True)
    page.goto(f"{window.site}{url('streets:check_circuit')}")
    page.locator("[name=circuit]").select_option(CODE)
    page.locator("[name=on]").fill(day)
    page.locator("[name=at]").fill("00:05")
    page.locator("[name=result][value=good]").check()
    page.locator("[name=note]").fill("La haie du parking déborde.")
    page.locator("form[data-offline] button[type=submit]").click()
    expect(page.get_by_text("C’est gardé sur cet appareil")).to_be_visible()
    expect(page.locator("[data-offline-bar]")).to_contain_text(re.compile("Hors ligne.*1 contrôle"))
    assert posts == []

    page.context.set_offline(False)
    expect(page.locator("[data-offline-bar]")).to_contain_text("Reçu", timeout=30_000)
    assert len(posts) == 1
    checks = list_checks(page, window.site)
    assert len(checks) == len(before) + 1
    assert sum("La haie du parking déborde." in check for check in checks) == 1


@pytest.mark.promise("B2b")
@pytest.mark.harm("H28")
def test_a_resident_finds_a_way_by_keys_alone(visit: Visitor) -> None:
    page = visit().go(url("streets:circuits"))
    page.locator("main a", has_text=re.compile("Chercher|Trouver")).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#from")
    page.locator("#from").focus()
    for text in ("Gare de Valserein", "Clinique Sainte-Barbe"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".ways")
    summary = page.locator(".ways summary").first
    for _ in range(80):
        if summary.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".ways .steps").first).to_be_visible()
    expect(page.locator(".ways .steps").first).to_contain_text("Gare de Valserein")
    assert page.locator(".ways > li").count() >= 1
