"""Those who own reports handle them: by rules, many at once, in public words, joined, released, and nobody else's."""

import re
from datetime import timedelta

import pytest

from serein.enquiries import operations as enquiries
from serein.enquiries.models import Enquiry, OwnerRule, Photo, StandardAnswer
from serein.kit import sealed
from serein.kit.actors import RESIDENT
from serein.kit.bilingual import NotInBothLanguages
from serein.kit.models import JournalEntry, OutboxMail
from serein.listening import operations
from serein.listening.models.report import Report
from serein.people.models import Role
from tests.client import WatchfulClient
from tests.listening.make import make_jpeg, url
from tests.listening.works import Works, make_works, release, tell
from tests.people.make import FRIDAY_NIGHT, make_holder
from tests.proximity.beats_desk import enter
from tests.queries import at_most

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday_night")]
LIST = "listening:desk_reports"
NEXT_WEEK = FRIDAY_NIGHT + timedelta(days=7)


@pytest.fixture
def works() -> Works:
    return make_works()


def hugo(client: WatchfulClient, works: Works) -> WatchfulClient:
    return enter(client, works.hugo)


def page_of(client: WatchfulClient, report: Report) -> str:
    return client.get(url("enquiries:enquiry", report.enquiry_id)).content.decode()


def do(client: WatchfulClient, reports: list[Report], act: str, **told: object) -> str:
    sent = {"report": [report.pk for report in reports], "act": act, **told}
    return client.post(url("listening:desk_many"), sent, follow=True).content.decode()


def test_whoever_owns_them_sees_what_must_be_done_next_first(client: WatchfulClient, works: Works) -> None:
    later = tell(what="bench", now=FRIDAY_NIGHT)
    sooner = tell(what="lamp", now=FRIDAY_NIGHT - timedelta(days=3))

    html = hugo(client, works).get(url(LIST)).content.decode()

    assert html.index(f"N° {sooner.pk}".replace(" ", " ")) < html.index(f"{later.pk} ·")
    assert "Rue du Moulin" in html


def test_eve_and_another_office_find_nothing(client: WatchfulClient, works: Works) -> None:
    report = tell()
    pages = [url("listening:release", report.pk), url("enquiries:enquiry", report.enquiry_id)]

    assert all(enter(client, works.eve).get(page).status_code == 404 for page in [url(LIST), *pages])
    chief = make_holder(works.mayor, name="Farid", role=Role.CHIEF)
    assert all(enter(client, chief).get(page).status_code == 404 for page in pages)
    assert client.post(url("listening:hide", report.pk)).status_code == 404
    assert client.post(url("listening:join", report.pk, report.pk)).status_code == 404
    assert f"{report.pk}" not in re.findall(r'name="report" value="(\d+)"', client.get(url(LIST)).content.decode())


def test_many_are_answered_at_once_in_standard_words_and_one_closed_meanwhile_keeps_none_from_it(
    client: WatchfulClient, works: Works
) -> None:
    reports = [tell(email=f"r{n}@example.org") for n in range(3)]
    enquiries.withdraw(enquiry=reports[1].enquiry, by=RESIDENT, now=FRIDAY_NIGHT)
    standard = StandardAnswer.objects.create(outcome="done", text_fr="C'est réparé.", text_nl="Het is hersteld.")

    html = do(hugo(client, works), reports, "answer", standard=standard.pk)

    states = list(Enquiry.objects.order_by("pk").values_list("state", "reason_nl"))
    assert states == [("answered", "Het is hersteld."), ("withdrawn", ""), ("answered", "Het is hersteld.")]
    assert "2" in html
    assert "1 signalement est resté tel quel" in html


@pytest.mark.parametrize(
    ("act", "told", "state"),
    [
        ("take", {}, Enquiry.State.IN_HAND),
        ("plan", {"on": "2026-06-30"}, Enquiry.State.PLANNED),
        ("release", {}, Enquiry.State.NEW),
    ],
)
def test_each_act_is_done_to_what_is_ticked_alone(
    client: WatchfulClient, works: Works, act: str, told: dict[str, str], state: str
) -> None:
    ticked, other = tell(), tell()

    do(hugo(client, works), [ticked], act, **told)

    assert Enquiry.objects.get(pk=ticked.enquiry_id).state == state
    assert Enquiry.objects.get(pk=other.enquiry_id).state == Enquiry.State.NEW
    assert Report.objects.get(pk=other.pk).released_at is None
    assert (Report.objects.get(pk=ticked.pk).released_at is not None) == (act == "release")


def test_an_act_that_lacks_what_it_needs_is_refused(client: WatchfulClient, works: Works) -> None:
    report = tell()

    for act in ("plan", "answer", "hand_over", "burn"):
        sent = {"report": [report.pk], "act": act}
        assert hugo(client, works).post(url("listening:desk_many"), sent).status_code == 422


