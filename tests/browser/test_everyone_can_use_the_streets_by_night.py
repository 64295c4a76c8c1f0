"""axe finds nothing on the pages of light, circuits, signs and walks, drafts and refused forms included."""

import re
from typing import Any

import pytest

from tests.browser.conftest import Visit, Visitor
from tests.browser.test_everyone_can_use_every_page import faults_here, faults_in_both_languages
from tests.proximity.make import url

RECOMMENDED, SUSPENDED = "gare-grand-place", "clinique-centre"
OF_RESIDENTS: list[tuple[str, tuple[object, ...]]] = [
    ("streets:lighting", ()),
    ("streets:lighting_method", ()),
    ("streets:circuits", ()),
    ("streets:circuit", (RECOMMENDED,)),
    ("streets:circuit", (SUSPENDED,)),
    ("streets:circuit_embedded", (RECOMMENDED,)),
]


IN_BOTH = {
    "fr": "from=Gare+de+Valserein&to=Clinique+Sainte-Barbe",
    "nl": "from=Station+Stilledal&to=Sint-Barbarakliniek",
}


def draft_a_circuit(window: Visit, name: str) -> str:
    """Let the prevention service draft the next edition of a circuit, and return the address of its page."""
    page = window.go(url("streets:desk_circuits"))
    page.locator("main a[href*='/circuits/']", has_text=name).first.click()
    page.wait_for_selector("#draft-title")
    page.locator("button[name=what][value=draft]").click()
    page.wait_for_selector("a[href*='/trace/']")
    return page.url


def open_all_acts(window: Visit) -> None:
    for act in window.page.locator("main details.act").all():
        act.locator("summary").click()


def refused(window: Visit, form: str) -> dict[str, list[Any]]:
    """Send a form that lacks what it needs, and look at the answer."""
    window.page.locator(f"{form} button[type=submit]").first.click()
    window.page.wait_for_selector("[data-error-summary]")
    return faults_here(window, f"{form} refused")


@pytest.mark.promise("B1")
@pytest.mark.promise("B2a")
@pytest.mark.harm("H28")
@pytest.mark.parametrize(("name", "of"), OF_RESIDENTS)
def test_residents_meet_no_barrier_by_night(visit: Visitor, name: str, of: tuple[object, ...]) -> None:
    window = visit(reduced_motion="reduce")

    assert faults_in_both_languages(window, name, *of) == {}


@pytest.mark.promise("B2b")
def test_ways_and_a_choice_of_places_meet_no_barrier(visit: Visitor) -> None:
    window = visit(reduced_motion="reduce")
    for language, ends in IN_BOTH.items():
        path = url("streets:go", language=language)
        window.go(f"{path}?{ends}&hour=25")
        window.page.wait_for_selector(".ways")
        open_all_acts(window)
        assert faults_here(window, "ways") == {}
        window.go(f"{path}?from=rue&to=zzzz")
        window.page.wait_for_selector("#to-error")
        assert faults_here(window, "places to choose") == {}


def test_works_sees_outages_and_closures_without_barrier(visit: Visitor) -> None:
    window = visit(reduced_motion="reduce")
    window.enter_as("works")
    window.go(url("streets:desk_outages"))
    open_all_acts(window)
    assert faults_here(window, "outages") == {}
    assert refused(window, "main form[action$='/dire/']") == {}
    window.go(url("streets:close_street"))
    assert faults_here(window, "closing a street") == {}
    assert refused(window, "main form.form") == {}


def test_works_sets_the_hours_of_a_cabin_without_barrier(visit: Visitor) -> None:
    window = visit(reduced_motion="reduce")
    window.enter_as("works")
    window.go(url("streets:desk_outages")).locator("main table a").first.click()
    window.page.wait_for_selector("#nights-title")
    open_all_acts(window)
    assert faults_here(window, "a cabin") == {}
    assert refused(window, "main form:has(input[value=except])") == {}


def test_the_prevention_service_drafts_a_circuit_without_barrier(visit: Visitor) -> None:
    window = visit(reduced_motion="reduce")
    window.enter_as("prevention")
    assert faults_in_both_languages(window, "streets:desk_circuits") == {}
    here = draft_a_circuit(window, "Des salles aux parkings")
    pk = int(re.findall(r"/(\d+)/", here)[0])
    open_all_acts(window)
    assert faults_here(window, "a circuit with a draft") == {}
    for name in ("streets:draw_circuit", "streets:propose_circuit"):
        assert faults_in_both_languages(window, name, pk) == {}
    window.go(url("streets:draw_circuit", pk))
    assert refused(window, "main form:has(input[value=add])") == {}


def test_who_checks_a_circuit_meets_no_barrier(visit: Visitor) -> None:
    window = visit(reduced_motion="reduce")
    window.enter_as("prevention")
    assert faults_in_both_languages(window, "streets:check_circuit") == {}
    assert refused(window, "main form[data-offline]") == {}
