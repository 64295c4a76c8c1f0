// The screen at the waiting point: who goes in the next van, the vans, the queue; each act is one tap or two.
import { Keeper } from "./on_site_keeper.js";
import {
  aboard, bound, fits, isAtOnePlace, mayClose, nextRun, nightAfter, queue, referenceOf, roundMinutes, seatsOf, stranded, unfinished, vanOf, waitsNow, withoutAnyVan,
} from "./on_site_night.js";
import { named, openActs, openAdd, openRefuse, openSplit, openStand, openTakers } from "./on_site_sheets.js";
import { showBar, showElsewhere, showOver, showUndo } from "./on_site_bar.js";
import { count, hour, inMinutes, put, say, template } from "./on_site_words.js";
import { learnStreets } from "./on_site_streets.js";

const root = document.querySelector("[data-screen]");
const adjusted = { out: new Set(), along: new Set() };
const keeper = new Keeper({ root, show, over: showOver, elsewhere: showElsewhere });
let streets = [];
let night = null;
let next = null;

function slot(name) {
  return root.querySelector(`[data-slot="${name}"]`);
}

// Rows are made anew only where they changed, and the one that had the focus keeps it.
function replace(name, rows) {
  const list = slot(name);
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.ref : null;
  const fresh = document.createElement(list.tagName);
  fresh.append(...rows);
  if (fresh.innerHTML === list.innerHTML) {
    return;
  }
  list.replaceChildren(...fresh.childNodes);
  if (focused) {
    list.querySelector(`[data-ref="${CSS.escape(focused)}"]`)?.focus();
  }
}

function marksOf(group) {
  const names = ["urgent", "minor", "late"].filter((name) => group[name]);
  const marks = names.map((name) => template(`mark-${name}`));
  if (group.wheelchairs) {
    const mark = template("mark-wheelchair");
    put(mark, "n", count("wheelchairs", group.wheelchairs));
    marks.push(mark);
  }
  return group.state === "booked" ? [...marks, template("mark-booked")] : marks;
}

function groupRow(group, when) {
  const row = template("group");
  const button = row.querySelector("button");
  button.dataset.ref = referenceOf(group);
  button.dataset.state = group.state;
  put(row, "number", group.number);
  put(row, "size", count("people", group.size));
  put(row, "street", standing(group) + group.street);
  put(row, "when", when);
  row.querySelector('[data-slot="marks"]').append(...marksOf(group));
  return row;
}

function standing(group) {
  const from = group.from || (group.stranded ? say("stands_somewhere") : "");
  return from ? `${from} → ` : "";
}

function strandedRow(group) {
  const van = night.vans.find(({ id }) => id === group.van) ?? vanOf(night, group);
  const there = night.runs.find(({ relief, groups }) => relief && groups.includes(group.id))?.there ?? group.told;
  const when = van && there ? inMinutes(there, keeper.now) : "–";
  return groupRow(group, van ? say("fetched_by", { van: van.name, when }) : when);
}

function nobody(words) {
  const row = template("nobody");
  row.textContent = words;
  return row;
}

function vanRow(van) {
  const row = template("van");
  const riders = aboard(night, van.id);
  const { seats } = seatsOf(riders, van);
  Object.assign(row.querySelector("button").dataset, { ref: String(van.id), state: van.state });
  put(row, "name", van.name);
  const back = van.back && van.state === "away" ? inMinutes(van.back, keeper.now) : "";
  put(row, "state", back ? say("van_back", { when: back }) : say(`van_${van.state}`));
  put(row, "seats", say("van_seats", { taken: seats, all: van.seats }));
  return row;
}

function alertRow(act, reference, said, words) {
  const row = template("alert");
  Object.assign(row.querySelector("button").dataset, { do: act, ref: reference });
  put(row, "said", said);
  put(row, "do", words);
  return row;
}

function alerts() {
  const failed = keeper.notices.map(({ id, outcome, told }) =>
    alertRow("seen", id, say("outcome_told", { told, outcome: say(`outcome_${outcome}`) }), say("seen")),
  );
  const open = unfinished(night).map((group) =>
    alertRow("hand_over", referenceOf(group), say(group.refused.called_off ? "still_here" : "refused_open", { number: group.number }), say("who_takes_over")),
  );
  const lost = stranded(night).filter(({ from }) => !from).map((group) =>
    alertRow("stand", referenceOf(group), say("stands_unknown", { number: group.number }), say("do_say_where")),
  );
  const alone = isPlanKept() ? withoutAnyVan(night, keeper.now) : [];
  const contact = night.night.contact || say("the_dispatcher");
  const onPaper = alone.map(({ number }) => alertRow("none", "", say("on_paper", { number, contact }), ""));
  const problems = night.problems.map(({ van, at }) => alertRow("none", "", say("problem_told", { van, hour: hour(at) }), ""));
  const ended = night.night.called_off ? [alertRow("none", "", say("called_off", { hour: hour(night.night.called_off) }), "")] : [];
  const keeps = isPlanKept() ? [alertRow("none", "", say("plan_kept"), "")] : [];
  return [...ended, ...lost, ...open, ...onPaper, ...keeps, ...failed, ...problems];
}

