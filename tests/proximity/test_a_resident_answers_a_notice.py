"""A notice is printed ahead, checked by its number, answered by its code; the visit itself still ends at the door."""

import io
from datetime import timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.kit.models import RateCounter
from serein.kit.private_pages import MOST_TRIES
from serein.kit.sealed import open_unseen
from serein.proximity.forms.notices import list_periods
from serein.proximity.models import TaskType, Visit, VisitNotice
from serein.proximity.operations import notices, visits
from serein.proximity.operations.visits import KEPT_DAYS
from serein.proximity.queries import notices as queries
from serein.proximity.queries import today
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import Place, url
from tests.proximity.work import account_of, enter, make_visit, stand_at

pytestmark = [pytest.mark.django_db, pytest.mark.promise("A3a")]
LANGUAGES = ("fr", "nl")


@pytest.fixture
def notice(place: Place) -> VisitNotice:
    return print_pad(place, 1)[0]


def print_pad(place: Place, count: int) -> list[VisitNotice]:
    return notices.print_pad(beat=place.beat, count=count, by=SYSTEM, now=FRIDAY_NIGHT)


def leave(place: Place, kinds: dict[str, TaskType], notice: VisitNotice) -> Visit:
    visit = make_visit(place, kinds["residence-check"])
    stand_at(visit, "nobody_home", notice_number=notice.number)
    return visit


def periods(count: int) -> list[str]:
    return [f"{start:%Y-%m-%dT%H:%M}" for start, _end in list_periods(clock.now())[:count]]


def answer(client: WatchfulClient, notice: VisitNotice, **told: Any) -> Any:
    return client.post(url("proximity:answer_notice", notice.code), told)


def check(client: WatchfulClient, number: str, language: str = "fr") -> Any:
    return client.post(url("proximity:check_notice", language=language), {"number": number})


@pytest.mark.parametrize("count", [2, 7, 60])
def test_a_pad_holds_as_many_notices_each_with_a_number_and_a_code_of_its_own(
    client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    enter(client, account_of("Amina"), monkeypatch)

    sheet = client.post(url("proximity:notices"), {"beat": place.beat.pk, "count": count})

    assert sheet.content.startswith(b"%PDF")
    assert "no-store" in sheet["Cache-Control"]
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet.content)).pages)
    printed = list(VisitNotice.objects.all())
    assert len({one.number for one in printed}) == len({one.code for one in printed}) == count
    assert all(text.count(one.number) == 1 for one in printed)
    assert not any(one.code in text for one in printed), (
        "a code is in its square alone: a photo of the text opens nothing"
    )


@pytest.mark.parametrize("count", ["", "1", "61", "-2", "x"])
def test_a_pad_of_another_size_is_refused(
    client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch, count: str
) -> None:
    enter(client, account_of("Amina"), monkeypatch)

    assert client.post(url("proximity:notices"), {"beat": place.beat.pk, "count": count}).status_code == 422
    assert not VisitNotice.objects.exists()


@pytest.mark.parametrize("who", ["Eve", "Greet"])
def test_pads_are_printed_by_those_who_leave_them(
    client: WatchfulClient, place: Place, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    enter(client, account_of(who), monkeypatch)

    assert client.post(url("proximity:notices"), {"beat": place.beat.pk, "count": 2}).status_code == 404
    assert not VisitNotice.objects.exists()


@pytest.mark.parametrize("written", ["{0}", " {0} ", "{0:.3} {1}", "{0:.3}-{1}"])
@pytest.mark.parametrize("in_capitals", [True, False])
def test_a_number_of_ours_says_yes_however_it_is_typed(
    client: WatchfulClient, notice: VisitNotice, written: str, in_capitals: bool
) -> None:
    typed = written.format(notice.number, notice.number[3:])

    page = check(client, typed if in_capitals else typed.lower())

    assert page.status_code == 200
    assert f"l’avis {notice.number} vient de nous" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [
        ("fr", "vient de nous", "Aucun avis de chez nous n’a ce numéro."),
        ("nl", "is van ons", "Geen bericht van ons heeft dit nummer."),
    ],
)
def test_yes_and_no_are_said_in_both_languages(
    client: WatchfulClient, notice: VisitNotice, language: str, yes: str, no: str
) -> None:
    assert yes in check(client, notice.number, language).content.decode()
    refused = check(client, "AAAAAA", language)
    assert refused.status_code == 422
    assert no in refused.content.decode()


