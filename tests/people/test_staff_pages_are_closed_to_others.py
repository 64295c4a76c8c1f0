"""Each staff page in each language, for GET and POST: closed to strangers, to Eve, and without a second factor."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from serein.people.middleware import OPEN_WITHOUT_IT
from serein.people.models import Role
from tests.client import WatchfulClient
from tests.pages import SomePage, list_pages
from tests.people.make import make_account, make_holder, make_office, make_staff_member

pytestmark = pytest.mark.django_db
LANGUAGES = ["fr", "nl", "en"]
PAGES = list_pages()
STAFF_PAGES = [page for page in PAGES if page.is_for_staff]
ACCOUNT_PAGES = [page for page in PAGES if page.path("en").startswith("/en/accounts/") and not page.arguments]


def enter(client: WatchfulClient, name: str, *, second_factor: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: second_factor)
    account = make_account(name)
    if name != "Eve":
        office = make_office("desk")
        make_staff_member(name, account=account)
        for role in Role:
            make_holder(office, account=account, role=role)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")


def answers(client: WatchfulClient, page: SomePage, language: str) -> dict[str, tuple[int, str]]:
    """Return status and address of what GET and POST are answered, without methods that the page does not know."""
    path = page.path(language)
    given = {"GET": client.get(path), "POST": client.post(path)}
    return {
        method: (answer.status_code, answer.get("Location", ""))
        for method, answer in given.items()
        if answer.status_code != 405
    }


def there(name: str, language: str) -> str:
    with override(language):
        return reverse(name)


def test_every_page_of_the_desk_is_a_staff_page_and_no_other_is() -> None:
    under_the_desk = {page.name for page in PAGES if page.path("en").startswith("/en/desk/")}

    assert len(STAFF_PAGES) > 30
    assert {page.name for page in STAFF_PAGES} == under_the_desk


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_not_logged_in_is_led_to_the_entrance(client: WatchfulClient, language: str) -> None:
    entrance = there("account_login", language)
    for page in STAFF_PAGES:
        given = answers(client, page, language)
        assert given, page.name
        for status, location in given.values():
            assert (status, location) == (302, f"{entrance}?next={page.path(language)}"), page.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_to_eve_no_staff_page_exists(client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    enter(client, "Eve", second_factor=True, monkeypatch=monkeypatch)
    for page in STAFF_PAGES:
        given = answers(client, page, language)
        assert given, page.name
        assert {status for status, _ in given.values()} == {404}, page.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_second_factor_each_page_leads_to_its_set_up(
    client: WatchfulClient, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    enter(client, "Amina", second_factor=False, monkeypatch=monkeypatch)
    set_up = there("mfa_index", language)
    others = [page for page in ACCOUNT_PAGES if page.name not in OPEN_WITHOUT_IT]
    for page in STAFF_PAGES + others:
        path = page.path(language)
        for answer in (client.get(path), client.post(path)):
            assert (answer.status_code, answer.get("Location")) == (302, set_up), f"{page.name}: {answer}"


def test_the_same_pages_open_for_whoever_holds_every_role(
    client: WatchfulClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(client, "Amina", second_factor=True, monkeypatch=monkeypatch)
    shown = [page for page in STAFF_PAGES if not page.arguments]
    found = {page.name: client.get(page.path("fr")).status_code for page in shown}

    assert set(found.values()) <= {200, 405}, found
    assert len([status for status in found.values() if status == 200]) > 12
