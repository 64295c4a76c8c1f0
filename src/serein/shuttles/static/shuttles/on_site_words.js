// The words of a screen, which its page carries, and small things that both screens say.
const all = JSON.parse(document.getElementById("words").textContent);
const locale = document.documentElement.lang;
const { timeZone } = document.documentElement.dataset; // the commune's: a device may be set to another

export function say(name, values = {}) {
  return (all[name] ?? name).replace(/\{(\w+)\}/g, (_found, key) => String(values[key] ?? ""));
}

export function count(name, number, values = {}) {
  const isOne = number === 1 || (number === 0 && locale === "fr");
  return say(`${name}_${isOne ? "one" : "many"}`, { n: number, ...values });
}

export function hour(ms) {
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", timeZone }).format(ms);
}

// A moment as one waits for it: now, in so many minutes, else the hour.
export function inMinutes(ms, now) {
  const minutes = Math.ceil((ms - now) / 60000);
  if (minutes <= 0) {
    return say("now");
  }
  return minutes < 100 ? say("in_minutes", { n: minutes }) : hour(ms);
}

export function template(name) {
  return document.querySelector(`template[data-part="${name}"]`).content.firstElementChild.cloneNode(true);
}

export function put(root, slot, text) {
  const place = root.querySelector(`[data-slot="${slot}"]`);
  place.textContent = text;
  return place;
}
