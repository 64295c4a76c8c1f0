// Forms that wait on this device until there is network: each once, in order, under the token its form was made with.
import { storeCalled } from "./offline_store.js";

const NAME = "serein-waiting";
const STORE = "acts";
const kept = storeCalled(NAME, { [STORE]: "id" });
const HINT = "serein-waits"; // so that a page opens the store only where something waits
const LONGEST_WAIT_MS = 30000;
const LATER = [408, 429]; // answers that ask to come back

// Whether the commune's machine answered last: browsers say that they are online where nothing comes through.
export const network = { isReached: true };

function hint(isNeeded) {
  try {
    if (isNeeded) {
      localStorage.setItem(HINT, "yes");
    } else {
      localStorage.removeItem(HINT);
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
  const fresh = await fetch("/form-token", { cache: "no-store", signal: AbortSignal.timeout(LONGEST_WAIT_MS) });
  return fresh.json();
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
    const { token, who } = await askWhoIsHere();
    network.isReached = true;
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
  if (LATER.includes(answer.status) || answer.status >= 500) {
    return { became: "waits", status: answer.status };
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
  } else if ((act.why ?? "") !== (outcome.why ?? "")) {
    await keep({ ...act, why: outcome.why ?? "" });
  }
}

// One window sends at a time; what cannot go is set aside, and where nothing can go for now the run ends.
export async function sendAll() {
  const work = async (lock) => {
    for (const act of lock === null ? [] : (await list()).filter(({ state }) => state === "waiting")) {
      const outcome = await send(act);
      await settle(act, outcome);
      if (outcome.became === "waits" && [0, ...LATER].includes(outcome.status)) {
        return;
      }
    }
  };
  await (navigator.locks ? navigator.locks.request(NAME, { ifAvailable: true }, work) : work());
}
