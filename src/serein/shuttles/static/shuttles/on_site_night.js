// The night as this screen sees it: what it was told, with its own acts done to it. Nothing here knows of a page.
export const WAITING = ["booked", "here"];

function find(groups, reference) {
  return groups.find(({ id, once }) => String(id) === reference || (once && once === reference));
}

export function referenceOf(group) {
  return group.id === null ? group.once : String(group.id);
}

// How an act changes the groups and the vans, by its name.
const CHANGES = {
  walk_up(night, { id, values, local }) {
    const { number, street, place, at } = local;
    night.groups.push({
      id: null, once: id, number, street, place, from: "", stranded: false, breakdown: null, told: null, since: at, van: null, rank: 0, late: false,
      size: Number(values.size), wheelchairs: Number(values.wheelchairs ?? 0),
      minor: values.minor === "yes", urgent: values.urgent === "yes", state: "here", refused: null,
    });
  },
  come: (night, { values }) => set(night, values.ride, { state: "here" }),
  leave(night, { values, local }) {
    values.rides.split(",").forEach((ride, rank) => {
      const isFetched = find(night.groups, ride)?.stranded; // the van sets out for it
      set(night, ride, { ...(isFetched ? {} : { state: "aboard" }), van: Number(values.van), rank });
    });
    setVan(night, values.van, { state: "away", back: local.back ?? null });
  },
  board(night, { values }) {
    set(night, values.ride, { state: "aboard", van: Number(values.van), stranded: false });
    setVan(night, values.van, { state: "away" });
  },
  absent: (night, { values }) => end(night, values.ride),
  drop: (night, { values }) => end(night, values.ride),
  refuse(night, { values, local }) {
    if (values.to) {
      end(night, values.ride);
    } else {
      set(night, values.ride, { state: "refused", refused: { reason: local.reason, at: local.at } });
    }
  },
  hand_over: (night, { values }) => end(night, values.ride),
  split(night, { id, values, local }) {
    const first = find(night.groups, values.ride);
    if (first) {
      first.size -= Number(values.size);
      night.groups.push({ ...first, id: null, once: id, number: local.number, size: Number(values.size), wheelchairs: 0 });
    }
  },
  hold: (night, { values }) => setVan(night, values.van, { state: "held" }),
  release: (night, { values }) => setVan(night, values.van, { state: "ready" }),
  mend: (night, { values }) => setVan(night, values.van, { state: "ready" }),
  back: (night, { values }) => setVan(night, values.van, { state: "ready", back: null }),
  down(night, { values, local }) {
    const stranded = (local.stands ?? "last") !== "point";
    bound(night, Number(values.van)).forEach((group) => Object.assign(group, { van: null }));
    aboard(night, Number(values.van)).forEach((group) =>
      Object.assign(group, { state: "here", van: null, urgent: true, stranded, breakdown: stranded ? local.at : null, from: local.from ?? "" }),
    );
    setVan(night, values.van, { state: "down", back: null });
    night.runs = night.runs.filter((run) => String(run.van) !== values.van); // what was planned for it is nobody's
  },
};

CHANGES.stand = (night, { values, local }) =>
  values.rides.split(",").forEach((ride) => {
    const isThere = local.stands === "point";
    set(night, ride, { stranded: !isThere, from: local.from, ...(isThere ? { van: null } : {}) });
  });

function set(night, reference, change) {
  Object.assign(find(night.groups, reference) ?? {}, change);
}

function end(night, reference) {
  night.groups = night.groups.filter((group) => group !== find(night.groups, reference));
}

function setVan(night, id, change) {
  Object.assign(night.vans.find((van) => String(van.id) === String(id)) ?? {}, change);
}

// The night after the acts that this screen has not sent yet.
export function nightAfter(state, acts) {
  const night = structuredClone(state);
  acts.forEach((act) => CHANGES[act.name]?.(night, act));
  return night;
}

export function aboard(night, van) {
  return night.groups.filter((group) => group.state === "aboard" && group.van === van).sort((a, b) => a.rank - b.rank);
}

// Those for whom a van has set out, to where theirs broke down.
export function bound(night, van) {
  return night.groups.filter((group) => WAITING.includes(group.state) && group.van === van);
}

// Those who wait where their van broke down, and not here.
export function stranded(night) {
  return night.groups.filter((group) => group.stranded && WAITING.includes(group.state));
}

// The queue: who cannot wait first, then by the departure they were told, else by who came first.
export function queue(night) {
  const moment = ({ told, since }) => told ?? since;
  return night.groups
    .filter((group) => WAITING.includes(group.state) && !group.stranded)
    .sort((a, b) => b.urgent - a.urgent || moment(a) - moment(b) || a.since - b.since);
}

