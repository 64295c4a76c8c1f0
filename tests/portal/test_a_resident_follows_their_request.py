"""With the code alone: follow, say whether it is solved, withdraw, take the data out, erase."""

import json
from datetime import timedelta
from typing import Any

import pytest

from serein.enquiries import operations
from serein.enquiries.models import Enquiry
from serein.kit import clock, keyring
from serein.kit.models import JournalEntry
from tests.client import WatchfulClient
from tests.enquiries.make import Town, make_enquiry, make_town
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import url
from tests.queries import at_most

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A2b")]


@pytest.fixture(autouse=True)
def _it_is_friday_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)


@pytest.fixture
def town() -> Town:
    return make_town()


@pytest.fixture
def enquiry(town: Town) -> Enquiry:
    return make_enquiry(town)


def answer(enquiry: Enquiry, town: Town) -> None:
    operations.answer(
        enquiry=enquiry, text="Nous passons lundi.", by=town.amina.account.actor, now=FRIDAY_NIGHT + timedelta(hours=1)
    )


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_code_opens_the_page_in_each_language(client: WatchfulClient, enquiry: Enquiry, language: str) -> None:
    response = client.get(url("portal:thread", enquiry.code, language=language))

    assert response.status_code == 200
    assert str(enquiry.code) in response.content.decode()


@pytest.mark.parametrize("typed", ["{code}", " {lower} ", "{bare}", "{spaced}"])
def test_a_code_may_be_typed_in_any_way(client: WatchfulClient, enquiry: Enquiry, typed: str) -> None:
    code = str(enquiry.code)
    text = typed.format(code=code, lower=code.lower(), bare=code.replace("-", ""), spaced=" ".join(code))

    response = client.post(url("portal:follow"), {"code": text})

    assert response["Location"] == url("portal:thread", code)


def test_a_wrong_code_says_what_to_do_and_guessing_is_slowed_down(client: WatchfulClient, enquiry: Enquiry) -> None:
    answers = [client.post(url("portal:follow"), {"code": f"AAAAA-AAA{n:02}"}).status_code for n in range(22)]

    assert answers == [422] * 20 + [429] * 2


@pytest.mark.parametrize(("name", "way"), [("portal:thread", "get"), ("portal:opinion", "get"), ("portal:erase", "get"),
                                           ("portal:export", "post"), ("proximity:calendar", "get")])  # fmt: skip
def test_guessing_by_the_address_is_slowed_down_too(
    client: WatchfulClient, enquiry: Enquiry, name: str, way: str
) -> None:
    answers = [getattr(client, way)(url(name, f"AAAAA-AAA{n:02}")).status_code for n in range(23)]

    assert answers == [404] * 20 + [429] * 3
    assert client.get(url("portal:thread", enquiry.code)).status_code == 429
    assert client.get(url("portal:thread", enquiry.code), REMOTE_ADDR="192.0.2.1").status_code == 200


def test_who_opens_their_own_page_again_and_again_is_not_counted(client: WatchfulClient, enquiry: Enquiry) -> None:
    assert {client.get(url("portal:thread", enquiry.code)).status_code for _ in range(40)} == {200}


def test_a_thread_that_is_none_is_not_there(client: WatchfulClient, enquiry: Enquiry) -> None:
    assert client.get(url("portal:thread", "AAAAA-AAAAA")).status_code == 404


@pytest.mark.harm("H03")
@pytest.mark.parametrize("name", ["follow", "thread", "opinion", "erase"])
def test_no_cache_keeps_a_page_about_a_request(client: WatchfulClient, enquiry: Enquiry, name: str) -> None:
    response = client.get(url(f"portal:{name}", *([] if name == "follow" else [enquiry.code])))

    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")


@pytest.mark.harm("H03")
def test_the_page_is_kept_by_no_cache_no_search_engine_and_tells_no_other_site(
    client: WatchfulClient, enquiry: Enquiry
) -> None:
    response = client.get(url("portal:thread", enquiry.code))

    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex"
    title = response.content.decode().partition("</title>")[0].rpartition("<title>")[2].lower()
    assert "police" not in title
    assert "inspect" not in title


@pytest.mark.harm("H02")
def test_what_was_told_in_confidence_is_not_on_the_page_that_a_code_opens(
    client: WatchfulClient, enquiry: Enquiry
) -> None:
    html = client.get(url("portal:thread", enquiry.code)).content.decode()

    assert "Chloé" not in html
    assert "lampe" not in html