// On request, without network: the vans keep to the plan that was told last.
function isPlanKept() {
  return keeper.isOffline && night.night.mode === "booked";
}

function showNext() {
  next = nextRun(night, keeper.now, { isOffline: keeper.isOffline, adjusted });
  const going = (next?.groups ?? []).filter(({ state }) => state === "here");
  const riders = people(going);
  const isThere = next?.van.state === "ready";
  const isRelief = Boolean(next?.isRelief);
  slot("next").textContent = next ? say("next_van", { van: next.van.name }) : say("no_van");
  slot("when").textContent = !next ? "" : isRelief ? say("fetches") : isThere ? say("van_is_here") : say("van_back", { when: inMinutes(next.at, keeper.now) });
  replace("run", next?.groups.length ? next.groups.map((group, at) => groupRow(group, say("stop_nth", { n: at + 1 }))) : [nobody(say("nobody_goes"))]);
  slot("seats").textContent = next ? say("seats_taken", { taken: seatsOf(next.groups, next.van).seats, all: next.van.seats }) : "";
  slot("leave").textContent = riders ? count(isRelief ? "do_set_out" : "leave", riders) : say("leave_nobody");
  root.querySelector('[data-do="leave"]').disabled = !isThere || going.length === 0;
}

function show() {
  if (keeper.isOver) {
    return;
  }
  showBar(root, keeper);
  showUndo(keeper);
  if (!keeper.state) {
    return;
  }
  night = nightAfter(keeper.state, keeper.acts);
  const [waiting, elsewhere] = [queue(night), stranded(night)];
  showNext();
  replace("vans", night.vans.map(vanRow));
  replace("alerts", alerts());
  const [soon, booked] = [true, false].map((isSoon) => people(waiting.filter((group) => waitsNow(group, keeper.now) === isSoon)));
  slot("queue").textContent = count("queue", soon);
  slot("later").textContent = booked ? count("later", booked) : "";
  const later = waiting.filter((group) => !next?.groups.includes(group));
  const rows = later.map((group) => groupRow(group, group.told ? inMinutes(group.told, keeper.now) : "–"));
  root.querySelector("[data-stranded]").hidden = elsewhere.length === 0;
  slot("stranded").textContent = count("stranded", people(elsewhere));
  replace("stranded-groups", elsewhere.map(strandedRow));
  replace("groups", rows.length ? rows : [nobody(say(waiting.length ? "all_go" : "queue_empty"))]);
}

function people(groups) {
  return groups.reduce((sum, { size }) => sum + size, 0);
}

function groupOf(reference) {
  return night.groups.find((group) => referenceOf(group) === reference);
}

function did(name, values, number) {
  return keeper.act(name, values, { told: say(`did_${name}`, { number }) });
}

function openGroup(group) {
  const reference = referenceOf(group);
  const isNext = next?.groups.includes(group);
  const acts = [];
  if (group.state === "booked") {
    acts.push([say("do_come"), () => did("come", { ride: reference }, group.number), true]);
  }
  if (group.stranded) {
    acts.push(...actsAtTheBreakdown(group));
  }
  const fetching = night.night.mode === "booked" && !group.stranded ? vanOf(night, group) : null;
  if (group.stranded) {
    // nobody leaves from here with them
  } else if (fetching) {
    const values = { ride: reference, van: String(fetching.id) };
    acts.push([say("do_board_in", { van: fetching.name }), () => did("board", values, group.number), true]);
  } else if (isNext) {
    acts.push([say("do_out"), () => adjust(reference, false)]);
  } else if (next && (night.night.mode === "returns" || !keeper.isOffline) && fits([...next.groups, group], next.van)) {
    acts.push([say("do_along", { van: next.van.name }), () => adjust(reference, true), true]);
  }
  acts.push([say("do_absent"), () => did("absent", { ride: reference }, group.number)]);
  if (group.size > 1) {
    acts.push([say("do_split"), () => openSplit({ group, keeper })]);
  }
  acts.push([say("do_refuse"), () => openRefuse({ group, keeper, protocol: night.night.protocol })]);
  openActs(named(group), acts);
}

function actsAtTheBreakdown(group) {
  const there = stranded(night).filter((one) => isAtOnePlace(one, group) && one.van === group.van);
  const fetching = night.vans.find(({ id }) => id === group.van);
  const isFromHere = night.night.mode === "returns"; // on request, the plan sends the van
  const free = night.vans.filter(({ id, state }) => isFromHere && state === "ready" && id !== group.van && fits([group], vanById(id)));
  const board = fetching ? [fetching] : [vanOf(night, group)].filter(Boolean);
  return [
    ...board.map((van) => [
      say("do_board_in", { van: van.name }),
      () => did("board", { ride: referenceOf(group), van: String(van.id) }, group.number),
      true,
    ]),
    ...free.map((van) => [say("do_fetch_with", { van: van.name }), () => setOut(van, allThatFit(there, group, van)), !fetching]),
    [say("do_say_where"), () => sayWhere(there, group)],
  ];
}