def test_nobody_acts_on_what_is_not_theirs_by_ticking_it(client: WatchfulClient, works: Works) -> None:
    report = tell()
    chief = make_holder(works.mayor, name="Farid", role=Role.CHIEF)

    html = do(enter(client, chief), [report], "take")

    assert "1 signalement est resté tel quel" in html
    assert Enquiry.objects.get().state == Enquiry.State.NEW


def test_the_list_asks_as_little_for_fifty_as_for_one(client: WatchfulClient, works: Works) -> None:
    tell()
    page = hugo(client, works)
    page.get(url(LIST))
    for _ in range(59):
        tell()

    with at_most(8):
        html = page.get(url(LIST)).content.decode()

    assert html.count('name="report"') == 50


def test_the_rest_stands_on_the_next_page(client: WatchfulClient, works: Works) -> None:
    for _ in range(51):
        tell()

    pages = [hugo(client, works).get(f"{url(LIST)}?page={n}").content.decode() for n in (1, 2, 3)]

    assert [html.count('name="report"') for html in pages] == [50, 1, 0]


def test_what_is_ticked_is_shown_before_anything_is_done(client: WatchfulClient, works: Works) -> None:
    ticked, other = tell(), tell()
    page = url("listening:desk_many")

    html = hugo(client, works).get(f"{page}?report={ticked.pk}&report=x").content.decode()

    assert re.findall(r'name="report" value="(\d+)"', html) == [str(ticked.pk)]
    assert "Rien n'était coché" in client.get(page).content.decode()
    assert Enquiry.objects.get(pk=other.enquiry_id).state == Enquiry.State.NEW


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("kind=report_bench", ["bench"]),
        ("late=on", ["lamp"]),
        ("unreleased=on", ["lamp"]),
        ("neighbourhood=tuquet&state=all", ["bench", "lamp"]),
        ("state=answered", []),
        ("kind=dragon&state=half&neighbourhood=nowhere", ["bench", "lamp"]),
    ],
)
def test_the_list_is_narrowed_and_nonsense_narrows_nothing(
    client: WatchfulClient, works: Works, query: str, left: list[str]
) -> None:
    release(tell(what="bench"), by=works.hugo)
    tell(what="lamp", now=FRIDAY_NIGHT - timedelta(days=40))

    html = hugo(client, works).get(f"{url(LIST)}?{query}").content.decode()

    shown = [int(pk) for pk in re.findall(r'name="report" value="(\d+)"', html)]
    kinds = {report.pk: report.thing.code for report in Report.objects.select_related("enquiry")}
    assert sorted(kinds[pk] for pk in shown) == left


@pytest.mark.harm("H09")
def test_what_is_released_is_a_sentence_of_ours_in_both_languages_and_names_nobody(
    client: WatchfulClient, works: Works
) -> None:
    report = tell(message="Chez Zoltan.")
    page = url("listening:release", report.pk)

    def send(fr: str, nl: str) -> int:
        return hugo(client, works).post(page, {"sentence_fr": fr, "sentence_nl": nl}).status_code

    assert "Zoltan" not in hugo(client, works).get(page).content.decode()
    assert send("Lampe éteinte.", "") == 422
    assert send("La voiture 1-ABC-234.", "De auto 1-ABC-234.") == 422
    assert send("Lampe éteinte.", "Lamp uit.") == 302
    assert Report.objects.get().sentence_nl == "Lamp uit."
    with pytest.raises(NotInBothLanguages):
        operations.release_report(report=report, sentence_fr="Seule.", by=works.hugo.actor, now=FRIDAY_NIGHT)


@pytest.mark.harm("H33")
def test_a_photo_is_seen_by_its_owner_noted_and_public_only_once_somebody_looked(
    client: WatchfulClient, works: Works
) -> None:
    thing, jpeg = tell(), make_jpeg()
    report = tell()
    enquiries.erase(enquiry=thing.enquiry, by=RESIDENT, now=FRIDAY_NIGHT)
    Photo.objects.create(enquiry=report.enquiry, image="eA==", key_day=report.enquiry.key_day)
    release(report, by=works.hugo)
    photo = url("listening:public_photo", report.pk)

    assert len(jpeg) > 100
    assert client.get(photo).status_code == 404
    assert hugo(client, works).get(url("enquiries:photo", report.enquiry_id)).content == b"x"
    assert JournalEntry.objects.filter(act="sealed.read", about_kind="enquiries.photo").exists()
    release(report, by=works.hugo, with_photo=True)
    assert client.get(photo).content == b"x"

    client.post(url("enquiries:drop_photo", report.enquiry_id))
    assert client.get(photo).status_code == 404
    with pytest.raises(operations.NoPhoto):
        release(report, by=works.hugo, with_photo=True)


@pytest.mark.harm("H06")
def test_a_discreet_kind_is_never_released(client: WatchfulClient, works: Works) -> None:
    report = tell(what="noise")

    with pytest.raises(operations.NotForTheMap):
        release(report, by=works.hugo)
    do(hugo(client, works), [report], "release")

    assert Report.objects.get().released_at is None


