// The page of what waits on this device: each form with what is asked of its author.
import { isOf, keep, list, remove, sendAll } from "./offline_queue.js";

function put(row, part, text) {
  const place = row.querySelector(`[data-part="${part}"]`);
  place.textContent = text;
  place.closest("[data-if]").hidden = !text;
}

// Why it is still here: the words of the commune, else ours.
function reasonOf(act, words) {
  return act.reason || { login: words.login, session: words.session, unknown: words.unknown }[act.why] || "";
}

function lineOf(act, root, again) {
  const template = root.querySelector("template");
  const isTheirs = isOf(act, document.querySelector("[data-offline-bar]").dataset.who);
  const row = template.content.cloneNode(true).firstElementChild;
  const moment = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  row.dataset.state = act.state;
  put(row, "when", moment.format(act.at));
  put(row, "told", (act.told ?? []).join(" · "));
  put(row, "reason", reasonOf(act, root.dataset));
  put(row, "code", act.code ?? "");
  if (act.url) {
    row.querySelector("[data-part=link]").href = act.url;
  }
  for (const [name, shown, run] of [
    ["correct", act.state !== "received" && isTheirs, () => location.assign(`${act.page}#waiting=${encodeURIComponent(act.id)}`)],
    ["again", act.state === "refused", () => keep({ ...act, state: "waiting", reason: "", why: "" }).then(sendAll)],
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
  root.querySelectorAll("[data-state]").forEach((row) => row.remove());
  root.append(...(acts ?? (await list())).map((act) => lineOf(act, root, again)));
  document.querySelector("[data-offline-none]").hidden = acts.length > 0;
}