function vanById(id) {
  return night.vans.find((van) => van.id === id);
}

function allThatFit(there, group, van) {
  return there.reduce((chosen, one) => (one !== group && fits([...chosen, one], van) ? [...chosen, one] : chosen), [group]);
}

function sayWhere(there, group) {
  const rides = there.map(referenceOf).join(",");
  const tell = (values, local) => keeper.act("stand", { ...values, rides }, { told: say("did_stand", { number: group.number }), local });
  openStand({ title: named(group), streets, tell, hasLastStop: false });
}

function setOut(van, groups) {
  const values = { van: String(van.id), rides: groups.map(referenceOf).join(",") };
  const back = keeper.now + roundMinutes(groups, night.night.point) * 60000;
  const told = say("did_set_out", { van: van.name, people: count("people", people(groups)) });
  keeper.act("leave", values, { told, local: { back } });
}

function breaksDown(van) {
  if (!aboard(night, van.id).length) {
    did("down", { van: String(van.id) }, van.name);
    return;
  }
  const tell = (values, local) => keeper.act("down", { ...values, van: String(van.id) }, { told: say("did_down", { number: van.name }), local });
  openStand({ title: say("where_they_stand", { van: van.name }), streets, tell });
}

function adjust(reference, isAlong) {
  adjusted.out.delete(reference);
  adjusted.along.delete(reference);
  (isAlong ? adjusted.along : adjusted.out).add(reference);
  show();
}

function openVan(van) {
  const riders = aboard(night, van.id);
  const values = { van: String(van.id) };
  const acts = riders.map((group) => [say("do_drop", { group: named(group) }), () => drop(group)]);
  const may = { ready: ["hold", "down"], held: ["release", "down"], away: riders.length || bound(night, van.id).length ? ["down"] : ["back", "down"], down: ["mend"] };
  acts.push(...may[van.state].map((name) => [say(`do_${name}`), () => (name === "down" ? breaksDown(van) : did(name, values, van.name)), name !== "down"]));
  acts.push([say("do_manifest"), () => printManifest(van)]);
  openActs(say("van_named", { van: van.name, state: say(`van_${van.state}`) }), acts);
}

function drop(group) {
  if (group.minor) {
    openTakers({ group, keeper, name: "drop" });
  } else {
    did("drop", { ride: referenceOf(group) }, group.number);
  }
}

function leave() {
  const going = next.groups.filter(({ state }) => state === "here");
  const values = { van: String(next.van.id), rides: going.map(referenceOf).join(",") };
  const riders = people(going);
  adjusted.out.clear();
  adjusted.along.clear();
  const back = keeper.now + roundMinutes(going, night.night.point) * 60000;
  keeper.act("leave", values, { told: say("did_leave", { van: next.van.name, people: count("people", riders) }), local: { back } });
}

function printManifest(van) {
  window.open(root.dataset.manifest.replace("0.pdf", `${van.id}.pdf`), "_blank", "noopener");
}

function openMenu() {
  const acts = [];
  if (mayClose(night, keeper.now) && !keeper.acts.length && !keeper.isOffline) {
    acts.push([say("do_close"), () => location.assign(root.dataset.close), true]);
  }
  if (!night.night.called_off && !keeper.acts.length && !keeper.isOffline) {
    acts.push([say("do_call_off"), () => location.assign(root.dataset.callOff)]);
  }
  acts.push(...night.vans.map((van) => [say("do_manifest_of", { van: van.name }), () => printManifest(van)]));
  openActs(mayClose(night, keeper.now) ? night.night.name : say("not_over_yet"), acts);
}

const DO = {
  group: ({ ref }) => openGroup(groupOf(ref)),
  van: ({ ref }) => openVan(night.vans.find(({ id }) => String(id) === ref)),
  stand: ({ ref }) => sayWhere([groupOf(ref)], groupOf(ref)),
  hand_over: ({ ref }) => openTakers({ group: groupOf(ref), keeper, name: "hand_over" }),
  add: () => openAdd({ streets, vans: night.vans, keeper, language: root.dataset.language }),
  seen: ({ ref }) => keeper.dismiss(ref),
  undo: () => keeper.undo(),
  leave,
  menu: openMenu,
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (night && button && !button.disabled && button.dataset.do in DO) {
    DO[button.dataset.do](button.dataset);
  }
});

await keeper.start();
if (!keeper.isOver) {
  streets = await learnStreets(root.dataset.streets);
}
