"""Without an account and without JavaScript: a few sentences, a code, and the problem on one's own page."""

import re

import pytest

from serein.enquiries.models import Enquiry, KindSetting
from serein.enquiries.operations import erase
from serein.listening import operations
from serein.listening.models import Contribution
from serein.listening.queries import problems
from serein.listening.views import report
from tests.client import WatchfulClient
from tests.listening.make_problems import BY, District, make_problem
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_night")]
SAID = "Le matin aussi, au coin de l'école, on ne voit pas les vélos."


@pytest.mark.promise("A4")
@pytest.mark.promise("P5c")
def test_chloe_adds_what_she_knows_and_follows_it_by_her_code(client: WatchfulClient, district: District) -> None:
    problem = make_problem(district.neighbourhood)

    answer = client.post(url("listening:problem", problem.pk), {"message": SAID, "token": "a"})

    enquiry = Enquiry.objects.get()
    assert answer["Location"] == url("portal:thread", enquiry.code)
    assert (enquiry.kind, enquiry.office.code) == ("contribution", "prevention")
    thread = client.get(answer["Location"]).content.decode()
    assert problem.title_fr in thread
    assert SAID not in client.get(url("listening:problem", problem.pk)).content.decode()


def test_chloe_tells_a_problem_that_is_missing(client: WatchfulClient, district: District) -> None:
    page = client.get(url("listening:missing_problem"), {"district": "tuquet"}).content.decode()

    answer = client.post(url("listening:missing_problem"), {"message": SAID, "neighbourhood": "tuquet"})

    contribution = Contribution.objects.get()
    assert re.search(r'value="tuquet"[^>]*selected', page)
    assert answer.status_code == 302
    assert (contribution.neighbourhood, contribution.problem) == (district.neighbourhood, None)


@pytest.mark.promise("A4")
def test_what_is_accepted_counts_as_a_source_and_its_author_sees_the_problem(
    client: WatchfulClient, district: District
) -> None:
    problem = make_problem(district.neighbourhood)
    client.post(url("listening:missing_problem"), {"message": SAID, "neighbourhood": "tuquet"})
    contribution = Contribution.objects.get()
    client.force_login(district.driss)

    client.post(url("listening:accept_contribution", contribution.pk), {"problem": str(problem.pk)})

    source = problem.sources.get()
    assert (source.kind, source.channel, source.language) == ("contribution", "web", "fr")
    assert list(problems.told_by(contribution.enquiry)) == [problem]
    assert list(problems.list_waiting_contributions()) == []


def test_accepting_twice_counts_once(client: WatchfulClient, district: District) -> None:
    problem = make_problem(district.neighbourhood)
    client.post(url("listening:problem", problem.pk), {"message": SAID})
    contribution = Contribution.objects.get()
    operations.accept_contribution(contribution=contribution, problem=problem, by=BY, now=FRIDAY_NIGHT)

    with pytest.raises(operations.AlreadyCited):
        operations.accept_contribution(contribution=contribution, problem=problem, by=BY, now=FRIDAY_NIGHT)

    assert problem.sources.count() == 1


@pytest.mark.parametrize("chosen", ["", "x", "-1", "9" * 40])
def test_a_contribution_is_joined_to_a_problem_or_to_nothing(
    client: WatchfulClient, district: District, chosen: str
) -> None:
    problem = make_problem(district.neighbourhood)
    client.post(url("listening:problem", problem.pk), {"message": SAID})
    client.force_login(district.driss)

    answer = client.post(url("listening:accept_contribution", Contribution.objects.get().pk), {"problem": chosen})

    assert answer["Location"] == url("listening:desk_problems")
    assert not problem.sources.exists()


def test_a_form_sent_twice_is_one_contribution(client: WatchfulClient, district: District) -> None:
    problem = make_problem(district.neighbourhood)
    told = {"message": SAID, "token": "one-form"}

    first = client.post(url("listening:problem", problem.pk), told)
    second = client.post(url("listening:problem", problem.pk), told)

    assert first["Location"] == second["Location"]
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize(
    "told",
    [
        {"message": ""},
        {"message": "   "},
        {"message": "x" * 1001},
        {"message": SAID, "email": "nobody"},
        {"message": "\x00"},
    ],
)
def test_what_is_no_contribution_is_refused_in_words(
    client: WatchfulClient, district: District, told: dict[str, str]
) -> None:
    problem = make_problem(district.neighbourhood)

    answer = client.post(url("listening:problem", problem.pk), told)

    assert answer.status_code == 422
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("text", ["La 1-ABC-234 se gare là", "Son numéro est le 0475 12 34 56"])
@pytest.mark.harm("H09")
def test_nobody_is_denounced_by_plate_or_number(client: WatchfulClient, district: District, text: str) -> None:
    problem = make_problem(district.neighbourhood)

    answer = client.post(url("listening:problem", problem.pk), {"message": text})

    assert answer.status_code == 422
    assert not Contribution.objects.exists()


