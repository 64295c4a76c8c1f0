"""One sentence of a resident, followed: report, me too, problem, priority, action, a step done by mail, both told."""

import email
import email.policy
import re
import time
from collections.abc import Iterator
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from georeport import GeoReport
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Visitor, playing
from tests.config.installation import Installation
from tests.config.playing import copy_demo
from tests.listening.make import url

pytestmark = [pytest.mark.promise("A1b"), pytest.mark.promise("A4"), pytest.mark.promise("A5a")]
SENTENCE = "La lampe devant l'école est éteinte depuis lundi."
RELEASED = ("Lampe éteinte devant l'école.", "Lamp uit voor de school.")
PROBLEM = ("Le chemin de l'école est noir", "De weg naar school is donker")
ACTION = ("Rallumer le chemin de l'école", "De weg naar school opnieuw verlichten")
STEP = ("Remplacer les lampes", "De lampen vervangen")
PLACE = "Grand-Place 1"


class Story:
    """The people of this story, each in a window of their own, and the mails that the running demo sent."""

    def __init__(self, visit: Visitor, mails: Path) -> None:
        self.visit = visit
        self.mails = mails
        self.staff: dict[str, Visit] = {}

    def resident(self) -> Visit:
        return self.visit(width=320, reduced_motion="reduce")

    def at_the_desk(self, name: str) -> Visit:
        if name not in self.staff:
            self.staff[name] = self.visit(reduced_motion="reduce")
            self.staff[name].enter_as(name)
        return self.staff[name]

    def wait_for_mail(self, *, to: str, about: str) -> str:
        """Return the body of the mail to an address whose text holds `about`."""
        for _ in range(150):
            for file in sorted(self.mails.glob("*")):
                for found in _messages(file):
                    body = str(found.get_content())
                    if found["To"] == to and about in body:
                        return body
            time.sleep(1)
        raise AssertionError(f"{to} was never written to about {about}.")

    def move_the_clock(self, by: str) -> None:
        page = self.resident().go("/fr/")
        page.locator(f"form[action*='/demo/horloge/'] button[value={by}]").click()


def _messages(file: Path) -> list[EmailMessage]:
    parts = re.split(rb"\n-{70,}\n", file.read_bytes())
    read = [email.message_from_bytes(part.lstrip(), policy=email.policy.default) for part in parts if part.strip()]
    return [found for found in read if found["To"]]


