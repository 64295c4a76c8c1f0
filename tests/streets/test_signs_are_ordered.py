"""The desk of signs: what lacks first, the schedule of each circuit, orders with a day, lists for the workshop."""

import csv
import io
from datetime import timedelta
from typing import cast

import pytest
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader
from pypdf.generic import BooleanObject, DictionaryObject

from serein.kit.actors import SYSTEM
from serein.streets.models import Circuit, Sign
from serein.streets.operations import circuits, signs
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.queries import at_most
from tests.streets.make import Night, make_circuit
from tests.streets.make_signs import hang, make_signs

pytestmark = [pytest.mark.usefixtures("friday_night"), pytest.mark.promise("B2c")]
DUE = FRIDAY_NIGHT.date() + timedelta(days=30)


def desk() -> str:
    return reverse("streets:desk_signs")


def order(client: WatchfulClient, rows: list[Sign], day: str) -> int:
    told = {"sign": [str(sign.pk) for sign in rows], "due_on": day}
    return int(client.post(reverse("streets:order_signs"), told).status_code)


def test_a_circuit_without_schedule_asks_to_be_brought_in_line(hugo: WatchfulClient) -> None:
    circuit = make_circuit()

    before = hugo.get(desk()).context
    answer = hugo.post(reverse("streets:plan_signs", args=[circuit.pk]))
    after = hugo.get(desk()).context

    assert before["unplanned"] == 6
    assert answer.status_code == 302
    assert after["unplanned"] == 0
    assert len(after["open"]) == 6


def test_what_lacks_a_sign_or_a_dated_order_stands_first_and_is_counted(hugo: WatchfulClient) -> None:
    good, ordered, damaged, *_others = make_signs()
    hang(good)
    hang(damaged, state=Sign.State.DAMAGED)
    signs.order_signs(signs=[ordered], due_on=DUE, by=SYSTEM, now=FRIDAY_NIGHT)

    shown = hugo.get(desk()).context

    assert {line.sign.pk for line in shown["open"]} == {
        sign.pk for sign in Sign.objects.exclude(pk__in=[good.pk, ordered.pk])
    }
    assert shown["schedules"][0].coverage.open == 4


def test_a_sign_that_says_something_else_than_its_circuit_needs_is_marked(hugo: WatchfulClient) -> None:
    changed, *_others = make_signs()
    Sign.objects.filter(pk=changed.pk).update(text_fr="Ailleurs 10 m", text_nl="Elders 10 m")

    (schedule,) = hugo.get(desk()).context["schedules"]

    assert {line.sign.pk: line.new_text for line in schedule.lines if line.new_text} == {changed.pk: changed.text_fr}


def test_many_are_ordered_with_one_day(hugo: WatchfulClient) -> None:
    rows = make_signs()

    status = order(hugo, rows, DUE.isoformat())

    assert status == 302
    assert set(Sign.objects.values_list("state", "due_on")) == {("ordered", DUE)}
    assert hugo.get(desk()).context["open"] == []


def test_what_stands_in_good_state_is_not_ordered_again(hugo: WatchfulClient) -> None:
    standing, other = (hang(sign) if n == 0 else sign for n, sign in enumerate(make_signs()[:2]))

    order(hugo, [standing, other], DUE.isoformat())

    assert Sign.objects.get(pk=standing.pk).state == Sign.State.GOOD
    assert Sign.objects.get(pk=other.pk).state == Sign.State.ORDERED


@pytest.mark.parametrize("day", ["", "soon", "2026-06-18", "2031-01-01", "2026-02-30"])
def test_an_order_without_a_day_that_can_be_is_refused_and_keeps_what_was_ticked(
    hugo: WatchfulClient, day: str
) -> None:
    rows = make_signs()

    answer = hugo.post(reverse("streets:order_signs"), {"sign": [str(rows[0].pk)], "due_on": day})

    assert answer.status_code == 422
    assert answer.context["ticked"] == [rows[0].pk]
    assert not Sign.objects.filter(state="ordered").exists()


@pytest.mark.parametrize("ticked", [[], ["x"], ["99999999999999999999"], ["-1"]])
def test_an_order_of_nothing_is_refused(hugo: WatchfulClient, ticked: list[str]) -> None:
    make_signs()

    answer = hugo.post(reverse("streets:order_signs"), {"sign": ticked, "due_on": DUE.isoformat()})

    assert answer.status_code == 422


def test_one_sign_is_changed_in_both_languages_or_not_at_all(hugo: WatchfulClient) -> None:
    sign = make_signs()[0]
    page = reverse("streets:desk_sign", args=[sign.pk])
    told = {"text_fr": "Salle 200 m", "text_nl": "Zaal 200 m", "height_cm": "240", "support": "wall"}

    refused = [hugo.post(page, {**told, **one}) for one in ({"text_nl": ""}, {"height_cm": "20"}, {"support": "tree"})]
    kept = hugo.post(page, told)

    assert {answer.status_code for answer in refused} == {422}
    assert kept.status_code == 302
    sign.refresh_from_db()
    assert (sign.text_fr, sign.text_nl, sign.height_cm, sign.support) == ("Salle 200 m", "Zaal 200 m", 240, "wall")