const SOON_MS = 30 * 60000; // so long before it is told a van, a group that booked counts as one that waits

// Who waits now: those who stand here, and those who booked and are told a van within half an hour.
export function waitsNow(group, now) {
  return group.state === "here" || group.told <= now + SOON_MS;
}

export function unfinished(night) {
  return night.groups.filter(({ state }) => state === "refused");
}

export function seatsOf(groups, van) {
  const wheelchairs = groups.reduce((sum, group) => sum + group.wheelchairs, 0);
  const walkers = groups.reduce((sum, group) => sum + group.size - group.wheelchairs, 0);
  return { wheelchairs, seats: walkers + wheelchairs * van.seats_per_wheelchair };
}

export function fits(groups, van) {
  const { wheelchairs, seats } = seatsOf(groups, van);
  return seats <= van.seats && wheelchairs <= van.places;
}

function distance([lat, lon], [otherLat, otherLon]) {
  return Math.hypot(lat - otherLat, (lon - otherLon) * Math.cos((lat * Math.PI) / 180));
}

// Drops by the nearest next, from the waiting point.
export function byNearest(groups, point) {
  const [left, order] = [[...groups], []];
  for (let here = point; left.length; here = order.at(-1).place) {
    left.sort((a, b) => distance(here, a.place) - distance(here, b.place));
    order.push(left.shift());
  }
  return order;
}

const KM_OF_A_DEGREE = 111.2;
const AS_THE_CROW = 1.4;
const MINUTES_A_KM = 2;
const MINUTES_A_STOP = 1;

// About how long a round takes, where nobody can be asked: thirty an hour along streets, a minute at each door.
export function roundMinutes(groups, point) {
  const places = [point, ...groups.map(({ place }) => place), point];
  const degrees = places.slice(1).reduce((sum, place, at) => sum + distance(places[at], place), 0);
  return degrees * KM_OF_A_DEGREE * AS_THE_CROW * MINUTES_A_KM + groups.length * MINUTES_A_STOP;
}

// Whole groups as they came, urgent ones first; who does not fit lets those behind go.
function firstComeFirstServed(night, van) {
  const chosen = [];
  for (const group of queue(night).filter(({ state }) => state === "here").sort((a, b) => b.urgent - a.urgent || a.since - b.since)) {
    if (fits([...chosen, group], van)) {
      chosen.push(group);
    }
  }
  return byNearest(chosen, night.night.point);
}

// Two breakdowns may be in one street, or nobody knows where yet: each has an id of its own.
export function isAtOnePlace(one, other) {
  return one.breakdown === other.breakdown && one.from === other.from;
}

// Whom a van fetches first, where nobody can be asked: those who stand where another broke down, one place at a time.
function firstStranded(night, van) {
  const chosen = [];
  for (const group of stranded(night).filter(({ from, van: its }) => from && its === null)) {
    if ((!chosen.length || isAtOnePlace(group, chosen[0])) && fits([...chosen, group], van)) {
      chosen.push(group);
    }
  }
  return chosen;
}

const SPARE_MINUTES = 5;

// On request the plan is the commune's: without network nothing of it is changed. Who stands here and has no van in it
// goes, as they came, with one that is back before its own riders are to be fetched.
function goMeanwhile(night, van, at) {
  const due = Math.min(...night.runs.filter((run) => run.van === van.id && !run.aboard).map(({ leaves }) => leaves));
  const chosen = [];
  for (const group of standingHere(night)) {
    const riders = byNearest([...chosen, group], night.night.point);
    if (fits(riders, van) && at + (roundMinutes(riders, night.night.point) + SPARE_MINUTES) * 60000 <= due) {
      chosen.push(group);
    }
  }
  return byNearest(chosen, night.night.point);
}

// Who stands at the waiting point on request and is in no van's plan.
function standingHere(night) {
  const isServed = (group) => ["ready", "away"].includes(vanOf(night, group)?.state);
  return queue(night)
    .filter((group) => group.state === "here" && !group.from && !isServed(group))
    .sort((a, b) => b.urgent - a.urgent || a.since - b.since);
}

// Those for whom no van is free long enough, as far as is known without network: they go on paper and by phone.
export function withoutAnyVan(night, now) {
  const vans = night.vans.map((van) => [van, availableAt(van, now)]).filter(([, at]) => at !== null && at < Infinity);
  const alone = (group) => ({ ...night, groups: [group] });
  return standingHere(night).filter((group) => !vans.some(([van, at]) => goMeanwhile(alone(group), van, at).length));
}