def test_a_late_request_is_called_late(client: WatchfulClient, town: Town) -> None:
    late = make_enquiry(town, now=FRIDAY_NIGHT - timedelta(days=20))

    assert "notice--late" in client.get(url("portal:thread", late.code)).content.decode()


def test_the_answer_stands_on_the_page(client: WatchfulClient, town: Town, enquiry: Enquiry) -> None:
    answer(enquiry, town)

    assert "Nous passons lundi." in client.get(url("portal:thread", enquiry.code)).content.decode()


def test_the_link_in_the_mail_opens_the_question_and_only_the_button_sends_it(
    client: WatchfulClient, town: Town, enquiry: Enquiry
) -> None:
    answer(enquiry, town)
    page = url("portal:opinion", enquiry.code)

    opened = client.get(page, {"opinion": "solved"}).content.decode()
    assert 'value="solved"' in opened
    assert "checked" in opened
    assert Enquiry.objects.get().opinion == ""

    client.post(page, {"opinion": "solved"})
    assert Enquiry.objects.get().state == Enquiry.State.CLOSED


def test_not_solved_puts_it_back_to_work(client: WatchfulClient, town: Town, enquiry: Enquiry) -> None:
    answer(enquiry, town)

    client.post(url("portal:opinion", enquiry.code), {"opinion": "unsolved"})

    assert Enquiry.objects.get().state == Enquiry.State.UNSOLVED


@pytest.mark.parametrize("opinion", ["", "maybe"])
def test_an_opinion_that_is_none_is_refused(client: WatchfulClient, town: Town, enquiry: Enquiry, opinion: str) -> None:
    answer(enquiry, town)

    assert client.post(url("portal:opinion", enquiry.code), {"opinion": opinion}).status_code == 422


def test_sending_an_opinion_twice_changes_nothing_more(client: WatchfulClient, town: Town, enquiry: Enquiry) -> None:
    answer(enquiry, town)
    for _ in range(2):
        assert client.post(url("portal:opinion", enquiry.code), {"opinion": "solved"}).status_code == 302

    assert JournalEntry.objects.filter(act="enquiry.opinion").count() == 1


def test_withdrawing_takes_it_off_the_desk(client: WatchfulClient, enquiry: Enquiry) -> None:
    client.post(url("portal:withdraw", enquiry.code))

    assert not Enquiry.objects.open().exists()


def test_taking_the_data_out_gives_everything_that_is_held(client: WatchfulClient, enquiry: Enquiry) -> None:
    response = client.post(url("portal:export", enquiry.code))

    held: dict[str, Any] = json.loads(response.content)
    assert held["contact"]["name"] == "Chloé"
    assert held["message"] == "La lampe du coin est cassée."
    assert "attachment" in response["Content-Disposition"]
    assert JournalEntry.objects.get(act="sealed.read").identifiers["why"] == "export"


def test_erasing_asks_once_and_then_leaves_nothing_behind(client: WatchfulClient, enquiry: Enquiry) -> None:
    page = url("portal:erase", enquiry.code)
    assert client.get(page).status_code == 200
    assert Enquiry.objects.get().destroyed_at is None

    assert client.post(page).status_code == 200

    gone = Enquiry.objects.get()
    assert (gone.code, gone.facts, bool(gone.contact), bool(gone.message)) == (None, [], False, False)
    assert client.get(page).status_code == 404
    assert client.get(url("portal:thread", enquiry.code)).status_code == 404


@pytest.mark.parametrize("name", ["withdraw", "export"])
def test_a_mail_scanner_that_follows_links_changes_nothing(client: WatchfulClient, enquiry: Enquiry, name: str) -> None:
    assert client.get(url(f"portal:{name}", enquiry.code)).status_code == 405


def test_a_lost_key_is_said_in_words_and_the_page_still_opens(
    client: WatchfulClient, town: Town, enquiry: Enquiry
) -> None:
    answer(enquiry, town)
    keyring.destroy_days_before(Enquiry.objects.get().key_day + timedelta(days=1))

    assert client.get(url("portal:thread", enquiry.code)).status_code == 200
    assert client.post(url("portal:export", enquiry.code)).status_code == 302


def test_the_page_costs_at_most_six_queries(client: WatchfulClient, town: Town, enquiry: Enquiry) -> None:
    answer(enquiry, town)
    page = url("portal:thread", enquiry.code)
    client.get(page)

    with at_most(6):
        client.get(page)