@pytest.mark.parametrize("made_up", ["AAAAAA", "' OR 1=1", "é", "0", "\u0661\u0662"])
def test_a_number_that_is_not_ours_is_a_miss_and_numbers_are_not_to_be_guessed(
    client: WatchfulClient, notice: VisitNotice, made_up: str
) -> None:
    tried = [check(client, made_up).status_code for _try in range(MOST_TRIES)]

    assert tried == [422] * MOST_TRIES
    assert RateCounter.objects.get().count == MOST_TRIES
    assert check(client, made_up).status_code == 429
    assert check(client, notice.number).status_code == 429, "past the limit nothing is said of any number"


def test_a_code_is_not_to_be_guessed_either(client: WatchfulClient, notice: VisitNotice) -> None:
    guessed = url("proximity:answer_notice", "AAAAA-AAAAA")
    tried = [client.get(guessed).status_code for _try in range(MOST_TRIES)]

    assert tried == [404] * MOST_TRIES
    assert client.get(guessed).status_code == 429
    assert client.get(url("proximity:answer_notice", notice.code)).status_code == 429


@pytest.mark.parametrize(("language", "heading"), [("fr", "L’avis dans votre boîte"), ("nl", "Het bericht in uw")])
@pytest.mark.harm("H16")
def test_the_paper_opens_a_page_that_tells_no_address_and_stays_nowhere(
    client: WatchfulClient, place: Place, kinds: dict[str, TaskType], notice: VisitNotice, language: str, heading: str
) -> None:
    leave(place, kinds, notice)

    page = client.get(url("proximity:answer_notice", notice.code, language=language))

    html = page.content.decode()
    assert heading in html
    assert "Moulin" not in html
    assert "Molenstraat" not in html
    assert "POP-" not in html
    assert "no-store" in page["Cache-Control"]
    assert page["X-Robots-Tag"] == "noindex"


@pytest.mark.harm("H23")
def test_an_answer_proposes_when_to_come_and_never_ends_a_check_of_residence(
    client: WatchfulClient, place: Place, kinds: dict[str, TaskType], notice: VisitNotice
) -> None:
    visit = leave(place, kinds, notice)

    assert answer(client, notice, times=periods(4)).status_code == 302

    visit.refresh_from_db()
    door = today.list_doors(beats=[place.beat.pk], now=FRIDAY_NIGHT)[0]
    assert door.answer is not None
    assert [f"{start:%Y-%m-%dT%H:%M}" for start, _end in door.answer.times] == periods(4)
    assert visit.task.closed_on is None
    assert visit.finding == ""
    assert (
        "se termine tout de même à votre porte"
        in client.get(url("proximity:answer_notice", notice.code)).content.decode()
    )


def test_of_two_answers_the_last_counts(
    client: WatchfulClient, place: Place, kinds: dict[str, TaskType], notice: VisitNotice
) -> None:
    leave(place, kinds, notice)

    answer(client, notice, times=periods(2))
    answer(client, notice, message="Je n’habite plus ici.")

    door = today.list_doors(beats=[place.beat.pk], now=FRIDAY_NIGHT)[0]
    assert door.answer is not None
    assert door.answer.notice.answer_kind == "changed"
    assert door.answer.times == []
    assert door.answer.text == "Je n’habite plus ici."


def test_an_answer_is_sealed(client: WatchfulClient, notice: VisitNotice) -> None:
    answer(client, notice, message="Je n’habite plus ici.")

    notice.refresh_from_db()
    assert "habite" not in str(VisitNotice.objects.values_list("answer", flat=True).get())
    assert "habite" in open_unseen(notice.answer)


