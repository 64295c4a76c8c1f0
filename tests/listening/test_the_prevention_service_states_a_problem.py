"""From many reports to a statement in four questions, each source counted, in two languages."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from serein.kit.bilingual import NotInBothLanguages
from serein.listening import operations
from serein.listening.models import Problem
from serein.listening.operations.problems import ProblemEnded, note_source
from serein.listening.queries import problems
from tests.client import WatchfulClient
from tests.listening.make_problems import BY, District, cite, make_problem, texts
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import url
from tests.queries import at_most
from tests.territory.make import make_neighbourhood

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_night")]


LATER = FRIDAY_NIGHT + timedelta(days=3)


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
