"""Encrypted fields, the key ring, and keys that are destroyed at their day."""

import contextlib
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from serein.enquiries.models import Enquiry
from serein.kit import keyring, resealing, sealed, sealing
from serein.kit.fields import Sealed, SealedForADay
from serein.kit.models import JournalEntry, OutboxMail
from tests.enquiries.make import make_enquiry, make_town
from tests.people.make import FRIDAY_NIGHT

LAST_DAY = date(2026, 12, 31)


@given(st.text())
def test_what_is_sealed_opens_to_the_same_text(text: str) -> None:
    kid, key = keyring.key_for_day(LAST_DAY)

    assert sealing.unseal(sealing.seal(text, kid=kid, key=key, bound_to="a.b"), bound_to="a.b") == text


@given(st.integers(min_value=0), st.sampled_from("ABCxyz019+/"))
def test_a_sealed_value_that_was_touched_is_refused_never_garbage(position: int, sign: str) -> None:
    kid, key = keyring.key_for_day(LAST_DAY)
    value = sealing.seal("Chloé", kid=kid, key=key, bound_to="a.b")
    start = value.index(":") + 1
    at = start + position % (len(value) - start)
    touched = value[:at] + sign + value[at + 1 :]

    if touched == value or touched[at] == value[at]:
        return
    with contextlib.suppress(sealing.SealBroken):
        assert sealing.unseal(touched, bound_to="a.b") == "Chloé"  # base64 has spare bits at its end


def test_a_value_moved_to_another_field_is_refused() -> None:
    kid, key = keyring.key_for_day(LAST_DAY)
    value = sealing.seal("Chloé", kid=kid, key=key, bound_to="enquiries.enquiry.contact")

    with pytest.raises(sealing.SealBroken):
        sealing.unseal(value, bound_to="enquiries.enquiry.answer")


def test_a_lost_key_is_a_clear_error() -> None:
    value = sealing.seal("Chloé", kid="feedbeef", key=b"0" * 32, bound_to="a.b")

    with pytest.raises(keyring.KeyLost, match="feedbeef"):
        sealing.unseal(value, bound_to="a.b")


def test_a_destroyed_day_key_leaves_nothing_to_read() -> None:
    kid, key = keyring.key_for_day(LAST_DAY)
    value = sealing.seal("Chloé", kid=kid, key=key, bound_to="a.b")

    gone = keyring.destroy_days_before(LAST_DAY + timedelta(days=1))

    assert kid in gone
    with pytest.raises(keyring.KeyLost, match="2026-12-31"):
        sealing.unseal(value, bound_to="a.b")


def test_a_day_key_stays_until_its_day_is_over() -> None:
    kid, _key = keyring.key_for_day(LAST_DAY)

    assert kid not in keyring.destroy_days_before(LAST_DAY)
    assert keyring.secret(kid)


def test_equal_values_are_found_by_a_blind_index_that_tells_nothing() -> None:
    index = sealing.blind_index("Chloé  Place", purpose="name")

    assert index == sealing.blind_index("chloé place", purpose="name")
    assert index != sealing.blind_index("chloé place", purpose="mail")
    assert "chlo" not in index


@pytest.mark.django_db
def test_the_database_holds_no_word_of_what_was_told_in_confidence() -> None:
    enquiry = make_enquiry(make_town(), message="Ma voisine est seule")

    with connection.cursor() as cursor:
        cursor.execute("SELECT contact, message FROM enquiries_enquiry WHERE id = %s", [enquiry.pk])
        raw = " ".join(cursor.fetchone())

    assert "voisine" not in raw
    assert "Chloé" not in raw
    assert raw.startswith("until-")


@pytest.mark.django_db
@pytest.mark.harm("H02")
def test_a_sealed_field_shows_nothing_unless_it_is_read_and_each_read_is_journalled() -> None:
    town = make_town()
    enquiry = Enquiry.objects.get(pk=make_enquiry(town).pk)

    assert isinstance(enquiry.message, Sealed)
    assert "lampe" not in f"{enquiry.message}"

    texts = sealed.read(row=enquiry, fields=["message"], why="answer", by=town.amina.account.actor, at=FRIDAY_NIGHT)
    entry = JournalEntry.objects.get(act="sealed.read")
    assert texts["message"] == "La lampe du coin est cassée."
    assert (entry.actor_label, entry.about_id, entry.identifiers["why"]) == ("Amina", str(enquiry.pk), "answer")


@pytest.mark.django_db
def test_text_under_a_days_key_is_never_saved_past_its_instance() -> None:
    enquiry = make_enquiry(make_town())

    with pytest.raises(SealedForADay):
        Enquiry.objects.filter(pk=enquiry.pk).update(message="en clair")


@pytest.mark.django_db
def test_after_a_rotation_everything_is_under_the_new_key_and_the_old_one_can_be_forgotten() -> None:
    make_enquiry(make_town())
    old = keyring.ring().current
    assert resealing.count_under(old) > 0

    new = keyring.add_key()
    resealing.reseal_everything()

    assert resealing.count_under(old) == 0
    assert resealing.count_under(new) > 0
    keyring.forget_key(old)
    assert OutboxMail.objects.filter(try_at__isnull=False).first().to == "quartier-b01@example.org"  # type: ignore[union-attr]
    assert resealing.count_unreadable() == {}


@pytest.mark.django_db
def test_values_whose_key_is_gone_are_counted_for_who_restores() -> None:
    enquiry = make_enquiry(make_town())
    keyring.destroy_days_before(enquiry.key_day + timedelta(days=1))

    assert resealing.count_unreadable() == {
        "enquiries.enquiry.contact": 1,
        "enquiries.enquiry.message": 1,
    }


def test_the_current_key_cannot_be_forgotten() -> None:
    with pytest.raises(ValueError, match="current"):
        keyring.forget_key(keyring.ring().current)