def test_more_than_four_periods_one_that_was_not_offered_or_nothing_is_refused(
    client: WatchfulClient, notice: VisitNotice
) -> None:
    for told in (
        {"times": periods(5)},
        {"times": ["2026-06-20T03:00"]},
        {"times": ["x"]},
        {"message": ""},
        {"message": " "},
    ):
        assert answer(client, notice, **told).status_code == 422

    notice.refresh_from_db()
    assert notice.answered_at is None


@pytest.mark.harm("H09")
@pytest.mark.parametrize("message", ["Sa voiture est la 1-ABC-234", "Appelez le 0470 12 34 56"])
def test_marks_of_others_are_asked_to_be_taken_out(client: WatchfulClient, notice: VisitNotice, message: str) -> None:
    refused = answer(client, notice, message=message)

    assert refused.status_code == 422
    assert message.rsplit(maxsplit=1)[-1] in refused.content.decode()
    notice.refresh_from_db()
    assert notice.answered_at is None


@pytest.mark.harm("H18")
def test_words_of_emergency_show_help_first(client: WatchfulClient, notice: VisitNotice) -> None:
    first = answer(client, notice, message="Il me frappe")

    html = first.content.decode()
    assert first.status_code == 422
    assert html.index("tel:101") < html.index("<form class")
    assert 'name="seen_help" value="on"' in html
    assert answer(client, notice, message="Il me frappe", seen_help="on").status_code == 302


@pytest.mark.harm("H11")
@pytest.mark.parametrize(("language", "asked"), [("fr", "ne dites pas quand"), ("nl", "zeg niet wanneer")])
def test_nobody_is_asked_when_a_home_stands_empty(
    client: WatchfulClient, notice: VisitNotice, language: str, asked: str
) -> None:
    html = client.get(url("proximity:answer_notice", notice.code, language=language)).content.decode()

    assert asked in html.lower()


