"""A server that can take nothing for now loses nothing: the report waits on the device, and arrives once."""

import re
from http import HTTPStatus

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visitor
from tests.browser.test_a_resident_reports_without_network import ONE_PAGE, fill, send
from tests.config.installation import Installation

pytestmark = [pytest.mark.promise("A1b"), pytest.mark.harm("H01")]
COUNT = """
from serein.listening.models import Report
print(Report.objects.count())
"""
HELD = """() => new Promise((resolve) => {
  const asked = indexedDB.open("serein-waiting", 1);
  asked.onsuccess = () => {
    const rows = asked.result.transaction("acts").objectStore("acts").getAll();
    rows.onsuccess = () => { asked.result.close(); resolve(rows.result.length); };
  };
})"""


def be_busy(page: Page, *answers: int) -> list[int | str]:
    """Answer the first forms in the place of the server; what came of each form is in the list that is returned."""
    seen: list[int | str] = []

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.fallback()
        elif len(seen) < len(answers):
            seen.append(answers[len(seen)])
            page_of_it = "<h1>Ce n’est pas possible maintenant</h1>"
            route.fulfill(status=int(seen[-1]), headers={"Retry-After": "1"}, content_type="text/html", body=page_of_it)
        else:
            seen.append("sent")
            route.fallback()

    page.context.route("**/fr/signaler/", answer)
    return seen


def test_a_report_that_a_busy_server_refused_twice_arrives_once(visit: Visitor, installation: Installation) -> None:
    window = visit(width=320, service_workers="block")  # what goes past one cannot be answered here in its place
    page = window.go(ONE_PAGE)
    before = int(installation.python(COUNT))
    seen = be_busy(page, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.TOO_MANY_REQUESTS)

    fill(page, text="Le banc du square est cassé.")
    send(page)

    expect(page.get_by_text("C’est gardé sur cet appareil")).to_be_visible()
    expect(page.locator("[data-offline-bar]")).to_contain_text(re.compile("Notre serveur.*1 signalement en attente"))
    assert page.evaluate(HELD) == 1
    page.goto(f"{window.site}/fr/sur-cet-appareil/")
    expect(page.locator("[data-state=received] [data-part=code]")).to_have_count(1, timeout=90_000)
    assert seen == [503, 500, 429, "sent"]
    assert int(installation.python(COUNT)) == before + 1


def test_who_sends_what_the_server_fails_over_again_and_again_is_told_and_can_send_it_later(
    visit: Visitor, installation: Installation
) -> None:
    window = visit(width=320, service_workers="block")
    page = window.go(ONE_PAGE)
    before = int(installation.python(COUNT))
    seen = be_busy(page, *[HTTPStatus.INTERNAL_SERVER_ERROR] * 4)

    fill(page, text="Le banc du square est cassé.")
    send(page)
    expect(page.get_by_text("C’est gardé sur cet appareil")).to_be_visible()
    page.goto(f"{window.site}/fr/sur-cet-appareil/")

    refused = page.locator("[data-state=refused]")
    expect(refused.locator("[data-part=reason]")).to_contain_text("pas pu être reçu", timeout=90_000)
    assert seen == [500] * 4
    assert page.evaluate(HELD) == 1
    refused.locator("[data-do=again]").click()
    expect(page.locator("[data-state=received] [data-part=code]")).to_have_count(1, timeout=60_000)
    assert int(installation.python(COUNT)) == before + 1
