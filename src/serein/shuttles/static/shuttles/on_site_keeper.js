// What a screen of the night holds: the state it was last told, and the acts made since. An act is done here at once and
// sent ten seconds later, in order, each once; until then it can be taken back. Without network everything waits.
import { send } from "../kit/offline_queue.js";
import { store, wipe } from "./on_site_wipe.js";

const ASK_MS = 10000;
const UNDO_MS = 10000;
const LONGEST_ASK_MS = 8000;
const PAUSE_MS = 5000; // before what could not be sent is tried again
const LONGEST_PAUSE_MS = 60000; // a night does not wait the hour that a machine in between may ask for
const FINE = ["done", "already"];

function token() {
  const signs = crypto.getRandomValues(new Uint8Array(16));
  return `a${[...signs].map((sign) => sign.toString(16).padStart(2, "0")).join("")}`;
}

export class Keeper {
  // root: the element with the addresses; show: called whenever something changed; over: called when the night is over;
  // elsewhere: called when this device has another screen, whose acts are left alone.
  constructor({ root, show, over, elsewhere }) {
    Object.assign(this, { root, show, over, elsewhere, state: null, acts: [], notices: [], given: 0, offset: 0, pausedUntil: 0 });
    this.isReached = navigator.onLine;
    this.isKept = false;
    this.isBusy = false;
    this.isOver = false;
    this.isOfOther = false; // what the device holds is of its other screen
  }

  async start() {
    const found = await store.get("held", "night");
    const held = found?.screen === this.root.dataset.screen ? found : null;
    this.isOfOther = Boolean(found && !held);
    if (held && Date.now() + held.offset > held.state.night.until) {
      await this.end();
      return;
    }
    if (held) {
      Object.assign(this, { state: held.state, offset: held.offset, notices: held.notices, given: held.given });
      await this.readActs();
      this.show();
    }
    this.keepPage();
    setInterval(() => this.ask(), ASK_MS);
    setInterval(() => this.sendDue(), 1000);
    window.addEventListener("online", () => this.ask());
    window.addEventListener("offline", () => this.lose());
    document.addEventListener("visibilitychange", () => document.hidden || this.ask());
    await this.ask({ anew: true });
    this.show();
  }

  get now() {
    return Date.now() + this.offset;
  }

  get isOffline() {
    return !this.isReached || !navigator.onLine;
  }

  // The last act, while it can be taken back.
  get undoable() {
    const last = this.acts.at(-1);
    return last && Date.now() - last.at < UNDO_MS ? last : null;
  }

  undoSeconds() {
    return this.undoable ? Math.ceil((UNDO_MS - (Date.now() - this.undoable.at)) / 1000) : 0;
  }

  lose() {
    this.isReached = false;
    this.show();
  }

  keepPage() {
    const workers = navigator.serviceWorker;
    if (!workers) {
      return;
    }
    workers.addEventListener("message", ({ data }) => {
      this.isKept ||= data?.kept === this.root.dataset.home;
      document.documentElement.dataset.kept = this.isKept ? "yes" : "no";
      this.show();
    });
    workers
      .register("/service-worker.js")
      .then(() => workers.ready)
      .then(({ active }) => active.postMessage({ keep: this.root.dataset.home }))
      .catch(() => {}); // not on this connection
  }

  async readActs() {
    this.acts = (await store.all("acts")).sort((one, other) => one.at - other.at);
  }

  async hold() {
    const { state, offset, notices, given } = this;
    await store.put("held", { name: "night", screen: this.root.dataset.screen, state, offset, notices, given });
  }

  async ask({ anew = false } = {}) {
    if (this.isOver || this.isAsking) {
      return;
    }
    this.isAsking = true;
    const version = anew || !this.state ? "" : `?version=${this.state.version}`;
    try {
      const signal = AbortSignal.timeout(LONGEST_ASK_MS);
      const answer = await fetch(`${this.root.dataset.state}${version}`, { cache: "no-store", signal });
      await this.read(answer);
    } catch {
      this.isReached = false;
    } finally {
      this.isAsking = false;
    }
    this.show();
  }

  async read(answer) {
    this.isReached = answer.ok || [403, 410].includes(answer.status);
    if (answer.status === 410) {
      await this.end();
    } else if (answer.status === 403) {
      this.leaveAlone();
    } else if (answer.status === 200) {
      await this.take(await answer.json());
    }
  }

