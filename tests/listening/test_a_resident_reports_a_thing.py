"""Three screens, each an address: what, where, tell. Without JavaScript, without an account, in French and in Dutch."""

import base64
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry, KindSetting, Photo
from serein.kit import sealed
from serein.kit.models import OutboxMail
from serein.listening.models.report import Report
from tests.client import WatchfulClient
from tests.listening.make import LILLE, Ground, make_jpeg, make_png_bomb, make_report, url
from tests.queries import at_most

REPORT = "listening:report"
pytestmark = [pytest.mark.django_db, pytest.mark.promise("A1b")]


def page(client: WatchfulClient, language: str = "fr", **asked: str) -> str:
    response = client.get(url(REPORT, language=language), asked)
    assert response.status_code == 200
    return response.content.decode()


def told(ground: Ground, **changed: Any) -> dict[str, Any]:
    return {
        "what": "lamp",
        "message": "La lampe du coin est éteinte.",
        "token": "a-token-of-this-form",
        **ground.point,
    } | changed


def send(client: WatchfulClient, ground: Ground, **changed: Any) -> Any:
    return client.post(url(REPORT), told(ground, **changed))


def recipients() -> list[str]:
    return [mail.to for mail in OutboxMail.objects.all()]


def test_each_language_has_its_address() -> None:
    assert (url(REPORT), url(REPORT, language="nl"), url(REPORT, language="en")) == (
        "/fr/signaler/",
        "/nl/melden/",
        "/en/report/",
    )


def test_the_first_screen_offers_things_and_says_what_it_is_not_for(client: WatchfulClient, ground: Ground) -> None:
    html = page(client)

    assert "?what=lamp" in html
    assert "?what=noise" in html
    assert "112" in html
    assert "101" in html
    assert "Police-on-web" in html


def test_the_second_screen_takes_an_address_a_corner_or_a_point(client: WatchfulClient, ground: Ground) -> None:
    html = page(client, what="lamp")

    assert 'name="q"' in html
    assert "data-lat-field" in html


def test_several_places_of_a_name_are_left_to_choose_from(client: WatchfulClient, ground: Ground) -> None:
    html = page(client, what="lamp", q="rue du moulin")

    assert f"?what=lamp&amp;address={ground.address.pk}" in html
    assert f"?what=lamp&amp;street={ground.address.street_id}" in html


@pytest.mark.parametrize("place", ["address", "point", "street", "text"])
def test_a_code_on_a_lamp_opens_the_last_screen_at_once(client: WatchfulClient, ground: Ground, place: str) -> None:
    asked = {
        "address": {"address": str(ground.address.pk)},
        "point": ground.point,
        "street": {"street": str(ground.address.street_id)},
        "text": {"q": "rue du moulin 12"},
    }[place]

    html = page(client, what="lamp", **asked)

    assert 'name="message"' in html
    assert "Rue du Moulin" in html


def test_a_report_gets_a_code_an_owner_and_a_place_in_both_languages(client: WatchfulClient, ground: Ground) -> None:
    response = send(client, ground)

    report = Report.objects.select_related("enquiry", "neighbourhood", "street").get()
    assert response.status_code == 302
    assert response["Location"] == f"/fr/suivi/{report.enquiry.code}/"
    assert report.enquiry.kind == "report_lamp"
    assert report.neighbourhood == ground.tuquet
    assert "Rue du Moulin" in report.place_fr
    assert "Molenstraat" in report.place_nl
    assert OutboxMail.objects.count() == 1


def test_the_same_in_dutch(client: WatchfulClient, ground: Ground) -> None:
    response = client.post(url(REPORT, language="nl"), told(ground, message="De lamp op de hoek is uit."))

    assert response["Location"].startswith("/nl/opvolgen/")
    assert Enquiry.objects.get().language == "nl"


def test_a_form_sent_twice_is_one_report(client: WatchfulClient, ground: Ground) -> None:
    first = send(client, ground)
    second = send(client, ground)

    assert first["Location"] == second["Location"]
    assert Report.objects.count() == 1


