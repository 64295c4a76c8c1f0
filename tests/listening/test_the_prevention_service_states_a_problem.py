"""From many reports to a statement in four questions, each source counted, in two languages."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from serein.enquiries import operations as enquiries
from serein.enquiries.kinds import get_kind
from serein.enquiries.models import Enquiry, KindSetting
from serein.kit import clock
from serein.kit.bilingual import NotInBothLanguages
from serein.listening import operations
from serein.listening.forms.problems import EnquiryCodeForm
from serein.listening.models import Problem
from serein.listening.operations.problems import ProblemEnded, cite_many, note_source
from serein.listening.queries import problems, sources
from serein.people.models import Office, Role
from tests.client import WatchfulClient
from tests.listening.make import Ground, make_ground, make_report
from tests.listening.make_problems import BY, District, cite, make_district, make_problem, texts
from tests.people.make import FRIDAY_NIGHT, make_holder
from tests.proximity.make import url
from tests.queries import at_most
from tests.territory.make import make_neighbourhood

pytestmark = pytest.mark.django_db
LATER = FRIDAY_NIGHT + timedelta(days=3)


@pytest.fixture(autouse=True)
def _it_is_friday_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)


@pytest.fixture
def ground(db: None) -> Ground:
    return make_ground()


@pytest.fixture
def district(db: None) -> District:
    return make_district()


@pytest.fixture
def driss(client: WatchfulClient, district: District) -> WatchfulClient:
    client.force_login(district.driss)
    return client


@pytest.mark.promise("A4")
@pytest.mark.promise("P5c")
def test_a_resident_reads_the_four_questions_and_where_they_come_from(
    client: WatchfulClient, district: District
) -> None:
    problem = make_problem(district.neighbourhood)
    cite(problem, 14)
    operations.cite_source(
        problem=problem,
        kind="minutes",
        about="concertation.minutes:3",
        label_fr="PV du comité de quartier",
        label_nl="Verslag van het buurtcomité",
        on=FRIDAY_NIGHT.date(),
        by=BY,
        now=FRIDAY_NIGHT,
    )

    in_french = client.get(url("listening:problem", problem.pk)).content.decode()
    in_dutch = client.get(url("listening:problem", problem.pk, language="nl")).content.decode()

    for told in ("Rue du Moulin", "noir dès 17 heures", "Qui rentre à pied", "en panne", "14", "PV du comité"):
        assert told in in_french
    for told in ("Molenstraat", "donker", "Wie te voet", "Verslag van het buurtcomité"):
        assert told in in_dutch


@pytest.mark.harm("H27")
def test_a_problem_is_not_published_in_one_language(district: District) -> None:
    draft = make_problem(district.neighbourhood, is_published=False, how_nl=" ")

    with pytest.raises(NotInBothLanguages, match=r"how \(nl\)"):
        operations.publish_problem(problem=draft, by=BY, now=FRIDAY_NIGHT)

    assert not Problem.objects.public().exists()


@pytest.mark.harm("H27")
def test_a_published_problem_does_not_lose_a_language(district: District) -> None:
    problem = make_problem(district.neighbourhood)

    with pytest.raises(NotInBothLanguages):
        operations.write_problem(problem=problem, texts=texts(what_nl=""), by=BY, now=LATER)

    problem.refresh_from_db()
    assert problem.what_nl


@pytest.mark.harm("H29")
def test_what_residents_read_before_stays_readable(client: WatchfulClient, district: District) -> None:
    problem = make_problem(district.neighbourhood)

    operations.write_problem(problem=problem, texts=texts("Des lampes toujours éteintes"), by=BY, now=LATER)
    operations.settle_problem(problem=problem, reason_fr="Réparé.", reason_nl="Hersteld.", by=BY, now=LATER)

    page = client.get(url("listening:problem", problem.pk)).content.decode()
    assert [version.texts["title_fr"] for version in problem.versions.all()] == [
        "Des lampes toujours éteintes",
        "Des lampes toujours éteintes",
        "Des lampes éteintes",
    ]
    assert "Version 1" in page
    assert "Réparé." in page


def test_a_draft_leaves_no_version_and_no_page(client: WatchfulClient, district: District) -> None:
    draft = make_problem(district.neighbourhood, is_published=False)

    operations.write_problem(problem=draft, texts=texts("Autre titre"), by=BY, now=LATER)

    assert not draft.versions.exists()
    assert client.get(url("listening:problem", draft.pk)).status_code == 404
    assert "Autre titre" not in client.get(url("listening:problems")).content.decode()


@pytest.mark.parametrize("text", ["La voiture 1-ABC-234 gêne", "Appelez le 0475 12 34 56", "jean@example.org"])
@pytest.mark.harm("H09")
def test_no_statement_note_or_reason_names_a_person_by_plate_or_number(district: District, text: str) -> None:
    problem = make_problem(district.neighbourhood)

    with pytest.raises(operations.NamesSomeone):
        operations.write_problem(problem=problem, texts=texts(what_fr=text), by=BY, now=LATER)
    with pytest.raises(operations.NamesSomeone):
        note_source(problem=problem, text=text, on=FRIDAY_NIGHT.date(), by=BY, now=LATER)
    with pytest.raises(operations.NamesSomeone):
        operations.drop_problem(problem=problem, reason_fr=text, reason_nl="Neen.", by=BY, now=LATER)


def test_a_problem_is_dropped_with_a_reason_for_everyone(client: WatchfulClient, district: District) -> None:
    problem = make_problem(district.neighbourhood)

    operations.drop_problem(
        problem=problem, reason_fr="C'est à la Région.", reason_nl="Is van het Gewest.", by=BY, now=LATER
    )

    page = client.get(url("listening:problem", problem.pk)).content.decode()
    assert "C&#x27;est à la Région." in page
    assert url("listening:problem", problem.pk) + "#add" not in page
    with pytest.raises(ProblemEnded):
        operations.settle_problem(problem=problem, reason_fr="a", reason_nl="b", by=BY, now=LATER)


def test_a_problem_that_ended_stands_again_when_it_comes_back(district: District) -> None:
    problem = make_problem(district.neighbourhood)
    operations.settle_problem(problem=problem, reason_fr="Réparé.", reason_nl="Hersteld.", by=BY, now=LATER)

    operations.publish_problem(problem=problem, by=BY, now=LATER)

    problem.refresh_from_db()
    assert problem.stands
    assert problem.ended_at is None
    assert problem.published_at == FRIDAY_NIGHT


def test_the_database_refuses_an_end_without_a_reason(district: District) -> None:
    problem = make_problem(district.neighbourhood)

    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=problem.pk).update(state="dropped", ended_at=LATER)


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


@pytest.mark.parametrize(("n", "told"), [(1, "moins de"), (9, "moins de"), (10, "10"), (31, "31")])
@pytest.mark.harm("H24")
def test_under_ten_people_are_not_counted_in_public(
    client: WatchfulClient, district: District, n: int, told: str
) -> None:
    problem = make_problem(district.neighbourhood)
    cite(problem, n)

    (source,) = problems.sources_of(problem)

    assert source.n == (n if n >= 10 else None)
    assert told in source.told
    assert told in client.get(url("listening:problem", problem.pk)).content.decode()


def test_documents_are_counted_from_the_first_one(district: District) -> None:
    problem = make_problem(district.neighbourhood)
    note_source(problem=problem, text="Vu à 18 heures.", on=FRIDAY_NIGHT.date(), by=BY, now=FRIDAY_NIGHT)

    assert [(source.kind, source.n) for source in problems.sources_of(problem)] == [("field_note", 1)]


def test_notes_of_the_field_are_read_by_staff_alone(driss: WatchfulClient, district: District) -> None:
    problem = make_problem(district.neighbourhood)
    note_source(problem=problem, text="Vu à 18 heures, personne n'y passe.", on=FRIDAY_NIGHT.date(), by=BY, now=LATER)

    assert "personne n&#x27;y passe" in driss.get(url("listening:desk_problem", problem.pk)).content.decode()
    driss.logout()
    assert "personne n&#x27;y passe" not in driss.get(url("listening:problem", problem.pk)).content.decode()


@pytest.mark.harm("H24")
def test_who_is_missing_is_said_in_words_and_only_among_enough_people(
    client: WatchfulClient, district: District
) -> None:
    problem = make_problem(district.neighbourhood)
    cite(problem, 6, channel="web", language="fr")

    few = client.get(url("listening:problem", problem.pk)).content.decode()
    cite(problem, 6, channel="desk", language="fr")
    enough = client.get(url("listening:problem", problem.pk)).content.decode()

    assert "personne par téléphone" not in few
    assert "personne par téléphone" in enough
    assert "personne en néerlandais" in enough
    assert "personne en ligne" not in enough


def test_the_field_staff_count_as_a_channel_and_not_as_speakers_of_a_language(district: District) -> None:
    problem = make_problem(district.neighbourhood)
    cite(problem, 12, channel="field", language="nl")

    coverage = problems.coverage_of(problem)

    assert dict(coverage.languages) == {"en français": 0, "en néerlandais": 0}
    assert coverage.n == 12


@pytest.mark.harm("H06")
def test_districts_stand_by_name_and_not_by_how_bad_they_are(client: WatchfulClient, district: District) -> None:
    other = make_neighbourhood("Ancienne Gare", "Oud Station", code="gare")
    for n in range(3):
        make_problem(district.neighbourhood, f"Problème {n}")
    make_problem(other, "Un banc cassé")
    silent = make_neighbourhood("Zénith", "Zenit", code="zenith")

    page = client.get(url("listening:problems")).content.decode()

    assert page.index("Ancienne Gare") < page.index("Le Tuquet") < page.index(silent.name_fr)
    assert "peut-être" in page


def test_the_list_asks_the_same_of_the_database_at_any_length(client: WatchfulClient, district: District) -> None:
    for n in range(12):
        cite(make_problem(district.neighbourhood, f"Problème {n}"), 11)

    with at_most(4):
        cards = problems.list_published()
    with at_most(10):
        client.get(url("listening:problems"))

    assert len(cards) == 12
    assert {card.sources[0].n for card in cards} == {11}


def test_one_problem_asks_few_queries_however_many_sources_it_has(client: WatchfulClient, district: District) -> None:
    problem = make_problem(district.neighbourhood)
    cite(problem, 60)

    with at_most(16):
        client.get(url("listening:problem", problem.pk))


def test_driss_drafts_writes_and_publishes_at_the_desk(driss: WatchfulClient, district: District) -> None:
    told = texts("Un passage noir") | {"neighbourhood": str(district.neighbourhood.pk)}

    drafted = driss.post(url("listening:desk_problems"), told)
    problem = Problem.objects.get()
    written = driss.post(url("listening:desk_write_problem", problem.pk), texts("Un passage sombre"))
    published = driss.post(url("listening:publish_problem", problem.pk))

    problem.refresh_from_db()
    assert [answer.status_code for answer in (drafted, written, published)] == [302, 302, 302]
    assert (problem.title_fr, problem.state) == ("Un passage sombre", "published")


def test_driss_is_led_to_what_is_missing_before_he_can_publish(driss: WatchfulClient, district: District) -> None:
    draft = make_problem(district.neighbourhood, is_published=False, title_nl="")

    answer = driss.post(url("listening:publish_problem", draft.pk), follow=True)

    assert answer.redirect_chain[-1][0] == url("listening:desk_write_problem", draft.pk)
    assert "il faut le français et le néerlandais" in answer.content.decode()


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"kind": "minutes", "on": "2026-06-01", "text": "Vu.", "label_fr": "PV"},
        {"kind": "field_note", "on": "2027-01-01", "text": "Vu."},
        {"kind": "field_note", "on": "hier", "text": "Vu."},
        {"kind": "field_note", "on": "2026-06-01", "text": "x" * 601},
        {"kind": "report", "on": "2026-06-01", "text": "Vu."},
        {"kind": "field_note", "on": "2026-06-01", "text": "La 1-ABC-234"},
    ],
)
def test_a_note_that_is_not_one_is_refused(driss: WatchfulClient, district: District, told: dict[str, str]) -> None:
    problem = make_problem(district.neighbourhood)

    answer = driss.post(url("listening:add_note", problem.pk), told)

    assert answer.status_code == 422
    assert not problem.sources.exists()


def test_minutes_are_named_in_public_and_their_summary_is_not(driss: WatchfulClient, district: District) -> None:
    problem = make_problem(district.neighbourhood)
    told = {
        "kind": "minutes",
        "on": "2026-06-01",
        "text": "Trois plaintes sur la place.",
        "label_fr": "PV du comité",
        "label_nl": "Verslag",
    }

    assert driss.post(url("listening:add_note", problem.pk), told).status_code == 302

    driss.logout()
    page = driss.get(url("listening:problem", problem.pk)).content.decode()
    assert "PV du comité" in page
    assert "Trois plaintes" not in page


@pytest.mark.parametrize("code", ["", "AAAAA-AAAAA", "x" * 41])
def test_a_request_that_does_not_exist_is_no_source(driss: WatchfulClient, district: District, code: str) -> None:
    problem = make_problem(district.neighbourhood)

    assert driss.post(url("listening:cite_enquiry", problem.pk), {"code": code}).status_code == 422


def _desk_addresses(problem: Problem) -> list[str]:
    of_one = ("desk_problem", "desk_write_problem", "find_reports", "reports_map")
    return [url("listening:desk_problems"), *[url(f"listening:{name}", problem.pk) for name in of_one]]


def test_eve_and_those_who_are_not_logged_in_see_nothing_of_the_desk(
    client: WatchfulClient, district: District
) -> None:
    problem = make_problem(district.neighbourhood, is_published=False)
    posts = ("publish_problem", "end_problem", "add_note", "cite_reports", "cite_enquiry")

    for address in _desk_addresses(problem):
        assert client.get(address).status_code == 302
    client.force_login(district.eve)
    for address in _desk_addresses(problem):
        assert client.get(address).status_code == 404
    for name in posts:
        assert client.post(url(f"listening:{name}", problem.pk), {}).status_code == 404
    problem.refresh_from_db()
    assert problem.state == "draft"


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
