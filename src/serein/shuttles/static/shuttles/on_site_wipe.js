// What a device holds of a night goes: its acts, its state, and the screens that were kept for it.
import { storeCalled } from "../kit/offline_store.js";

const NAME = "serein-night";
const OPENED_PREFIX = "serein-opened-";

export const store = storeCalled(NAME, { acts: "id", held: "name" });

export async function wipe() {
  await store.wipe();
  if ("caches" in window) {
    const names = (await caches.keys()).filter((name) => name.startsWith(OPENED_PREFIX));
    await Promise.all(names.map((name) => caches.delete(name)));
  }
}

if (document.querySelector("[data-wipe]")) {
  await wipe();
  document.documentElement.dataset.wiped = "yes";
}
