// What was done goes to the site: at once where there is a network, else when there is one again.
import { merged, noted } from "./answers.js";

const PATIENCE = 1500; // ms that somebody at a door waits for the site
const PATIENCE_LATER = 15000; // for what nobody waits for
const BATCH = 50;
const QUIET = 8000; // ms without asking after the line was found to be down
const [UNKNOWN, GONE] = [404, 410];

export class Line {
  constructor({ store, boot, name, onChange, onEnd }) {
    Object.assign(this, { store, boot, name, onChange, onEnd });
    this.downUntil = 0;
    this.clockNote = "";
    this.problems = [];
    this.lost = []; // what was done here and the site could not take: a sentence each
    this.isRefused = ""; // why the site takes nothing from this link any more
  }

  get isUp() {
    return navigator.onLine && Date.now() >= this.downUntil;
  }

  /** Ask the site about one act. Null where it does not answer in time. */
  async ask(act) {
    const said = await this.#post([act], PATIENCE);
    const answered = said?.answers[0];
    if (!answered || answered.verdict === "later") return null;
    await this.#note([[act, answered]]);
    return answered;
  }

  /** Send what waits, in its order; one tab at a time. Returns whether nothing waits any more. */
  flush() {
    return only(`${this.name}-send`, async () => {
      for (;;) {
        const waiting = (await this.store.waiting()).slice(0, BATCH);
        if (!waiting.length) return true;
        const said = await this.#post(
          waiting.map(([, act]) => act),
          PATIENCE_LATER,
        );
        if (!said) return false;
        const answered = new Map(said.answers.map((one) => [one.key, one]));
        const done = waiting.filter(([, act]) => {
          const found = answered.get(act.key);
          return found && found.verdict !== "later";
        });
        if (!done.length) return false;
        await this.#note(done.map(([, act]) => [act, answered.get(act.key)]));
        await this.store.remove(done.map(([number]) => number));
        this.onChange();
      }
    });
  }

  /** Bring the list, or what changed in it. */
  async refresh({ whole = false } = {}) {
    const kept = whole ? null : await this.store.list();
    const since = kept ? `?since=${encodeURIComponent(kept.now)}` : "";
    const answer = await this.#fetch(`${this.boot.list}${since}`, {}, PATIENCE_LATER);
    if (!answer) return;
    const said = await answer.json();
    if (!answer.ok) {
      if (said.is_ended) this.onEnd(said.error);
      else if (answer.status < 500) this.problems = [said.error];
      return;
    }
    await this.#change((list) => merged(whole ? null : list, said));
    await this.store.keepNote("until", said.until); // so that it is found and forgotten later
    await this.store.keepNote("ahead", Date.now() - Date.parse(said.now)); // of our clock
    await this.store.keepNote("path", location.pathname);
    this.lost = (await this.store.kept("lost")) ?? [];
    this.problems = [];
    this.onChange();
  }

  async #post(acts, patience) {
    const device = (await this.store.note("device")) || this.boot.name;
    const body = JSON.stringify({ device, sent_at: new Date().toISOString(), acts });
    const headers = { "Content-Type": "application/json" };
    const request = { method: "POST", body, headers };
    const answer = await this.#fetch(this.boot.acts, request, patience);
    if (!answer) return null;
    const said = await answer.json();
    if (!answer.ok) {
      this.problems = [said.error];
      this.isRefused = said.is_ended || answer.status === UNKNOWN ? said.error : "";
      return null;
    }
    this.problems = [];
    this.clockNote = said.clock;
    await this.store.keepNote("sent", said.now); // another tab may have sent what this one shows
    return said;
  }

  async #fetch(address, request, patience) {
    try {
      const signal = AbortSignal.timeout(patience);
      const answer = await fetch(address, { ...request, signal, cache: "no-store" });
      const isOurs = answer.headers.get("Content-Type")?.includes("json");
      if (!isOurs || (answer.status >= 500 && answer.status !== GONE)) throw new Error("no answer");
      this.downUntil = 0;
      return answer;
    } catch {
      this.downUntil = Date.now() + QUIET;
      return null;
    }
  }

  /** Put what the site answered into the list that is kept. */
  async #note(pairs) {
    const lost = pairs.filter(([act, { verdict }]) => act.firm && isLost(act, verdict));
    if (lost.length) {
      const told = lost.map(([act, { words }]) => `${act.name ?? "Somebody"}, let in: ${words}`);
      this.lost = [...((await this.store.kept("lost")) ?? []), ...told];
      await this.store.keep("lost", this.lost);
    }
    await this.#change((list) => {
      if (!list) return null;
      for (const [act, answered] of pairs) noted(list, act, answered);
      return list;
    });
  }

  /** Read, change and keep the list, while no other tab does. */
  #change(change) {
    return only(
      `${this.name}-list`,
      async () => {
        const list = change(await this.store.list());
        if (list) await this.store.keep("list", list);
      },
      { ifAvailable: false },
    );
  }
}

/** Whether somebody was let in here, and the site did not keep it. */
function isLost(act, verdict) {
  return act.what !== "undo" && !["in", "again", "undone"].includes(verdict);
}

/** Do something that one tab at a time may do; by default, leave it to the one that does. */
export function only(name, act, options = { ifAvailable: true }) {
  if (!navigator.locks) return act();
  return navigator.locks.request(`parvis-door-${name}`, options, (lock) => (lock ? act() : false));
}
