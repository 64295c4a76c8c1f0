"""News of a neighbourhood: asked, confirmed, sent twice a year without a gap, and stopped with one button."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from serein.enquiries.models import Enquiry
from serein.kit import clock
from serein.kit.actors import SYSTEM
from serein.kit.models import OutboxMail
from serein.plan import jobs
from serein.plan.models import Digest, Subscription
from serein.plan.operations import actions, subscriptions
from serein.territory.models import Neighbourhood
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.plan.make import TODAY, Planned, answer, finish, make_neighbourhood
from tests.proximity.make import url
from tests.territory import make as territory

pytestmark = pytest.mark.django_db
SEPTEMBER = datetime(2026, 9, 1, 9, tzinfo=FRIDAY_NIGHT.tzinfo)


def subscribe(client: WatchfulClient, place: Neighbourhood, email: str = "Chloe@Example.org") -> Any:
    return client.post(url("plan:subscribe", place.code), {"email": email})


def test_a_subscription_is_asked_confirmed_sent_and_stopped_with_one_button(
    client: WatchfulClient, planned: Planned, place: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    action, _problem = answer(planned, place)
    asked = subscribe(client, place)
    subscription = Subscription.objects.get()
    confirm, stop = (url(f"plan:{name}", subscription.key) for name in ("confirm_subscription", "unsubscribe"))
    assert asked.status_code == 200
    assert confirm in OutboxMail.objects.get().body
    jobs.send_accounts(SEPTEMBER)
    assert OutboxMail.objects.count() == 1  # not before it is confirmed

    assert client.get(confirm).status_code == 200
    subscription.refresh_from_db()
    assert subscription.confirmed_at is None
    client.post(confirm)
    Digest.objects.all().delete()
    finish(action)
    jobs.send_accounts(SEPTEMBER)
    jobs.send_accounts(SEPTEMBER + timedelta(days=1))

    sent = OutboxMail.objects.exclude(pk=OutboxMail.objects.order_by("pk")[0].pk).get()
    assert action.title_fr in sent.body
    assert stop in sent.body
    assert "1 mars 2027" in sent.body
    assert client.get(stop).status_code == 200
    assert Subscription.objects.exists()
    client.post(stop)
    assert not Subscription.objects.exists()
    assert not OutboxMail.objects.filter(about=f"plan.subscription:{subscription.pk}", try_at__isnull=False).exists()
    for again in (client.post(stop), client.get(stop)):
        assert again.status_code == 200
        assert "Votre adresse est effacée." in again.content.decode()
    assert client.post(stop[:-2] + "/").status_code == 404  # a link cut short has stopped nothing


@pytest.mark.promise("A5b")
def test_each_neighbourhood_is_told_twice_a_year_even_that_nothing_changed(place: Neighbourhood) -> None:
    for day in range(731):
        subscriptions.send_report(neighbourhood=place, now=FRIDAY_NIGHT + timedelta(days=day))

    assert [f"{one.on:%d/%m/%Y}" for one in Digest.objects.order_by("on")] == [
        "01/09/2026",
        "01/03/2027",
        "01/09/2027",
        "01/03/2028",
    ]


def test_the_answer_shows_nobody_whether_an_address_is_known(client: WatchfulClient, place: Neighbourhood) -> None:
    first = subscribe(client, place)
    subscriptions.confirm(subscription=Subscription.objects.get(), now=FRIDAY_NIGHT)
    again = subscribe(client, place, "chloe@example.org ")

    assert Subscription.objects.count() == 1
    assert OutboxMail.objects.count() == 1
    main = [page.content.decode().split("<main")[1].split("</main")[0] for page in (first, again)]
    assert main[0] == main[1]


def test_an_address_is_sealed_and_erased_when_nobody_confirms_it(client: WatchfulClient, place: Neighbourhood) -> None:
    from django.db import connection

    subscribe(client, place)
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM plan_subscription")
        assert "xample" not in cursor.fetchone()[0]

    subscriptions.erase_due(now=FRIDAY_NIGHT + timedelta(days=7))
    assert Subscription.objects.exists()
    jobs.erase_subscriptions(FRIDAY_NIGHT + timedelta(days=8))
    assert not Subscription.objects.exists()
    assert not OutboxMail.objects.filter(try_at__isnull=False).exists()


@pytest.mark.parametrize("email", ["", "chloe", "a@b", "x" * 300 + "@example.org", "a@example.org\nBcc: b@example.org"])
def test_what_is_no_address_is_refused(client: WatchfulClient, place: Neighbourhood, email: str) -> None:
    assert client.post(url("plan:subscribe", place.code), {"email": email, "sent": "1"}).status_code == 422
    assert not OutboxMail.objects.exists()


def test_one_address_does_not_flood_mailboxes(client: WatchfulClient, place: Neighbourhood) -> None:
    given = [subscribe(client, place, f"a{n}@example.org").status_code for n in range(12)]

    assert given[-1] == 429
    assert OutboxMail.objects.count() == 10


def test_a_street_finds_its_neighbourhood(client: WatchfulClient, place: Neighbourhood) -> None:
    from shapely.geometry import box, mapping

    Neighbourhood.objects.update(geometry=mapping(box(3.0, 50.7, 3.1, 50.8)))
    street = territory.make_street("Rue du Moulin", "Molenstraat")
    territory.make_address(street, "12")
    territory.tell_all_processes()
    path = url("plan:subscribe_by_street")

    unknown = client.post(path, {"street": "Rue de nulle part", "email": "chloe@example.org"})
    known = client.post(path, {"street": "Molenstraat", "email": "chloe@example.org"})

    assert (unknown.status_code, known.status_code) == (422, 200)
    assert Subscription.objects.get().street == street


def test_a_street_in_two_neighbourhoods_lets_the_person_choose(client: WatchfulClient, place: Neighbourhood) -> None:
    from shapely.geometry import box, mapping

    other = make_neighbourhood("tuquet", "Tuquet", "Tuquet")
    street = territory.make_street("Rue du Moulin", "Molenstraat")
    lons = [territory.make_address(street, number, lon=lon).lon for number, lon in (("1", 3.03), ("2", 3.07))]
    for one, lon in zip((place, other), lons, strict=True):
        fields = {"min_lon": lon - 0.015, "max_lon": lon + 0.015, "min_lat": 50.0, "max_lat": 51.5}
        shape = mapping(box(lon - 0.015, 50.0, lon + 0.015, 51.5))
        Neighbourhood.objects.filter(pk=one.pk).update(geometry=shape, **fields)
    territory.tell_all_processes()
    path, sent = url("plan:subscribe_by_street"), {"street": "Molenstraat", "email": "chloe@example.org"}

    asked, wrong = client.post(path, sent), client.post(path, sent | {"place": "nulle-part"})
    chosen = client.post(path, sent | {"place": "tuquet"})

    assert (asked.status_code, wrong.status_code, chosen.status_code) == (422, 422, 200)
    assert all(f'value="{code}"' in asked.content.decode() for code in ("centre", "tuquet"))
    assert Subscription.objects.get().neighbourhood == other


def test_no_news_falls_between_two_accounts(planned: Planned, place: Neighbourhood) -> None:
    action, _problem = answer(planned, place)
    morning = SEPTEMBER
    subscriptions.send_report(neighbourhood=place, now=morning)
    for hours in (1, 5):  # later on the very day of the account
        new_day = TODAY + timedelta(days=100 + hours)
        actions.change_action(action=action, due_on=new_day, by=SYSTEM, now=morning + timedelta(hours=hours))

    march = datetime(2027, 3, 1, 18, tzinfo=FRIDAY_NIGHT.tzinfo)
    digest = subscriptions.send_report(neighbourhood=place, now=march)

    assert digest is not None
    assert digest.events == 2


def test_news_of_a_moved_deadline_carry_both_days(
    client: WatchfulClient, planned: Planned, place: Neighbourhood
) -> None:
    action, _problem = answer(planned, place)
    actions.change_action(action=action, due_on=action.due_on + timedelta(days=1), by=SYSTEM, now=FRIDAY_NIGHT)
    subscribe(client, place)
    subscriptions.confirm(subscription=Subscription.objects.get(), now=FRIDAY_NIGHT)
    subscriptions.send_report(neighbourhood=place, now=SEPTEMBER)

    feed = client.get(url("plan:district_feed", place.code)).content.decode()

    days = "18 août 2026 → 19 août 2026"
    assert days in feed
    assert days in OutboxMail.objects.latest("pk").body


def test_who_subscribes_again_is_kept_anew(client: WatchfulClient, place: Neighbourhood) -> None:
    subscribe(client, place)
    later = FRIDAY_NIGHT + timedelta(days=5)
    told: dict[str, Any] = {"email": "chloe@example.org", "neighbourhood": place, "language": "fr"}

    waiting = subscriptions.subscribe(**told, now=later)
    assert waiting.erase_on == TODAY + timedelta(days=12)
    subscriptions.confirm(subscription=waiting, now=later)
    kept = subscriptions.subscribe(**told, now=later + timedelta(days=700))

    assert kept.erase_on == TODAY + timedelta(days=5 + 700 + 730)


def test_keys_in_addresses_are_not_guessed(
    client: WatchfulClient, place: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: FRIDAY_NIGHT)
    given = [client.get(url("plan:unsubscribe", f"key{n}")).status_code for n in range(25)]

    assert given[0] == 404
    assert given[-1] == 429
    assert not Enquiry.objects.exists()
