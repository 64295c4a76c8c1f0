// The sheets over the screen: one question each, few things to tap.
import { referenceOf } from "./on_site_night.js";
import { streetField } from "./on_site_streets.js";
import { count, put, say, template } from "./on_site_words.js";

const dialog = document.querySelector("[data-sheet]");
const MOST_AT_ONCE = 9;

export function shut() {
  dialog.close();
}

function openWith(body) {
  dialog.replaceChildren(body);
  dialog.setAttribute("aria-label", body.querySelector("h2").textContent);
  if (!dialog.open) {
    dialog.showModal();
  }
  (body.querySelector("[data-street]") ?? body.querySelector("button, input"))?.focus();
}

// A sheet that is a form: `read` returns what to do, or the name of what lacks.
function openForm(body, read) {
  const form = body.matches("form") ? body : body.querySelector("form");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const outcome = read(new FormData(form));
    if (typeof outcome === "string") {
      put(form, "fault", say(outcome));
    } else {
      shut();
      outcome();
    }
  });
  openWith(body);
}

function offerSizes(body, most, chosen) {
  const list = body.querySelector('[data-slot="sizes"]');
  for (let size = 1; size <= most; size += 1) {
    const choice = template("size");
    put(choice, "n", size);
    Object.assign(choice.querySelector("input"), { value: size, defaultChecked: size === chosen });
    list.append(choice);
  }
}

export function named(group) {
  return say("group_named", { number: group.number, people: count("people", group.size), street: group.street });
}

export function openAdd({ streets, vans, keeper, language }) {
  const body = template("sheet-add");
  const most = Math.max(1, ...vans.map(({ seats }) => seats));
  offerSizes(body, Math.min(most, Math.max(MOST_AT_ONCE, most)), 0);
  const chosen = streetField(body, streets, { next: "#add-number", warn: true });
  openForm(body, (told) => {
    const street = chosen();
    if (!street) {
      return "choose_street";
    }
    if (!told.get("size")) {
      return "choose_size";
    }
    return () => {
      const number = keeper.provisional();
      const values = {
        street: String(street.id), number: told.get("number").trim(), size: told.get("size"), language,
        minor: told.get("minor") ?? "", urgent: told.get("urgent") ?? "", wheelchairs: told.get("wheelchairs") ?? "0",
      };
      const said = say("did_walk_up", { number, people: count("people", Number(values.size)) });
      keeper.act("walk_up", values, { told: said, local: { number, street: street.name, place: street.place } });
    };
  });
}

// Where a van stands that broke down: tell(values, local) is called with what was said.
export function openStand({ title, streets, tell, hasLastStop = true }) {
  const body = template("sheet-stand");
  put(body, "title", title);
  body.querySelector('[data-stands="last"]').hidden = !hasLastStop;
  const chosen = streetField(body, streets, { next: "#stand-number" });
  for (const stands of ["last", "point", "somewhere"]) {
    const button = body.querySelector(`[data-stands="${stands}"]`);
    button.addEventListener("click", () => {
      shut();
      tell({ stands }, { stands, from: stands === "last" ? button.textContent : "" });
    });
  }
  openForm(body, (told) => {
    const street = chosen();
    if (!street) {
      return "choose_street";
    }
    const values = { stands: "street", street: String(street.id), number: told.get("number").trim() };
    return () => tell(values, { stands: "street", from: street.name });
  });
}

export function openRefuse({ group, keeper, protocol }) {
  const body = template("sheet-refuse");
  put(body, "title", say("refuse_whom", { group: named(group) }));
  put(body, "protocol", protocol);
  body.querySelector("[data-minor]").hidden = !group.minor;
  openForm(body, (told) => {
    if (!told.get("reason")) {
      return "choose_reason";
    }
    if (group.minor && !told.get("guardian_called")) {
      return "call_guardian";
    }
    const reason = body.querySelector("[name=reason]:checked").parentElement.textContent.trim();
    const values = {
      ride: referenceOf(group), reason: told.get("reason"), to: told.get("to"),
      guardian_called: told.get("guardian_called") ?? "",
    };
    return () => keeper.act("refuse", values, { told: say("did_refuse", { number: group.number }), local: { reason } });
  });
}

// Who takes over: after a refusal, or at the door of somebody under age.
export function openTakers({ group, keeper, name }) {
  const body = template("sheet-takers");
  put(body, "title", say(name === "drop" ? "drop_whom" : "hand_over_whom", { group: named(group) }));
  openForm(body, (told) => {
    if (!told.get("to")) {
      return "choose_taker";
    }
    const values = { ride: referenceOf(group), to: told.get("to") };
    return () => keeper.act(name, values, { told: say(`did_${name}`, { number: group.number }) });
  });
}

export function openSplit({ group, keeper }) {
  const body = template("sheet-split");
  put(body, "title", named(group));
  offerSizes(body, group.size - group.wheelchairs - (group.wheelchairs ? 0 : 1), 1);
  openForm(body, (told) => {
    if (!told.get("size")) {
      return "choose_size";
    }
    const number = keeper.provisional();
    const values = { ride: referenceOf(group), size: told.get("size") };
    return () => keeper.act("split", values, { told: say("did_split", { number: group.number }), local: { number } });
  });
}

// A sheet of buttons: each [words, what it does, whether it is the likely one].
export function openActs(title, acts) {
  const body = template("sheet-group");
  put(body, "title", title);
  for (const [words, run, isMain] of acts) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "tap", textContent: words });
    button.classList.toggle("tap--main", Boolean(isMain));
    button.addEventListener("click", () => {
      shut();
      run();
    });
    body.querySelector('[data-slot="acts"]').append(button);
  }
  openWith(body);
}

dialog.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest('[data-do="shut"]')) {
    shut();
  }
});
