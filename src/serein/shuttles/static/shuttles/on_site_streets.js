// The streets of the commune, held so that one is chosen without network too; and the field in which that is done.
import { matching } from "./on_site_night.js";
import { put, say } from "./on_site_words.js";
import { store } from "./on_site_wipe.js";

// What is held at once; what the commune says of it as soon as it can be asked.
export async function learnStreets(address) {
  const held = (await store.get("held", "streets"))?.streets ?? [];
  try {
    const answer = await fetch(address, { cache: "no-store" });
    if (!answer.ok) {
      return held;
    }
    const streets = await answer.json();
    await store.put("held", { name: "streets", streets });
    return streets;
  } catch {
    return held; // those that were kept stay
  }
}

// Let one type and choose a street; returns what tells the street that is meant, or null.
export function streetField(body, streets, { next, warn }) {
  const [input, found] = [body.querySelector("[data-street]"), body.querySelector('[data-slot="found"]')];
  let street = null;

  function choose(one) {
    street = one;
    input.value = one.name;
    found.replaceChildren();
    put(body, "fault", warn && one.outside ? say("outside_zone") : "");
    body.querySelector(next).focus();
  }

  input.addEventListener("input", () => {
    street = null;
    found.replaceChildren(...matching(streets, input.value).map((one) => {
      const line = document.createElement("li");
      const button = Object.assign(document.createElement("button"), { type: "button", className: "tap tap--found" });
      button.textContent = one.town ? `${one.name}, ${one.town}` : one.name;
      button.addEventListener("click", () => choose(one));
      line.append(button);
      return line;
    }));
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !street) {
      event.preventDefault();
      found.querySelector("button")?.click();
    }
  });
  return () => {
    const [only, ...more] = street ? [street] : matching(streets, input.value);
    return more.length ? null : only ?? null;
  };
}
