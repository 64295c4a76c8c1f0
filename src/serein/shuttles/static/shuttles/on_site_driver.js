// The phone in a van: the next stop, and what is tapped there. Without network it goes on with the stops of its trip,
// which it keeps since the van left, one at a time.
import { Keeper } from "./on_site_keeper.js";
import { openActs, openTakers } from "./on_site_sheets.js";
import { showBar, showElsewhere, showOver, showUndo } from "./on_site_bar.js";
import { count, hour, inMinutes, put, say, template } from "./on_site_words.js";
import { store } from "./on_site_wipe.js";

const root = document.querySelector("[data-screen]");
const keeper = new Keeper({ root, show, over: showOver, elsewhere: showElsewhere });
const ENDS = ["drop", "absent"];
let trip = { name: "trip", trip: "", stops: [] };
let stop = null;
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
  return at < 0 ? [told].filter(Boolean) : trip.stops.slice(at);
}

// The stop that is next: what the commune says, until it is done here; then the one that was kept for it.
function nextStop() {
  return ahead().find((one) => !isOver(one)) ?? null;
}

function stopsLeft() {
  return keeper.state.left - ahead().filter(isOver).length;
}

function hasArrived(one) {
  return keeper.acts.some(({ name, values }) => name === "arrived" && values.ride === String(one.ride)) || trip.arrived === one.ride;
}

function showStop() {
  const left = stopsLeft();
  put(root, "act", say(`act_${stop.act}`, { number: stop.number, at: hour(stop.at) }));
  put(root, "where", stop.street);
  put(root, "who", say("stop_who", { number: stop.number, people: count("people", stop.size) }));
  put(root, "marks", "").append(...marks(), ...(left > 1 ? [count("stops_left", left - 1)] : []));
  const way = root.querySelector("[data-way]");
  way.href = `geo:${stop.place.join(",")}?q=${stop.place.join(",")}`;
  way.hidden = false;
}

function marks() {
  const all = stop.minor ? [template("mark-minor")] : [];
  if (stop.wheelchairs) {
    const mark = template("mark-wheelchair");
    put(mark, "n", count("wheelchairs", stop.wheelchairs));
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
  const isUp = stop.act === "up";
  if (!hasArrived(stop)) {
    return [["arrived", say("do_arrived"), true]];
  }
  return isUp ? [["board", say("do_board"), true], ["absent", say("do_absent")]] : [["drop", say("do_dropped"), true]];
}

function run(name) {
  if (name === "back") {
    return did("back", { van: String(keeper.state.van.id) }, keeper.state.van.name);
  }
  const ride = String(stop.ride);
  if (name === "drop" && stop.minor) {
    return openTakers({ group: { id: stop.ride, once: "", number: stop.number, size: stop.size, street: stop.street }, keeper, name });
  }
  if (name === "arrived") {
    trip.arrived = stop.ride;
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
    trip = { name: "trip", trip: current, stops };
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
    [say("do_down"), () => did("down", { van: String(van.id) }, van.name)],
  ]);
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
