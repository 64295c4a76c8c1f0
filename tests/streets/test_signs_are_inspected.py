"""An inspection round: an ordered walk over the signs, each noted on a phone, without network too."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from serein.kit.actors import SYSTEM
from serein.streets.models import Sign, SignCheck, SignPhoto
from serein.streets.operations import signs
from serein.territory import memory
from serein.territory.models import Place
from tests.client import WatchfulClient
from tests.listening.make import make_jpeg
from tests.people.make import FRIDAY_NIGHT
from tests.queries import at_most
from tests.streets.make import Night, make_circuit
from tests.streets.make_signs import hang, make_signs
from tests.territory.make import make_place

pytestmark = [pytest.mark.usefixtures("friday_night"), pytest.mark.promise("B2c")]


def tell(client: WatchfulClient, sign: Sign, state: str, *, token: str = "", waited: int = 0, **more: Any) -> Any:
    told = {"sign": sign.code, "state": state, "token": token, **more}
    headers = {"X-From-Device": "1", "X-Waited-Seconds": str(waited)} if waited else {}
    return client.post(reverse("streets:tell_found"), told, headers=headers)


def ordered(sign: Sign) -> Sign:
    day = FRIDAY_NIGHT.date() + timedelta(days=10)
    signs.order_signs(signs=[sign], due_on=day, by=SYSTEM, now=FRIDAY_NIGHT - timedelta(days=1))
    return Sign.objects.get(pk=sign.pk)


def walk(client: WatchfulClient, **asked: str) -> Any:
    return client.get(reverse("streets:sign_round"), asked)


def test_the_round_passes_every_sign_once_in_the_order_of_a_walk(hugo: WatchfulClient) -> None:
    rows = [hang(sign) for sign in make_signs()]

    shown = walk(hugo, circuit="tour").context["walk"]

    assert sorted(stop.sign.pk for stop in shown.stops) == sorted(sign.pk for sign in rows)
    assert [stop.number for stop in shown.stops] == list(range(1, 7))
    assert 440 < shown.length_m < 1400
    together = [(stop.sign.lat, stop.sign.lon) for stop in shown.stops]
    assert sum(a != b for a, b in pairwise(together)) == 2


def test_the_round_starts_where_one_says_else_at_the_town_hall(hugo: WatchfulClient) -> None:
    for sign in make_signs():
        hang(sign)
    hall = make_place("Hôtel de ville", kind=Place.Kind.TOWN_HALL)
    Place.objects.filter(pk=hall.pk).update(lat=50.7320, lon=3.0430)
    memory.changed("places")

    at_hall = walk(hugo).context["walk"]
    elsewhere = walk(hugo, start="Rue du Moulin 12").context["walk"]

    assert at_hall.line[0] == pytest.approx((3.0430, 50.7320), abs=1e-4)
    assert elsewhere.line[0] == pytest.approx((3.0402, 50.7300), abs=1e-4)


def test_signs_that_are_still_to_be_ordered_are_not_on_the_round(hugo: WatchfulClient) -> None:
    hung, *_others = make_signs()
    hang(hung)

    assert [stop.sign.pk for stop in walk(hugo).context["walk"].stops] == [hung.pk]


def test_the_map_of_the_round_holds_its_line_and_its_numbered_spots(hugo: WatchfulClient) -> None:
    for sign in make_signs():
        hang(sign)

    drawn = hugo.get(reverse("streets:sign_round_map"), {"circuit": "tour"}).json()

    line, *points = drawn["features"]
    assert line["geometry"]["type"] == "LineString"
    assert line["properties"]["way"] == "circuit"
    assert [point["properties"]["number"] for point in points] == [1, 3, 5]
    assert [point["properties"]["name"].count(". ") for point in points] == [2, 2, 2]


@pytest.mark.parametrize("asked", [{"circuit": "nowhere"}, {"start": "zzzz"}, {"start": "x" * 5000}])
def test_a_round_that_cannot_be_laid_says_why(hugo: WatchfulClient, asked: dict[str, str]) -> None:
    make_signs()

    assert walk(hugo, **asked).status_code == 422


def test_without_a_sign_in_the_street_there_is_no_round(hugo: WatchfulClient) -> None:
    make_circuit()

    assert walk(hugo).context["walk"].stops == ()


def test_a_sign_that_is_found_in_place_is_in_good_state_from_that_day(hugo: WatchfulClient) -> None:
    sign = ordered(make_signs()[0])

    answer = tell(hugo, sign, "good", circuit="tour", start="")

    sign.refresh_from_db()
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"#sign-{sign.pk}")
    assert (sign.state, sign.installed_on, sign.due_on) == ("good", FRIDAY_NIGHT.date(), None)


def test_its_photo_is_kept_without_what_the_camera_wrote(hugo: WatchfulClient) -> None:
    sign = ordered(make_signs()[0])
    sent = SimpleUploadedFile("photo.jpg", make_jpeg(with_position=True), "image/jpeg")

    tell(hugo, sign, "good", photo=sent)
    shown = hugo.get(reverse("streets:sign_photo", args=[SignPhoto.objects.get().pk]))

    assert shown["Content-Type"] == "image/jpeg"
    assert b"Exif" not in shown.content
    assert hugo.get(reverse("streets:desk_sign", args=[sign.pk])).context["photos"]


def test_a_sign_that_was_ordered_and_is_not_there_yet_stays_on_order(hugo: WatchfulClient) -> None:
    sign = ordered(make_signs()[0])

    tell(hugo, sign, "missing")

    sign.refresh_from_db()
    assert sign.state == "ordered"
    assert sign.due_on is not None


def test_what_a_device_sends_twice_is_kept_once(hugo: WatchfulClient) -> None:
    sign = hang(make_signs()[0])

    first = tell(hugo, sign, "damaged", token="once", waited=60)
    second = tell(hugo, sign, "damaged", token="once", waited=90)

    assert first.json()["code"] == second.json()["code"]
    assert SignCheck.objects.filter(once="once").count() == 1


def test_what_was_seen_first_and_comes_last_changes_nothing(hugo: WatchfulClient) -> None:
    sign = make_signs()[0]

    tell(hugo, sign, "good", token="b", waited=600)
    tell(hugo, sign, "missing", token="a", waited=7200)

    sign.refresh_from_db()
    assert sign.state == "good"
    assert sign.checked_at == FRIDAY_NIGHT - timedelta(seconds=600)
    assert [check.state for check in sign.checks.all()] == ["good", "missing"]


def test_a_sign_to_be_taken_away_is_gone_once_someone_took_it(hugo: WatchfulClient) -> None:
    sign = hang(make_signs()[0])
    signs.plan_signs(circuit=sign.circuit, planned=[], by=SYSTEM, now=FRIDAY_NIGHT)

    tell(hugo, sign, "good")
    before = Sign.objects.get(pk=sign.pk).state
    tell(hugo, sign, "removed")

    assert before == "to_remove"
    assert Sign.objects.get(pk=sign.pk).state == "removed"


def test_a_sign_that_is_needed_is_missing_not_taken_away(hugo: WatchfulClient) -> None:
    sign = hang(make_signs()[0])

    answer = tell(hugo, sign, "removed")

    assert answer.status_code == 422
    assert Sign.objects.get(pk=sign.pk).state == "good"


@pytest.mark.parametrize(
    "told",
    [
        {"sign": ""},
        {"sign": "zzzzzz"},
        {"sign": "a\x00b"},
        {"state": ""},
        {"state": "to_order"},
        {"state": "good", "photo": SimpleUploadedFile("photo.jpg", b"no picture", "image/jpeg")},
    ],
)
def test_what_cannot_be_kept_is_refused_with_every_word(hugo: WatchfulClient, told: dict[str, Any]) -> None:
    sign = make_signs()[0]

    answer = hugo.post(reverse("streets:tell_found"), {"sign": sign.code, "state": "good", **told})

    assert answer.status_code == 422
    assert not SignCheck.objects.exists()


@pytest.mark.parametrize("waited", ["-5", "1e9", "９９", "99999999999999", "soon", ""])
def test_a_device_that_tells_nonsense_of_its_wait_is_taken_at_now(hugo: WatchfulClient, waited: str) -> None:
    sign = make_signs()[0]

    hugo.post(
        reverse("streets:tell_found"),
        {"sign": sign.code, "state": "good"},
        headers={"X-From-Device": "1", "X-Waited-Seconds": waited},
    )

    assert SignCheck.objects.get().at == FRIDAY_NIGHT


def test_the_form_that_the_browser_keeps_holds_nothing_of_anyone(client: WatchfulClient, night: Night) -> None:
    sign = make_signs()[0]

    page = client.get(reverse("streets:found_offline"))

    assert page.status_code == 200
    assert sign.code not in page.content.decode()


def test_the_round_asks_the_database_the_same_for_six_signs_or_eighteen(hugo: WatchfulClient) -> None:
    for code in ("tour", "autre", "encore"):
        for sign in make_signs(make_circuit(code=code, name_fr=f"Tour {code}", name_nl=f"Ronde {code}")):
            hang(sign)
    walk(hugo)

    with at_most(12):
        shown = walk(hugo).context["walk"]

    assert len(shown.stops) == 18
