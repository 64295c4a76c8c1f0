// The page of what waits on this device: each form with what is asked of its author.
import { keep, list, remove, sendAll } from "./offline_queue.js";

function put(row, part, text) {
  const place = row.querySelector(`[data-part="${part}"]`);
  place.textContent = text;
  place.closest("[data-if]").hidden = !text;
}

function lineOf(act, template, again) {
  const row = template.content.cloneNode(true).firstElementChild;
  const moment = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  row.dataset.state = act.state;
  put(row, "when", moment.format(act.at));
  put(row, "told", (act.told ?? []).join(" · "));
  put(row, "reason", act.reason ?? "");
  put(row, "code", act.code ?? "");
  if (act.url) {
    row.querySelector("[data-part=link]").href = act.url;
  }
  for (const [name, shown, run] of [
    ["correct", act.state !== "received", () => location.assign(`${act.page}#waiting=${encodeURIComponent(act.id)}`)],
    ["again", act.state === "refused", () => keep({ ...act, state: "waiting", reason: "" }).then(sendAll)],
    ["delete", act.state !== "received", () => remove(act.id)],
    ["noted", act.state === "received", () => remove(act.id)],
  ]) {
    const button = row.querySelector(`[data-do="${name}"]`);
    button.hidden = !shown;
    button.addEventListener("click", async () => {
      await run();
      await again();
    });
  }
  return row;
}

export async function showList(acts, again) {
  const root = document.querySelector("[data-offline-list]");
  if (!root) {
    return;
  }
  const template = root.querySelector("template");
  root.querySelectorAll("[data-state]").forEach((row) => row.remove());
  root.append(...(acts ?? (await list())).map((act) => lineOf(act, template, again)));
  document.querySelector("[data-offline-none]").hidden = acts.length > 0;
}
