"""The whole gesture: find one's inspector and ask for a call-back; by keyboard alone, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.promise("A2a"), pytest.mark.promise("A2b")]


def press_until_focused(page: Page, selector: str, *, most: int = 60) -> None:
    """Press Tab until an element has the focus, as someone without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement?.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


@pytest.mark.harm("H28")
def test_by_keyboard_alone(visit: Visitor) -> None:
    page = visit().go("/fr/")

    press_until_focused(page, "[data-address-box] input[type=search]")
    page.keyboard.type("grand-pl", delay=30)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mon-inspecteur/**")
    expect(page.get_by_role("main")).to_contain_text("Amina")

    press_until_focused(page, "a[href*='/rappel/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rappel/")
    press_until_focused(page, "[name=name]")
    page.keyboard.type("Chloé")
    press_until_focused(page, "[name=phone]")
    page.keyboard.type("056 33 04 10")
    press_until_focused(page, "[name=safe_hours]")
    page.keyboard.press("Space")
    press_until_focused(page, "[name=message]")
    page.keyboard.type("La lampe du coin est cassée.")
    press_until_focused(page, "main form.form button[type=submit]")
    page.keyboard.press("Enter")

    page.wait_for_url("**/suivi/*/")
    expect(page.locator(".code")).to_have_text(re.compile(r"^[2-9A-Z]{5}-[2-9A-Z]{5}$"))


@pytest.mark.parametrize(
    ("start", "street", "ends"),
    [
        ("/fr/mon-inspecteur/", "Grand-Place 1", "/fr/suivi/"),
        ("/nl/mijn-wijkinspecteur/", "Grote Markt 1", "/nl/opvolgen/"),
    ],
)
def test_without_javascript_in_both_languages(visit: Visitor, start: str, street: str, ends: str) -> None:
    page = visit(width=320, java_script_enabled=False).go(start)

    page.locator("[data-address-box] input[type=search]").fill(street)
    page.locator("[data-address-box] button[type=submit]").click()
    page.locator("a[href*='/V1/']").first.click()
    page.locator("[name=name]").fill("Chloé")
    page.locator("[name=phone]").fill("056 33 04 10")
    page.locator("main form.form button[type=submit]").click()

    assert ends in page.url
    assert page.locator(".code").count() == 1


def test_a_click_on_the_map_gives_the_inspector_of_that_place(visit: Visitor) -> None:
    page = visit().go("/fr/mon-inspecteur/")
    canvas = page.locator(".map canvas")
    canvas.scroll_into_view_if_needed()
    expect(canvas).to_be_visible()
    page.wait_for_timeout(1500)

    box = canvas.bounding_box()
    assert box is not None
    canvas.click(position={"x": box["width"] / 2, "y": box["height"] / 2})

    page.wait_for_url(re.compile(r"lat=.*lon="))
    expect(page.get_by_role("heading", level=2).first).to_contain_text(re.compile("Amina|Bart|inspect"))


def test_ones_own_position_is_asked_for_only_when_wanted(visit: Visitor) -> None:
    window = visit(geolocation={"latitude": 50.7478, "longitude": 3.0695}, permissions=["geolocation"])
    page = window.go("/fr/mon-inspecteur/")

    page.locator("[data-use-position]").click()

    page.wait_for_url(re.compile(r"lat=50\.7.*lon=3\.0"))
    expect(page.get_by_role("main")).to_contain_text("@demo.invalid")


def test_the_same_page_in_another_language_is_one_tap_away(visit: Visitor) -> None:
    page = visit(width=320).go("/fr/mon-inspecteur/?q=Grand-Place+1")

    page.locator("a[hreflang=nl]").first.click()

    assert "/nl/mijn-wijkinspecteur/?q=" in page.url
    assert page.locator("html").get_attribute("lang") == "nl"


def test_the_back_up_stands_in_on_the_public_page_the_moment_an_absence_is_noted(visit: Visitor) -> None:
    staff = visit()
    staff.enter_as("farid")
    staff.go("/fr/bureau/absences/")
    staff.page.locator("main form.form button[type=submit]").click()
    expect(staff.page.locator(".notice--done")).to_be_visible()

    page = visit().go("/fr/mon-inspecteur/?beat=V3")
    expect(page.get_by_role("main")).to_contain_text("Farid")
    assert page.locator(".notice--info").count() == 1

    staff.page.locator("form[action*='/fin/'] button").first.click()
    expect(staff.page.locator(".notice--done")).to_be_visible()
