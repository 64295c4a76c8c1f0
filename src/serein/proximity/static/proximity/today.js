// Today's round: held for when there is no network, shown from there, timed at each door.
import { list } from "../kit/offline_queue.js";
import { held, hold } from "./held_round.js";

const page = document.querySelector("[data-round]");
const told = document.getElementById("held-round");
const bar = document.querySelector("[data-offline-bar]");

function newToken() {
  const signs = crypto.getRandomValues(new Uint8Array(18));
  return [...signs].map((sign) => sign.toString(16).padStart(2, "0")).join("");
}

// A door is timed from the tap that opens it; nothing is timed that was not opened.
function time(details) {
  details.addEventListener("toggle", () => {
    details.dataset.since = details.open ? String(Date.now()) : "";
  });
}

function noteSeconds({ target }) {
  const since = Number(target.closest("[data-door]")?.dataset.since);
  if (since) {
    target.elements.seconds.value = String(Math.min(3600, Math.round((Date.now() - since) / 1000)));
  }
}

function buttonOf(outcome, template) {
  const button = template.cloneNode(true);
  button.value = outcome.value;
  button.firstElementChild.textContent = outcome.label;
  return button;
}

function show(call, template) {
  const line = template.content.cloneNode(true).firstElementChild;
  for (const part of line.querySelectorAll("[data-part]")) {
    part.textContent = call[part.dataset.part] ?? "";
  }
  const form = line.querySelector("form");
  form.setAttribute("action", call.url);
  form.elements.token.value = newToken();
  form.querySelector("[data-tells]").dataset.tells = `${call.number}. ${call.what}`;
  const button = form.querySelector("[data-outcome]");
  button.replaceWith(...call.outcomes.map((outcome) => buttonOf(outcome, button)));
  return line;
}

// What is tapped here goes under the session of the round's own inspector; a door whose tap waits is not shown again.
async function showHeld() {
  const round = await held();
  bar.dataset.who = round?.who ?? "";
  const tapped = new Set((await list()).map(({ action }) => action));
  const calls = (round?.calls ?? []).filter(({ url }) => !tapped.has(url));
  page.querySelector("[data-calls]").append(...calls.map((call) => show(call, page.querySelector("template"))));
  page.querySelector("[data-none]").hidden = Boolean(round);
}

// The browser keeps the pages that work without network, from the first time one opens a round here.
function keepPages(addresses) {
  const workers = navigator.serviceWorker;
  workers
    ?.register("/service-worker.js")
    .then(() => workers.ready)
    .then(({ active }) => addresses.forEach((keep) => active.postMessage({ keep })))
    .catch(() => {}); // not on this connection
}

if (told) {
  const { keep, ...round } = JSON.parse(told.textContent);
  keepPages(keep);
  hold({ ...round, who: bar.dataset.who }).catch(() => {});
}
if (page?.dataset.round === "held") {
  await showHeld();
}
document.querySelectorAll("[data-door]").forEach(time);
window.addEventListener("submit", noteSeconds, { capture: true }); // before the kit, on the document, reads the form