def test_words_of_an_emergency_show_help_before_anything_is_sent(client: WatchfulClient, district: District) -> None:
    problem = make_problem(district.neighbourhood)

    first = client.post(url("listening:problem", problem.pk), {"message": "Il me frappe dans le parc."})
    second = client.post(
        url("listening:problem", problem.pk), {"message": "Il me frappe dans le parc.", "seen_help": "on"}
    )

    assert first.status_code == 422
    assert "112" in first.content.decode()
    assert second.status_code == 302


@pytest.mark.harm("H01")
def test_the_form_is_closed_while_nobody_would_answer(client: WatchfulClient, district: District) -> None:
    problem = make_problem(district.neighbourhood)
    KindSetting.objects.all().delete()

    page = client.get(url("listening:problem", problem.pk))
    sent = client.post(url("listening:problem", problem.pk), {"message": SAID})
    missing = client.get(url("listening:missing_problem"))

    assert 'name="message"' not in page.content.decode()
    assert (sent.status_code, missing.status_code) == (503, 503)


@pytest.mark.parametrize("state", ["settled", "dropped", "draft"])
def test_nothing_is_added_to_what_does_not_stand(client: WatchfulClient, district: District, state: str) -> None:
    problem = make_problem(district.neighbourhood, is_published=state != "draft")
    end = {"settled": operations.settle_problem, "dropped": operations.drop_problem}.get(state)
    if end is not None:
        end(problem=problem, reason_fr="Parce que.", reason_nl="Daarom.", by=BY, now=FRIDAY_NIGHT)

    answer = client.post(url("listening:problem", problem.pk), {"message": SAID})

    assert answer.status_code == 404
    assert not Contribution.objects.exists()


def test_a_class_adds_from_one_address_and_a_flood_is_stopped(
    client: WatchfulClient, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = make_problem(district.neighbourhood)

    def send(n: int) -> int:
        return client.post(url("listening:problem", problem.pk), {"message": SAID, "token": str(n)}).status_code

    assert [send(n) for n in range(12)] == [302] * 12
    monkeypatch.setattr(report, "MOST_FROM_AN_ADDRESS", 14)
    assert [send(n) for n in range(12, 15)] == [302, 302, 429]


def test_one_form_sent_time_and_again_is_stopped(client: WatchfulClient, district: District) -> None:
    problem = make_problem(district.neighbourhood)
    told = {"message": SAID, "token": "one-form"}

    answers = [client.post(url("listening:problem", problem.pk), told).status_code for _time in range(9)]

    assert answers == [302] * report.MOST_OF_A_FORM + [429]


@pytest.mark.parametrize("neighbourhood", ["", "nowhere", "x" * 300])
def test_a_problem_is_missing_in_a_district_that_exists(
    client: WatchfulClient, district: District, neighbourhood: str
) -> None:
    told = {"message": SAID, "neighbourhood": neighbourhood}

    assert client.post(url("listening:missing_problem"), told).status_code == 422


def test_erased_contributions_leave_the_desk(client: WatchfulClient, district: District) -> None:
    problem = make_problem(district.neighbourhood)
    client.post(url("listening:problem", problem.pk), {"message": SAID})
    contribution = Contribution.objects.get()

    erase(enquiry=contribution.enquiry, by=BY, now=FRIDAY_NIGHT)

    assert list(problems.list_waiting_contributions()) == []
    client.force_login(district.driss)
    address = url("listening:accept_contribution", contribution.pk)
    assert client.post(address, {"problem": str(problem.pk)}).status_code == 404


def test_eve_accepts_nothing(client: WatchfulClient, district: District) -> None:
    problem = make_problem(district.neighbourhood)
    client.post(url("listening:problem", problem.pk), {"message": SAID})
    client.force_login(district.eve)

    answer = client.post(
        url("listening:accept_contribution", Contribution.objects.get().pk), {"problem": str(problem.pk)}
    )

    assert answer.status_code == 404
    assert not problem.sources.exists()
