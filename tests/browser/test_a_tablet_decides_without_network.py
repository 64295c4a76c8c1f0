"""What the tablet at the waiting point proposes by itself, where the commune's machine cannot be asked."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

import serein

pytestmark = [pytest.mark.promise("B4a")]
SCRIPT = Path(serein.__file__).parent / "shuttles/static/shuttles/on_site_night.js"
MINUTE = 60_000
NOW = 1_000 * MINUTE
POINT = [50.73, 3.05]
CALL = """async ({ script, state, acts, now, isOffline }) => {
  const night = await import(`data:text/javascript;base64,${script}`);
  const its = night.nightAfter(state, acts);
  const next = night.nextRun(its, now, { isOffline, adjusted: { out: new Set(), along: new Set() } });
  return {
    next: next && { van: next.van.id, groups: next.groups.map(({ number }) => number), isRelief: next.isRelief },
    onPaper: night.withoutAnyVan(its, now).map(({ number }) => number),
    stranded: night.stranded(its).map(({ number, from, van }) => [number, from, van]),
    plannedFor: night.stranded(its).map((group) => night.vanOf(its, group)?.id ?? null),
    queue: night.queue(its).map(({ number }) => number),
    vans: its.vans.map(({ state }) => state),
  };
}"""
Decide = Callable[..., dict[str, Any]]


@pytest.fixture
def decide(browser: Browser) -> Decide:
    page = browser.new_page()
    script = base64.b64encode(SCRIPT.read_bytes()).decode()

    def call(state: dict[str, Any], *acts: dict[str, Any], is_offline: bool = True) -> dict[str, Any]:
        told = {"script": script, "state": state, "acts": list(acts), "now": NOW, "isOffline": is_offline}
        answer: dict[str, Any] = page.evaluate(CALL, told)
        return answer

    return call


def group(key: int, **fields: Any) -> dict[str, Any]:
    values = {
        "id": key, "once": "", "number": str(key), "size": 2, "wheelchairs": 0, "minor": False, "urgent": False,
        "late": False, "state": "here", "street": "Rue du Lin", "from": "", "stranded": False, "breakdown": None,
        "place": [POINT[0] + 0.009, POINT[1]], "told": NOW, "since": NOW - key * MINUTE, "van": None, "rank": 0,
        "refused": None,
    }  # fmt: skip
    return values | fields


def van(key: int, **fields: Any) -> dict[str, Any]:
    values = {
        "id": key, "name": f"Van {key}", "seats": 8, "places": 0, "seats_per_wheelchair": 2, "state": "ready",
        "back": None,
    }  # fmt: skip
    return values | fields


def run(its: int, *groups: int, leaves: int) -> dict[str, Any]:
    return {"van": its, "leaves": NOW + leaves * MINUTE, "back": NOW + 90 * MINUTE, "aboard": False, "groups": groups}


def state(mode: str, *, groups: list[Any], vans: list[Any], runs: list[Any]) -> dict[str, Any]:
    return {"night": {"mode": mode, "point": POINT}, "groups": groups, "vans": vans, "runs": runs}


def on_request(*groups: Any, leaves: int = 60, **its: Any) -> dict[str, Any]:
    """One van that is promised to somebody who waits elsewhere."""
    promised = group(9, state="booked", **{"from": "Rue Haute"})
    return state("booked", groups=[*groups, promised], vans=[van(1, **its)], runs=[run(1, 9, leaves=leaves)])


def test_on_request_who_stands_here_goes_with_a_van_that_is_back_before_its_own_riders_wait(decide: Decide) -> None:
    found = decide(on_request(group(1), group(2)))

    assert found["next"] == {"van": 1, "groups": ["2", "1"], "isRelief": False}
    assert found["onPaper"] == []


def test_on_request_no_promise_is_broken_for_who_stands_here(decide: Decide) -> None:
    found = decide(on_request(group(1), leaves=8))

    assert found["next"]["groups"] != ["1"]
    assert found["onPaper"] == ["1"]


def test_on_request_a_van_that_is_due_already_is_not_sent_elsewhere(decide: Decide) -> None:
    assert decide(on_request(group(1), leaves=-1))["onPaper"] == ["1"]


def test_on_request_nobody_goes_who_is_fetched_elsewhere_or_has_a_van_or_finds_no_seat(decide: Decide) -> None:
    elsewhere = group(1, **{"from": "Rue Basse"})
    served = state("booked", groups=[group(2)], vans=[van(1), van(2)], runs=[run(2, 2, leaves=60)])

    assert decide(on_request(elsewhere))["onPaper"] == []
    assert decide(on_request(elsewhere))["next"]["groups"] != ["1"]
    assert decide(served)["next"]["van"] == 2
    assert decide(on_request(group(3, size=5), group(4, size=5)))["next"]["groups"] == ["4"]


def test_on_request_with_network_the_plan_alone_decides(decide: Decide) -> None:
    assert decide(on_request(group(1)), is_offline=False)["next"]["groups"] == ["9"]


def test_on_request_who_joins_without_network_may_leave_at_once(decide: Decide) -> None:
    local = {"number": "A1", "street": "Rue du Lin", "place": [POINT[0] + 0.009, POINT[1]], "at": NOW}
    joins = {"id": "a-1", "name": "walk_up", "values": {"size": "3"}, "local": local}

    assert decide(on_request(), joins)["next"]["groups"] == ["A1"]


def broken_down(stands: str = "street") -> tuple[dict[str, Any], dict[str, Any]]:
    aboard = [group(key, state="aboard", van=1) for key in (1, 2)]
    under_way = run(1, 1, 2, leaves=0) | {"aboard": True}
    told = state("returns", groups=[*aboard, group(3)], vans=[van(1, state="away"), van(2)], runs=[under_way])
    local = {"stands": stands, "from": "Rue du Fossé" if stands == "street" else "", "at": NOW}
    return told, {"id": "a-1", "name": "down", "values": {"van": "1"}, "local": local}


def test_those_whose_van_broke_down_stand_apart_and_are_fetched_first(decide: Decide) -> None:
    found = decide(*broken_down())

    assert found["stranded"] == [["1", "Rue du Fossé", None], ["2", "Rue du Fossé", None]]
    assert found["queue"] == ["3"]
    assert found["next"] == {"van": 2, "groups": ["1", "2"], "isRelief": True}
    assert found["vans"] == ["down", "ready"]
    assert found["plannedFor"] == [None, None], "the van that is down fetches nobody"


def test_a_van_that_set_out_for_them_is_away_and_they_still_stand_there(decide: Decide) -> None:
    leaves = {"id": "a-2", "name": "leave", "values": {"van": "2", "rides": "1,2"}, "local": {"back": NOW}}
    boards = {"id": "a-3", "name": "board", "values": {"van": "2", "ride": "1"}, "local": {}}

    assert decide(*broken_down(), leaves)["stranded"] == [["1", "Rue du Fossé", 2], ["2", "Rue du Fossé", 2]]
    assert decide(*broken_down(), leaves, boards)["stranded"] == [["2", "Rue du Fossé", 2]]


def test_no_van_is_proposed_while_nobody_knows_where_they_stand(decide: Decide) -> None:
    found = decide(*broken_down("somewhere"))

    assert found["stranded"] == [["1", "", None], ["2", "", None]]
    assert found["next"] == {"van": 2, "groups": ["3"], "isRelief": False}


def test_two_breakdowns_in_one_street_are_two_places(decide: Decide) -> None:
    told, down = broken_down()
    told["groups"].append(group(4, stranded=True, breakdown=NOW - MINUTE, **{"from": "Rue du Fossé"}))

    assert decide(told, down)["next"]["groups"] == ["1", "2"]
    told["groups"][-1]["breakdown"] = NOW
    assert decide(told, down)["next"]["groups"] == ["1", "2", "4"]


def test_a_van_that_broke_down_at_the_waiting_point_strands_nobody(decide: Decide) -> None:
    found = decide(*broken_down("point"))

    assert found["stranded"] == []
    assert sorted(found["queue"]) == ["1", "2", "3"]