def test_a_device_that_sends_later_gets_the_code(client: WatchfulClient, ground: Ground) -> None:
    answers = [
        client.post(url(REPORT), told(ground, lat="", lon="", q="rue du moulin 12"), headers={"X-From-Device": "1"})
        for _time in range(2)
    ]

    code = Enquiry.objects.get().code
    assert [answer.json() for answer in answers] == [{"code": code, "url": f"/fr/suivi/{code}/"}] * 2


def test_what_a_device_sends_with_an_unknown_place_comes_back_with_the_reason(
    client: WatchfulClient, ground: Ground
) -> None:
    answer = client.post(url(REPORT), told(ground, lat="", lon="", q="zzzz"), headers={"X-From-Device": "1"})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "data-error-summary" in html
    assert "La lampe du coin est éteinte." in html


@pytest.mark.parametrize("has_all", [False, True])
def test_the_post_costs_at_most_twelve_queries_photo_and_mail_included(
    client: WatchfulClient, ground: Ground, has_all: bool
) -> None:
    send(client, ground)
    told = {"email": "chloe@example.org", "may_answer": "on"} if has_all else {}
    photo = {"photo": SimpleUploadedFile("a.jpg", make_jpeg(), "image/jpeg")} if has_all else {}

    with at_most(12 if has_all else 10):
        response = send(client, ground, token="another", message="Une autre lampe est éteinte.", **told, **photo)

    assert response.status_code == 302


def test_near_things_already_reported_come_before_the_text(client: WatchfulClient, ground: Ground) -> None:
    near = make_report(ground)
    make_report(ground, lat=50.74)
    make_report(ground, what="bench")
    make_report(ground, is_released=False)

    html = page(client, what="lamp", **ground.point)

    assert re.findall(r"/fr/signalements/(\d+)/moi-aussi/", html) == [str(near.pk)]
    assert html.index("moi-aussi") < html.index('name="message"')
    assert "Une lampe est éteinte." in html


@pytest.mark.harm("H09")
@pytest.mark.parametrize("text", ["La voiture 1-ABC-234 est garée là.", "Appelez le 0470 12 34 56."])
def test_a_text_that_names_someone_is_asked_to_leave_it_out(client: WatchfulClient, ground: Ground, text: str) -> None:
    response = send(client, ground, message=text)

    assert response.status_code == 422
    assert Report.objects.count() == 0


def test_words_of_emergency_show_whom_to_call_before_anything_is_sent(client: WatchfulClient, ground: Ground) -> None:
    first = send(client, ground, message="Il y a le feu dans la poubelle.")
    again = send(client, ground, message="Il y a le feu dans la poubelle.", seen_help="on")

    assert first.status_code == 422
    assert "112" in first.content.decode()
    assert again.status_code == 302


def test_a_contact_needs_a_consent_and_a_consent_a_contact(client: WatchfulClient, ground: Ground) -> None:
    without_consent = send(client, ground, email="chloe@example.org")
    without_contact = send(client, ground, may_answer="on")

    assert (without_consent.status_code, without_contact.status_code) == (422, 422)


def test_each_consent_holds_for_itself(client: WatchfulClient, ground: Ground) -> None:
    send(client, ground, email="chloe@example.org", may_pass_on="on")
    enquiry = Enquiry.objects.get()

    assert "chloe@example.org" not in sealed.open_unseen(enquiry.contact)
    assert "chloe@example.org" in sealed.open_unseen(enquiry.sealed_facts)
    assert "chloe@example.org" not in recipients()


def test_an_author_who_wants_an_answer_is_written_to(client: WatchfulClient, ground: Ground) -> None:
    send(client, ground, email="chloe@example.org", may_answer="on")

    assert recipients().count("chloe@example.org") == 1


@pytest.mark.harm("H33")
def test_a_photo_of_fifty_megapixels_is_shrunk_and_tells_nothing_of_its_camera(
    client: WatchfulClient, ground: Ground
) -> None:
    photo = SimpleUploadedFile("IMG.jpg", make_jpeg(8660, 5774, with_position=True), "image/jpeg")

    response = send(client, ground, photo=photo)

    kept = base64.b64decode(sealed.open_unseen(Photo.objects.get().image))
    with Image.open(io.BytesIO(kept)) as picture:
        assert max(picture.size) <= 800
        assert not picture.getexif()
    assert response.status_code == 302
    assert b"CameraOfChloe" not in kept


