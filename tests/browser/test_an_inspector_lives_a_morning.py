"""An inspector's round by keyboard on a phone: the network goes and comes back, a resident answers, results go out."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit, Visitor
from tests.browser.test_everyone_can_use_every_page import faults_here
from tests.config.installation import Installation
from tests.proximity.make import url

PAD = """
from django.conf import settings
from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.people.models import Account
from serein.people.queries import list_beats_answered_by
from serein.proximity.models import VisitAttempt
from serein.proximity.operations import notices
from serein.territory.models import Beat
settings.DEMO = True  # the round is of the time that the demo plays
now = clock.now()
beats = list_beats_answered_by(account=Account.objects.get(display_name="Amina"), now=now)
notice = notices.print_pad(beat=Beat.objects.get(pk=min(beats)), count=1, by=SYSTEM, now=now)[0]
print(notice.number, notice.code, VisitAttempt.objects.order_by("-pk").values_list("pk", flat=True)[0])
"""
KEPT = """
from serein.kit.sealed import open_unseen
from serein.proximity.models import VisitAttempt
for one in VisitAttempt.objects.filter(pk__gt={last}).select_related("visit__task").order_by("pk"):
    notice = one.notice.number if hasattr(one, "notice") else "-"
    minutes = one.ended_at >= one.began_at and (one.ended_at - one.began_at).seconds
    print(one.visit_id, one.outcome, notice, minutes, open_unseen(one.visit.reference), one.visit.task.closed_on or "-")
"""
IS_KEPT = """async (path) => (await Promise.all((await caches.keys()).filter((name) => name.startsWith("serein-opened"))
  .map(async (name) => (await caches.open(name)).match(path)))).some(Boolean)"""
DATABASES = "async () => (await indexedDB.databases()).map(({ name }) => name)"


def press(element: Locator, key: str = "Enter") -> None:
    element.focus()
    element.press(key)


def begin(page: Page) -> None:
    """Plan the round anew until late in the evening, by keyboard."""
    press(page.locator("main details.more summary").last)
    page.locator("[name=ends]").fill("23:59")
    press(page.locator("main form.form button[type=submit]"))
    page.wait_for_selector("[data-round=shown]")


def doors(page: Page) -> Locator:
    return page.locator("[data-round] .queue__item")


def key_of(door: Locator) -> int:
    found = re.search(r"/(\d+)/$", door.locator("form[data-offline]").get_attribute("action") or "")
    assert found
    return int(found[1])


def tap(door: Locator, outcome: str, *, notice: str = "") -> int:
    """Open a door, stay for a moment, and tap; return which visit it was."""
    key = key_of(door)
    press(door.locator("summary"))
    if notice:
        door.locator("[name=notice_number]").fill(notice)
    door.page.wait_for_timeout(1100)
    press(door.locator(f"button[value={outcome}]"))
    return key


def bar(page: Page) -> Locator:
    return page.locator("[data-offline-bar]")


def see_the_round(page: Page) -> None:
    """Visits stand in order, each with its likely time, and the map shows where they are."""
    times = [re.sub(r"\D+", "", text) for text in page.locator("[data-round] .tag:nth-child(2)").all_inner_texts()]
    assert len(times) >= 5
    assert times == sorted(times)
    places = page.locator("[data-map]")
    places.scroll_into_view_if_needed()
    expect(places.locator("canvas")).to_be_visible(timeout=30_000)
    points = page.evaluate("async (path) => (await fetch(path)).json()", url("proximity:today_map"))["features"]
    assert [point["properties"]["number"] for point in points] == list(range(1, len(times) + 1))


def work_without_network(page: Page, site: str, notice: str) -> list[tuple[int, str]]:
    """Tap two doors on the page that is open, and one on the page that the device kept."""
    page.wait_for_function(IS_KEPT, arg=url("proximity:today_offline"))
    page.context.set_offline(True)
    tapped = [(tap(doors(page).nth(0), "seen"), "seen")]
    expect(bar(page)).to_contain_text(re.compile("Hors ligne.*1 visite attend"))
    tapped += [(tap(doors(page).nth(1), "nobody_home"), "nobody_home")]
    expect(bar(page)).to_contain_text("2 visites attendent")
    page.goto(f"{site}{url('proximity:today')}")
    expect(page.locator("[data-round=held]")).to_be_visible()
    left = doors(page)
    expect(left.first).to_be_visible()
    assert not {pk for pk, _outcome in tapped} & {key_of(left.nth(n)) for n in range(left.count())}
    tapped += [(tap(left.first, "nobody_home", notice=notice), "nobody_home")]
    expect(bar(page)).to_contain_text("3 visites attendent")
    return tapped


def read_kept(installation: Installation, last: str) -> list[list[str]]:
    return [line.split() for line in installation.python(KEPT.format(last=last)).splitlines()]


def answer(resident: Visit, code: str) -> None:
    page = resident.go(url("proximity:answer_notice", code))
    page.locator("[name=times]").first.check()
    press(page.locator("main form.form button[type=submit]"))
    expect(page.locator("main")).to_contain_text("Votre réponse est là")
    assert faults_here(resident, "a notice that was answered") == {}


def agree(page: Page, site: str) -> None:
    page.goto(f"{site}{url('proximity:today')}")
    press(page.locator("main form[action$='/convenir/'] button").first)
    expect(page.locator("main")).to_contain_text("convenu")


def fetch(page: Page, link: Locator) -> bytes:
    with page.expect_download() as started:
        press(link)
    return Path(started.value.path()).read_bytes()


def send_results_back(desk: Visit) -> str:
    page = desk.go(url("proximity:intake"))
    press(page.locator("form[action*='residence-check'] button"))
    link = page.locator("a[href*='residence-check'][href$='.csv']").first
    return fetch(page, link).decode("utf-8-sig")


def read_annual_list(chief: Visit) -> str:
    page = chief.go(url("proximity:annual"))
    raw = fetch(page, page.locator("a[href$='.odt']"))
    with zipfile.ZipFile(io.BytesIO(raw)) as text:
        return text.read("content.xml").decode()


@pytest.mark.promise("A3a")
@pytest.mark.harm("H28")
def test_an_inspector_lives_a_morning(visit: Visitor, installation: Installation) -> None:
    inspector, resident, desk, chief = visit(width=360), visit(width=360), visit(), visit()
    number, code, last = installation.python(PAD).split()
    inspector.enter_as("amina")
    page = inspector.go(url("proximity:today"))
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if _is_tap(request) else None)

    begin(page)
    see_the_round(page)
    first = (tap(doors(page).first, "seen"), "seen")
    expect(page.get_by_text(re.compile("noté.: habite ici"))).to_be_visible()
    tapped = [first, *work_without_network(page, inspector.site, number)]
    assert len(sent) == 1

    page.context.set_offline(False)
    expect(bar(page)).to_be_hidden(timeout=30_000)
    kept = read_kept(installation, last)
    assert len(sent) == len(tapped) == 4
    assert [(int(row[0]), row[1]) for row in kept] == tapped, "each once, in the order in which they were tapped"
    assert [row[2] for row in kept] == ["-", "-", "-", number]
    assert all(1 <= int(row[3]) < 60 for row in kept), "each was timed at its door"

    answer(resident, code)
    agree(page, inspector.site)
    desk.enter_as("desk")
    results = send_results_back(desk)
    for _pk, outcome, _notice, _seconds, reference, closed_on in kept:
        assert (outcome == "seen") is (closed_on != "-") is (reference in results)
    chief.enter_as("chief")
    assert "Enquête de domicile" in read_annual_list(chief)

    assert "serein-round" in page.evaluate(DATABASES)
    press(page.locator("form[data-logout] button"))
    page.wait_for_url(re.compile(r"/fr/$"))
    assert "serein-round" not in page.evaluate(DATABASES)


@pytest.mark.promise("A3a")
def test_a_tap_that_is_refused_waits_with_its_reason_and_is_corrected_at_its_own_door(
    visit: Visitor, installation: Installation
) -> None:
    inspector = visit(width=360)
    last = installation.python(PAD).split()[2]
    inspector.enter_as("farid")
    page = inspector.go(url("proximity:today"))
    key = tap(doors(page).nth(1), "nobody_home", notice="ZZZZZZ")
    expect(page.locator("[data-offline-list]")).to_contain_text("Aucun avis n’a ce numéro")

    press(page.locator("[data-do=correct]"))

    door = page.locator(".queue__item", has=page.locator("details[open]"))
    expect(door.locator("[name=notice_number]")).to_have_value("ZZZZZZ")
    assert key_of(door) == key
    door.locator("[name=notice_number]").fill("")
    press(door.locator("button[value=seen]"))
    expect(page.get_by_text("C’est noté")).to_be_visible()
    expect(bar(page)).to_be_hidden()
    assert [row[:3] for row in read_kept(installation, last)] == [[str(key), "seen", "-"]]


CONTACTS = """
from serein.proximity.models import Contact
from serein.proximity.marks import own_mark
from serein.people.models import Account
mark = own_mark(Account.objects.get(display_name="Amina"))
for one in Contact.objects.filter(pk__gt={last}):
    print(one.place_type, one.by_mark == mark, one.day, one.half_day)
