"""
axe finds nothing on any page: WCAG 2.2 AA and best practice, FR and NL, light and dark, phone and screen.

Every rule looks at each page in each language and in each width, not in each of their combinations; the rules that
colours decide look in each scheme too.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from allauth.mfa.totp.internal import auth as totp

from tests.browser.conftest import Visit, Visitor
from tests.browser.every_page import LEAD_TO_ANOTHER_PAGE, LOOKED_AT_IN_THEIR_GESTURE, OF_RESIDENTS, OF_STAFF
from tests.pages import list_pages
from tests.proximity.make import url

AXE = next((Path(__file__).parent / "vendor").glob("axe-core@*/axe.min.js")).read_text()
Scheme = Literal["light", "dark"]
_RULES: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
_OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
_RUN = "rules => axe.run(document, rules).then(found => found.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"

WIDTHS = (320, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WINDOWS = list(zip(WIDTHS, (SCHEMES, SCHEMES[::-1]), strict=True))
"""Widths, with the colours in which every rule looks there, and those in which only the rules of colours do."""
LANGUAGES = ("fr", "nl")


def faults(visit: Visit, rules: dict[str, Any] = _RULES) -> list[Any]:
    """Return what axe finds, and whether the page is wider than its window."""
    if not visit.page.evaluate("'axe' in window"):
        visit.page.evaluate(AXE)
    found: list[Any] = visit.page.evaluate(_RUN, rules)
    return found + _too_wide(visit)


def _too_wide(visit: Visit) -> list[Any]:
    too_wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [["wider than the window", too_wide]] if too_wide > 0 else []


def faults_in_both_languages(visit: Visit, name: str, *of: object) -> dict[str, list[Any]]:
    """Open a page in French as on a phone and in Dutch as on a screen, in each of the colours."""
    found: dict[str, list[Any]] = {}
    for language, (width, schemes) in zip(LANGUAGES, WINDOWS, strict=True):
        path = url(name, *of, language=language)
        visit.page.set_viewport_size({"width": width, "height": 900})
        answer = visit.page.goto(f"{visit.site}{path}")
        assert answer is not None, path
        assert answer.ok, f"{path}: {answer.status}"
        assert visit.page.url.startswith(f"{visit.site}{path}"), f"{path} led to {visit.page.url}"
        found |= _faults_in(visit, path, width, schemes)
        visit.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        if bad := _too_wide(visit):
            found[f"{path} {WIDTHS[0]}"] = bad
    return found


def faults_here(visit: Visit, path: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for width, schemes in WINDOWS:
        found |= _faults_in(visit, path, width, schemes)
    return found


def _faults_in(visit: Visit, path: str, width: int, schemes: Sequence[Scheme]) -> dict[str, list[Any]]:
    found = {}
    visit.page.set_viewport_size({"width": width, "height": 900})
    for scheme, rules in zip(schemes, (_RULES, _OF_COLOURS), strict=True):
        visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if bad := faults(visit, rules):
            found[f"{path} {width} {scheme}"] = bad
    return found


def look_in_every_way(visitor: Visitor, paths: list[str]) -> dict[str, list[Any]]:
    """Load each page by day on a phone and by night on a screen, and look at each in the other colours too."""
    found: dict[str, list[Any]] = {}
    for width, schemes in WINDOWS:
        visit = visitor(width=width, color_scheme=schemes[0], reduced_motion="reduce")
        for path in paths:
            visit.page.emulate_media(color_scheme=schemes[0], reduced_motion="reduce")
            visit.go(path)
            found |= _faults_in(visit, path, width, schemes)
        visit.page.close()
    return found


@pytest.mark.harm("H28")
@pytest.mark.parametrize("name", OF_RESIDENTS)
def test_residents_meet_no_barrier(visit: Visitor, name: str) -> None:
    assert look_in_every_way(visit, list(OF_RESIDENTS[name])) == {}


@pytest.mark.parametrize("door", OF_STAFF)
def test_staff_meet_no_barrier(visit: Visitor, door: str) -> None:
    window = visit(reduced_motion="reduce")
    window.enter_as(door)
    for name, of in OF_STAFF[door]:
        assert faults_in_both_languages(window, name, *of) == {}


def test_each_page_of_the_desk_is_looked_at() -> None:
    named = {name for pages in OF_STAFF.values() for name, _of in pages}
    staff_pages = {page.name for page in list_pages() if page.is_for_staff}

    assert staff_pages - named - LOOKED_AT_IN_THEIR_GESTURE - LEAD_TO_ANOTHER_PAGE == set()


def test_one_report_and_me_too_meet_no_barrier(visit: Visitor) -> None:
    window = visit(reduced_motion="reduce")
    for start in ("/fr/signalements/?state=open", "/nl/meldingen/?state=open"):
        window.go(start).locator(".report-line a").first.click()
        window.page.wait_for_selector("main [data-map]")
        assert faults_here(window, "one report") == {}
        window.page.locator("main a.kern-btn").first.click()
        window.page.wait_for_selector("main form[data-offline]")
        assert faults_here(window, "me too") == {}


def test_staff_enter_what_they_saw_and_what_they_were_told_without_barrier(visit: Visitor) -> None:
    window = visit(reduced_motion="reduce")
    window.enter_as("works")
    for told in ("", "&told=yes"):
        window.go(f"/fr/bureau/signaler/?what=lamp&q=Grand-Place+1{told}")
        assert faults_here(window, f"entering{told}") == {}


def test_a_drawn_day_is_told_without_barrier(visit: Visitor) -> None:
    window = visit(reduced_motion="reduce")
    window.enter_as("amina")
    for language in LANGUAGES:
        page = window.go(url("proximity:own_time", language=language))
        page.locator("main a[href]", has_text=re.compile(r"\d")).first.click()
        page.wait_for_url(re.compile(r"/\d+/$"))
        assert faults_here(window, f"telling a day, {language}") == {}


def test_a_report_is_handled_without_barrier(visit: Visitor) -> None:
    window = visit(reduced_motion="reduce")
    window.enter_as("works")
    for start in ("/fr/bureau/signalements/?state=new", "/nl/balie/meldingen/?state=new"):
        window.go(start).locator("main .queue a").last.click()
        window.page.wait_for_selector("#answer-title")
        for act in window.page.locator("details.act").all():
            act.locator("summary").click()
        assert faults_here(window, "a report on the desk") == {}
        page = window.page.url
        window.page.locator("section[aria-labelledby=answer-title] form button").last.click()
        window.page.wait_for_selector("[data-error-summary]")
        assert faults_here(window, "an answer that lacks its words") == {}
        window.page.goto(page)
        window.page.locator("a[href*='/publier/'], a[href*='/openbaar/']").first.click()
        window.page.wait_for_selector("[name=sentence_fr]")
        assert faults_here(window, "what everyone may read of it") == {}


def test_a_form_with_errors_meets_no_barrier(visit: Visitor) -> None:
    for width, schemes in WINDOWS:
        window = visit(width=width, color_scheme=schemes[0])
        window.go("/nl/mijn-wijkinspecteur/V1/terugbellen/")
        window.page.locator("main form button[type=submit]").click()
        window.page.wait_for_selector("[data-error-summary]")
        assert faults(window) == []


def ask_for_a_call_back(window: Visit) -> str:
    """Ask for one on the beat that Amina serves, and return its code."""
    window.go("/fr/mon-inspecteur/V1/rappel/")
    window.page.fill("[name=name]", "Chloé")
    window.page.fill("[name=phone]", "056 33 04 10")
    window.page.locator("main form button[type=submit]").click()
    window.page.wait_for_url("**/suivi/*/")
    return window.page.locator(".code").inner_text()


def open_on_the_desk(window: Visit, code: str) -> None:
    window.enter_as("amina")
    window.page.locator("li", has_text=code).locator("a").first.click()
    window.page.wait_for_url("**/demandes/*/")


def test_a_request_meets_no_barrier_whatever_becomes_of_it(visit: Visitor) -> None:
    home, desk = visit(), visit()
    code = ask_for_a_call_back(home)
    assert faults_in_both_languages(home, "portal:thread", code) == {}
    assert faults_in_both_languages(home, "portal:erase", code) == {}

    open_on_the_desk(desk, code)
    assert faults_here(desk, "a request on the desk") == {}
    desk.page.locator("form[action*='coordonnees'] button").click()
    desk.page.wait_for_selector("#told dl.facts")
    assert faults_here(desk, "a request that was read") == {}
    desk.page.fill("[name=text]", "Je repasse lundi.")
    desk.page.locator("form[action$='/reponse/'] button").click()
    desk.page.wait_for_url("**/bureau/")

    assert faults_in_both_languages(home, "portal:thread", code) == {}
    assert faults_in_both_languages(home, "portal:opinion", code) == {}
    home.page.locator("[name=opinion][value=unsolved]").check()
    home.page.locator("main form button[type=submit]").click()
    home.page.wait_for_url("**/opvolgen/*/")
    assert faults_here(home, "a request that is not solved") == {}
    home.page.locator("form[action$='/intrekken/'] button").click()
    home.page.wait_for_url("**/opvolgen/*/")
    assert faults_here(home, "a request that was withdrawn") == {}


def test_a_cancelled_appointment_meets_no_barrier(visit: Visitor) -> None:
    home, desk = visit(), visit()
    home.go("/fr/mon-inspecteur/V5/rendez-vous/")
    home.page.locator("[name=slot]").last.check()
    home.page.fill("[name=name]", "Chloé")
    home.page.fill("[name=phone]", "056 33 04 10")
    home.page.locator("main form button[type=submit]").click()
    home.page.wait_for_url("**/suivi/*/")
    code = home.page.locator(".code").inner_text()
    assert faults_here(home, "an appointment") == {}

    desk.enter_as("chief")
    desk.go("/fr/bureau/permanences/")
    desk.page.locator("main li", has_text="V5").locator("form button").first.click()
    desk.page.wait_for_selector("#called-off-title")

    assert faults_here(desk, "appointments that were called off") == {}
    assert faults_in_both_languages(home, "portal:thread", code) == {}


def test_a_draft_of_the_beats_meets_no_barrier(visit: Visitor) -> None:
    window = visit()
    window.enter_as("chief")
    window.go("/fr/bureau/secteurs/")
    window.page.locator("form[action$='/nouveau/'] button").click()
    window.page.wait_for_url(re.compile(r"/secteurs/\d+/$"))
    draft = int(window.page.url.rstrip("/").rpartition("/")[2])
    row = window.page.locator("main a[href*='/lignes/']").first.get_attribute("href") or ""

    assert faults_in_both_languages(window, "proximity:beat_version", draft) == {}
    assert (
        faults_in_both_languages(window, "proximity:change_row", draft, int(row.rstrip("/").rpartition("/")[2])) == {}
    )


def test_a_second_factor_is_set_up_without_a_barrier(visit: Visitor) -> None:
    window = visit()
    window.enter_as("works")
    window.go(url("mfa_activate_totp"))
    secret = window.page.locator("main code").inner_text()
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    window.page.fill("[name=code]", totp.format_hotp_value(totp.hotp_value(secret, counter)))
    window.page.locator("main form.form button[type=submit]").click()
    window.page.wait_for_url(re.compile("2fa/(?!totp/activate)"))

    assert faults_here(window, "what follows the set-up") == {}
    for name in ("mfa_index", "mfa_reauthenticate"):
        assert faults_in_both_languages(window, name) == {}
