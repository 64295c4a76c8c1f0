// Forms that wait on this device until there is network: each once, in order, under the token its form was made with.
import { storeCalled } from "./offline_store.js";

const NAME = "serein-waiting";
const STORE = "acts";
const kept = storeCalled(NAME, { [STORE]: "id" });
const HINT = "serein-waits"; // so that a page opens the store only where something waits
const UNTIL = "serein-waits-until"; // before then, a machine that asked for time is left alone
const LONGEST_WAIT_MS = 30000;
const BUSY_MS = 20000;
const LONGEST_BUSY_MS = 300000;
const MOST_FAULTS = 3; // so often a machine may fail over one act before its author is told
const LATER = [408, 429, 502, 503, 504]; // answers of a machine that can take nothing for now; a 500 is of one act

// Whether the commune's machine answered last: browsers say that they are online where nothing comes through. It is busy
// where it answered that it can take nothing for now.
export const network = { isReached: true, isBusy: false };

function hint(isNeeded) {
  try {
    if (isNeeded) {
      localStorage.setItem(HINT, "yes");
    } else {
      localStorage.removeItem(HINT);
      localStorage.removeItem(UNTIL);
    }
  } catch {
    // storage may be forbidden: then nothing can wait either
  }
}

export function mayHold() {
  try {
    return localStorage.getItem(HINT) !== null;
  } catch {
    return false;
  }
}

function pausedUntil() {
  try {
    return Math.min(Number(localStorage.getItem(UNTIL)), Date.now() + LONGEST_BUSY_MS);
  } catch {
    return 0;
  }
}

// How long a machine asks to be left alone: so many seconds, or until a moment.
function pauseAskedBy(answer) {
  const told = answer.headers.get("retry-after");
  const ms = /^\d+$/.test(told ?? "") ? Number(told) * 1000 : Date.parse(told ?? "") - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_BUSY_MS) : BUSY_MS;
}

function isBusy(answer) {
  return LATER.includes(answer.status) || answer.status >= 500;
}

export async function list() {
  if (!mayHold()) {
    return [];
  }
  const acts = await kept.all(STORE);
  return acts.sort((one, other) => one.at - other.at);
}

export async function keep(act) {
  hint(true);
  await kept.put(STORE, act);
}

export async function remove(id) {
  await kept.remove(STORE, id);
  if ((await kept.count(STORE)) === 0) {
    kept.wipe(); // nothing is left on the device
    hint(false);
  }
}

async function askWhoIsHere() {
  return fetch("/form-token", { cache: "no-store", signal: AbortSignal.timeout(LONGEST_WAIT_MS) });
}

function bodyOf(act, token) {
  const body = new FormData();
  for (const [name, value] of act.fields) {
    const isFile = typeof value !== "string";
    body.append(name, isFile ? new File([value.bytes], value.name, { type: value.type }) : value);
  }
  body.set("csrfmiddlewaretoken", token);
  return body;
}

// What someone made who was logged in goes under their own session alone; what a resident made, under any.
export function isOf(act, who) {
  return !act.who || act.who === who;
}

// What became of it: received, refused (with the page that says why, or `why`), of another session, or not sent.
export async function send(act) {
  try {
    const asked = await askWhoIsHere();
    network.isReached = true;
    network.isBusy = false;
    if (isBusy(asked)) {
      return await read(asked);
    }
    const { token, who } = await asked.json();
    if (!isOf(act, who)) {
      return { became: "waits", status: 200, why: "session" };
    }
    const waited = String(Math.max(0, Math.round((Date.now() - act.at) / 1000)));
    const headers = { "X-From-Device": "1", "X-Waited-Seconds": waited };
    return await read(await fetch(act.action, { method: "POST", body: bodyOf(act, token), headers }));
  } catch {
    network.isReached = false;
    return { became: "waits", status: 0 }; // no network
  }
}

async function read(answer) {
  const isJson = answer.headers.get("content-type")?.startsWith("application/json");
  if (answer.ok && isJson) {
    return { became: "received", ...(await answer.json()) };
  }
  if (answer.status === 422 && isJson) {
    return { became: "refused", reason: (await answer.json()).detail };
  }
  if (answer.status === 422) {
    return { became: "refused", page: new DOMParser().parseFromString(await answer.text(), "text/html") };
  }
  if (isBusy(answer)) {
    network.isBusy = true;
    return { became: "waits", status: answer.status, pause: pauseAskedBy(answer) };
  }
  const asksForLogin = answer.redirected && new URL(answer.url).pathname.includes("/accounts/");
  return { became: "refused", status: answer.status, why: asksForLogin ? "login" : "unknown" };
}

export function reasonsIn(page) {
  return [...page.querySelectorAll("[data-error-summary] li")].map((line) => line.textContent.trim()).join(" ");
}

export async function settle(act, outcome) {
  if (outcome.became === "received" && !outcome.code) {
    await remove(act.id);
  } else if (outcome.became === "received") {
    // The code alone stays, until its reader has noted it.
    await keep({ id: act.id, at: act.at, state: "received", words: act.words, code: outcome.code, url: outcome.url });
  } else if (outcome.became === "refused") {
    const reason = outcome.page ? reasonsIn(outcome.page) : outcome.reason;
    await keep({ ...act, state: "refused", reason, why: outcome.why ?? "unknown" });
  } else if (outcome.status === 500) {
    const faults = (act.faults ?? 0) + 1;
    await keep(faults < MOST_FAULTS ? { ...act, faults } : { ...act, faults: 0, state: "refused", why: "unknown" });
  } else if ((act.why ?? "") !== (outcome.why ?? "")) {
    await keep({ ...act, why: outcome.why ?? "" });
  }
}

export function pause(outcome) {
  try {
    localStorage.setItem(UNTIL, String(Date.now() + outcome.pause));
  } catch {
    // storage may be forbidden: then nothing waits either
  }
}

// One window sends at a time; what cannot go is set aside, and where nothing can go for now the run ends: who asked for
// time is given it.
export async function sendAll() {
  if (Date.now() < pausedUntil()) {
    network.isBusy = true;
    return;
  }
  const work = async (lock) => {
    for (const act of lock === null ? [] : (await list()).filter(({ state }) => state === "waiting")) {
      const outcome = await send(act);
      await settle(act, outcome);
      if (outcome.became === "waits" && outcome.pause !== undefined) {
        pause(outcome);
      }
      if (outcome.became === "waits" && [0, ...LATER].includes(outcome.status)) {
        return;
      }
    }
  };
  await (navigator.locks ? navigator.locks.request(NAME, { ifAvailable: true }, work) : work());
}