@pytest.fixture(scope="module")
def installation(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """A demo of its own: the story moves its clock on, past the night that the others' tests take a shuttle in."""
    return copy_demo(built_demo, tmp_path_factory.mktemp("story") / "var")


@pytest.fixture(scope="module")
def site(installation: Installation) -> Iterator[str]:
    with playing(installation) as address:
        yield address


@pytest.fixture
def story(visit: Visitor, installation: Installation) -> Story:
    return Story(visit, installation.var / "mail")


def send(page: Page, action: str = "") -> None:
    """Send the form of the page that goes to an address, or its only one."""
    form = page.locator(f"main form[action='{action}']") if action else page.locator("main form[method=post]").first
    form.locator("button[type=submit]").first.click()
    page.wait_for_load_state()


def fill(page: Page, **told: str) -> None:
    for name, value in told.items():
        page.locator(f"main [name={name}]").first.fill(value)


def both(page: Page, **pairs: tuple[str, str]) -> None:
    for name, (french, dutch) in pairs.items():
        fill(page, **{f"{name}_fr": french, f"{name}_nl": dutch})


def number_in(address: str) -> int:
    return int(re.findall(r"/(\d+)/", address)[-1])


def today(page: Page) -> date:
    moment = page.goto(re.sub(r"(https?://[^/]+).*", r"\1/fr/", page.url)) and page.locator("time.when").first
    assert moment
    return date.fromisoformat(str(moment.get_attribute("datetime"))[:10])


@pytest.mark.promise("A5b")
@pytest.mark.promise("P6")
@pytest.mark.promise("P5c")
def test_a_sentence_is_followed_to_the_act_and_to_the_account_given(story: Story, site: str) -> None:
    code = report(story)
    number = release(story)
    own_code = say_me_too(story, number)
    problem, district = state_the_problem(story, number)
    round_number = set_the_priority(story, problem, district)
    action, promise = plan_an_action(story, problem)
    story.move_the_clock("day")
    do_the_step_by_mail(story)
    told_both(story)

    close_the_round(story, round_number)
    follow_the_thread(story, code, own_code, number)
    read_the_account(story, action)
    move_the_ledger(story, promise)
    others = GeoReport(f"{site}/open311/v2").get_service_request(str(number))
    assert others["description"] == RELEASED[0]


def report(story: Story) -> str:
    """Chloé tells it in three screens, on a phone."""
    page = story.resident().go(url("listening:report"))
    page.locator("a[href*='what=lamp']").click()
    page.locator("[data-address-box] input[type=search]").fill(PLACE)
    page.locator("[data-address-box] input[type=search]").press("Enter")
    fill(page, message=SENTENCE, email="chloe@example.org")
    page.locator("[name=may_answer]").check()
    page.locator("form[data-offline] button[type=submit]").click()
    page.wait_for_url("**/suivi/*/")
    return page.locator(".code").inner_text()


def release(story: Story) -> int:
    """The works department lets everyone read that it was reported, in words of its own."""
    page = story.at_the_desk("works").go(f"{url('listening:desk_reports')}?kind=report_lamp&unreleased=on&state=new")
    page.locator("main .queue a", has_text="Grand-Place").last.click()
    page.locator("a[href$='/publier/']").click()
    number = number_in(page.url)
    both(page, sentence=RELEASED)
    send(page)
    return number


def say_me_too(story: Story, number: int) -> str:
    """Driss reads it in Dutch, and says that he saw it too."""
    page = story.resident().go(url("listening:public_report", number, language="nl"))
    expect(page.get_by_text(RELEASED[1])).to_be_visible()
    page.goto(re.sub(r"/nl/.*", url("listening:me_too", number, language="nl"), page.url))
    fill(page, email="driss@example.org")
    if page.locator("[name=may_answer]").count():
        page.locator("[name=may_answer]").check()
    send(page)
    page.wait_for_url("**/opvolgen/*/")
    return page.locator(".code").inner_text()


def state_the_problem(story: Story, number: int) -> tuple[int, str]:
    """The prevention service states a problem that rests on the report, in both languages."""
    desk = story.at_the_desk("prevention")
    page = desk.go(url("listening:public_report", number))
    district = page.locator("main a[href*='/quartiers/'], main").first.inner_text()
    page = desk.go(url("listening:desk_problems"))
    choices = page.locator("[name=neighbourhood] option").all()
    names = {choice.inner_text(): choice.get_attribute("value") for choice in choices}
    mine = next(value for name, value in names.items() if value and name and name in district)
    page.locator("main form[method=post] [name=neighbourhood]").select_option(mine)
    both(
        page,
        title=PROBLEM,
        where=("Devant l'école", "Voor de school"),
        what=("On n'y voit pas le trottoir.", "Men ziet er het voetpad niet."),
        affected=("Les enfants.", "De kinderen."),
        how=("Les lampes tombent en panne.", "De lampen vallen uit."),
    )
    send(page)
    problem = number_in(page.url)
    page = desk.go(f"{url('listening:find_reports', problem)}?kinds=report_lamp&q={PLACE}")
    page.locator(f"main input[type=checkbox][value='{number}']").check()
    send(page, url("listening:cite_reports", problem))
    page = desk.go(url("listening:desk_problem", problem))
    send(page, url("listening:publish_problem", problem))
    for language, title in (("fr", PROBLEM[0]), ("nl", PROBLEM[1])):
        page = story.resident().go(url("listening:problem", problem, language=language))
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    return problem, mine


def set_the_priority(story: Story, problem: int, district: str) -> int:
    """It is weighed against another problem of its district by the published method, and the round is announced."""
    desk = story.at_the_desk("prevention")
    on = today(desk.page)
    page = desk.go(url("listening:desk_rounds"))
    form = page.locator("main form", has=page.locator("[name=question_fr]"))
    both(page, title=("Ce qui presse", "Wat dringt"), question=("Que faire d'abord ?", "Wat eerst doen?"))
    form.locator("[name=neighbourhood]").select_option(district)
    form.locator("[name=first_on]").fill(on.isoformat())
    form.locator("[name=last_on]").fill(on.isoformat())
    form.locator("button[type=submit]").click()
    number = number_in(page.url)
    boxes = page.locator("[name=problems]")
    page.locator(f"[name=problems][value='{problem}']").check()
    others = [box.get_attribute("value") for box in boxes.all()]
    other = next(value for value in others if value != str(problem))
    page.locator(f"[name=problems][value='{other}']").check()
    send(page, url("listening:choose_candidates", number))
    for address in [link.get_attribute("href") for link in page.locator("main table a").all()]:
        page = desk.go(str(address))
        is_ours = page.get_by_text(PROBLEM[0]).count() > 0
        for fieldset in page.locator("main fieldset").all():
            fieldset.locator(f"input[type=radio][value='{4 if is_ours else 1}']").check()
        for reason in page.locator("main input[type=text]").all():
            reason.fill("Compté sur un an.")
        send(page)
    send(page, url("listening:announce_round", number))
    return number


def plan_an_action(story: Story, problem: int) -> tuple[int, str]:
    """An action answers it: one owner, one dated step, one promise of the programme."""
    desk = story.at_the_desk("prevention")
    on = today(desk.page)
    page = desk.go(url("plan:add_action"))
    both(page, title=ACTION, summary=("On remplace les lampes.", "De lampen worden vervangen."))
    fill(page, code=f"zz{problem}", starts_on=on.isoformat(), due_on=(on + timedelta(days=20)).isoformat())
    _choose(page, "owner", "Travaux")
    if page.locator("[name=objective]").count():
        page.locator("[name=objective]").select_option(index=1)
    send(page)
    action = number_in(page.url)
    page = desk.go(url("plan:add_tie", action, "step"))
    both(page, title=STEP)
    fill(page, due_on=(on + timedelta(days=3)).isoformat())
    if page.locator("[name=owner]").count():
        _choose(page, "owner", "Travaux")
    send(page)
    page = desk.go(url("plan:add_tie", action, "indicator"))
    both(page, name=("Lampes signalées ici", "Gemelde lampen hier"))
    send(page)
    page = desk.go(url("plan:add_tie", action, "problem"))
    page.locator("[name=problem]").select_option(str(problem))
    send(page)
    page = desk.go(url("plan:add_tie", action, "promise"))
    _choose(page, "promise", "P6")
    send(page)
    send(page, url("plan:publish_action", action))
    page = desk.go(url("plan:action", action))
    expect(page.get_by_text(PROBLEM[0])).to_be_visible()
    return action, "P6"


def _choose(page: Page, name: str, label: str) -> None:
    options = page.locator(f"main [name={name}] option").all()
    value = next(option.get_attribute("value") for option in options if label in option.inner_text())
    page.locator(f"main [name={name}]").first.select_option(value)


def do_the_step_by_mail(story: Story) -> None:
    """The office answers the mail with one button; nobody logs in."""
    body = story.wait_for_mail(to="works@demo.invalid", about=STEP[0])
    after = body[body.index(STEP[0]) :]
    link = re.search(r"https?://[^/\s]+(/fr/plan/reponse/\S+/done/)", after)
    assert link
    page = story.resident().go(link[1])
    expect(page.get_by_role("heading", level=1)).to_contain_text(STEP[0])
    page.locator("main form button[type=submit]").click()


def told_both(story: Story) -> None:
    """Each is told once, in their language, without a word of the other."""
    story.move_the_clock("hour")
    chloe = story.wait_for_mail(to="chloe@example.org", about=ACTION[0])
    driss = story.wait_for_mail(to="driss@example.org", about=ACTION[1])
    assert SENTENCE not in chloe + driss
    assert "driss" not in chloe
    assert "chloe" not in driss


def close_the_round(story: Story, number: int) -> None:
    """The day after, the order is published for good."""
    page = story.at_the_desk("prevention").go(url("listening:desk_round", number))
    send(page, url("listening:choose_order", number))
    for language in ("fr", "nl"):
        page = story.resident().go(url("listening:round", number, language=language))
        expect(page.get_by_text(PROBLEM[language == "nl"]).first).to_be_visible()


def follow_the_thread(story: Story, code: str, own_code: str, number: int) -> None:
    """Either code opens the whole thread."""
    for language, mine in (("fr", code), ("nl", own_code)):
        page = story.resident().go(url("portal:thread", mine, language=language))
        which = language == "nl"
        expect(page.get_by_role("link", name=PROBLEM[which])).to_be_visible()
        expect(page.get_by_role("link", name=ACTION[which])).to_be_visible()
        expect(page.locator("main a[href*='/priorit']").first).to_be_visible()
        expect(page.locator(f"main a[href$='/{number}/']").first).to_be_visible()


def read_the_account(story: Story, action: int) -> None:
    """The district's page says what was asked, what is done, where it stands."""
    page = story.resident().go(url("plan:action", action))
    page.locator("main a[href*='/problemes/']").first.click()
    page.locator("main a[href*='/quartiers/']").first.click()
    here = page.url
    expect(page.get_by_text(ACTION[0]).first).to_be_visible()
    dutch = page.locator("a[hreflang=nl]").first.get_attribute("href")
    page.goto(re.sub(r"(https?://[^/]+).*", r"\1", here) + str(dutch))
    expect(page.get_by_text(ACTION[1]).first).to_be_visible()


def move_the_ledger(story: Story, promise: str) -> None:
    """A person writes in the ledger what came of the promise; it stands there in both languages, for good."""
    page = story.at_the_desk("prevention").go(url("plan:write_entry", promise))
    words = ("Le chemin de l'école est rallumé.", "De weg naar school is weer verlicht.")
    page.locator("[name=state][value=under_way]").check()
    both(page, words=words)
    send(page)
    commitment = number_in(page.url)
    for language in ("fr", "nl"):
        page = story.resident().go(url("plan:commitment", commitment, language=language))
        expect(page.get_by_text(words[language == "nl"]).first).to_be_visible()
