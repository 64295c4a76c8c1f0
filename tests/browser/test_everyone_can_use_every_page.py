"""axe finds nothing on any page: WCAG 2.2 AA and best practice, FR and NL, light and dark, phone and screen."""

import re
from pathlib import Path
from typing import Any, Literal

import pytest
from allauth.mfa.totp.internal import auth as totp

from tests.browser.conftest import Visit, Visitor
from tests.pages import list_pages
from tests.proximity.make import url

AXE = next((Path(__file__).parent / "vendor").glob("axe-core@*/axe.min.js")).read_text()
_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
_RUN = "rules => axe.run(document, rules).then(found => found.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"

WIDTHS = (320, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WINDOWS = [(width, scheme) for width in WIDTHS for scheme in SCHEMES]
OF_RESIDENTS = {
    "home": ("/fr/", "/nl/"),
    "finding": ("/fr/mon-inspecteur/", "/nl/mijn-wijkinspecteur/"),
    "found": ("/fr/mon-inspecteur/?q=Grand-Place+1", "/nl/mijn-wijkinspecteur/?q=Grote+Markt+1"),
    "choosing": ("/fr/mon-inspecteur/?q=rue", "/nl/mijn-wijkinspecteur/?q=straat"),
    "not found": ("/fr/mon-inspecteur/?q=zzzz", "/nl/mijn-wijkinspecteur/?q=zzzz"),
    "outside": ("/fr/mon-inspecteur/?lat=51&lon=4", "/nl/mijn-wijkinspecteur/?lat=51&lon=4"),
    "embedded": ("/fr/mon-inspecteur/integrer/", "/nl/mijn-wijkinspecteur/insluiten/"),
    "neighbourhood": ("/fr/mon-quartier/?lat=50.7478&lon=3.0695", "/nl/mijn-wijk/"),
    "streets": ("/fr/mon-inspecteur/rues/", "/nl/mijn-wijkinspecteur/straten/"),
    "call-back": ("/fr/mon-inspecteur/V1/rappel/", "/nl/mijn-wijkinspecteur/V1/terugbellen/"),
    "appointment": ("/fr/mon-inspecteur/V1/rendez-vous/", "/nl/mijn-wijkinspecteur/V1/afspraak/"),
    "following": ("/fr/suivi/", "/nl/opvolgen/"),
    "open data": ("/fr/donnees/", "/nl/gegevens/"),
    "accessibility": ("/fr/accessibilite/", "/nl/toegankelijkheid/"),
    "problems": ("/fr/problemes/", "/nl/problemen/"),
    "a problem": ("/fr/problemes/1/", "/nl/problemen/1/"),
    "a problem that changed": ("/fr/problemes/7/", "/nl/problemen/7/"),
    "a missing problem": ("/fr/problemes/manque/", "/nl/problemen/ontbreekt/"),
    "priorities": ("/fr/priorites/1/", "/nl/prioriteiten/1/"),
    "a round that runs": ("/fr/priorites/2/", "/nl/prioriteiten/2/"),
    "what changed": ("/fr/priorites/3/", "/nl/prioriteiten/3/"),
    "the open round": ("/fr/priorites/2/ouvert/", "/nl/prioriteiten/2/open/"),
    "the panel": ("/fr/panel/", "/nl/panel/"),
    "the panel's questions": ("/fr/panel/DEMST-PANES/", "/nl/panel/DEMST-PANES/"),
    "the panel's answer": ("/fr/panel/DEMST-PANES/2/", "/nl/panel/DEMST-PANES/2/"),
    "what to report": ("/fr/signaler/", "/nl/melden/"),
    "where it is": ("/fr/signaler/?what=lamp", "/nl/melden/?what=lamp"),
    "which place": ("/fr/signaler/?what=lamp&q=rue", "/nl/melden/?what=lamp&q=straat"),
    "in Lille": ("/fr/signaler/?what=lamp&lat=50.63&lon=3.06", "/nl/melden/?what=lamp&lat=50.63&lon=3.06"),
    "telling it": ("/fr/signaler/?what=lamp&q=Grand-Place+1", "/nl/melden/?what=noise&q=Grote+Markt+1"),
    "all on one page": ("/fr/signaler/une-page/", "/nl/melden/een-pagina/"),
    "what was reported": ("/fr/signalements/", "/nl/meldingen/?what=lamp&state=done"),
    "on this device": ("/fr/sur-cet-appareil/", "/nl/op-dit-toestel/"),
    "the programme": ("/fr/programme/", "/nl/programma/"),
    "a commitment": ("/fr/programme/10/", "/nl/programma/22/"),
    "the programme compared": ("/fr/programme/comparer/", "/nl/programma/vergelijken/?from_on=x&to_on="),
    "the plan": ("/fr/plan/", "/nl/actieplan/"),
    "an action": ("/fr/plan/2/", "/nl/actieplan/6/"),
    "the plan compared": ("/fr/plan/comparer/", "/nl/actieplan/vergelijken/"),
    "the account": ("/fr/quartiers/", "/nl/wijken/"),
    "a neighbourhood": ("/fr/quartiers/n28104/", "/nl/wijken/n28110/"),
    "news by mail": ("/fr/quartiers/n28104/abonnement/", "/nl/wijken/inschrijven/"),
    "the nights": ("/fr/navettes/", "/nl/nachtbus/"),
    "a night to come": ("/fr/navettes/7/", "/nl/nachtbus/8/"),
    "a night that was": ("/fr/navettes/3/", "/nl/nachtbus/6/"),
    "booking a place": ("/fr/navettes/8/reserver/", "/nl/nachtbus/7/reserveren/"),
    "how the nights went": ("/fr/navettes/bilan/", "/nl/nachtbus/balans/"),
    "asking for a night": ("/fr/navettes/demander/", "/nl/nachtbus/vragen/"),
    "not there": ("/fr/nulle-part/", "/nl/nergens/"),
    "log-in": ("/fr/accounts/login/", "/nl/accounts/login/"),
    "password": ("/fr/accounts/password/reset/", "/nl/accounts/password/reset/"),
    "components": ("/fr/composants/", "/nl/composants/"),
}
OF_STAFF: dict[str, list[tuple[str, tuple[object, ...]]]] = {
    "amina": [
        ("proximity:desk", ()),
        ("people:absences", ()),
        ("proximity:surgeries", ()),
        ("proximity:on_behalf", ()),
        ("people:introduction", ()),
    ],
    "chief": [
        ("proximity:oversight", ()),
        ("proximity:beats", ()),
        ("proximity:beat_version", (1,)),
        ("people:postings", ()),
        ("people:numbers", ()),
        ("enquiries:outbox", ()),
    ],
    "works": [
        ("listening:enter_report", ()),
        ("listening:desk_reports", ()),
        ("listening:desk_many", ()),
        ("streets:desk_signs", ()),
        ("streets:desk_sign", (1,)),
        ("streets:sign_round", ()),
    ],
    "prevention": [
        ("plan:desk_plan", ()),
        ("plan:desk_action", (2,)),
        ("plan:start_plan", ()),
        ("plan:add_objective", ()),
        ("plan:add_action", ()),
        ("plan:change_action", (2,)),
        ("plan:abandon_action", (2,)),
        ("plan:add_tie", (2, "indicator")),
        ("plan:change_step", (7,)),
        ("plan:explain_step", (7, "late")),
        ("plan:reopen_step", (7,)),
        ("plan:add_reading", (3,)),
        ("plan:desk_files", ()),
        ("plan:desk_ledger", ()),
        ("plan:write_entry", ("B1",)),
        ("listening:desk_problems", ()),
        ("listening:desk_problem", (1,)),
        ("listening:desk_write_problem", (1,)),
        ("listening:find_reports", (7,)),
        ("listening:desk_rounds", ()),
        ("listening:desk_round", (1,)),
        ("listening:score_problem", (1, 1)),
        ("listening:draw_panel", ()),
        ("listening:desk_panel", (1,)),
        ("streets:desk_walks", ()),
        ("streets:desk_walk", (1,)),
        ("streets:note_finding", ()),
        ("streets:score_spot", ()),
    ],
    "youth": [
        ("shuttles:desk_nights", ()),
        ("shuttles:plan_night", ()),
        ("shuttles:desk_requirements", ()),
        ("shuttles:desk_vans", ()),
        ("shuttles:desk_night", (7,)),
        ("shuttles:desk_night", (8,)),
        ("shuttles:desk_night", (1,)),
        ("shuttles:change_night", (7,)),
        ("shuttles:copy_night", (1,)),
        ("shuttles:desk_rides", (8,)),
        ("shuttles:devices", (8,)),
        ("shuttles:close_night", (8,)),
    ],
    "dpo": [("enquiries:personal_data", ())],
    "administrator": [
        ("people:accounts", ()),
        ("people:account", (1,)),
        ("people:shelves", ()),
        ("people:shelf", ("offices",)),
        ("people:add_row", ("posts",)),
        ("people:change_row", ("offices", 1)),
        ("enquiries:kinds", ()),
        ("enquiries:rules", ()),
        ("enquiries:standard_answers", ()),
        ("listening:programs", ()),
    ],
    "bart": [
        ("account_set_password", ()),
        ("account_logout", ()),
        ("mfa_index", ()),
        ("mfa_activate_totp", ()),
        ("mfa_list_webauthn", ()),
        ("mfa_add_webauthn", ()),
        ("account_email", ()),
    ],
}
LOOKED_AT_IN_THEIR_GESTURE = {"enquiries:enquiry", "enquiries:read_contact", "proximity:change_row"}
LEAD_TO_ANOTHER_PAGE = {
    *("enquiries:answer", "enquiries:hand_over"),
    *("people:end_absence", "people:end_role", "people:let_leave", "people:verify_number"),
    *("proximity:add_beat", "proximity:add_row", "proximity:discard_draft", "proximity:draft_beats"),
    *("proximity:end_surgery", "proximity:put_in_force", "proximity:redraw", "proximity:remove_row"),
    *("proximity:tabulate", "proximity:beat_table", "proximity:beat_outlines"),
}
LEAD_TO_ANOTHER_PAGE |= {
    *("listening:accept_contribution", "listening:add_note", "listening:cite_enquiry", "listening:cite_reports"),
    *("listening:end_problem", "listening:publish_problem", "listening:reports_map"),
    *("listening:announce_round", "listening:ask_what_changed", "listening:choose_candidates"),
    *("listening:choose_order", "listening:publish_change", "listening:set_criteria"),
}
LEAD_TO_ANOTHER_PAGE |= {
    *("enquiries:take", "enquiries:plan", "enquiries:wait", "enquiries:redact", "enquiries:drop_photo"),
    *("enquiries:photo", "listening:hide", "listening:join", "listening:print_papers"),
}
LEAD_TO_ANOTHER_PAGE |= {
    *("plan:publish_action", "plan:note_agreement", "plan:complete_step", "plan:send_programme"),
    "plan:unblock_step",
    *("plan:dismiss_proposal", "plan:desk_csv", "plan:note_pdf", "plan:note_odt"),
}
LOOKED_AT_IN_THEIR_GESTURE |= {"plan:write_file", "listening:release"}
LOOKED_AT_IN_THEIR_GESTURE |= {  # in test_everyone_can_use_the_streets_by_night.py
    *("streets:desk_outages", "streets:close_street", "streets:desk_cabin", "streets:desk_circuits"),
    *("streets:desk_circuit", "streets:draw_circuit", "streets:propose_circuit", "streets:check_circuit"),
}
LEAD_TO_ANOTHER_PAGE |= {
    *("streets:tell_outage", "streets:move_outage", "streets:withdraw_exception", "streets:reopen_street"),
    *("streets:move_circuit", "streets:change_circuit", "streets:write_words", "streets:drawing_map"),
    *("streets:plan_signs", "streets:order_signs", "streets:signs_csv", "streets:signs_pdf", "streets:sign_photo"),
    *("streets:sign_round_map", "streets:tell_found", "streets:change_walk", "streets:hold_walk"),
    *("streets:publish_walk", "streets:walk_sheet", "streets:look_again", "streets:write_finding"),
    "streets:drop_finding",
}
LEAD_TO_ANOTHER_PAGE |= {
    *("shuttles:add_van", "shuttles:take_van_off", "shuttles:change_van", "shuttles:give_duty"),
    *("shuttles:take_duty_back", "shuttles:move_night", "shuttles:size_night", "shuttles:hold_ride"),
    *("shuttles:prove_requirement", "shuttles:usual_requirements", "shuttles:end_device", "shuttles:desk_manifest"),
}
LANGUAGES = ("fr", "nl")


def faults(visit: Visit) -> list[Any]:
    """Return what axe finds, and whether the page is wider than its window."""
    if not visit.page.evaluate("'axe' in window"):
        visit.page.evaluate(AXE)
    found: list[Any] = visit.page.evaluate(_RUN, _RULES)
    too_wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([["wider than the window", too_wide]] if too_wide > 0 else [])


def faults_in_both_languages(visit: Visit, name: str, *of: object) -> dict[str, list[Any]]:
    """Open a page in French and in Dutch, and look at each in every window without loading it anew."""
    found: dict[str, list[Any]] = {}
    for language in LANGUAGES:
        path = url(name, *of, language=language)
        answer = visit.page.goto(f"{visit.site}{path}")
        assert answer is not None, path
        assert answer.ok, f"{path}: {answer.status}"
        assert visit.page.url.startswith(f"{visit.site}{path}"), f"{path} led to {visit.page.url}"
        found |= faults_here(visit, path)
    return found


def faults_here(visit: Visit, path: str) -> dict[str, list[Any]]:
    found = {}
    for width, scheme in WINDOWS:
        visit.page.set_viewport_size({"width": width, "height": 900})
        visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if bad := faults(visit):
            found[f"{path} {width} {scheme}"] = bad
    return found


def look_in_every_way(visitor: Visitor, paths: list[str]) -> dict[str, list[Any]]:
    """Load each page by day on a phone and by night on a screen, and look at each in the other colours too."""
    found = {}
    for width, schemes in zip(WIDTHS, (SCHEMES, SCHEMES[::-1]), strict=True):
        visit = visitor(width=width, color_scheme=schemes[0], reduced_motion="reduce")
        for path in paths:
            visit.page.emulate_media(color_scheme=schemes[0], reduced_motion="reduce")
            visit.go(path)
            for scheme in schemes:
                visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
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
    for width, scheme in WINDOWS:
        window = visit(width=width, color_scheme=scheme)
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
