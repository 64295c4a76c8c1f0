"""Everyone reads what a walk found, who answers it by when, what was answered, and what changed since."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry
from serein.kit import following
from serein.kit.actors import SYSTEM
from serein.streets.models import Finding, Walk
from serein.streets.operations import walks
from serein.streets.queries.walks import PARAMETERS, compare, page_of
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.streets.make import SOUTH, WEST, Night, make_circuit, make_finding, make_walk

pytestmark = pytest.mark.usefixtures("friday_night")


def publish(walk: Walk) -> Walk:
    return walks.publish_walk(walk=walk, by=SYSTEM, now=FRIDAY_NIGHT)


def read(walk: Walk, client: WatchfulClient | None = None) -> str:
    html: str = (client or WatchfulClient()).get(reverse("streets:walk", args=[walk.pk])).content.decode()
    return " ".join(html.split())


def score(walk: Walk, value: int, *, lat: float = SOUTH) -> None:
    walks.score_spot(
        walk=walk,
        lat=lat,
        lon=WEST,
        scores=dict.fromkeys(PARAMETERS, value),
        at=walk.starts_at,
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )


@pytest.mark.promise("B1")
def test_works_answer_on_their_own_desk_and_the_walk_says_so(hugo: WatchfulClient, night: Night) -> None:
    walk = make_walk(night)
    finding = make_finding(walk)
    publish(walk)
    before = read(walk)

    desk = hugo.get(reverse("enquiries:enquiry", args=[finding.enquiry_id])).content.decode()
    sent = hugo.post(
        reverse("enquiries:answer", args=[finding.enquiry_id]),
        {"text": "Fait.", "outcome": "done", "reason_fr": "La dalle est reposée.", "reason_nl": "De tegel ligt vast."},
    )
    after = read(walk)

    assert "La dalle bouge, dit le groupe." in desk
    assert sent.status_code == 302
    assert "La dalle est reposée." not in before
    assert "La dalle est reposée." in after
    assert "19 juin 2026" in after
    assert "Fonction works" in after


@pytest.mark.promise("B1")
def test_a_promised_day_and_a_late_one_are_told_as_they_are(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    walk = make_walk(night)
    promised, silent = make_finding(walk), make_finding(walk, noted="Une autre dalle.")
    publish(walk)
    assert promised.enquiry is not None
    on = timezone.localdate(FRIDAY_NIGHT) + timedelta(days=80)
    enquiries.plan_for(enquiry=promised.enquiry, on=on, by=SYSTEM, now=FRIDAY_NIGHT)

    page = page_of(walk=walk, now=FRIDAY_NIGHT + timedelta(days=60))
    late = {one.finding.pk: one.is_late for one in page.told}

    assert "7 septembre 2026" in read(walk)
    assert late == {promised.pk: False, silent.pk: True}
    assert page.late == 1


def test_an_answer_after_its_day_stays_called_late(night: Night) -> None:
    walk = make_walk(night)
    finding = make_finding(walk)
    assert finding.enquiry is not None

    enquiries.answer(
        enquiry=finding.enquiry,
        text="",
        outcome=Enquiry.Outcome.DONE,
        by=SYSTEM,
        now=FRIDAY_NIGHT + timedelta(days=70),
    )

    (told,) = page_of(walk=walk, now=FRIDAY_NIGHT + timedelta(days=90)).told
    assert told.is_done
    assert told.was_late


def test_the_answer_outlives_the_request_that_is_destroyed(night: Night) -> None:
    walk = make_walk(night)
    finding = make_finding(walk)
    publish(walk)
    assert finding.enquiry is not None
    enquiries.answer(
        enquiry=finding.enquiry,
        text="",
        outcome=Enquiry.Outcome.NO_ACTION,
        reason_fr="La pente est trop forte.",
        reason_nl="De helling is te steil.",
        by=SYSTEM,
        now=FRIDAY_NIGHT,
    )

    following.catch_up(now=FRIDAY_NIGHT)
    enquiries.erase(enquiry=finding.enquiry, by=SYSTEM, now=FRIDAY_NIGHT + timedelta(days=400))

    finding.enquiry.refresh_from_db()
    assert finding.enquiry.reason_fr == ""
    assert "La pente est trop forte." in read(walk)


@pytest.mark.harm("H24")
@pytest.mark.parametrize(("size", "is_told"), [(4, False), (5, True)])
def test_a_group_is_told_in_words_and_counted_only_from_five_on(night: Night, size: int, is_told: bool) -> None:
    walk = make_walk(night)
    walks.hold_walk(walk=walk, group_size=size, traits=["wheelchair", "pram"], by=SYSTEM, now=FRIDAY_NIGHT)
    publish(walk)

    page = page_of(walk=Walk.objects.get(pk=walk.pk), now=FRIDAY_NIGHT)

    assert (page.size == size) is is_told
    assert len(page.traits) == 2
    assert str(page.traits[0]) in read(walk)


@pytest.mark.harm("H06")
def test_the_map_numbers_findings_and_weighs_none(night: Night) -> None:
    walk = make_walk(night)
    make_finding(walk)
    make_finding(walk, axis="signposting", noted="Pas de panneau.")
    publish(walk)

    features = WatchfulClient().get(reverse("streets:walk_map", args=[walk.pk])).json()["features"]

    assert [feature["properties"]["number"] for feature in features] == [1, 2]
    assert {key for feature in features for key in feature["properties"]} == {"number", "name"}


def test_what_helps_is_told_too_and_counts_as_no_request(night: Night) -> None:
    walk = make_walk(night)
    make_finding(walk, is_good=True)
    publish(walk)

    page = page_of(walk=walk, now=FRIDAY_NIGHT)

    assert (page.good, page.asked) == (1, 0)
    assert "Une dalle est descellée." in read(walk)


@pytest.mark.promise("B1")
def test_a_second_walk_says_what_is_gone_and_what_is_still_there(chloe: WatchfulClient, night: Night) -> None:
    first = make_walk(night, starts_at=FRIDAY_NIGHT - timedelta(days=90))
    gone, there = make_finding(first), make_finding(first, noted="Une autre dalle.")
    publish(first)
    second = make_walk(night, after=first)

    for finding, what in ((gone, "gone"), (there, "there")):
        chloe.post(reverse("streets:look_again", args=[second.pk, finding.pk]), {"what": what})
    publish(second)

    page = page_of(walk=Walk.objects.get(pk=second.pk), now=FRIDAY_NIGHT)
    assert {one.finding.pk: one.look and one.look.is_gone for one in page.before} == {gone.pk: True, there.pk: False}
    assert page.gone == 1
    assert reverse("streets:walk", args=[first.pk]) in read(second)
    assert reverse("streets:walk", args=[second.pk]) in read(first)


def test_a_walk_looks_again_only_at_what_the_walk_before_found(chloe: WatchfulClient, night: Night) -> None:
    other = make_finding(make_walk(night))
    walk = make_walk(night)

    sent = chloe.post(reverse("streets:look_again", args=[walk.pk, other.pk]), {"what": "gone"})

    assert sent.status_code == 404
    assert not walk.looks.exists()


def test_scores_are_compared_over_the_spots_that_both_walks_scored(night: Night) -> None:
    first = make_walk(night, starts_at=FRIDAY_NIGHT - timedelta(days=90))
    second = make_walk(night, after=first)
    score(first, 1)
    score(first, 3, lat=SOUTH + 0.002)
    score(second, 2, lat=SOUTH + 0.0002)
    score(second, 0, lat=SOUTH + 0.004)

    rows, spots = compare(walk=second, before=first)

    assert spots == 1
    assert {(row.before, row.after) for row in rows} == {(1.0, 2.0)}
    assert len(rows) == 9


def test_without_a_common_spot_nothing_is_compared(night: Night) -> None:
    first = make_walk(night, starts_at=FRIDAY_NIGHT - timedelta(days=90))
    second = make_walk(night, after=first)
    score(first, 1)
    score(second, 2, lat=SOUTH + 0.002)

    rows, spots = compare(walk=second, before=first)

    assert spots == 1
    assert {row.before for row in rows} == {None}


def test_a_walk_that_is_not_published_does_not_exist_for_residents(client: WatchfulClient, night: Night) -> None:
    walk = make_walk(night)
    make_finding(walk)

    page = client.get(reverse("streets:walk", args=[walk.pk]))
    places = client.get(reverse("streets:walk_map", args=[walk.pk]))
    listed = client.get(reverse("streets:walks")).content.decode()

    assert {page.status_code, places.status_code} == {404}
    assert walk.name_fr not in listed


def test_the_page_names_a_circuit_and_leads_to_it_once_it_is_public(night: Night) -> None:
    hidden = make_circuit(code="cache", name_fr="Circuit caché", is_published=False)
    shown = make_circuit(code="tour")

    without = read(publish(make_walk(night, circuit=hidden)))
    with_one = read(publish(make_walk(night, circuit=shown)))

    assert reverse("streets:circuit", args=["cache"]) not in without
    assert reverse("streets:circuit", args=["tour"]) in with_one


def test_public_pages_cost_the_same_for_many_findings(night: Night, django_assert_max_num_queries: Any) -> None:
    first = make_walk(night, starts_at=FRIDAY_NIGHT - timedelta(days=90))
    second = make_walk(night, after=first, circuit=make_circuit())
    for walk in (first, second):
        make_finding(walk)
        score(walk, 2)
        publish(walk)
    client, addresses = WatchfulClient(), (reverse("streets:walk", args=[second.pk]), reverse("streets:walks"))
    for address in addresses:
        client.get(address)
    counts = []

    for _turn in range(2):
        for address in addresses:
            with django_assert_max_num_queries(8) as asked:
                client.get(address)
            counts.append(len(asked.captured_queries))
        for number in range(6):
            make_finding(first, noted=f"Une dalle {number}.")
            make_finding(second, noted=f"Un pavé {number}.")

    assert counts[:2] == counts[2:]
    assert Finding.objects.count() == 26
