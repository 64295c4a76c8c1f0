"""Reports are looked for and cited; what is no source is none."""

from typing import Any

import pytest

from serein.enquiries import operations as enquiries
from serein.enquiries.kinds import get_kind
from serein.enquiries.models import Enquiry, KindSetting
from serein.listening import operations
from serein.listening.forms.problems import EnquiryCodeForm
from serein.listening.operations.problems import cite_many
from serein.listening.queries import problems, sources
from serein.people.models import Office, Role
from tests.client import WatchfulClient
from tests.listening.make import Ground, make_report
from tests.listening.make_problems import BY, District, make_problem
from tests.people.make import FRIDAY_NIGHT, make_holder
from tests.proximity.make import url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_night")]


def test_a_source_is_cited_once(district: District) -> None:
    problem = make_problem(district.neighbourhood)
    told: dict[str, Any] = {
        "problem": problem,
        "kind": "report",
        "about": "listening.report:7",
        "label_fr": "",
        "label_nl": "",
        "on": FRIDAY_NIGHT.date(),
        "by": BY,
        "now": FRIDAY_NIGHT,
    }
    operations.cite_source(**told)

    with pytest.raises(operations.AlreadyCited):
        operations.cite_source(**told)

    assert problem.sources.count() == 1


@pytest.mark.parametrize("about", ["", "12", "listening.report", "listening.report:x", "listening.report:1 OR 1=1"])
def test_a_source_that_is_no_row_is_refused(district: District, about: str) -> None:
    with pytest.raises(ValueError, match="label_lower:pk"):
        operations.cite_source(
            problem=make_problem(district.neighbourhood),
            kind="report",
            about=about,
            label_fr="",
            label_nl="",
            on=FRIDAY_NIGHT.date(),
            by=BY,
            now=FRIDAY_NIGHT,
        )


@pytest.mark.parametrize("code", ["", "AAAAA-AAAAA", "x" * 41])
def test_a_request_that_does_not_exist_is_no_source(driss: WatchfulClient, district: District, code: str) -> None:
    problem = make_problem(district.neighbourhood)

    assert driss.post(url("listening:cite_enquiry", problem.pk), {"code": code}).status_code == 422


@pytest.mark.promise("A4")
def test_driss_looks_for_reports_of_the_district_and_cites_them_at_once(client: WatchfulClient, ground: Ground) -> None:
    reports = [make_report(ground, "lamp") for _n in range(3)] + [make_report(ground, "bench")]
    elsewhere = make_report(ground, "lamp", lat=50.7051, lon=3.0051)
    problem = make_problem(ground.tuquet)
    client.force_login(make_holder(ground.town.proximity, name="Inès", role=Role.PREVENTION_OFFICER))
    lamps = {"kinds": "report_lamp", "since": "2026-06-01", "until": "2026-06-30"}

    found = client.get(url("listening:find_reports", problem.pk), lamps).content.decode()
    points = client.get(url("listening:reports_map", problem.pk), lamps).json()
    ticked = {"report": [str(report.pk) for report in [*reports[:3], elsewhere]]}
    cited = client.post(url("listening:cite_reports", problem.pk), ticked)
    again = client.post(url("listening:cite_reports", problem.pk), ticked)

    assert "3 signalements trouvés" in found
    assert len(points["features"]) == 3
    assert (cited.status_code, again.status_code) == (302, 302)
    assert problem.sources.count() == 4
    assert list(problems.of_report(reports[0])) == [problem]
    assert list(problems.of_report(reports[3])) == []
    assert set(problems.released_reports_of(problem)) == {*reports[:3], elsewhere}


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "2027-01-01"},
        {"kinds": "report_noise"},
        {"until": "2020-01-01"},
        {"q": "Rue du Moulin 12", "kinds": "report_bench"},
    ],
)
def test_what_does_not_fit_is_not_found(client: WatchfulClient, ground: Ground, asked: dict[str, str]) -> None:
    make_report(ground, "lamp")
    problem = make_problem(ground.tuquet)
    client.force_login(make_holder(ground.town.proximity, name="Inès", role=Role.PREVENTION_OFFICER))

    page = client.get(url("listening:find_reports", problem.pk), asked).content.decode()

    assert "Aucun signalement ne correspond" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "hier"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"since": "1999-12-31", "until": "2101-01-01"},
        {"kinds": "rumour"},
        {"q": "x" * 500},
    ],
)
def test_a_search_that_makes_no_sense_is_told_so_and_finds_the_district(
    client: WatchfulClient, ground: Ground, asked: dict[str, str]
) -> None:
    make_report(ground, "lamp")
    problem = make_problem(ground.tuquet)
    client.force_login(make_holder(ground.town.proximity, name="Inès", role=Role.PREVENTION_OFFICER))

    answer = client.get(url("listening:find_reports", problem.pk), asked)

    assert answer.status_code == 200
    assert "1 signalement trouvé" in answer.content.decode() or "Un signalement trouvé" in answer.content.decode()


@pytest.mark.parametrize("ticked", [["x"], ["-1"], ["9" * 30], ["999999"], []])
def test_ticks_that_are_no_reports_cite_nothing(driss: WatchfulClient, district: District, ticked: list[str]) -> None:
    problem = make_problem(district.neighbourhood)

    assert driss.post(url("listening:cite_reports", problem.pk), {"report": ticked}).status_code == 302
    assert not problem.sources.exists()


def test_a_report_is_linked_in_public_only_once_it_is_released(client: WatchfulClient, ground: Ground) -> None:
    shown, hidden = make_report(ground), make_report(ground, "bench", is_released=False)
    problem = make_problem(ground.tuquet)
    cite_many(problem=problem, sources=[sources.as_source(row) for row in (shown, hidden)], by=BY, now=FRIDAY_NIGHT)

    assert list(problems.released_reports_of(problem)) == [shown]
    page = client.get(url("listening:problem", problem.pk)).content.decode()
    assert "Une lampe est éteinte." in page
    assert "du coin" not in page


def test_a_report_joined_to_another_leads_to_its_problem(ground: Ground) -> None:
    first, second = make_report(ground), make_report(ground)
    problem = make_problem(ground.tuquet)
    cite_many(problem=problem, sources=[sources.as_source(first)], by=BY, now=FRIDAY_NIGHT)
    Enquiry.objects.filter(pk=second.enquiry_id).update(same_as=first.enquiry_id)
    second.refresh_from_db()

    assert list(problems.of_report(second)) == [problem]
    assert list(problems.told_by(second.enquiry)) == [problem]


@pytest.mark.harm("H02")
@pytest.mark.usefixtures("district")
def test_a_call_back_is_a_source_of_no_problem() -> None:
    KindSetting.objects.create(
        kind="call_back", office=Office.objects.get(code="prevention"), deadline_days=3, retention_days=30
    )
    private = enquiries.open_enquiry(kind=get_kind("call_back"), language="fr", contact={}, now=FRIDAY_NIGHT)

    form = EnquiryCodeForm({"code": str(private.code)})

    assert list(form.errors) == ["code"]
