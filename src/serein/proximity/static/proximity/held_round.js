// The round that this device holds for when there is no network: of one person, of one day.
import { holdsPersonal, markPersonal, storeCalled, wipePersonal } from "../kit/offline_store.js";

const NAME = "serein-round";
const STORE = "rounds";
const kept = storeCalled(NAME, { [STORE]: "who" });

export async function hold(round) {
  if (holdsPersonal(NAME)) {
    await kept.wipe(); // whoever was here before
  }
  markPersonal(NAME);
  await kept.put(STORE, round);
}

export async function held(day) {
  const [round] = holdsPersonal(NAME) ? await kept.all(STORE) : [];
  if (round && round.day !== day) {
    await wipePersonal();
    return undefined;
  }
  return round;
}
