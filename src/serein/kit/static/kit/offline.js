// What a form marked data-offline gains: it is kept on the device until the commune has received it.
import { keep, list, mayHold, network, pause, remove, send, sendAll, settle } from "./offline_queue.js";
import { showList } from "./offline_list.js";
import { wipePast, wipePersonal } from "./offline_store.js";

const AGAIN_MS = 60000;
const UNREACHED_AGAIN_MS = 10000;
const LARGEST_SIDE = 1600;
const bar = document.querySelector("[data-offline-bar]");

async function smaller(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LARGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [picture.width * scale, picture.height * scale].map(Math.round);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return blob ? new File([blob], "photo.jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file; // what the browser cannot draw, the server judges
  }
}

async function fieldOf([name, value]) {
  if (typeof value === "string") {
    return [name, value];
  }
  const file = await smaller(value);
  return [name, { name: file.name, type: file.type, bytes: await file.arrayBuffer() }];
}

function toldBy(form) {
  const said = (field) => (field instanceof HTMLSelectElement ? field.selectedOptions[0]?.text : field.value) ?? "";
  return [...form.querySelectorAll("[data-tells]")]
    .filter((field) => field.type !== "radio" || field.checked)
    .map((field) => field.dataset.tells || said(field))
    .filter(Boolean);
}

async function actOf(form, submitter) {
  const values = [...new FormData(form, submitter)].filter(([, value]) => typeof value === "string" || value.size);
  return {
    id: form.elements.token.value,
    at: Date.now(),
    who: bar.dataset.who,
    state: "waiting",
    action: form.getAttribute("action") || location.pathname,
    page: form.dataset.offline || location.pathname,
    words: { one: form.dataset.one || bar.dataset.one, many: form.dataset.many || bar.dataset.many },
    told: toldBy(form),
    fields: await Promise.all(values.map(fieldOf)),
  };
}

function fill(form, act) {
  const files = {};
  for (const field of [...form.elements].filter(({ type }) => type !== "submit")) {
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = act.fields.some(([name, value]) => name === field.name && value === field.value);
    } else if (field.type === "file") {
      files[field.name] = field;
    } else if (field.name && field.name !== "csrfmiddlewaretoken") {
      field.value = act.fields.find(([name]) => name === field.name)?.[1] ?? field.value;
    }
  }
  for (const [name, value] of act.fields) {
    if (files[name] && typeof value !== "string") {
      const chosen = new DataTransfer();
      chosen.items.add(new File([value.bytes], value.name, { type: value.type }));
      files[name].files = chosen.files;
    }
  }
}

// A QR code's address can say what and where; while there is no network nobody else reads it.
function fillFromAddress(form) {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements[name];
    if (field && "value" in field && name !== "token") {
      field.value = value;
    }
  }
}

function showKept(form) {
  const part = network.isBusy ? "template[data-busy]" : "template[data-kept]";
  const told = bar.querySelector(part).content.cloneNode(true).firstElementChild;
  form.replaceWith(told);
  told.focus();
}

function showRefusal(page, act) {
  const main = document.importNode(page.querySelector("main"), true);
  document.querySelector("main").replaceWith(main);
  document.title = page.title;
  const form = main.querySelector("form[data-offline]");
  if (form) {
    fillFiles(form, act);
  }
  document.dispatchEvent(new CustomEvent("htmx:load", { detail: { elt: main } }));
}

function fillFiles(form, act) {
  const isFile = ([, value]) => typeof value !== "string";
  const field = form.querySelector("input[type=file]");
  const [, file] = act.fields.find(isFile) ?? [];
  if (field && file) {
    const chosen = new DataTransfer();
    chosen.items.add(new File([file.bytes], file.name, { type: file.type }));
    field.files = chosen.files;
  }
}

async function submitted(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-offline]") || !form.elements.token?.value) {
    return;
  }
  event.preventDefault();
  if (form.dataset.isSent) {
    return;
  }
  form.dataset.isSent = "yes";
  try {
    await keepAndSend(form, await actOf(form, event.submitter), event.submitter);
  } catch {
    sendAsForm(form, event.submitter); // this browser keeps nothing
  }
}

