// Today's round: held for when there is no network, shown from there, timed at each door.
import { held, hold } from "./held_round.js";

const page = document.querySelector("[data-round]");
const told = document.getElementById("held-round");
const bar = document.querySelector("[data-offline-bar]");

function localDay() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function newToken() {
  const signs = crypto.getRandomValues(new Uint8Array(18));
  return [...signs].map((sign) => sign.toString(16).padStart(2, "0")).join("");
}

// A door is timed from the tap that opens it; nothing is timed that was not opened.
function time(details) {
  details.addEventListener("toggle", () => {
    details.dataset.since = details.open ? String(Date.now()) : "";
  });
  details.querySelector("form")?.addEventListener(
    "submit",
    ({ target }) => {
      const since = Number(details.dataset.since);
      target.elements.seconds.value = since ? String(Math.min(3600, Math.round((Date.now() - since) / 1000))) : "";
    },
    true,
  );
}

function show(call, template) {
  const line = template.content.cloneNode(true).firstElementChild;
  for (const part of line.querySelectorAll("[data-part]")) {
    part.textContent = call[part.dataset.part] ?? "";
  }
  const form = line.querySelector("form");
  form.setAttribute("action", call.url);
  form.elements.token.value = newToken();
  form.querySelector("[data-tells]").dataset.tells = `${call.what}, ${call.label}`;
  return line;
}

async function showHeld() {
  const round = await held(localDay());
  const list = page.querySelector("[data-calls]");
  for (const call of round?.calls ?? []) {
    list.append(show(call, page.querySelector("template")));
  }
  page.querySelector("[data-none]").hidden = Boolean(round?.calls.length);
}

// The browser keeps the page that shows the round without network, from the first time one opens it here.
function keepPage() {
  const workers = navigator.serviceWorker;
  workers
    ?.register("/service-worker.js")
    .then(() => workers.ready)
    .then(({ active }) => active.postMessage({ keep: location.pathname }))
    .catch(() => {}); // not on this connection
}

if (told) {
  keepPage();
  const round = JSON.parse(told.textContent);
  hold({ ...round, who: bar.dataset.who, day: localDay() }).catch(() => {});
}
if (page?.dataset.round === "held") {
  await showHeld();
}
document.querySelectorAll("[data-door]").forEach(time);
