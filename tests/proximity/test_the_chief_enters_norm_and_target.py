"""The chief enters what load and time are compared with: what counted before stays, and what is not known says so."""

from datetime import date
from typing import Any

import pytest

from serein.kit.actors import SYSTEM
from serein.kit.models import JournalEntry
from serein.people.models import StaffMember
from serein.proximity.models import BeatPopulation, ContactTarget, StaffingNorm
from serein.proximity.operations import norms
from serein.proximity.queries import norms as queries
from serein.proximity.queries.load import read_load
from serein.territory.models import Beat
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT
from tests.proximity.make import Place, url
from tests.proximity.work import TODAY, account_of, enter

pytestmark = [pytest.mark.django_db]

NORM = {"what": "norm", "norm-from_on": "2026-01-01", "norm-inhabitants": "4000", "norm-source": "Arrêté royal"}
TARGET = {
    "what": "target",
    "target-from_on": "2026-01-01",
    "target-per_cent": "40",
    "target-source": "Conseil de zone",
}
COUNT = {"what": "count", "count-counted_on": "2026-01-01", "count-source": "Registre"}


@pytest.fixture
def chief(client: WatchfulClient, team: list[StaffMember], monkeypatch: pytest.MonkeyPatch) -> WatchfulClient:
    return enter(client, account_of("Farid"), monkeypatch)


@pytest.fixture
def beats(team: list[StaffMember]) -> list[Beat]:
    return list(queries.list_beats_to_count())


def count_of(beats: list[Beat], *inhabitants: int | None, **changes: str) -> dict[str, Any]:
    told = zip(beats, inhabitants, strict=True)
    return COUNT | {f"count-beat_{beat.pk}": "" if n is None else str(n) for beat, n in told} | changes


@pytest.mark.promise("A3a")
@pytest.mark.promise("E1")
@pytest.mark.parametrize("sent", [NORM, TARGET])
def test_a_row_of_another_day_leaves_the_one_before_and_of_the_same_day_corrects_it(
    chief: WatchfulClient, sent: dict[str, str]
) -> None:
    page, what = url("proximity:norms"), sent["what"]
    model: Any = {"norm": StaffingNorm, "target": ContactTarget}[what]

    assert chief.post(page, sent).status_code == 302
    assert chief.post(page, sent | {f"{what}-source": "Corrigé"}).status_code == 302
    assert chief.post(page, sent | {f"{what}-from_on": "2026-06-01"}).status_code == 302

    rows = list(model.objects.order_by("from_on").values_list("from_on", "source"))
    assert rows == [(date(2026, 1, 1), "Corrigé"), (date(2026, 6, 1), sent[f"{what}-source"])]
    assert JournalEntry.objects.filter(act__in=["staffing_norm.kept", "contact_target.kept"]).count() == 3


@pytest.mark.promise("E1")
def test_the_target_is_told_in_per_cent_and_residents_read_the_one_of_today(chief: WatchfulClient) -> None:
    chief.post(url("proximity:norms"), TARGET)
    chief.post(url("proximity:norms"), TARGET | {"target-from_on": "2026-12-01", "target-per_cent": "50"})

    target = queries.find_target(on=TODAY)

    assert target is not None
    assert (target.share, target.per_cent) == (0.4, 40)


@pytest.mark.promise("A3a")
def test_the_load_compares_with_the_norm_once_all_beats_of_a_post_are_counted(
    chief: WatchfulClient, beats: list[Beat]
) -> None:
    page = url("proximity:norms")
    chief.post(page, NORM)

    chief.post(page, count_of(beats, 4000, 3000, 5000, None))
    unknown = read_load(now=FRIDAY_NIGHT)[0]
    chief.post(page, count_of(beats, 4000, 3000, 5000, 4001))
    known = read_load(now=FRIDAY_NIGHT)[0]

    assert (unknown.inhabitants, unknown.needed) == (None, None)
    assert (known.inhabitants, known.needed) == (16001, 5)


def test_a_beat_left_empty_is_not_known_any_more_and_the_older_count_stays(
    chief: WatchfulClient, beats: list[Beat]
) -> None:
    page = url("proximity:norms")
    chief.post(page, count_of(beats, 4000, 3000, 5000, 0))

    chief.post(page, count_of(beats, 4100, None, 5000, 0, **{"count-counted_on": "2026-06-01"}))
    count = queries.find_count(on=TODAY)
    html = chief.get(page).content.decode()

    assert count is not None
    assert count.inhabitants == {beats[0].pk: 4100, beats[2].pk: 5000, beats[3].pk: 0}
    assert BeatPopulation.objects.filter(counted_on=date(2026, 1, 1)).count() == 4
    assert [(one.counted_on.month, one.beats, one.inhabitants) for one in queries.list_counts()] == [
        (6, 3, 9100),
        (1, 4, 12000),
    ]
    assert 'value="4100"' in html, "what is kept stands in its field"
    assert 'value="3000"' not in html


def test_a_count_of_the_same_day_is_corrected(beats: list[Beat]) -> None:
    told: dict[str, Any] = {"counted_on": date(2026, 1, 1), "source": "Registre", "by": SYSTEM, "now": FRIDAY_NIGHT}
    norms.keep_count(inhabitants={beats[0].pk: 10, beats[1].pk: 20}, **told)

    norms.keep_count(inhabitants={beats[1].pk: 21}, **told)

    assert list(BeatPopulation.objects.values_list("beat", "inhabitants")) == [(beats[1].pk, 21)]


@pytest.mark.parametrize(
    "sent",
    [
        NORM | {"norm-inhabitants": "99"},
        NORM | {"norm-inhabitants": "4000000000"},
        NORM | {"norm-source": ""},
        NORM | {"norm-from_on": "9999-01-01"},
        TARGET | {"target-per_cent": "0"},
        TARGET | {"target-per_cent": "101"},
        COUNT,
        {"what": "anything"},
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(chief: WatchfulClient, sent: dict[str, str]) -> None:
    assert chief.post(url("proximity:norms"), sent).status_code == 422
    rows = StaffingNorm.objects.count() + ContactTarget.objects.count() + BeatPopulation.objects.count()
    assert rows == 0


def test_nobody_is_counted_on_a_day_to_come(chief: WatchfulClient, beats: list[Beat]) -> None:
    sent = count_of(beats, 1, 2, 3, 4, **{"count-counted_on": "2026-06-20"})

    assert chief.post(url("proximity:norms"), sent).status_code == 422
    assert not BeatPopulation.objects.exists()


def test_the_page_stands_where_one_looks_and_says_what_is_missing(chief: WatchfulClient) -> None:
    page = url("proximity:norms")

    for name in ("load", "measuring"):
        assert page in chief.get(url(f"proximity:{name}")).content.decode()
    assert chief.get(page).status_code == 200
    assert chief.get(url("proximity:norms", language="nl")).status_code == 200


def test_only_the_chief_opens_it(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for account in (place.town.eve, place.town.amina.account, account_of("Greet")):
        other = enter(WatchfulClient(), account, monkeypatch)

        assert other.get(url("proximity:norms")).status_code == 404
        assert other.post(url("proximity:norms"), TARGET).status_code == 404
    assert not ContactTarget.objects.exists()


def test_the_page_asks_as_much_of_the_database_however_many_beats(
    chief: WatchfulClient, beats: list[Beat], django_assert_num_queries: Any
) -> None:
    chief.post(url("proximity:norms"), count_of(beats, 1, 2, 3, 4))
    chief.get(url("proximity:norms"))

    with django_assert_num_queries(13):
        chief.get(url("proximity:norms"))
