"""Other programs report, read and follow through Open311 GeoReport v2, unmodified."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.utils import timezone
from georeport import GeoReport

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry, StandardAnswer
from serein.kit import clock, sealed
from serein.kit.actors import SYSTEM
from serein.listening import operations
from serein.listening.models.partner import Partner
from serein.listening.models.report import Report
from tests.client import WatchfulClient
from tests.listening.works import make_works, release, tell
from tests.people.make import FRIDAY_NIGHT
from tests.queries import at_most

V2 = "/open311/v2"
SENT = {
    "service_code": "lamp",
    "lat": "50.73",
    "long": "3.05",
    "description": "title: Lampe\n\ndetail: Elle clignote.\n\nurl: https://fms.example.org/report/12\n",
    "email": "chloe@example.org",
    "first_name": "Chloé",
    "last_name": "",
    "attribute[easting]": "1",
}


@pytest.fixture(autouse=True)
def _at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)


def let_in(name: str = "FixMyStreet", **fields: Any) -> tuple[Partner, str]:
    values: dict[str, Any] = {"may": Partner.May.REPORT, "office": None} | fields
    return operations.give_key(name=name, by=SYSTEM, now=FRIDAY_NIGHT, **values)


def post(client: WatchfulClient, path: str, key: str, sent: dict[str, str]) -> tuple[int, ET.Element]:
    answer = client.post(f"{V2}/{path}.xml", {"api_key": key, "jurisdiction_id": "rivebelle"} | sent)
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return answer.status_code, ET.fromstring(answer.content)


def sent_number(root: ET.Element) -> str:
    return str(root.findtext("request/service_request_id"))


def errors(root: ET.Element) -> str:
    assert root.tag == "errors"
    assert root.findtext("error/code")
    return str(root.findtext("error/description"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_client_written_by_others_reads_services_and_requests(live_server: Any, form: str) -> None:
    works = make_works()
    numbers = [release(tell(what=what), by=works.hugo).pk for what in ("lamp", "bench")]

    others = GeoReport(f"{live_server.url}/open311/v2", output_format=form)

    services = {service["service_code"] for service in others.get_service_list()}
    assert {"lamp", "bench", "dumping"} <= services
    assert "noise" not in services
    assert others.get_service_definition("lamp")["service_code"] == "lamp"
    requests = others.get_service_requests(start_date="2026-06-01T00:00:00Z", end_date="2026-07-01T00:00:00Z")
    assert {int(request["service_request_id"]) for request in requests} == set(numbers)
    one = others.get_service_request(str(numbers[0]))
    assert (one["service_code"], one["status"], one["address"]) == ("lamp", "open", "Rue du Moulin")
    only_lamps = others.get_service_requests(service_code="lamp", status="open")
    found = [only_lamps] if isinstance(only_lamps, dict) else only_lamps
    assert [request["service_code"] for request in found] == ["lamp"]


@pytest.mark.django_db
def test_discovery_names_the_endpoint_and_its_formats(client: WatchfulClient) -> None:
    make_works()

    root = ET.fromstring(client.get("/open311/discovery.xml").content)

    endpoint = root.find("endpoints/endpoint")
    assert endpoint is not None
    assert endpoint.findtext("specification") == "http://wiki.open311.org/GeoReport_v2"
    assert [found.text for found in endpoint.findall("formats/format")] == ["text/xml", "application/json"]
    assert client.get("/open311/discovery.json").json()["endpoints"][0]["url"].endswith("/open311/v2")


@pytest.mark.django_db
def test_what_a_person_reported_elsewhere_gets_a_number_an_owner_and_an_answer(client: WatchfulClient) -> None:
    works = make_works()
    _partner, key = let_in()

    status, root = post(client, "requests", key, SENT)

    report = Report.objects.select_related("enquiry").get()
    assert (status, sent_number(root)) == (200, str(report.pk))
    assert (report.enquiry.office, report.enquiry.channel) == (works.office, Enquiry.Channel.PARTNER)
    assert "Elle clignote" in sealed.open_unseen(report.enquiry.message)
    token = ET.fromstring(client.get(f"{V2}/tokens/{report.pk}.xml").content)
    assert sent_number(token) == str(report.pk)


@pytest.mark.django_db
def test_the_same_report_sent_twice_is_one(client: WatchfulClient) -> None:
    make_works()
    _partner, key = let_in()

    numbers = [sent_number(post(client, "requests", key, SENT)[1]) for _ in range(2)]

    assert numbers[0] == numbers[1]
    assert Report.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.harm("H09")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"service_code": "dragon"}, "lamp"),
        ({"lat": "", "long": ""}, "lat"),
        ({"lat": "50.6366", "long": "3.0635"}, "commune"),
        ({"lat": "nan", "long": "inf"}, "lat"),
        ({"description": "La voiture 1-ABC-234 est là"}, "1-ABC-234"),
        ({"description": "x" * 5000}, "4000"),
        ({"email": "pas une adresse"}, "email"),
    ],
)
def test_a_report_that_cannot_be_taken_is_refused_in_words(
    client: WatchfulClient, change: dict[str, str], told: str
) -> None:
    make_works()
    _partner, key = let_in()

    status, root = post(client, "requests", key, SENT | change)

    assert status == 400
    assert told in errors(root)
    assert Report.objects.count() == 0


@pytest.mark.django_db
def test_nothing_is_written_without_a_key_that_is_in_force(client: WatchfulClient) -> None:
    make_works()
    partner, key = let_in()
    operations.revoke_key(partner=partner, by=SYSTEM, now=FRIDAY_NIGHT)

    for wrong in ("", "guessed", key):
        status, root = post(client, "requests", wrong, SENT)
        assert status == 403
        assert "api_key" in errors(root)
    for _ in range(20):
        status, root = post(client, "requests", "guessed", SENT)

    assert status == 429
    assert Report.objects.count() == 0


@pytest.mark.django_db
def test_nobody_reads_what_is_not_released_but_the_program_that_sent_it(client: WatchfulClient) -> None:
    make_works()
    _fixmystreet, key = let_in()
    _other, other_key = let_in("Autre")
    _status, root = post(client, "requests", key, SENT)
    number = sent_number(root)

    def reads(query: str) -> int:
        return client.get(f"{V2}/requests/{number}.json{query}").status_code

    assert (reads(""), reads(f"?api_key={other_key}"), reads(f"?api_key={key}")) == (404, 404, 200)


@pytest.mark.django_db
@pytest.mark.harm("H09")
def test_what_its_author_wrote_is_in_no_answer(client: WatchfulClient) -> None:
    works = make_works()
    report = tell(message="Chez Zoltan, la lampe.", email="zoltan@example.org")
    release(report, by=works.hugo, sentence_fr="Lampe éteinte.", sentence_nl="Lamp uit.")

    pages = [
        client.get(path)
        for path in (
            f"{V2}/requests.json",
            f"{V2}/requests.xml",
            f"{V2}/requests/{report.pk}.xml",
            f"{V2}/servicerequestupdates.xml",
            "/data/reports.csv",
            "/data/reports.geojson",
        )
    ]

    texts = [b"".join(page.streaming_content) if page.streaming else page.content for page in pages]  # type: ignore[attr-defined]
    assert all(b"oltan" not in text for text in texts)
    assert sum("Lampe éteinte.".encode() in text for text in texts) == 5


@pytest.mark.django_db
@pytest.mark.harm("H06")
def test_a_discreet_kind_is_in_no_list_even_if_somebody_asks_for_it(client: WatchfulClient) -> None:
    make_works()
    report = tell(what="noise")
    Report.objects.filter(pk=report.pk).update(released_at=FRIDAY_NIGHT)

    assert client.get(f"{V2}/requests.json?service_code=noise").json() == []
    assert client.get(f"{V2}/requests/{report.pk}.json").status_code == 404


@pytest.mark.django_db
def test_the_works_departments_tool_says_what_was_done(client: WatchfulClient) -> None:
    works = make_works()
    _tool, key = let_in("Atal", may=Partner.May.HANDLE, office=works.office)
    StandardAnswer.objects.create(outcome="done", text_fr="C'est réparé.", text_nl="Het is hersteld.")
    report = tell(email="chloe@example.org")

    def say(**sent: str) -> tuple[int, ET.Element]:
        return post(client, "servicerequestupdates", key, {"service_request_id": str(report.pk), **sent})

    assert say(status="ACTION_SCHEDULED", scheduled_on="2026-06-26")[0] == 200
    assert Enquiry.objects.get().promised_on.isoformat() == "2026-06-26"  # type: ignore[union-attr]
    status, root = say(status="FIXED", description="Ampoule remplacée.")

    enquiry = Enquiry.objects.get()
    assert (status, enquiry.state, enquiry.outcome) == (200, Enquiry.State.ANSWERED, Enquiry.Outcome.DONE)
    assert (enquiry.reason_fr, enquiry.reason_nl) == ("C'est réparé.", "Het is hersteld.")
    assert root.findtext("request_update/update_id")
    assert say(status="FIXED")[0] == 409


@pytest.mark.django_db
@pytest.mark.harm("H27")
def test_a_tool_closes_nothing_without_action_in_one_language(client: WatchfulClient) -> None:
    works = make_works()
    _tool, key = let_in("Atal", may=Partner.May.HANDLE, office=works.office)
    report = tell()
    sent = {"service_request_id": str(report.pk), "status": "NO_FURTHER_ACTION", "reason_fr": "Terrain privé."}

    status, root = post(client, "servicerequestupdates", key, sent)

    assert status == 400
    assert "reason_nl" in errors(root)
    assert Enquiry.objects.get().is_open


@pytest.mark.django_db
def test_a_tool_touches_nothing_of_another_office(client: WatchfulClient) -> None:
    works = make_works()
    _tool, key = let_in("Atal", may=Partner.May.HANDLE, office=works.mayor)
    report = tell()

    status, _root = post(
        client, "servicerequestupdates", key, {"service_request_id": str(report.pk), "status": "FIXED"}
    )

    assert status == 404
    assert Enquiry.objects.get().state == Enquiry.State.NEW


@pytest.mark.django_db
def test_a_comment_from_fixmystreet_speaks_for_the_author_and_closes_nothing(client: WatchfulClient) -> None:
    works = make_works()
    _partner, key = let_in()
    number = sent_number(post(client, "requests", key, SENT)[1])
    comment = {"service_request_id": number, "status": "CLOSED", "update_id_ext": "7", "description": "Merci !"}

    assert post(client, "servicerequestupdates", key, comment)[0] == 200
    enquiry = Enquiry.objects.get()
    assert enquiry.is_open
    assert "Merci" in sealed.open_unseen(enquiry.message)
    enquiries.answer(enquiry=enquiry, text="Fait.", by=works.hugo.actor, now=FRIDAY_NIGHT)
    post(
        client,
        "servicerequestupdates",
        key,
        comment | {"status": "OPEN", "update_id_ext": "8", "description": "Toujours éteinte."},
    )

    assert Enquiry.objects.get().state == Enquiry.State.UNSOLVED


@pytest.mark.django_db
def test_what_happened_is_read_for_a_period(client: WatchfulClient) -> None:
    works = make_works()
    report = release(tell(), by=works.hugo)
    later = FRIDAY_NIGHT + timedelta(days=2)
    enquiries.answer(
        enquiry=report.enquiry,
        text="",
        outcome="done",
        reason_fr="C'est réparé.",
        reason_nl="Het is hersteld.",
        by=works.hugo.actor,
        now=later,
    )
    at = timezone.localtime(later).isoformat()

    def read(**asked: str) -> ET.Element:
        return ET.fromstring(client.get(f"{V2}/servicerequestupdates.xml", asked).content)

    found = read(start_date=at, end_date=at).findall("request_update")
    assert [(one.findtext("status"), one.findtext("description")) for one in found] == [("CLOSED", "C'est réparé.")]
    assert "Hersteld" not in str(read(start_date=at, end_date=at, lang="nl").findtext("request_update/description"))
    assert errors(read(start_date="hier"))
    assert errors(read(start_date="2026-07-01T00:00:00Z", end_date="2026-06-01T00:00:00Z"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["service_code=dragon", "status=half", "start_date=2026-99-99", "service_request_id=abc", "page_size=-1"],
)
def test_a_question_that_makes_no_sense_is_refused_with_what_is_accepted(client: WatchfulClient, query: str) -> None:
    make_works()

    answer = client.get(f"{V2}/requests.json?{query}")

    assert answer.status_code == 400
    assert query.split("=", maxsplit=1)[0] in answer.json()[0]["description"]


@pytest.mark.django_db
def test_another_jurisdiction_is_not_served_here(client: WatchfulClient) -> None:
    make_works()

    assert client.get(f"{V2}/services.xml?jurisdiction_id=lille.fr").status_code == 404
    assert client.get(f"{V2}/services.xml?jurisdiction_id=57999").status_code == 200


@pytest.mark.django_db
def test_lists_ask_as_little_of_the_database_for_a_hundred_as_for_one(client: WatchfulClient) -> None:
    works = make_works()
    release(tell(), by=works.hugo)
    for _ in range(30):
        release(tell(), by=works.hugo)

    with at_most(4):
        found = client.get(f"{V2}/requests.json").json()

    assert len(found) == 31


@pytest.mark.django_db
def test_a_report_by_a_program_costs_at_most_twelve_queries(client: WatchfulClient) -> None:
    make_works()
    _partner, key = let_in()
    post(client, "requests", key, SENT | {"description": "D'abord."})

    with at_most(12):
        status, _root = post(client, "requests", key, SENT)

    assert status == 200


@pytest.mark.django_db
def test_an_update_sent_twice_is_taken_once(client: WatchfulClient) -> None:
    works = make_works()
    _tool, key = let_in("Atal", may=Partner.May.HANDLE, office=works.office)
    report = tell()
    sent = {"service_request_id": str(report.pk), "status": "ACTION_SCHEDULED", "scheduled_on": "2026-06-26"}

    numbers = [post(client, "servicerequestupdates", key, sent | {"update_id": "u1"})[1] for _ in range(2)]

    assert len({root.findtext("request_update/update_id") for root in numbers}) == 1
    assert report.enquiry.steps.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sent",
    [
        {"status": "ACTION_SCHEDULED", "scheduled_on": "2020-01-01"},
        {"status": "ACTION_SCHEDULED", "scheduled_on": "9999-12-31"},
        {"status": "OPEN", "service_request_id": "9" * 5000},
        {"status": "FIXED", "reason_fr": "La 1-ABC-234\0", "reason_nl": "x"},
    ],
)
def test_an_update_that_makes_no_sense_is_refused_and_never_breaks(
    client: WatchfulClient, sent: dict[str, str]
) -> None:
    works = make_works()
    _tool, key = let_in("Atal", may=Partner.May.HANDLE, office=works.office)
    report = tell()

    status, root = post(client, "servicerequestupdates", key, {"service_request_id": str(report.pk)} | sent)

    assert status == 400
    assert errors(root)


@pytest.mark.django_db
def test_the_same_words_of_what_was_done_with_are_a_report_of_their_own(client: WatchfulClient) -> None:
    works = make_works()
    _partner, key = let_in()
    first = sent_number(post(client, "requests", key, SENT)[1])
    enquiry = Enquiry.objects.get()
    enquiries.answer(enquiry=enquiry, text="Fait.", by=works.hugo.actor, now=FRIDAY_NIGHT)
    enquiries.give_opinion(enquiry=enquiry, opinion="solved", now=FRIDAY_NIGHT)

    assert sent_number(post(client, "requests", key, SENT)[1]) != first


@pytest.mark.django_db
def test_what_was_joined_reads_as_the_one_it_was_joined_to(client: WatchfulClient) -> None:
    works = make_works()
    _partner, key = let_in()
    first = tell()
    number = sent_number(post(client, "requests", key, SENT)[1])
    second = Report.objects.select_related("enquiry").get(pk=number)
    enquiries.join(enquiry=second.enquiry, to=first.enquiry, by=SYSTEM, now=FRIDAY_NIGHT)
    enquiries.answer(enquiry=first.enquiry, text="Fait.", by=works.hugo.actor, now=FRIDAY_NIGHT)

    assert client.get(f"{V2}/requests/{number}.json?api_key={key}").json()[0]["status"] == "closed"
    again = {"service_request_id": number, "status": "OPEN", "update_id_ext": "1", "description": "Toujours cassée."}
    post(client, "servicerequestupdates", key, again)

    assert Enquiry.objects.get(pk=first.enquiry_id).state == Enquiry.State.UNSOLVED


@pytest.mark.django_db
def test_an_empty_cell_of_the_export_is_empty(client: WatchfulClient) -> None:
    works = make_works()
    release(tell(), by=works.hugo)

    text = b"".join(client.get("/data/reports.csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]

    assert ",'" not in text
    assert text.splitlines()[1].startswith("1,lamp,") or ",lamp," in text
