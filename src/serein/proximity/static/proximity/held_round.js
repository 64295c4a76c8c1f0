// The round that this device holds for when there is no network: of one person, of one day.
import { holdsPersonal, markPersonal, storeCalled, wipePast } from "../kit/offline_store.js";

const NAME = "serein-round";
const STORE = "rounds";
const kept = storeCalled(NAME, { [STORE]: "who" });

export async function hold(round) {
  if (holdsPersonal(NAME)) {
    await kept.wipe(); // whoever was here before
  }
  markPersonal(NAME, new Date(new Date().setHours(24, 0, 0, 0)));
  await kept.put(STORE, round);
}

export async function held() {
  await wipePast();
  const [round] = holdsPersonal(NAME) ? await kept.all(STORE) : [];
  return round;
}
