"""What the server gives a browser that keeps forms while there is no network."""

import json
import re

import pytest
from django.test import Client, RequestFactory

from serein.kit import offline
from tests.client import WatchfulClient
from tests.people.make import make_account

pytestmark = pytest.mark.django_db


def worker(client: WatchfulClient) -> str:
    return client.get("/service-worker.js").content.decode()


def listed(script: str, name: str) -> list[object]:
    found = re.search(rf"^const {name} = (.*);$", script, re.MULTILINE)
    assert found is not None
    kept: list[object] = json.loads(found.group(1))
    return kept


def test_the_worker_stands_at_the_root_and_is_asked_for_anew(client: WatchfulClient) -> None:
    answer = client.get("/service-worker.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"


def test_everything_the_worker_keeps_is_there(client: WatchfulClient) -> None:
    script = worker(client)

    for page in listed(script, "PAGES"):
        assert isinstance(page, dict)
        assert client.get(page["address"]).status_code == 200
    assert "/static/kit/theme.css" in listed(script, "SHELL")


def test_the_shell_is_what_a_kept_page_asks_for(client: WatchfulClient) -> None:
    html = client.get("/fr/sur-cet-appareil/").content.decode()
    shell = {str(address) for address in listed(worker(client), "SHELL")}

    asked = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html))

    assert asked <= shell


def test_the_version_follows_the_content(monkeypatch: pytest.MonkeyPatch) -> None:
    offline.worker_script.cache_clear()
    before = offline.worker_script()
    read = offline._read
    monkeypatch.setattr(offline, "_read", lambda name: read(name) + (b"/**/" if name == "kit/theme.css" else b""))
    offline.worker_script.cache_clear()

    assert before.splitlines()[0] != offline.worker_script().splitlines()[0]
    offline.worker_script.cache_clear()


def test_a_form_that_waited_gets_a_token_that_counts() -> None:
    strict = Client(enforce_csrf_checks=True)
    form = {"login": "x@example.org", "password": "x"}
    token = strict.get("/form-token").json()["token"]

    refused = strict.post("/fr/accounts/login/", form)
    taken = strict.post("/fr/accounts/login/", form | {"csrfmiddlewaretoken": token})

    assert (refused.status_code, taken.status_code) == (403, 200)


def test_a_device_is_answered_with_the_code_and_a_browser_with_a_page() -> None:
    plain = RequestFactory().post("/")
    device = RequestFactory().post("/", headers={"X-From-Device": "1"})

    assert offline.received(plain, code="AB", to="/fr/suivi/AB/").status_code == 302
    assert json.loads(offline.received(device, code="AB", to="/fr/suivi/AB/").content) == {
        "code": "AB",
        "url": "/fr/suivi/AB/",
    }


@pytest.mark.harm("H28")
def test_what_waits_is_marked_with_who_made_it_and_residents_are_marked_with_nothing(
    client: WatchfulClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)

    def marks() -> set[str]:
        html = client.get("/fr/sur-cet-appareil/").content.decode()
        found = re.search(r'data-who="([^"]*)"', html)
        assert found is not None
        return {found.group(1), client.get("/form-token").json()["who"]}

    amina, bart = make_account("Amina"), make_account("Bart")
    seen = [marks()]
    for account in (amina, bart, amina):
        client.force_login(account)
        seen.append(marks())

    assert seen[0] == {""}
    assert [len(each) for each in seen] == [1, 1, 1, 1]
    assert seen[1] == seen[3] != seen[2]
    assert str(amina.pk) not in seen[1]
    assert "example" not in "".join(seen[1])
