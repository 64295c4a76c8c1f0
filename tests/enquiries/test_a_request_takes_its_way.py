"""A request goes from state to state by one table, with days that are kept and public words in both languages."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product

import pytest

from serein.enquiries import jobs, operations, queries, states
from serein.enquiries.kinds import get_kind
from serein.enquiries.models import Enquiry, OwnerRule, StandardAnswer
from serein.kit.actors import SYSTEM
from serein.kit.bilingual import NotInBothLanguages
from serein.kit.models import OutboxMail
from tests.enquiries.make import CALL_BACK, make_enquiry, make_town
from tests.people.make import FRIDAY_NIGHT, make_holder, make_office
from tests.territory.make import make_neighbourhood, make_street

pytestmark = pytest.mark.django_db
MONDAY = FRIDAY_NIGHT + timedelta(days=3)
S = Enquiry.State


def test_every_state_stands_in_the_table_and_leads_only_to_states() -> None:
    assert set(states.ALLOWED) == set(S.values)
    assert all(to in S.values for to in set().union(*states.ALLOWED.values()))


def test_an_act_that_does_not_fit_the_state_is_refused_and_changes_nothing() -> None:
    town = make_town()
    enquiry = make_enquiry(town)
    by, now = SYSTEM, MONDAY
    acts: dict[str, Callable[[], object]] = {
        S.IN_HAND: lambda: operations.take_in_hand(enquiry=enquiry, by=by, now=now),
        S.PLANNED: lambda: operations.plan_for(enquiry=enquiry, on=date(2026, 7, 1), by=by, now=now),
        S.WAITING: lambda: operations.wait_for(enquiry=enquiry, body="ORES", until=date(2026, 7, 1), by=by, now=now),
        S.ANSWERED: lambda: operations.answer(enquiry=enquiry, text="Fait.", by=by, now=now),
        S.NEW: lambda: operations.hand_over(enquiry=enquiry, office=town.proximity, by=by, now=now),
        S.WITHDRAWN: lambda: operations.withdraw(enquiry=enquiry, by=by, now=now),
    }
    made: dict[str, dict[str, object]] = {
        S.PLANNED: {"promised_on": MONDAY},
        S.WAITING: {"waits_for": "ORES"},
        S.ANSWERED: {"answered_at": MONDAY},
    }
    made[S.JOINED] = {"same_as": make_enquiry(town)}

    for state, (to, act) in product(S.values, acts.items()):
        Enquiry.objects.filter(pk=enquiry.pk).update(state=state, **made.get(state, {}))
        if to in states.ALLOWED[state]:
            continue
        with pytest.raises(states.NotAllowed):
            act()
        assert Enquiry.objects.get(pk=enquiry.pk).state == state


def test_a_promised_day_is_told_to_the_author_and_escalates_when_it_is_not_kept() -> None:
    town = make_town()
    enquiry = make_enquiry(town, contact={"name": "Chloé", "email": "chloe@example.org"})
    OutboxMail.objects.all().delete()

    planned = operations.plan_for(enquiry=enquiry, on=date(2026, 7, 4), by=SYSTEM, now=MONDAY)

    assert planned.due_at.date() == date(2026, 7, 6), "a Saturday is kept on the Monday after"
    assert planned.escalate_at == planned.due_at
    assert [mail.to for mail in OutboxMail.objects.all()] == ["chloe@example.org"]
    assert operations.escalate(enquiry=planned, now=planned.due_at).escalated_to == town.proximity


@pytest.mark.parametrize("on", [date(2026, 6, 21), date(2027, 8, 1)])
def test_no_day_is_promised_that_is_past_or_that_nobody_would_look_at(on: date) -> None:
    enquiry = make_enquiry(make_town())

    with pytest.raises(operations.DayOutOfReach, match="2026-06-22"):
        operations.plan_for(enquiry=enquiry, on=on, by=SYSTEM, now=MONDAY)


def test_waiting_for_another_body_names_it_and_ends_by_itself() -> None:
    enquiry = make_enquiry(make_town())

    waiting = operations.wait_for(enquiry=enquiry, body="ORES", until=date(2026, 7, 1), by=SYSTEM, now=MONDAY)

    assert (waiting.waits_for, waiting.due_at.date()) == ("ORES", date(2026, 7, 1))
    assert waiting in Enquiry.objects.past_deadline(MONDAY + timedelta(days=30))


@pytest.mark.harm("H27")
@pytest.mark.parametrize("reasons", [("", ""), ("Rien à faire.", ""), ("", "Niets te doen.")])
def test_nothing_is_closed_without_action_before_its_reason_stands_in_both_languages(reasons: tuple[str, str]) -> None:
    enquiry = make_enquiry(make_town())

    with pytest.raises(NotInBothLanguages):
        operations.answer(
            enquiry=enquiry,
            text="Non.",
            outcome=Enquiry.Outcome.NO_ACTION,
            reason_fr=reasons[0],
            reason_nl=reasons[1],
            by=SYSTEM,
            now=MONDAY,
        )

    assert Enquiry.objects.get(pk=enquiry.pk).is_open


def test_what_silence_closed_can_still_be_said_not_to_be_mended() -> None:
    enquiry = make_enquiry(make_town())
    operations.answer(enquiry=enquiry, text="Fait.", by=SYSTEM, now=MONDAY)
    operations.close_silent(enquiry=enquiry, now=MONDAY + timedelta(days=15))

    again = operations.give_opinion(enquiry=enquiry, opinion="unsolved", now=MONDAY + timedelta(days=20))

    assert again.state == Enquiry.State.UNSOLVED
    assert (again.closed_at, again.erase_on) == (None, None)


def test_the_first_rule_that_fits_the_place_and_is_held_names_the_owner_and_says_why() -> None:
    town = make_town()
    works, nobody = make_office("works"), make_office("nobody")
    make_holder(works, name="Hugo", role="works")
    centre, edge, street = make_neighbourhood("centre"), make_neighbourhood("edge"), make_street()
    OwnerRule.objects.create(rank=1, office=nobody)
    OwnerRule.objects.create(rank=2, kind=CALL_BACK, neighbourhood=edge, office=town.chief)
    OwnerRule.objects.create(rank=3, kind=CALL_BACK, neighbourhood=centre, office=works)
    OwnerRule.objects.create(rank=4, street=street, office=town.chief)

    owned = make_enquiry(town, neighbourhood=centre, street=street)

    assert owned.office == works
    assert owned.rule is not None
    assert "3" in owned.rule.sentence
    assert "centre" in owned.rule.sentence.lower()
    assert make_enquiry(town).office == town.proximity, "without a place the kind's own owner answers"


def test_a_rule_opens_a_kind_whose_own_owner_is_not_held() -> None:
    town = make_town()
    kind, centre = get_kind(CALL_BACK), make_neighbourhood("centre")
    OwnerRule.objects.create(rank=1, neighbourhood=centre, office=town.chief)
    town.proximity.memberships.all().delete()

    owner = queries.find_owner(kind=kind, neighbourhood=centre, now=FRIDAY_NIGHT)

    assert owner is not None
    assert owner.office == town.chief
    assert queries.find_owner(kind=kind, now=FRIDAY_NIGHT) is None


def test_standard_answers_exist_in_both_languages_or_not_at_all() -> None:
    with pytest.raises(NotInBothLanguages):
        operations.keep_standard_answer(
            answer=StandardAnswer(outcome="done", text_fr="C'est réparé."), by=SYSTEM, now=MONDAY
        )


def test_what_is_redacted_is_gone_from_the_row_and_the_journal_tells_only_that_it_went() -> None:
    enquiry = make_enquiry(make_town(), message="Plaque et nom.")

    operations.redact(enquiry=enquiry, message="Une voiture.", by=SYSTEM, now=MONDAY)

    told = operations.read_contact(enquiry=Enquiry.objects.get(pk=enquiry.pk), by=SYSTEM, now=MONDAY)
    assert told["message"] == "Une voiture."


def test_what_is_moved_again_and_again_climbs_each_time() -> None:
    town = make_town()
    enquiry = make_enquiry(town)
    operations.plan_for(enquiry=enquiry, on=date(2026, 7, 1), by=SYSTEM, now=MONDAY)
    OutboxMail.objects.all().delete()

    again = operations.plan_for(enquiry=enquiry, on=date(2026, 9, 1), by=SYSTEM, now=MONDAY + timedelta(days=5))

    assert again.escalated_to == town.proximity
    assert town.proximity.email in [mail.to for mail in OutboxMail.objects.all()]


def test_what_was_planned_far_off_and_is_taken_in_hand_has_its_own_deadline_again() -> None:
    enquiry = make_enquiry(make_town())
    operations.plan_for(enquiry=enquiry, on=date(2027, 6, 1), by=SYSTEM, now=MONDAY)

    taken = operations.take_in_hand(enquiry=enquiry, by=SYSTEM, now=MONDAY)

    assert (taken.due_at.date(), taken.promised_on) == (date(2026, 6, 25), None)


def test_a_second_answer_has_its_own_fortnight_of_silence() -> None:
    enquiry = make_enquiry(make_town())
    operations.answer(enquiry=enquiry, text="Fait.", by=SYSTEM, now=MONDAY)
    operations.give_opinion(enquiry=enquiry, opinion="unsolved", now=MONDAY + timedelta(days=4))
    operations.answer(enquiry=enquiry, text="Cette fois.", by=SYSTEM, now=MONDAY + timedelta(days=20))

    jobs.close_silent(MONDAY + timedelta(days=21))
    assert Enquiry.objects.get().state == S.ANSWERED
    jobs.close_silent(MONDAY + timedelta(days=35))
    assert Enquiry.objects.get().state == S.CLOSED


@pytest.mark.harm("H09")
def test_public_words_name_nobody() -> None:
    enquiry = make_enquiry(make_town())
    told = {"outcome": "done", "reason_fr": "La voiture 1-ABC-234.", "reason_nl": "De auto."}

    with pytest.raises(operations.NamesSomeone):
        operations.answer(enquiry=enquiry, text="", by=SYSTEM, now=MONDAY, **told)
