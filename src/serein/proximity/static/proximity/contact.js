// Contact noted without network: under the session of whose round this device holds, on the day and hour that it is.
import { held } from "./held_round.js";

const page = document.querySelector("[data-contact=held]");
const form = page.querySelector("form");
const halfDays = JSON.parse(document.getElementById("half-days").textContent);
const round = await held();

if (round) {
  document.querySelector("[data-offline-bar]").dataset.who = round.who;
  const now = new Date();
  const parts = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
  form.elements.day.value = parts.map((part) => String(part).padStart(2, "0")).join("-");
  form.elements.half_day.value = halfDays.find(([until]) => now.getHours() + now.getMinutes() / 60 < until)[1];
}
page.querySelector("[data-none]").hidden = Boolean(round);
form.hidden = !round;