def test_the_order_list_is_a_table_of_what_is_to_be_made(hugo: WatchfulClient) -> None:
    good, ordered, *_others = make_signs()
    hang(good)
    signs.order_signs(signs=[ordered], due_on=DUE, by=SYSTEM, now=FRIDAY_NIGHT)

    answer = hugo.get(reverse("streets:signs_csv"))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["number"] for row in rows] == [str(sign) for sign in Sign.objects.exclude(pk=good.pk)]
    (mine,) = (row for row in rows if row["code"] == ordered.code)
    assert mine["text_fr"] == ordered.text_fr
    assert mine["text_nl"] == ordered.text_nl
    assert (mine["arrow"], mine["height_cm"], mine["support"]) == (ordered.arrow, "220", "lamp_post")
    assert mine["due_on"] == DUE.isoformat()
    assert mine["address"].endswith(f"/{ordered.code}/")


def test_no_cell_of_the_order_list_is_a_formula(hugo: WatchfulClient) -> None:
    Sign.objects.filter(pk=make_signs()[0].pk).update(text_fr="=1+1")

    table = hugo.get(reverse("streets:signs_csv")).content.decode()

    assert "'=1+1" in table


def test_the_order_list_for_the_workshop_is_a_tagged_pdf_with_a_drawing_of_each_sign(hugo: WatchfulClient) -> None:
    rows = make_signs()

    answer = hugo.get(reverse("streets:signs_pdf"), {"circuit": "tour"})
    paper = PdfReader(io.BytesIO(answer.content))
    text = "\n".join(page.extract_text() for page in paper.pages)

    catalog = cast(DictionaryObject, paper.trailer["/Root"])
    assert cast(DictionaryObject, catalog["/MarkInfo"])["/Marked"] == BooleanObject(True)
    assert "/StructTreeRoot" in catalog
    assert all(sign.code in text for sign in rows)
    assert "De zaal 200" in text


def test_with_nothing_to_make_the_paper_says_so(hugo: WatchfulClient) -> None:
    answer = hugo.get(reverse("streets:signs_pdf"))

    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 1


def test_the_desk_asks_the_database_the_same_for_one_circuit_or_three(hugo: WatchfulClient) -> None:
    make_signs()
    hugo.get(desk())

    for code in ("autre", "encore"):
        circuit = make_circuit(code=code, name_fr=f"Tour {code}", name_nl=f"Ronde {code}")
        for sign in make_signs(circuit):
            hang(sign)

    with at_most(10):
        shown = hugo.get(desk()).context

    assert len(shown["schedules"]) == 3


def test_a_circuit_off_the_site_needs_no_signs_any_more(hugo: WatchfulClient) -> None:
    circuit = make_circuit()
    circuits.withdraw_circuit(circuit=circuit, by=SYSTEM, now=FRIDAY_NIGHT)

    answer = hugo.post(reverse("streets:plan_signs", args=[circuit.pk]))

    assert answer.status_code == 302
    assert not Sign.objects.exists()


@pytest.mark.parametrize("language", ["fr", "nl", "en"])
def test_the_desk_speaks_each_language(hugo: WatchfulClient, language: str) -> None:
    make_signs()

    with override(language):
        answer = hugo.get(desk())

    assert answer.status_code == 200
    assert ("De zaal" if language == "nl" else "La salle") in answer.content.decode()


def test_eve_opens_no_page_of_the_desk_and_orders_nothing(night: Night, client: WatchfulClient) -> None:
    sign = make_signs()[0]
    circuit = Circuit.objects.get()
    client.force_login(night.eve)

    shown = [
        client.get(reverse(f"streets:{name}", args=args)).status_code
        for name, args in (
            ("desk_signs", []),
            ("desk_sign", [sign.pk]),
            ("sign_round", []),
            ("sign_round_map", []),
            ("tell_found", []),
            ("signs_csv", []),
            ("signs_pdf", []),
            ("sign_photo", [1]),
        )
    ]
    sent = [
        order(client, [sign], DUE.isoformat()),
        client.post(reverse("streets:plan_signs", args=[circuit.pk])).status_code,
        client.post(reverse("streets:tell_found"), {"sign": sign.code, "state": "good"}).status_code,
    ]

    assert set(shown + sent) <= {403, 404}
    assert set(Sign.objects.values_list("state", flat=True)) == {"to_order"}


def test_prevention_keeps_signs_too(chloe: WatchfulClient) -> None:
    make_signs()

    assert chloe.get(desk()).status_code == 200
    assert chloe.get(reverse("streets:desk_sign", args=[10**9])).status_code == 404


@pytest.mark.promise("B2c")
def test_everyone_reads_how_a_circuit_is_signed(client: WatchfulClient, night: Night) -> None:
    good, *others = make_signs()
    hang(good)
    signs.order_signs(signs=others, due_on=DUE, by=SYSTEM, now=FRIDAY_NIGHT)

    page = client.get(reverse("streets:circuit", args=["tour"]))

    assert page.context["signs"].is_complete
    assert page.context["signs"].sentence in page.content.decode().replace("&#x27;", "'")