def test_what_is_near_is_joined_to_the_earlier_one_and_its_author_told(client: WatchfulClient, works: Works) -> None:
    first = tell(now=FRIDAY_NIGHT - timedelta(days=1))
    second = tell(email="chloe@example.org")
    far = tell(at={"lat": "50.71", "lon": "3.02"})
    html = page_of(hugo(client, works), first)
    assert url("listening:join", first.pk, second.pk) in html
    assert url("listening:join", first.pk, far.pk) not in html
    OutboxMail.objects.all().delete()

    client.post(url("listening:join", first.pk, second.pk))

    assert Enquiry.objects.get(pk=second.enquiry_id).same_as_id == first.enquiry_id
    assert [mail.to for mail in OutboxMail.objects.all()] == ["chloe@example.org"]
    assert str(second.pk) not in re.findall(r'name="report" value="(\d+)"', client.get(url(LIST)).content.decode())


def test_joining_in_both_directions_at_once_joins_once(client: WatchfulClient, works: Works) -> None:
    first, second = tell(now=FRIDAY_NIGHT - timedelta(days=1)), tell()

    for one, other in ((first, second), (second, first)):
        answer = hugo(client, works).post(url("listening:join", one.pk, other.pk))
        assert answer.status_code == 302

    assert [row.same_as_id for row in Enquiry.objects.order_by("pk")] == [None, first.enquiry_id]


def test_an_answer_given_while_two_are_being_joined_reaches_both(works: Works) -> None:
    first, second = tell(email="chloe@example.org"), tell(email="driss@example.org")
    told = {"text": "", "outcome": "done", "reason_fr": "Fait.", "reason_nl": "Gedaan."}
    enquiries.answer(enquiry=first.enquiry, by=works.hugo.actor, now=FRIDAY_NIGHT, **told)

    enquiries.join(enquiry=second.enquiry, to=first.enquiry, by=works.hugo.actor, now=FRIDAY_NIGHT)

    mails = [mail.to for mail in OutboxMail.objects.all()]
    assert mails.count("driss@example.org") == 2, "received, then joined: its page shows the answer"
    assert Enquiry.objects.get(pk=second.enquiry_id).state == Enquiry.State.JOINED


def test_the_page_explains_by_which_rule_it_came_here(client: WatchfulClient, works: Works) -> None:
    OwnerRule.objects.create(rank=20, kind="report_lamp", neighbourhood=works.neighbourhood, office=works.office)
    report = tell()

    html = page_of(hugo(client, works), report)

    assert "Règle 20" in html
    assert "Le Tuquet" in html


def test_the_administrator_orders_rules_and_standard_answers(client: WatchfulClient, works: Works) -> None:
    make_holder(works.office, account=works.eve, role=Role.ADMINISTRATOR)
    eve = enter(client, works.eve)
    rule = {"rank": 5, "kind": "report_lamp", "street_name": "rue du moulin", "office": works.office.pk}

    assert eve.post(url("enquiries:rules"), rule | {"street_name": "Rue Nulle"}).status_code == 422
    assert eve.post(url("enquiries:rules"), rule).status_code == 302
    assert "Rue du Moulin" in OwnerRule.objects.get().sentence
    assert eve.post(url("enquiries:rules"), {"drop": OwnerRule.objects.get().pk}).status_code == 302
    assert not OwnerRule.objects.exists()
    answer = {"outcome": "done", "text_fr": "Fait.", "text_nl": ""}
    assert eve.post(url("enquiries:standard_answers"), answer).status_code == 422
    assert eve.post(url("enquiries:standard_answers"), answer | {"text_nl": "Gedaan."}).status_code == 302
    assert "Gedaan." in eve.get(url("enquiries:standard_answers")).content.decode()


@pytest.mark.parametrize("act", ["plan", "wait", "redact"])
def test_what_the_page_offers_besides_the_answer_is_done(client: WatchfulClient, works: Works, act: str) -> None:
    report = tell(message="La voiture de Zoltan.")
    sent = {
        "plan": {"on": "2026-07-01"},
        "wait": {"body": "ORES", "until": "2026-07-01"},
        "redact": {"message": "Une voiture."},
    }[act]

    assert hugo(client, works).post(url(f"enquiries:{act}", report.enquiry_id), sent).status_code == 302
    wrong = {name: "2031-01-01" if name in ("on", "until") else "" for name in sent}
    if act != "redact":
        assert client.post(url(f"enquiries:{act}", report.enquiry_id), sent | wrong).status_code == 422

    enquiry = Enquiry.objects.get()
    left = {"plan": enquiry.state == "planned", "wait": enquiry.waits_for == "ORES"}
    assert left.get(act, sealed.open_unseen(enquiry.message) == "Une voiture.")


@pytest.mark.harm("H01")
def test_a_report_nobody_handles_in_time_climbs_to_a_person(works: Works) -> None:
    report = tell()
    OutboxMail.objects.all().delete()

    enquiries.escalate(enquiry=report.enquiry, now=report.enquiry.due_at + timedelta(minutes=1))

    assert Enquiry.objects.get().escalated_to == works.mayor
    assert "driss@example.org" in [mail.to for mail in OutboxMail.objects.all()]