def test_a_paper_found_much_later_is_answered_by_phone(
    client: WatchfulClient,
    place: Place,
    kinds: dict[str, TaskType],
    notice: VisitNotice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leave(place, kinds, notice)
    for days, status in ((int(notices.ANSWERED_FOR.days) - 1, 302), (int(notices.ANSWERED_FOR.days) + 1, 422)):
        monkeypatch.setattr(clock, "now", lambda days=days: FRIDAY_NIGHT + timedelta(days=days))
        assert answer(client, notice, times=periods(1)).status_code == status


def test_a_paper_that_was_never_noted_at_a_door_grows_old_too(notice: VisitNotice) -> None:
    with pytest.raises(notices.NoticeTooOld):
        notices.answer_notice(
            notice=notice, kind="changed", text="?", by=SYSTEM, now=FRIDAY_NIGHT + timedelta(days=KEPT_DAYS, hours=1)
        )


def meet_again(place: Place, kind: TaskType, *, answered: bool, outcomes: str) -> None:
    """Leave a notice at as many doors, and stand there once more: `+` somebody was met, `-` nobody, `.` not yet."""
    for outcome, notice in zip(outcomes, print_pad(place, len(outcomes)), strict=True):
        visit = make_visit(place, kind)
        stand_at(visit, "nobody_home", notice_number=notice.number)
        if answered:
            before = FRIDAY_NIGHT - timedelta(hours=2)
            notices.answer_notice(notice=notice, kind="changed", text="?", by=SYSTEM, now=before)
        if outcome != ".":
            again = FRIDAY_NIGHT - timedelta(hours=1)
            stand_at(visit, "seen" if outcome == "+" else "nobody_home", at=again)


def test_an_answer_after_the_next_attempt_saved_no_trip_and_ends_with_the_visit(
    place: Place, kinds: dict[str, TaskType]
) -> None:
    visit, (notice, other) = make_visit(place, kinds["residence-check"]), print_pad(place, 2)
    stand_at(visit, "nobody_home", notice_number=notice.number)
    stand_at(visit, "nobody_home", at=FRIDAY_NIGHT - timedelta(hours=1), notice_number=other.number)
    notices.answer_notice(notice=notice, kind="changed", text="?", by=SYSTEM, now=FRIDAY_NIGHT)

    saved = queries.count_saved(beats=[place.beat.pk])

    assert (saved.answered, saved.answered_tried, saved.unanswered_tried) == (1, 0, 1)
    stand_at(visit, "seen", at=FRIDAY_NIGHT - timedelta(minutes=30))
    with pytest.raises(notices.NoticeTooOld):
        notices.answer_notice(notice=other, kind="changed", text="?", by=SYSTEM, now=FRIDAY_NIGHT)


def test_second_trips_saved_are_those_that_would_have_met_nobody_without_an_answer(
    place: Place, kinds: dict[str, TaskType]
) -> None:
    """Answered, 9 in 12 met; unanswered, 4 in 10: without answers 12 x 4/10 = 4.8 had met; 9 - 4.8 = 4.2, thus 4."""
    meet_again(place, kinds["residence-check"], answered=True, outcomes="+++++++++---..")
    meet_again(place, kinds["residence-check"], answered=False, outcomes="++++------.")

    saved = queries.count_saved(beats=[place.beat.pk])

    assert (saved.left, saved.answered) == (25, 14)
    assert (saved.answered_met, saved.answered_tried) == (9, 12)
    assert (saved.unanswered_met, saved.unanswered_tried) == (4, 10)
    assert saved.trips == 4


@pytest.mark.harm("H24")
@pytest.mark.parametrize(("answered", "unanswered"), [("+++++++++.", "+++++-----"), ("+++++-----", "+++++----.")])
def test_nothing_is_said_of_trips_saved_below_ten_tried(
    place: Place, kinds: dict[str, TaskType], answered: str, unanswered: str
) -> None:
    meet_again(place, kinds["residence-check"], answered=True, outcomes=answered)
    meet_again(place, kinds["residence-check"], answered=False, outcomes=unanswered)

    assert queries.count_saved(beats=None).trips is None


def test_saved_trips_are_counted_in_a_fixed_number_of_queries_and_within_the_beats_asked_for(
    place: Place, kinds: dict[str, TaskType], django_assert_num_queries: Any
) -> None:
    meet_again(place, kinds["residence-check"], answered=True, outcomes="+-+")

    with django_assert_num_queries(2):
        assert queries.count_saved(beats=[place.beat.pk]).left == 3
    assert queries.count_saved(beats=[place.beat.pk + 1]).left == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_read_what_notices_saved(
    client: WatchfulClient, place: Place, kinds: dict[str, TaskType], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    meet_again(place, kinds["residence-check"], answered=True, outcomes="+" * 10)
    meet_again(place, kinds["residence-check"], answered=False, outcomes="-" * 10)
    enter(client, account_of("Amina"), monkeypatch)

    html = client.get(url("proximity:notices", language=language)).content.decode()

    assert {"fr": "10 fois sur 10", "nl": "10 keer op 10"}[language] in html.replace("\xa0", " ")


def test_the_resident_reads_which_hours_the_inspector_chose(
    client: WatchfulClient, place: Place, kinds: dict[str, TaskType]
) -> None:
    visit, (notice, _other) = make_visit(place, kinds["residence-check"]), print_pad(place, 2)
    stand_at(visit, "nobody_home", notice_number=notice.number)
    starts_at = (FRIDAY_NIGHT + timedelta(days=3)).replace(hour=9, minute=0)
    visits.agree_hours(
        visit=visit, starts_at=starts_at, ends_at=starts_at + timedelta(hours=3), by=SYSTEM, now=FRIDAY_NIGHT
    )

    html = client.get(url("proximity:answer_notice", notice.code)).content.decode()

    assert "lundi 22 juin, entre 09:00 et 12:00" in html
