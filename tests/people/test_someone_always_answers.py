"""Who serves a beat, and who stands in."""

from datetime import timedelta
from typing import Any

import pytest

from serein.kit.actors import Actor
from serein.people import operations, queries
from serein.people.models import Absence, BeatDesk, Consent, Posting, StaffMember
from tests.people.make import FRIDAY_NIGHT, make_beat, make_desk, make_posting, make_staff_member

pytestmark = pytest.mark.django_db
CHIEF = Actor(id="account:9", label="Farid")
HOUR = timedelta(hours=1)


@pytest.fixture
def desk() -> BeatDesk:
    return make_desk(make_beat())


@pytest.fixture
def amina(desk: BeatDesk) -> StaffMember:
    member = make_staff_member("Amina")
    make_posting(desk, member)
    return member


@pytest.fixture
def bart(desk: BeatDesk) -> StaffMember:
    member = make_staff_member("Bart")
    make_posting(desk, member, is_backup=True)
    return member


def serving(desk: BeatDesk, moment: Any = FRIDAY_NIGHT) -> queries.Serving:
    return queries.who_serves(beat=desk.beat, now=moment)


def test_the_inspector_answers_for_the_beat(desk: BeatDesk, amina: StaffMember, bart: StaffMember) -> None:
    assert serving(desk).acting == amina


def test_the_back_up_answers_from_the_moment_an_absence_is_noted_until_it_ends(
    desk: BeatDesk, amina: StaffMember, bart: StaffMember
) -> None:
    operations.note_absence(
        staff_member=amina, starts_at=FRIDAY_NIGHT, ends_at=FRIDAY_NIGHT + HOUR, by=CHIEF, now=FRIDAY_NIGHT
    )

    assert serving(desk, FRIDAY_NIGHT - timedelta(seconds=1)).acting == amina
    assert serving(desk, FRIDAY_NIGHT).acting == bart
    assert serving(desk, FRIDAY_NIGHT + HOUR).acting == amina


def test_when_both_are_away_the_post_answers(desk: BeatDesk, amina: StaffMember, bart: StaffMember) -> None:
    for member in (amina, bart):
        operations.note_absence(staff_member=member, starts_at=FRIDAY_NIGHT, ends_at=None, by=CHIEF, now=FRIDAY_NIGHT)

    assert serving(desk).acting is None
    assert serving(desk).post == desk.post


def test_a_vacant_beat_still_has_its_post(desk: BeatDesk) -> None:
    assert serving(desk).acting is None
    assert serving(desk).post == desk.post


def test_overlapping_absences_are_refused(desk: BeatDesk, amina: StaffMember) -> None:
    operations.note_absence(staff_member=amina, starts_at=FRIDAY_NIGHT, ends_at=None, by=CHIEF, now=FRIDAY_NIGHT)

    with pytest.raises(operations.AbsenceOverlaps, match="Amina"):
        operations.note_absence(
            staff_member=amina, starts_at=FRIDAY_NIGHT + HOUR, ends_at=None, by=CHIEF, now=FRIDAY_NIGHT
        )


def test_two_absences_that_touch_are_two_absences(desk: BeatDesk, amina: StaffMember) -> None:
    for n in range(2):
        operations.note_absence(
            staff_member=amina,
            starts_at=FRIDAY_NIGHT + n * HOUR,
            ends_at=FRIDAY_NIGHT + (n + 1) * HOUR,
            by=CHIEF,
            now=FRIDAY_NIGHT,
        )

    assert Absence.objects.count() == 2


def test_coming_back_early_ends_the_absence_now(desk: BeatDesk, amina: StaffMember, bart: StaffMember) -> None:
    absence = operations.note_absence(
        staff_member=amina, starts_at=FRIDAY_NIGHT, ends_at=None, by=CHIEF, now=FRIDAY_NIGHT
    )
    operations.end_absence(absence=absence, by=CHIEF, now=FRIDAY_NIGHT + HOUR)

    assert serving(desk, FRIDAY_NIGHT + HOUR).acting == amina


@pytest.mark.harm("H05")
@pytest.mark.promise("A2a")
def test_who_leaves_is_off_every_page_at_once_and_the_back_up_stands_in(
    desk: BeatDesk, amina: StaffMember, bart: StaffMember
) -> None:
    Consent.objects.create(staff_member=amina, purpose=Consent.Purpose.PHOTO, given_at=FRIDAY_NIGHT - HOUR)
    operations.let_leave(staff_member=amina, by=CHIEF, now=FRIDAY_NIGHT)

    now = serving(desk)
    amina.refresh_from_db()
    assert now.inspector is None
    assert now.acting == bart
    assert not amina.account.is_active
    assert not Consent.objects.filter(withdrawn_at=None).exists()


def test_a_new_posting_ends_the_one_before_at_the_same_moment(desk: BeatDesk, amina: StaffMember) -> None:
    bart = make_staff_member("Bart")
    operations.post(desk=desk, staff_member=bart, is_backup=False, by=CHIEF, now=FRIDAY_NIGHT)

    assert serving(desk, FRIDAY_NIGHT - timedelta(seconds=1)).acting == amina
    assert serving(desk).acting == bart
    assert Posting.objects.filter(ends_at=FRIDAY_NIGHT).count() == 1


def test_posting_the_same_person_twice_is_refused(desk: BeatDesk, amina: StaffMember) -> None:
    with pytest.raises(operations.AlreadyServes):
        operations.post(desk=desk, staff_member=amina, is_backup=False, by=CHIEF, now=FRIDAY_NIGHT)


@pytest.mark.harm("H05")
def test_a_photo_is_shown_only_while_consent_stands(amina: StaffMember) -> None:
    amina.photo.name = "photos/amina.jpg"
    amina.save()
    assert not queries.may_show_photo(amina)

    consent = Consent.objects.create(staff_member=amina, purpose=Consent.Purpose.PHOTO, given_at=FRIDAY_NIGHT)
    assert queries.may_show_photo(amina)

    consent.withdrawn_at = FRIDAY_NIGHT
    consent.save()
    assert not queries.may_show_photo(amina)


def test_finding_who_serves_takes_one_query(
    desk: BeatDesk, amina: StaffMember, bart: StaffMember, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert serving(desk).acting == amina


def test_finding_who_serves_everywhere_takes_two_queries_however_many_beats(
    amina: StaffMember, django_assert_num_queries: Any
) -> None:
    for n in range(2, 9):
        make_posting(make_desk(make_beat(f"B{n:02}")), amina)

    with django_assert_num_queries(2):
        assert len(queries.who_serve(now=FRIDAY_NIGHT)) == 8