  // An answer that was overtaken by a later one is left.
  async take(state) {
    const isOther = this.isOfOther || (this.state && this.state.night.id !== state.night.id);
    if (isOther) {
      await this.forgetOther();
    }
    if (this.isOver || (this.state && !isOther && state.version < this.state.version)) {
      return;
    }
    this.state = state;
    this.offset = state.now - Date.now();
    await this.hold();
  }

  // Enrolled for another night or screen: what was held of the one before goes; what it could not send is shown.
  async forgetOther() {
    await this.readActs();
    for (const { id, told, local } of this.acts) {
      this.notices.push({ id, outcome: "not_understood", told, at: local.at });
      await store.remove("acts", id);
    }
    Object.assign(this, { acts: [], given: 0, isOfOther: false });
  }

  // A group that is added without the commune's number gets one of this screen: A1, A2…
  provisional() {
    this.given += 1;
    return `A${this.given}`;
  }

  async act(name, values, { told, local = {} }) {
    const id = token();
    const at = Math.max(Date.now(), (this.acts.at(-1)?.at ?? 0) + 1);
    const fields = { ...values, name, token: id, night: String(this.state.night.id) };
    const act = { id, at, name, values, local: { ...local, at: this.now }, told, who: "" };
    await store.put("acts", { ...act, action: this.root.dataset.act, fields: Object.entries(fields) });
    await this.hold();
    await this.readActs();
    this.show();
  }

  async undo() {
    const last = this.undoable;
    if (last && !this.isSending) {
      await store.remove("acts", last.id);
      await this.readActs();
      this.show();
    }
  }

  async sendDue() {
    if (!this.isOver && this.state && this.now > this.state.night.until) {
      await this.end();
      return;
    }
    const isDue = (act) => Date.now() - act.at >= UNDO_MS && Date.now() >= this.pausedUntil;
    if (!this.isOver && !this.isOffline && !this.isSending && this.acts.some(isDue)) {
      this.isSending = true;
      try {
        await this.sendInOrder(isDue);
      } finally {
        this.isSending = false;
      }
    }
    if (this.acts.length) {
      this.show();
    }
  }

  async sendInOrder(isDue) {
    const work = async (lock) => {
      for (const act of lock === null ? [] : (await store.all("acts")).sort((a, b) => a.at - b.at).filter(isDue)) {
        if (!(await this.sendOne(act))) {
          return;
        }
      }
    };
    await (navigator.locks ? navigator.locks.request("serein-night", { ifAvailable: true }, work) : work());
  }

  async sendOne(act) {
    const outcome = await send(act);
    if (outcome.became === "waits") {
      this.isReached = outcome.status !== 0;
      this.isBusy = outcome.status !== 0; // it answered that it can take nothing for now
      this.pausedUntil = Date.now() + Math.min(Math.max(PAUSE_MS, outcome.pause ?? 0), LONGEST_PAUSE_MS);
      return false;
    }
    if (outcome.status === 410) {
      await this.end();
      return false;
    }
    if (outcome.status === 403) {
      this.leaveAlone();
      return false;
    }
    this.isBusy = false;
    const came = outcome.became === "received" ? outcome.outcome : "not_understood";
    if (!FINE.includes(came)) {
      this.notices.push({ id: act.id, outcome: came, told: act.told, at: act.local.at });
    }
    await store.remove("acts", act.id);
    await this.readActs();
    if (outcome.state) {
      await this.take(outcome.state);
    }
    await this.hold();
    this.show();
    return true;
  }

  async dismiss(id) {
    this.notices = this.notices.filter((notice) => notice.id !== id);
    await this.hold();
    this.show();
  }

  // This device has another screen: nothing of it is shown here, and nothing of it goes.
  leaveAlone() {
    this.isOver = true;
    this.elsewhere();
  }

  // The night is over for this device: what could not be told is shown once, and nothing stays.
  async end() {
    this.isOver = true;
    await this.readActs();
    const lost = this.acts.map(({ told }) => told);
    await wipe();
    Object.assign(this, { state: null, acts: [], notices: [] });
    this.over(lost);
    document.documentElement.dataset.wiped = "yes";
  }
}
