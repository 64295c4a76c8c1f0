"""Without network a report waits on the device, says so on each page, and goes once when the network is back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Visitor
from tests.listening.make import make_jpeg

pytestmark = [pytest.mark.promise("A1b")]
ONE_PAGE = "/fr/signaler/une-page/"


def keep_the_shell(visit: Visit) -> Page:
    """Open the page once with network, so that the browser keeps it."""
    page = visit.go(ONE_PAGE)
    page.evaluate(
        """() => new Promise((resolve) => {
          const workers = navigator.serviceWorker;
          return workers.controller ? resolve(true) : workers.addEventListener("controllerchange", () => resolve(true));
        })"""
    )
    return page


def fill(page: Page, *, where: str = "Grand-Place 1", text: str = "La lampe du kiosque est éteinte.") -> None:
    page.locator("[name=what]").select_option("lamp")
    page.locator("[name=q]").fill(where)
    page.locator("[name=message]").fill(text)


def send(page: Page) -> None:
    page.locator("form[data-offline] button[type=submit]").click()


@pytest.mark.harm("H28")
def test_a_report_made_without_network_is_sent_once_when_it_is_back(visit: Visitor, tmp_path: Path) -> None:
    window = visit(width=320)
    page = keep_the_shell(window)
    context = page.context
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(make_jpeg(2400, 1600))
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)

    context.set_offline(True)
    page.goto(f"{window.site}/fr/signaler/?what=lamp")
    expect(page.locator("[name=what]")).to_have_value("lamp")
    fill(page)
    page.locator("[name=photo]").set_input_files(photo)
    send(page)
    expect(page.get_by_text("C’est gardé sur cet appareil")).to_be_visible()
    expect(page.locator("[data-offline-bar]")).to_contain_text(re.compile("Hors ligne.*1 signalement en attente"))
    page.goto(f"{window.site}/fr/mon-inspecteur/")
    expect(page.locator("[data-offline-bar]")).to_contain_text("1 signalement en attente")
    expect(page.locator("[data-offline-list]")).to_contain_text("La lampe du kiosque est éteinte.")

    posts.clear()
    context.set_offline(False)
    expect(page.locator("[data-part=code]")).to_have_text(re.compile(r"^[2-9A-Z]{5}-[2-9A-Z]{5}$"), timeout=30_000)
    code = page.locator("[data-part=code]").inner_text()
    assert len(posts) == 1
    assert kept_on(page) == ["at", "code", "id", "state", "url", "words"]

    page.locator("[data-do=noted]").click()
    expect(page.locator("[data-offline-bar]")).to_be_hidden()
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    page.goto(f"{window.site}/fr/suivi/{code}/")
    expect(page.locator(".code")).to_have_text(code)


def kept_on(page: Page) -> list[str]:
    """Name what the device still holds of the form."""
    names: list[str] = page.evaluate(
        """() => new Promise((resolve) => {
          const asked = indexedDB.open("serein-waiting", 1);
          asked.onsuccess = () => {
            const all = asked.result.transaction("acts").objectStore("acts").getAll();
            all.onsuccess = () => { asked.result.close(); resolve(Object.keys(all.result[0]).sort()); };
          };
        })"""
    )
    return names


@pytest.mark.harm("H28")
def test_two_reports_made_on_the_kept_page_get_a_code_each(visit: Visitor) -> None:
    window = visit()
    page = keep_the_shell(window)
    page.context.set_offline(True)
    for told in ("La lampe du kiosque est éteinte.", "Le banc du kiosque est cassé."):
        page.goto(f"{window.site}{ONE_PAGE}")
        fill(page, text=told)
        send(page)
        expect(page.get_by_text("C’est gardé sur cet appareil")).to_be_visible()
    expect(page.locator("[data-offline-bar]")).to_contain_text("2 signalements en attente")
    page.goto(f"{window.site}/fr/sur-cet-appareil/")

    page.context.set_offline(False)

    codes = page.locator("[data-state=received] [data-part=code]")
    expect(codes).to_have_count(2, timeout=30_000)
    first, second = codes.all_inner_texts()
    assert first != second


CHANGE_FIRST = """(changes) => new Promise((resolve) => {
  const asked = indexedDB.open("serein-waiting", 1);
  asked.onsuccess = () => {
    const store = asked.result.transaction("acts", "readwrite").objectStore("acts");
    const all = store.getAll();
    all.onsuccess = () => {
      const acts = all.result.sort((one, other) => one.at - other.at);
      changes.forEach((change, i) => store.put({ ...acts[i], ...change }));
      store.transaction.oncomplete = () => { asked.result.close(); resolve(); };
    };
  };
})"""


@pytest.mark.harm("H28")
def test_what_cannot_go_is_set_aside_with_its_reason_and_the_next_goes(visit: Visitor) -> None:
    window = visit()
    page = keep_the_shell(window)
    page.context.set_offline(True)
    for number in range(4):
        page.goto(f"{window.site}{ONE_PAGE}")
        fill(page, text=f"La lampe {number + 1} est éteinte.")
        send(page)
        expect(page.get_by_text("C’est gardé sur cet appareil")).to_be_visible()
    page.goto(f"{window.site}/fr/sur-cet-appareil/")
    page.evaluate(CHANGE_FIRST, [{"action": "/fr/bureau/signaler/"}, {"action": "/fr/rien/"}, {"who": "a-colleague"}])

    page.context.set_offline(False)

    expect(page.locator("[data-state=received] [data-part=code]")).to_have_count(1, timeout=30_000)
    told = page.locator("[data-offline-list] [data-part=reason]").all_inner_texts()
    assert [bool(text) for text in told] == [True, True, True, False]
    assert "Reconnectez-vous" in told[0]
    assert "se reconnecte" in told[2]
    assert [row.get_attribute("data-state") for row in page.locator("[data-offline-list] [data-state]").all()] == [
        "refused",
        "refused",
        "waiting",
        "received",
    ]
    assert not page.locator("[data-state=waiting] [data-do=correct]").is_visible()


def test_what_the_commune_refuses_waits_with_its_reason_and_is_corrected(visit: Visitor) -> None:
    window = visit()
    page = keep_the_shell(window)
    page.context.set_offline(True)
    fill(page, where="Rue qui n'existe nulle part")
    send(page)
    expect(page.get_by_text("C’est gardé sur cet appareil")).to_be_visible()

    page.context.set_offline(False)
    expect(page.locator("[data-offline-bar]")).to_contain_text("corrigez-le")
    page.locator("[data-offline-bar] a").click()
    expect(page.locator("[data-part=reason]")).to_contain_text("Nous ne trouvons pas ce lieu")
    page.locator("[data-do=correct]").click()
    expect(page.locator("[name=message]")).to_have_value("La lampe du kiosque est éteinte.")
    page.locator("[name=q]").fill("Grand-Place 1")
    send(page)

    page.wait_for_url("**/suivi/*/")
    expect(page.locator("[data-offline-bar]")).to_be_hidden()


def test_one_button_deletes_what_waits(visit: Visitor) -> None:
    window = visit()
    page = keep_the_shell(window)
    page.context.set_offline(True)
    fill(page)
    send(page)
    expect(page.get_by_text("C’est gardé sur cet appareil")).to_be_visible()
    page.goto(f"{window.site}/fr/sur-cet-appareil/")

    page.locator("[data-do=delete]").click()

    expect(page.get_by_text("Rien n’attend sur cet appareil.")).to_be_visible()
    page.context.set_offline(False)
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_with_network_the_report_goes_at_once_and_nothing_is_kept(visit: Visitor) -> None:
    page = visit().go(ONE_PAGE)
    fill(page, text="Le banc du parc est cassé.")
    send(page)

    page.wait_for_url("**/suivi/*/")
    expect(page.locator(".code")).to_be_visible()
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0


def test_a_refusal_keeps_every_word_and_leads_to_what_is_wrong(visit: Visitor) -> None:
    page = visit().go(ONE_PAGE)
    fill(page, text="La voiture 1-ABC-234 est là.")
    send(page)

    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("[name=message]")).to_have_value("La voiture 1-ABC-234 est là.")
    page.locator("[name=message]").fill("La lampe est éteinte.")
    send(page)
    page.wait_for_url("**/suivi/*/")


@pytest.mark.parametrize(("start", "place"), [("/fr/signaler/", "Grand-Place 1"), ("/nl/melden/", "Grote Markt 1")])
def test_three_screens_without_javascript(visit: Visitor, start: str, place: str) -> None:
    page = visit(width=320, java_script_enabled=False).go(start)

    page.locator("a[href*='what=bench']").click()
    page.locator("[data-address-box] input[type=search]").fill(place)
    page.locator("[data-address-box] button[type=submit]").click()
    page.locator("[name=message]").fill("Le banc est cassé.")
    send(page)

    assert page.locator(".code").count() == 1


def test_a_click_on_the_map_says_where(visit: Visitor) -> None:
    page = visit().go("/fr/signaler/?what=lamp")
    canvas = page.locator(".map canvas")
    canvas.scroll_into_view_if_needed()
    expect(canvas).to_be_visible()
    page.wait_for_timeout(1500)

    canvas.click(position={"x": 200, "y": 150})

    page.wait_for_url(re.compile("lat=.*lon="))
    expect(page.locator("[name=message]")).to_be_visible()


@pytest.mark.harm("H33")
def test_a_face_is_covered_before_the_photo_leaves_the_device(visit: Visitor, tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(make_jpeg(800, 600, with_position=True))
    page = visit().go(ONE_PAGE)
    page.locator("[name=photo]").set_input_files(photo)
    canvas = page.locator(".cover canvas")
    canvas.scroll_into_view_if_needed()
    frame = canvas.bounding_box()
    assert frame is not None

    page.mouse.move(frame["x"] + 20, frame["y"] + 20)
    page.mouse.down()
    page.mouse.move(frame["x"] + 120, frame["y"] + 120)
    page.mouse.up()

    expect(page.get_by_role("button", name="Retirer le dernier cache")).to_be_visible()
    sent = page.evaluate(
        """async () => {
          const file = document.querySelector("[name=photo]").files[0];
          const picture = await createImageBitmap(file);
          const canvas = new OffscreenCanvas(picture.width, picture.height);
          const pen = canvas.getContext("2d");
          pen.drawImage(picture, 0, 0);
          return { name: file.name, covered: [...pen.getImageData(60, 60, 1, 1).data.slice(0, 3)],
                   text: await file.text() };
        }"""
    )
    assert sent["name"] == "photo.jpg"
    assert max(sent["covered"]) < 70
    assert "CameraOfChloe" not in sent["text"]