function planned(night, van) {
  const isThere = van.state === "ready"; // one that is away fetches them from where it is, and not from here
  const run = night.runs.find((one) => one.van === van.id && !one.aboard && (isThere || !one.relief));
  const groups = run?.groups.map((id) => night.groups.find((group) => group.id === id)) ?? [];
  const stands = groups.length > 0 && groups.every((group) => group && WAITING.includes(group.state)) && fits(groups, van);
  return stands ? { groups, leaves: run.leaves, isRelief: Boolean(run.relief) } : null;
}

// The van that is to fetch a group, on request.
export function vanOf(night, group) {
  const run = night.runs.find(({ groups }) => groups.includes(group.id));
  return night.vans.find(({ id }) => id === run?.van) ?? null;
}

function availableAt(van, now) {
  // One that should be back and is not comes after those that stand here.
  return van.state === "ready" ? now : van.state === "away" ? Math.max(van.back ?? Infinity, now + 1) : null;
}

// Who goes in the next van: as the commune planned it while that still holds, else first come, first served.
export function nextRun(night, now, { isOffline, adjusted }) {
  const isFromHere = night.night.mode === "returns"; // on request, only the commune's machine plans
  const vans = night.vans
    .map((van) => ({ van, at: availableAt(van, now) }))
    .filter(({ at }) => at !== null)
    .map(({ van, at }) => ({ van, at, plan: isOffline && isFromHere ? null : planned(night, van) }))
    .sort((a, b) => a.at - b.at || (a.plan?.leaves ?? Infinity) - (b.plan?.leaves ?? Infinity));
  const rescue = isFromHere && vans.find(({ van, plan }) => !plan && van.state === "ready" && firstStranded(night, van).length);
  if (isOffline && rescue) {
    const groups = firstStranded(night, rescue.van);
    return { van: rescue.van, at: rescue.at, leaves: rescue.at, groups, isPlanned: false, isRelief: true };
  }
  if (isOffline && !isFromHere) {
    const found = vans.map(({ van, at }) => ({ van, at, groups: goMeanwhile(night, van, at) })).find(({ groups }) => groups.length);
    if (found) {
      const groups = adjust(night, found.van, found.groups, { out: adjusted.out, along: new Set() });
      return { ...found, groups, leaves: found.at, isPlanned: false, isRelief: false };
    }
  }
  const hasPlan = !isFromHere || vans.some(({ plan }) => plan);
  for (const { van, at, plan } of vans) {
    const groups = adjust(night, van, plan?.groups ?? (hasPlan ? [] : firstComeFirstServed(night, van)), adjusted);
    if (groups.length || van === vans.at(-1).van) {
      return { van, at, leaves: plan?.leaves ?? at, groups, isPlanned: Boolean(plan), isRelief: Boolean(plan?.isRelief) };
    }
  }
  return null;
}

// What the steward changed by hand: this group not in this one, that one along.
function adjust(night, van, groups, { out, along }) {
  const stays = groups.filter((group) => !out.has(referenceOf(group)));
  const more = [...along].map((reference) => find(night.groups, reference));
  for (const group of more.filter((one) => one && WAITING.includes(one.state) && !stays.includes(one))) {
    if (fits([...stays, group], van)) {
      stays.push(group);
    }
  }
  return stays.length === groups.length && !along.size ? groups : byNearest(stays, night.night.point);
}

// Not before the first van's hour: a night that does not take place is called off.
export function mayClose(night, now) {
  return (
    (now >= night.night.starts || Boolean(night.night.called_off)) &&
    night.groups.every(({ state }) => state === "booked" && night.night.mode === "returns") &&
    night.vans.every(({ state }) => state !== "away")
  );
}

// Streets whose name holds every word that is typed, those that begin like it first.
export function matching(streets, text, most = 5) {
  const fold = (word) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  if (!words.length || fold(text).trim().length < 2) {
    return [];
  }
  const rank = (names) => Math.min(...names.map((name) => {
    const parts = fold(name).split(/[^\p{L}\p{N}]+/u);
    const found = words.map((word) => parts.findIndex((part) => part.startsWith(word)));
    return found.includes(-1) ? Infinity : parts.length + found[0];
  }));
  return streets
    .map((street) => ({ street, rank: rank(street.names) }))
    .filter(({ rank: its }) => its < Infinity)
    .sort((a, b) => a.rank - b.rank || a.street.name.localeCompare(b.street.name))
    .slice(0, most)
    .map(({ street }) => street);
}
