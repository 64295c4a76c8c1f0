// The phone in a van: the next stop, and what is tapped there. Without network it goes on with the stops of its trip,
// which it keeps since the van left, one at a time.
import { Keeper } from "./on_site_keeper.js";
import { openActs, openStand, openTakers } from "./on_site_sheets.js";
import { showBar, showElsewhere, showOver, showUndo } from "./on_site_bar.js";
import { count, hour, inMinutes, put, say, template } from "./on_site_words.js";
import { learnStreets } from "./on_site_streets.js";
import { store } from "./on_site_wipe.js";

const root = document.querySelector("[data-screen]");
const keeper = new Keeper({ root, show, over: showOver, elsewhere: showElsewhere });
const ENDS = ["drop", "absent"];
let trip = { name: "trip", trip: "", stops: [] };
let stop = null;
let streets = [];
let shown = "";

function slot(name) {
  return root.querySelector(`[data-slot="${name}"]`);
}

function isOver(one) {
  const ride = String(one.ride);
  const names = one.act === "up" ? [...ENDS, "board"] : ENDS;
  return keeper.acts.some(({ name, values }) => values.ride === ride && names.includes(name));
}

function isSame(one, other) {
  return one.ride === other.ride && one.act === other.act;
}

// What is left of the trip from the stop that the commune told last.
function ahead() {
  const told = keeper.state.stop;
  const at = told && trip.trip === keeper.state.trip ? trip.stops.findIndex((one) => isSame(one, told)) : -1;
  return at < 0 ? [told].filter(Boolean).flatMap(withOthers) : trip.stops.slice(at);
}

// Where a van broke down, one stop for each who stands there.
function withOthers(told) {
  const others = told.others ?? [];
  return [told, ...others.map((other, at) => ({ ...told, ...other, others: others.slice(at + 1) }))];
}

// The stop that is next: what the commune says, until it is done here; then the one that was kept for it.
function nextStop() {
  return ahead().find((one) => !isOver(one)) ?? null;
}

function stopsLeft() {
  return keeper.state.left - ahead().filter(isOver).length;
}

// Where it has arrived, a place counts for all who stand there.
function placeOf(one) {
  return one.stranded ? one.place.join() : `${one.act} ${one.ride}`;
}

function hasArrived(one) {
  return trip.arrived === placeOf(one);
}

function showStop() {
  const left = stopsLeft();
  put(root, "act", say(stop.stranded ? "act_stranded" : `act_${stop.act}`, { number: stop.number, at: hour(stop.at) }));
  put(root, "where", stop.street);
  put(root, "who", whoIsThere());
  put(root, "marks", "").append(...marks(), ...(left > 1 ? [count("stops_left", left - 1)] : []));
  const way = root.querySelector("[data-way]");
  way.href = `geo:${stop.place.join(",")}?q=${stop.place.join(",")}`;
  way.hidden = false;
}

function whoIsThere() {
  const [who, ...others] = [stop, ...(stop.others ?? [])].map(({ number, size }) => say("stop_who", { number, people: count("people", size) }));
  return others.length ? say("stands_too", { who, others: others.join(", ") }) : who;
}

function marks() {
  const there = [stop, ...(stop.others ?? [])];
  const all = there.some(({ minor }) => minor) ? [template("mark-minor")] : [];
  const wheelchairs = there.reduce((sum, one) => sum + one.wheelchairs, 0);
  if (wheelchairs) {
    const mark = template("mark-wheelchair");
    put(mark, "n", count("wheelchairs", wheelchairs));
    all.push(mark);
  }
  return all;
}

function showNoStop() {
  const { van, night } = keeper.state;
  const isAway = van.state === "away" && !keeper.acts.some(({ name }) => name === "back");
  put(root, "act", van.name);
  put(root, "where", isAway ? say("drive_back", { where: night.waiting }) : say(`van_${van.state === "away" ? "ready" : van.state}`));
  put(root, "who", !isAway && van.leaves ? say("leaves", { when: inMinutes(van.leaves, keeper.now) }) : "");
  put(root, "marks", "");
  root.querySelector("[data-way]").hidden = true;
}

function did(name, values, words) {
  return keeper.act(name, values, { told: say(`did_${name}`, { number: words }) });
}

function acts() {
  if (!stop) {
    const isAway = keeper.state.van.state === "away" && !keeper.acts.some(({ name }) => name === "back");
    return isAway && stopsLeft() <= 0 ? [["back", say("do_back"), true]] : [];
  }
  if (stop.stranded && keeper.state.van.state === "ready" && !keeper.acts.some(({ name }) => name === "leave")) {
    return [["leave", count("do_set_out", peopleThere()), true]];
  }
  const isUp = stop.act === "up";
  if (!hasArrived(stop)) {
    return [["arrived", say("do_arrived"), true]];
  }
  return isUp ? [["board", say("do_board"), true], ["absent", say("do_absent")]] : [["drop", say("do_dropped"), true]];
}

