"""Two people at the same enquiry or slot at one moment: one does it, the other is told who was first."""

import pytest

from tests.config.installation import Installation

pytestmark = pytest.mark.server

TOGETHER = """
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from django.db import connection
from serein.kit.actors import SYSTEM
from serein.people.models import BeatDesk
from tests.people.make import FRIDAY_NIGHT

def together(*gestures):
    barrier = Barrier(len(gestures))
    def do(gesture):
        connection.ensure_connection()
        barrier.wait()
        try:
            gesture()
            return "done"
        except Exception as refused:
            return type(refused).__name__
        finally:
            connection.close()
    with ThreadPoolExecutor(len(gestures)) as pool:
        print(*sorted(pool.map(do, gestures)))
"""


def test_of_two_who_answer_one_enquiry_one_is_told_that_it_was_answered(town: Installation, is_long: bool) -> None:
    times = 300 if is_long else 10
    said = town.python(
        TOGETHER
        + f"""
from serein.enquiries import kinds, operations
from serein.kit.models import JournalEntry, OutboxMail
beat = BeatDesk.objects.get().beat
def answer(enquiry, text):
    return lambda: operations.answer(enquiry=enquiry, text=text, by=SYSTEM, now=FRIDAY_NIGHT)
for _ in range({times}):
    enquiry = operations.open_enquiry(kind=kinds.get_kind("call_back"), language="fr", beat=beat, now=FRIDAY_NIGHT,
                                      contact={{"name": "Chloé", "email": "chloe@example.org"}})
    together(answer(enquiry, "Amina passe mardi."), answer(enquiry, "Bart passe jeudi."))
print(JournalEntry.objects.filter(act="enquiry.answered").count(), OutboxMail.objects.count())
"""
    )

    *rounds, counted = said.splitlines()
    assert rounds == ["AlreadyAnswered done"] * times
    assert counted == f"{times} {3 * times}"  # to the owner, its confirmation, one answer


def test_whoever_joins_two_requests_while_one_is_answered_leaves_nobody_untold(
    town: Installation, is_long: bool
) -> None:
    times = 200 if is_long else 8
    said = town.python(
        TOGETHER
        + f"""
from serein.enquiries import kinds, operations
from serein.enquiries.models import Enquiry
from serein.kit.models import OutboxMail
beat = BeatDesk.objects.get().beat
def ask(name):
    contact = {{"name": name, "email": f"{{name}}@example.org"}}
    return operations.open_enquiry(kind=kinds.get_kind("call_back"), language="fr", beat=beat, now=FRIDAY_NIGHT,
                                   contact=contact)
def answer(enquiry):
    return lambda: operations.answer(enquiry=enquiry, text="Fait.", by=SYSTEM, now=FRIDAY_NIGHT)
def join(enquiry, to):
    return lambda: operations.join(enquiry=enquiry, to=to, by=SYSTEM, now=FRIDAY_NIGHT)
for _ in range({times}):
    first, second = ask("chloe"), ask("driss")
    OutboxMail.objects.all().delete()
    together(answer(first), join(second, first))
    assert Enquiry.objects.get(pk=second.pk).same_as_id == first.pk
    print(sorted({{mail.to for mail in OutboxMail.objects.all()}}))
    one, other = ask("chloe"), ask("driss")
    together(join(one, other), join(other, one))
    rows = Enquiry.objects.filter(pk__in=(one.pk, other.pk))
    assert rows.filter(same_as=None).count() == 1 and rows.exclude(same_as=None).get().same_as.same_as_id is None
"""
    )

    lines = said.splitlines()
    assert lines[0::3] == ["done done"] * times
    assert all("chloe@example.org" in told and "driss@example.org" in told for told in lines[1::3])
    assert set(lines[2::3]) == {"NotToItself done"}


def test_of_five_who_book_one_slot_four_are_told_that_it_is_taken(town: Installation, is_long: bool) -> None:
    weeks = 50 if is_long else 3
    said = town.python(
        TOGETHER
        + f"""
from datetime import timedelta
from serein.enquiries.models import Enquiry
from serein.kit.models import OutboxMail
from serein.proximity.operations import meetings
from serein.proximity.queries import inspectors
beat = BeatDesk.objects.get().beat
def book(slot, now):
    request = meetings.Request(name="Chloé", phone="+32 56 33 04 10")
    return lambda: meetings.make_appointment(beat=beat, slot_key=slot.key, request=request, language="fr", now=now)
for week in range({weeks}):
    now = FRIDAY_NIGHT + timedelta(weeks=week)
    for slot in inspectors.list_free_slots(beat=beat, now=now)[:3]:
        together(*[book(slot, now)] * 5)
print(Enquiry.objects.count(), OutboxMail.objects.count())
"""
    )

    *rounds, counted = said.splitlines()
    assert len(rounds) == 3 * weeks
    assert set(rounds) == {"SlotTaken SlotTaken SlotTaken SlotTaken done"}
    assert counted == f"{3 * weeks} {3 * weeks}"
    assert "The journal holds" in town.must("manage", "journal")


def test_the_very_first_acts_of_an_installation_may_be_done_at_once(installation: Installation) -> None:
    said = installation.python(
        TOGETHER
        + """
from django.db import transaction
from serein.kit import journal
@transaction.atomic
def act():
    journal.write(act="test.wrote", about="test", by=SYSTEM, at=FRIDAY_NIGHT)
together(*[act] * 8)
"""
    )

    assert said == " ".join(["done"] * 8)
    assert "The journal holds: 8 entries" in installation.must("manage", "journal")
