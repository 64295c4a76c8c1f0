"""axe finds nothing on any page: WCAG 2.2 AA and best practice, FR and NL, light and dark, phone and screen."""

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Visit, Visitor

AXE = next((Path(__file__).parent / "vendor").glob("axe-core@*/axe.min.js")).read_text()
_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
_RUN = "rules => axe.run(document, rules).then(found => found.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"

WINDOWS = [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")]
OF_RESIDENTS = {
    "home": ("/fr/", "/nl/"),
    "finding": ("/fr/mon-inspecteur/", "/nl/mijn-wijkinspecteur/"),
    "found": ("/fr/mon-inspecteur/?q=Grand-Place+1", "/nl/mijn-wijkinspecteur/?q=Grote+Markt+1"),
    "choosing": ("/fr/mon-inspecteur/?q=rue", "/nl/mijn-wijkinspecteur/?q=straat"),
    "not found": ("/fr/mon-inspecteur/?q=zzzz", "/nl/mijn-wijkinspecteur/?q=zzzz"),
    "outside": ("/fr/mon-inspecteur/?lat=51&lon=4", "/nl/mijn-wijkinspecteur/?lat=51&lon=4"),
    "embedded": ("/fr/mon-inspecteur/integrer/", "/nl/mijn-wijkinspecteur/insluiten/"),
    "neighbourhood": (
        "/fr/mon-quartier/?lat=50.7478&lon=3.0695",
        "/nl/mijn-wijk/",
    ),
    "streets": ("/fr/mon-inspecteur/rues/", "/nl/mijn-wijkinspecteur/straten/"),
    "call-back": ("/fr/mon-inspecteur/V1/rappel/", "/nl/mijn-wijkinspecteur/V1/terugbellen/"),
    "appointment": ("/fr/mon-inspecteur/V1/rendez-vous/", "/nl/mijn-wijkinspecteur/V1/afspraak/"),
    "following": ("/fr/suivi/", "/nl/opvolgen/"),
    "open data": ("/fr/donnees/", "/nl/gegevens/"),
    "accessibility": ("/fr/accessibilite/", "/nl/toegankelijkheid/"),
    "not there": ("/fr/nulle-part/", "/nl/nergens/"),
    "log-in": ("/fr/accounts/login/", "/nl/accounts/login/"),
    "password": ("/fr/accounts/password/reset/", "/nl/accounts/password/reset/"),
    "components": ("/fr/composants/", "/nl/composants/"),
}
OF_STAFF = {
    "amina": ["bureau/", "bureau/absences/", "bureau/permanences/", "bureau/rappel-pour-autrui/", "bureau/moi/"],
    "bart": ["bureau/"],
    "chief": [
        "bureau/vue-d-ensemble/",
        "bureau/secteurs/",
        "bureau/secteurs/1/",
        "bureau/affectations/",
        "bureau/numeros/",
        "bureau/courrier/",
        "accounts/2fa/",
    ],
    "dpo": ["bureau/donnees-personnelles/"],
    "administrator": [
        "bureau/comptes/",
        "bureau/references/",
        "bureau/references/offices/",
        "bureau/references/posts/ajouter/",
        "bureau/genres-de-demande/",
    ],
}


def faults(visit: Visit) -> list[Any]:
    """Return what axe finds, and whether the page is wider than its window."""
    visit.page.evaluate(AXE)
    found: list[Any] = visit.page.evaluate(_RUN, _RULES)
    too_wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([["wider than the window", too_wide]] if too_wide > 0 else [])


def look_in_every_way(visitor: Visitor, paths: list[str], door: str = "") -> dict[str, list[Any]]:
    found = {}
    for width, scheme in WINDOWS:
        visit = visitor(width=width, color_scheme=scheme, reduced_motion="reduce")
        if door:
            visit.enter_as(door)
        for path in paths:
            visit.go(path)
            if bad := faults(visit):
                found[f"{path} {width} {scheme}"] = bad
        visit.page.close()
    return found


@pytest.mark.harm("H28")
@pytest.mark.parametrize("name", OF_RESIDENTS)
def test_residents_meet_no_barrier(visit: Visitor, name: str) -> None:
    assert look_in_every_way(visit, list(OF_RESIDENTS[name])) == {}


@pytest.mark.parametrize("door", OF_STAFF)
def test_staff_meet_no_barrier(visit: Visitor, door: str) -> None:
    assert look_in_every_way(visit, [f"/fr/{path}" for path in OF_STAFF[door]], door) == {}


def test_a_form_with_errors_meets_no_barrier(visit: Visitor) -> None:
    for width, scheme in WINDOWS:
        window = visit(width=width, color_scheme=scheme)
        window.go("/nl/mijn-wijkinspecteur/V1/terugbellen/")
        window.page.locator("main form button[type=submit]").click()
        window.page.wait_for_selector("[data-error-summary]")
        assert faults(window) == []


def test_an_open_request_meets_no_barrier_on_the_desk_and_at_home(visit: Visitor) -> None:
    window = visit(width=320)
    window.enter_as("amina")
    window.page.locator("main a[href*='/bureau/demandes/']").first.click()
    assert faults(window) == []
    window.page.locator("form[action*='coordonnees'] button").click()
    window.page.wait_for_selector("dl.facts")
    assert faults(window) == []