// submit() alone would forget which button was pressed.
function sendAsForm(form, submitter) {
  if (submitter?.name) {
    const told = document.createElement("input");
    Object.assign(told, { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(told);
  }
  form.submit();
}

async function keepAndSend(form, act, submitter) {
  await keep(act);
  const outcome = await send(act);
  if (outcome.became === "received") {
    await remove(act.id);
    location.assign(outcome.url);
  } else if (outcome.page) {
    await remove(act.id);
    showRefusal(outcome.page, act);
  } else if (outcome.why === "login" || outcome.why === "session" || outcome.reason) {
    await settle(act, outcome);
    location.assign(bar.querySelector("a").href); // it is kept, and there it says what it needs
  } else if (outcome.became === "waits") {
    if (outcome.pause !== undefined) {
      pause(outcome);
    }
    showKept(form); // no network, or a machine that can take nothing for now: it goes by itself
  } else {
    await remove(act.id);
    sendAsForm(form, submitter); // the server says in its own page why not now
  }
  await tell();
}

function count(acts, state) {
  return acts.filter((act) => act.state === state).length;
}

function inWords(number, words) {
  return (number === 1 ? words.one : words.many).replace("#", String(number));
}

function isOnline() {
  return navigator.onLine && network.isReached;
}

async function tell() {
  const acts = await list();
  const [waiting, refused, received] = ["waiting", "refused", "received"].map((state) => count(acts, state));
  const words = acts.find(({ words: said }) => said)?.words ?? bar.dataset;
  const lines = [];
  if (waiting) {
    const why = isOnline() ? (network.isBusy ? bar.dataset.busy : "") : bar.dataset.offline;
    lines.push(`${why} ${inWords(waiting, words)}`.trim());
  } else if (!isOnline()) {
    lines.push(bar.dataset.nothing);
  }
  if (refused) {
    lines.push(bar.dataset.refused);
  }
  if (received) {
    lines.push(`${bar.dataset.received} ${acts.filter(({ code }) => code).map(({ code }) => code).join(", ")}`);
  }
  bar.querySelector("[data-said]").textContent = lines.join(" · ");
  bar.querySelector("a").hidden = acts.length === 0;
  bar.hidden = lines.length === 0;
  showList(acts, tell);
}

async function sendWhatWaits() {
  if (mayHold() && navigator.onLine) {
    await sendAll();
  } else if (!mayHold()) {
    network.isReached = true; // nothing waits: the browser alone knows
  }
  await tell();
}

// A page that the browser kept carries the same token each time it is opened: one form is one token.
function giveToken(form) {
  if (form.elements.token) {
    const signs = crypto.getRandomValues(new Uint8Array(18));
    form.elements.token.value = [...signs].map((sign) => sign.toString(16).padStart(2, "0")).join("");
  }
}

// Where each door of a round has its own form, an act goes back into its own and into no other.
function formOf(act) {
  const forms = [...document.querySelectorAll("form[data-offline]")];
  const goesTo = (form) => form.getAttribute("action");
  return forms.find((form) => goesTo(form) === act.action) ?? forms.find((form) => !goesTo(form));
}

async function correct() {
  const [, id] = location.hash.match(/^#waiting=(.+)$/) ?? [];
  const act = id && (await list()).find((one) => one.id === decodeURIComponent(id));
  const form = act?.fields && formOf(act);
  if (form) {
    form.closest("details")?.setAttribute("open", "");
    fill(form, act);
  }
}

async function leave(event) {
  const form = event.target;
  if (form instanceof HTMLFormElement && form.matches("[data-logout]")) {
    event.preventDefault();
    await wipePersonal();
    form.submit();
  }
}

function start() {
  const form = document.querySelector("form[data-offline]");
  document.querySelectorAll("form[data-offline]").forEach(giveToken);
  if (form?.dataset.fill === "address") {
    fillFromAddress(form);
  }
  if (form || mayHold()) {
    navigator.serviceWorker?.register("/service-worker.js").catch(() => {}); // not on this connection
  }
  correct();
  document.addEventListener("submit", submitted, { capture: true });
  document.addEventListener("submit", leave);
  window.addEventListener("online", sendWhatWaits);
  window.addEventListener("offline", tell);
  document.addEventListener("visibilitychange", () => document.hidden || sendWhatWaits());
  wipePast();
  setInterval(wipePast, AGAIN_MS);
  setInterval(() => mayHold() && sendWhatWaits(), AGAIN_MS);
  setInterval(() => mayHold() && (!network.isReached || network.isBusy) && sendWhatWaits(), UNREACHED_AGAIN_MS);
  sendWhatWaits();
}

if (bar && "indexedDB" in window) {
  start();
}