"""
LAST_CONTACT = """
from serein.proximity.models import Contact
print(Contact.objects.order_by("-pk").values_list("pk", flat=True)[0])
"""


@pytest.mark.promise("A3b")
@pytest.mark.harm("H28")
def test_contact_is_noted_without_network_under_the_session_of_whose_round_it_is(
    visit: Visitor, installation: Installation
) -> None:
    inspector = visit(width=360)
    last = installation.python(LAST_CONTACT).split()[-1]
    inspector.enter_as("amina")
    page = inspector.go(url("proximity:today"))
    begin(page)
    page.wait_for_function(IS_KEPT, arg=url("proximity:contact_offline"))
    page.context.set_offline(True)

    page.goto(f"{inspector.site}{url('proximity:note_contact')}")
    expect(page.locator("[data-contact=held] form")).to_be_visible()
    page.locator("[name=place_type][value=market]").check()
    page.locator("[name=neighbourhood]").select_option(index=1)
    day = page.locator("[name=day]")
    expect(day).to_have_value(re.compile(r"^\d{4}-\d\d-\d\d$"))
    assert page.locator("[name=half_day]:checked").count() == 1
    told = [day.input_value(), page.locator("[name=half_day]:checked").input_value()]
    press(page.locator("main form button[type=submit]"))
    expect(bar(page)).to_contain_text("1 contact attend")
    page.context.set_offline(False)
    expect(bar(page)).to_be_hidden(timeout=30_000)

    kept = installation.python(CONTACTS.format(last=last)).split()
    assert kept == ["market", "True", *told]


def _is_tap(request: Any) -> bool:
    return request.method == "POST" and re.search(r"/aujourd-hui/\d+/$", request.url) is not None
