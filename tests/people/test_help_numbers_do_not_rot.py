"""Each number has an owner, a source and a date; once stale it gives way to its fallback (H20)."""

from datetime import timedelta
from typing import Any

import pytest

from serein.kit.actors import Actor
from serein.kit.models import OutboxMail
from serein.people import operations, queries
from serein.people.forms import NumberForm
from serein.people.jobs import remind_of_numbers
from serein.people.models import HelpNumber
from serein.people.reference import list_help_numbers
from tests.people.make import FRIDAY_NIGHT, make_help_number

pytestmark = [pytest.mark.django_db, pytest.mark.harm("H20")]
TODAY = FRIDAY_NIGHT.date()


def aged(days: int, **fields: Any) -> HelpNumber:
    return make_help_number(
        "card_stop",
        "078 170 170",
        verified_on=TODAY - timedelta(days=days),
        verify_every_days=90,
        grace_days=30,
        **fields,
    )


def shown() -> list[str]:
    return [number.number for number in queries.read_help_numbers(on=TODAY).by_code("card_stop")]


def test_a_verified_number_is_shown() -> None:
    aged(90)

    assert shown() == ["078 170 170"]
    assert queries.list_numbers_to_verify(on=TODAY) == []


def test_past_its_interval_the_editor_is_warned_and_residents_still_see_it() -> None:
    number = aged(91)

    assert shown() == ["078 170 170"]
    assert queries.list_numbers_to_verify(on=TODAY) == [number]


@pytest.mark.parametrize(("days", "mails"), [(90, 0), (91, 1), (92, 0), (97, 0), (98, 1)])
def test_its_owner_is_reminded_on_its_day_and_each_week_after(days: int, mails: int) -> None:
    aged(days)

    remind_of_numbers(FRIDAY_NIGHT)

    assert OutboxMail.objects.count() == mails
    assert {mail.to for mail in OutboxMail.objects.all()} <= {"desk@example.org"}


def test_past_its_grace_the_fallback_is_shown_instead() -> None:
    aged(121, fallback=make_help_number("police", "101"))

    assert shown() == ["101"]


def test_a_stale_number_without_fallback_is_not_shown_at_all() -> None:
    aged(121)

    assert shown() == []


def test_a_stale_fallback_is_not_shown_either() -> None:
    old = make_help_number("police", "101", verified_on=TODAY - timedelta(days=800))
    aged(121, fallback=old)

    assert shown() == []


def test_verifying_brings_it_back() -> None:
    number = aged(400)
    operations.verify_number(
        number=number, value="078 170 170", on=TODAY, by=Actor(id="account:1", label="Driss"), now=FRIDAY_NIGHT
    )

    assert shown() == ["078 170 170"]


@pytest.mark.parametrize(
    ("number", "uri"),
    [
        ("112", "tel:112"),
        ("078 170 170", "tel:+3278170170"),
        ("+32 56 33 04 10", "tel:+3256330410"),
        ("1712", "tel:1712"),
    ],
)
def test_a_tap_dials_it_from_abroad_too(number: str, uri: str) -> None:
    assert make_help_number(number=number).tel_uri == uri


def test_the_reference_list_gives_each_number_a_source_and_three_languages() -> None:
    rows = list_help_numbers()

    assert {row["code"] for row in rows} >= {"rescue", "police", "card_stop"}
    assert all(row[key] for row in rows for key in ("number", "source", "label_fr", "label_nl", "label_en"))


@pytest.mark.harm("H18")
def test_an_emergency_number_is_never_hidden_however_long_nobody_verified_it() -> None:
    make_help_number("police", "101", is_emergency=True, verified_on=TODAY - timedelta(days=4000))

    numbers = queries.read_help_numbers(on=TODAY).by_code("police")

    assert [number.number for number in numbers] == ["101"]
    assert len(queries.list_numbers_to_verify(on=TODAY)) == 1


@pytest.mark.parametrize(
    ("value", "is_taken"), [("101", True), ("056 12 34 56", True), ("<b>nope</b>", False), ("12", False), ("", False)]
)
def test_only_what_can_be_dialled_is_kept(value: str, is_taken: bool) -> None:
    form = NumberForm({"number": value, "verified_on": TODAY.isoformat()})

    assert form.is_valid() == is_taken
