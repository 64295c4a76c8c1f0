"""The whole gesture: find tonight's shuttle, book, read the ticket, cancel; on a phone, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Visitor
from tests.browser.test_everyone_can_use_every_page import faults_here
from tests.proximity.make import url

pytestmark = [pytest.mark.promise("E2"), pytest.mark.promise("B4a"), pytest.mark.harm("H28")]
TICKET = re.compile(r"/ticket/[2-9A-Z]{5}-[2-9A-Z]{5}/$")
SLOW_MS = 300_000
"""The first booking of a process compiles the planner."""


def open_form(window: Visit, language: str = "fr") -> Page:
    """Go from the list of nights to the form of the night that runs."""
    page = window.go(url("shuttles:nights", language=language))
    page.locator(".card", has=page.locator(".tag--done")).locator("a").first.click()
    page.locator(".night-book a").click()
    page.wait_for_selector("#booking")
    return page


def send(page: Page) -> None:
    page.locator("#booking button[type=submit]").last.click(timeout=SLOW_MS, no_wait_after=True)


def test_a_place_is_booked_by_a_suggestion_and_cancelled(visit: Visitor) -> None:
    window = visit(width=320)
    page = open_form(window)
    page.locator("#id_to").press_sequentially("grand-pl", delay=30)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#id_to")).to_have_value(re.compile("Grand-Place"))
    assert page.locator("#booking").is_visible()

    send(page)

    page.wait_for_url(TICKET, timeout=SLOW_MS)
    expect(page.locator(".ticket__number strong")).to_have_text(re.compile(r"^\d+$"))
    expect(page.locator("#ticket-state[hx-trigger]")).to_be_visible()
    assert faults_here(window, "a ticket") == {}
    page.locator("main a[href$='/annuler/'], main a[href$='/cancel/']").click()
    assert faults_here(window, "cancelling") == {}
    page.locator("main form button").click()
    page.wait_for_url(TICKET, timeout=SLOW_MS)
    expect(page.locator("#ticket-state[hx-trigger]")).to_have_count(0)
    assert faults_here(window, "a ticket that was cancelled") == {}


def test_a_parent_is_asked_for_only_with_somebody_under_18_and_errors_keep_what_was_written(visit: Visitor) -> None:
    window = visit()
    page = open_form(window, "nl")
    assert page.locator("[name=guardian_phone]").is_hidden()
    page.locator("[name=has_minor]").check()
    assert page.locator("[name=guardian_phone]").is_visible()
    page.fill("[name=guardian_phone]", "12")
    page.fill("[name=contact]", "0470 12 34 56")

    send(page)

    page.wait_for_selector("[data-error-summary]", timeout=SLOW_MS)
    expect(page.locator("[name=contact]")).to_have_value("0470 12 34 56")
    expect(page.locator("[name=guardian_phone]")).to_be_visible()
    assert faults_here(window, "a booking with errors") == {}


def test_without_javascript_one_of_several_addresses_is_chosen(visit: Visitor) -> None:
    window = visit(java_script_enabled=False)
    page = open_form(window)
    page.fill("#id_to", "Grand-Place")
    send(page)

    page.locator("[name=to_choice]").first.check()
    send(page)

    page.wait_for_url(TICKET, timeout=SLOW_MS)
    expect(page.locator("main")).to_contain_text("Grand-Place")
    page.reload()
    expect(page.locator("main")).not_to_contain_text("Grand-Place")
