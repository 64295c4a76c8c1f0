// What both screens say at their edges: whether there is network and what waits, what can be taken back, the end.
import { count, hour, put, say, template } from "./on_site_words.js";

export function showBar(root, keeper) {
  const bar = root.querySelector("[data-bar]");
  const waiting = keeper.acts.length;
  let said = say(keeper.isKept ? "online_ready" : "online");
  if (keeper.isOffline) {
    said = waiting ? count("offline", waiting) : say("offline_none");
  } else if (waiting) {
    said = count(keeper.isBusy ? "busy" : "sending", waiting);
  }
  bar.dataset.state = keeper.isOffline ? "offline" : "online";
  put(bar, "bar", said);
  put(bar, "clock", hour(keeper.now));
}

export function showUndo(keeper) {
  const undo = document.querySelector("[data-undo]");
  const last = keeper.undoable;
  undo.hidden = !last;
  if (last) {
    put(undo, "told", last.told);
    put(undo, "undo", say("undo", { n: keeper.undoSeconds() }));
  }
}

export function showElsewhere() {
  replaceScreen(template("elsewhere"));
}

function replaceScreen(part) {
  document.querySelectorAll("[data-screen], [data-undo]").forEach((old) => old.remove());
  document.body.prepend(part);
}

export function showOver(lost) {
  const over = template("over");
  const list = over.querySelector('[data-slot="lost"]');
  list.hidden = lost.length === 0;
  const lines = document.createElement("ul");
  lines.append(...lost.map((told) => Object.assign(document.createElement("li"), { textContent: told })));
  list.append(lines);
  replaceScreen(over);
}