@pytest.mark.harm("H33")
def test_a_photo_is_public_only_once_a_person_let_it(client: WatchfulClient, ground: Ground) -> None:
    send(client, ground, photo=SimpleUploadedFile("a.jpg", make_jpeg(), "image/jpeg"))
    report = Report.objects.get()

    assert client.get(url("listening:public_photo", report.pk)).status_code == 404


@pytest.mark.parametrize("content", [b"", b"not a picture", make_jpeg()[:2000], b"GIF89a" + bytes(50), make_png_bomb()])
def test_a_file_that_is_no_photo_is_refused_in_a_sentence(
    client: WatchfulClient, ground: Ground, content: bytes
) -> None:
    response = send(client, ground, photo=SimpleUploadedFile("a.jpg", content, "image/jpeg"))

    assert response.status_code == 422
    assert Report.objects.count() == 0


def test_a_place_in_lille_is_refused_with_who_is_competent_there(client: WatchfulClient, ground: Ground) -> None:
    html = page(client, what="lamp", **LILLE)
    response = send(client, ground, **LILLE)

    assert "mairie" in html
    assert response.status_code == 422
    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    "asked",
    [
        {"what": "person"},
        {"what": "\0"},
        {"what": "lamp", "lat": "nan", "lon": "nan"},
        {"what": "lamp", "address": "9" * 40},
        {"what": "lamp", "street": "\0"},
        {"what": "lamp", "q": "\0"},
        {"what": "lamp", "q": "x" * 5000},
    ],
)
def test_nonsense_in_the_address_is_answered_with_a_screen(
    client: WatchfulClient, ground: Ground, asked: dict[str, str]
) -> None:
    assert 'name="message"' not in page(client, **asked)


@pytest.mark.parametrize("changed", [{"message": ""}, {"message": "x" * 501}, {"what": "person"}, {"what": ""}])
def test_a_report_that_lacks_something_says_what(
    client: WatchfulClient, ground: Ground, changed: dict[str, str]
) -> None:
    response = send(client, ground, **changed)

    assert response.status_code == 422
    assert "data-error-summary" in response.content.decode()


def test_a_school_reports_from_one_address_and_a_flood_does_not(client: WatchfulClient, ground: Ground) -> None:
    pupils = [send(client, ground, token=f"pupil-{n}", message=f"Lampe {n} éteinte.").status_code for n in range(30)]
    flood = [send(client, ground, token=f"flood-{n}", message="").status_code for n in range(70)]

    assert set(pupils) == {302}
    assert flood[-1] == 429


def test_one_form_is_not_sent_time_and_again(client: WatchfulClient, ground: Ground) -> None:
    answers = [send(client, ground, message="").status_code for _time in range(10)]

    assert answers[-1] == 429


@pytest.mark.harm("H01")
def test_without_an_owner_the_form_is_closed_and_says_whom_to_call(client: WatchfulClient, ground: Ground) -> None:
    KindSetting.objects.filter(kind="report_lamp").delete()

    opened = client.get(url(REPORT), {"what": "lamp", **ground.point})
    sent = send(client, ground)

    assert (opened.status_code, sent.status_code) == (503, 503)
    assert "112" in opened.content.decode()


@pytest.mark.harm("H09")
def test_what_was_written_is_on_no_public_page(client: WatchfulClient, ground: Ground) -> None:
    report = make_report(ground)

    listed = client.get(url("listening:public_reports")).content.decode()
    shown = client.get(url("listening:public_report", report.pk)).content.decode()

    assert "La lampe du coin" not in listed + shown


def test_an_author_takes_a_report_back_and_it_is_public_no_more(client: WatchfulClient, ground: Ground) -> None:
    report = make_report(ground)
    enquiries.withdraw(enquiry=report.enquiry, by=ground.works.actor, now=report.reported_at)

    assert client.get(url("listening:public_report", report.pk)).status_code == 404
