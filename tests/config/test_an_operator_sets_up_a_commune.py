import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from serein.config import asking, installing, readiness
from serein.enquiries.models import KindSetting
from serein.people.models import HelpNumber, Membership, Office
from serein.people.reference import list_help_numbers
from serein.territory.models import Commune
from tests.config.installation import Installation

MONDAY = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)


def answers(**changes: Any) -> dict[str, Any]:
    return {
        "commune": {"name_fr": "Clairlieu", "name_nl": "Klaarwijk", "nis": "99001", "languages": ["fr", "nl"]},
        "offices": [
            {
                "code": "desk",
                "name_fr": "Accueil",
                "name_nl": "Onthaal",
                "email": "desk@example.org",
                "escalates_to": "mayor",
            },
            {"code": "mayor", "name_fr": "Bourgmestre", "name_nl": "Burgemeester", "email": "mayor@example.org"},
            {"code": "proximity", "name_fr": "Proximité", "name_nl": "Nabijheid", "email": "proximity@example.org"},
        ],
        "help_numbers": [{"code": "police", "owner": "desk", "verified_on": "2026-06-10"}],
        "administrator": {"email": "admin@example.org", "display_name": "Chloé", "office": "desk"},
    } | changes


@pytest.mark.django_db
def test_a_commune_is_described_in_one_go() -> None:
    result = installing.set_up(answers=answers(), now=MONDAY)

    assert Commune.objects.get(is_home=True).name_nl == "Klaarwijk"
    assert Office.objects.get(code="desk").escalates_to == Office.objects.get(code="mayor")
    assert Membership.objects.get(account__email=result.administrator).role == "administrator"
    assert len(result.password) >= 20


@pytest.mark.django_db
@pytest.mark.harm("H20")
def test_only_numbers_with_a_day_of_verification_are_shown() -> None:
    installing.set_up(answers=answers(), now=MONDAY)

    assert [number.code for number in HelpNumber.objects.all()] == ["police"]
    assert HelpNumber.objects.get().verified_on == date(2026, 6, 10)

    with pytest.raises(installing.AnswerUnusable, match="must be a day such as 2026-01-31"):
        installing.set_up(answers=answers(help_numbers=[{"code": "rescue", "owner": "desk"}]), now=MONDAY)


@pytest.mark.django_db
@pytest.mark.harm("H01")
def test_a_kind_without_owner_is_listed_as_missing_until_its_office_is_held() -> None:
    installing.set_up(answers=answers(), now=MONDAY)

    missing = readiness.list_missing(now=MONDAY)

    assert any("Nobody holds office proximity" in sentence for sentence in missing)
    assert all(
        any(f"of kind {setting.kind}," in sentence for sentence in missing)
        for setting in KindSetting.objects.filter(office__code="proximity")
    )


@pytest.mark.django_db
def test_what_is_missing_before_the_site_can_open_is_listed_in_sentences() -> None:
    missing = "\n".join(readiness.list_missing(now=MONDAY))

    for words in (
        "No commune is described",
        "No address is known",
        "There is no office",
        "No mail server",
        "not at work",
    ):
        assert words in missing


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"commune": {"name_fr": "Clairlieu", "nis": "123"}}, "five digits"),
        ({"commune": {"name_fr": "", "nis": "99001"}}, "`name_fr` of the commune is empty"),
        ({"commune": {"name_fr": "Clairlieu", "nis": "99001", "languages": ["de"]}}, "names another"),
        ({"commune": {"name_fr": "Clairlieu", "nis": "99001", "logo": "/nowhere.svg"}}, "logo must be"),
        ({"offices": [{"code": "desk", "name_fr": "Accueil", "email": ""}]}, "`email` of office desk is empty"),
        ({"administrator": {"email": "admin@example.org", "office": "moon"}}, "names office 'moon'"),
    ],
)
def test_an_unusable_answer_is_named_and_nothing_is_written(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(installing.AnswerUnusable, match=sentence):
        installing.set_up(answers=answers(**changes), now=MONDAY)

    assert not Commune.objects.exists()
    assert not Office.objects.exists()


@pytest.mark.django_db
def test_a_second_set_up_changes_what_it_names_and_keeps_the_rest() -> None:
    installing.set_up(answers=answers(), now=MONDAY)

    again = installing.set_up(answers=answers(offices=[], commune={"name_fr": "Clairval", "nis": "99001"}), now=MONDAY)

    assert Commune.objects.get().name_fr == "Clairval"
    assert Office.objects.count() == 3
    assert again.password == ""


@pytest.mark.django_db
def test_the_questions_lead_to_answers_that_can_be_used() -> None:
    told = iter(
        ["Clairlieu", "Klaarwijk", "99001", "", ""]
        + ["mayor@example.org", "", "proximity@example.org", "desk@example.org", "dpo@example.org", ""]
        + ["-"] * (len(list_help_numbers()) - 1)
        + ["2026-06-01", "056 00 00 00", "admin@example.org", "Chloé"]
    )

    result = installing.set_up(
        answers=asking.ask_everything(lambda _question: next(told), today=MONDAY.date()), now=MONDAY
    )

    assert result.commune.languages == ["fr", "nl"]
    assert set(Office.objects.values_list("code", flat=True)) == {"mayor", "proximity", "desk", "dpo"}
    assert Office.objects.get(code="proximity").escalates_to is None
    assert HelpNumber.objects.get(code="desk").number == "056 00 00 00"


@pytest.mark.server
def test_set_up_from_a_file_prints_the_password_once_and_lists_what_is_missing(
    installation: Installation, tmp_path: Path
) -> None:
    (tmp_path / "answers.json").write_text(json.dumps(answers()))

    said = installation.must("setup", "--answers", str(tmp_path / "answers.json"))
    refused = installation.run("setup", "--answers", str(tmp_path / "absent.json"))

    assert "First administrator: admin@example.org, password (told once): " in said
    assert "things are missing before the site can open" in said
    assert refused.returncode == 1
    assert "There is no file" in refused.stderr
