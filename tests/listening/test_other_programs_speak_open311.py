"""Other programs report, read and follow through Open311 GeoReport v2, unmodified."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
from georeport import GeoReport

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import sealed
from serein.kit.actors import SYSTEM
from serein.listening import operations
from serein.listening.models.report import Report
from tests.client import WatchfulClient
from tests.listening.programs import SENT, V2, errors, let_in, post, sent_number
from tests.listening.works import make_works, release, tell
from tests.people.make import FRIDAY_NIGHT
from tests.queries import at_most

pytestmark = pytest.mark.usefixtures("friday_night")


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