function peopleThere() {
  return [stop, ...stop.others].reduce((sum, { size }) => sum + size, 0);
}

function setOut() {
  const { van } = keeper.state;
  const told = say("did_set_out", { van: van.name, people: count("people", peopleThere()) });
  return keeper.act("leave", { van: String(van.id), rides: [stop, ...stop.others].map(({ ride }) => ride).join(",") }, { told });
}

function run(name) {
  if (name === "leave") {
    return setOut();
  }
  if (name === "back") {
    return did("back", { van: String(keeper.state.van.id) }, keeper.state.van.name);
  }
  const ride = String(stop.ride);
  if (name === "drop" && stop.minor) {
    return openTakers({ group: { id: stop.ride, once: "", number: stop.number, size: stop.size, street: stop.street }, keeper, name });
  }
  if (name === "arrived") {
    trip.arrived = placeOf(stop);
    store.put("held", trip);
  }
  return did(name, name === "board" ? { ride, van: String(keeper.state.van.id) } : { ride }, stop.number);
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
  learnTrip();
  stop = nextStop();
  const look = JSON.stringify([stop, keeper.state.van, keeper.state.night.called_off, keeper.acts.map(({ id }) => id), keeper.notices, Math.floor(keeper.now / 60000), trip.arrived]);
  if (look === shown) {
    return;
  }
  shown = look;
  (stop ? showStop : showNoStop)();
  slot("alerts").replaceChildren(...calledOff(), ...keeper.notices.map(alertRow));
  slot("acts").replaceChildren(...acts().map(actButton));
  root.querySelector('[data-do="problem"]').hidden = false;
}

function calledOff() {
  const at = keeper.state.night.called_off;
  if (!at) {
    return [];
  }
  const row = template("alert");
  put(row, "said", say("called_off", { hour: hour(at) }));
  return [row];
}

function alertRow({ id, outcome, told }) {
  const row = template("alert");
  put(row, "said", say("outcome_told", { told, outcome: say(`outcome_${outcome}`) }));
  put(row, "do", say("seen"));
  row.querySelector("button").addEventListener("click", () => keeper.dismiss(id));
  return row;
}

function actButton([name, words, isMain]) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "tap", textContent: words });
  button.classList.toggle("tap--main", Boolean(isMain));
  button.dataset.act = name;
  button.addEventListener("click", () => run(name));
  return button;
}

// Once a trip, what is left of it is fetched and kept; it goes when the trip is over.
async function learnTrip() {
  const current = keeper.state.trip;
  if (current && current === trip.trip && ahead().length < trip.stops.length) {
    trip.stops = ahead(); // what is behind is forgotten
    await store.put("held", trip);
  }
  if (current === trip.trip || (current && keeper.isOffline) || learnTrip.isAsking) {
    return;
  }
  learnTrip.isAsking = true;
  try {
    const stops = current ? await (await fetch(root.dataset.trip, { cache: "no-store" })).json() : [];
    trip = { name: "trip", trip: current, stops, arrived: trip.arrived };
    await store.put("held", trip);
    show();
  } catch {
    // asked again with the next look
  } finally {
    learnTrip.isAsking = false;
  }
}

function openProblem() {
  const { van, night } = keeper.state;
  openActs(night.contact ? say("call_whom", { contact: night.contact }) : say("problem"), [
    [say("do_call_me"), () => did("problem", { van: String(van.id) }, van.name), true],
    [say("do_down"), breaksDown],
  ]);
}

// Where those stand who are aboard is asked; an empty van is out of service at once.
function breaksDown() {
  const { van } = keeper.state;
  if (!ahead().some((one) => one.act === "off" && !isOver(one) && !isStillToBoard(one))) {
    return did("down", { van: String(van.id) }, van.name);
  }
  const tell = (values, local) => keeper.act("down", { ...values, van: String(van.id) }, { told: say("did_down", { number: van.name }), local });
  return openStand({ title: say("where_they_stand", { van: van.name }), streets, tell });
}

function isStillToBoard(one) {
  return ahead().some(({ act, ride }) => act === "up" && ride === one.ride) && !keeper.acts.some(({ name, values }) => name === "board" && values.ride === String(one.ride));
}

document.addEventListener("click", (event) => {
  const name = event.target.closest("[data-do]")?.dataset.do;
  if (name === "problem") {
    openProblem();
  } else if (name === "undo") {
    keeper.undo();
  }
});

trip = (await store.get("held", "trip")) ?? trip;
await keeper.start();
if (!keeper.isOver) {
  streets = await learnStreets(root.dataset.streets);
}
