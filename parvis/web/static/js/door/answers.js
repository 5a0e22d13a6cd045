// What the device knows, and what it says by itself: the list, with what is not sent yet upon it.
import { eventOf, fingerprint, plain, whyNot } from "./codes.js";
import { SAID, clock, folded } from "./words.js";

export class Guests {
  constructor(boot) {
    this.event = boot.event;
    this.isCoordinator = boot.is_coordinator;
    this.people = new Map(); // by the number of the sign-up; walk-ins not sent yet by their key
    this.byTicket = new Map();
    this.conflicts = [];
    this.at = null; // of the list, by the site's clock
  }

  /** Take over a list as it was kept, and what waits to be sent. */
  load(list, acts) {
    this.people.clear();
    this.byTicket.clear();
    for (const person of list?.people ?? []) this.#put({ ...person });
    this.event = list?.event ?? this.event;
    this.conflicts = list?.conflicts ?? [];
    this.at = list?.now ?? null;
    for (const act of acts) this.#apply(act);
  }

  /** How many are in, hold a place, and could be. */
  counts() {
    let inside = 0;
    let promised = 0;
    for (const person of this.people.values()) {
      if (person.in) inside += 1;
      if (holdsAPlace(person)) promised += 1;
    }
    return { inside, promised, capacity: this.event.capacity };
  }

  get isFull() {
    const { inside, capacity } = this.counts();
    return capacity !== null && inside >= capacity;
  }

  /** Who came in last, wherever: the latest first. */
  lastIn(most = 8) {
    const inside = [...this.people.values()].filter((person) => person.in && person.key);
    inside.sort((a, b) => Date.parse(b.in) - Date.parse(a.in));
    return inside.slice(0, most);
  }

  /** The person whom an act is about, or null. */
  async whom(act) {
    if (act.what === "scan") return this.byTicket.get(await fingerprint(act.code)) ?? null;
    if (act.what === "undo") return this.#of(act.undoes);
    return this.people.get(act.registration) ?? null;
  }

  /** Decide alone. `admits`: it is done, and has to be kept. */
  async decide(act) {
    if (act.what === "undo") return this.#undoing(act);
    if (act.what === "walk-in") return this.#walkingIn(act);
    const why = act.what === "scan" ? whyNot(act.code) : "";
    if (why) return answer("unknown", SAID[why]());
    const person = await this.whom(act);
    return person ? this.#comingIn(person, act) : this.#notListed(act);
  }

  /** People whose name has these words, those who are not in first. */
  search(text, most = 8) {
    const words = folded(text).split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    const found = [...this.people.values()].filter((person) => {
      const name = folded(person.name);
      return words.every((word) => name.includes(word));
    });
    const begins = (person) => (folded(person.name).startsWith(words[0]) ? 0 : 1);
    const rank = (person) => (person.in ? 2 : holdsAPlace(person) ? 0 : 1);
    found.sort(
      (a, b) => rank(a) - rank(b) || begins(a) - begins(b) || a.name.localeCompare(b.name),
    );
    return found.slice(0, most);
  }

  #comingIn(person, act) {
    const { name } = person;
    if (person.in) {
      return answer("again", SAID.again(name, clock(person.in, this.event.zone)), person);
    }
    if (holdsAPlace(person)) return answer("in", SAID.in(name), person, true);
    if (this.isFull && !(act.over && this.isCoordinator)) {
      return answer("full", SAID.full(this.event.capacity), person);
    }
    if (act.over) return answer("in", SAID.in(name), person, true);
    const state = person.state === "cancelled" ? "cancelled" : "waiting";
    return answer(state, SAID[state](name), person);
  }

  #walkingIn(act) {
    if (!/[\p{L}\p{N}]/u.test(act.name)) return answer("wrong", SAID.noName());
    if (this.isFull && !(act.over && this.isCoordinator)) {
      return answer("full", SAID.full(this.event.capacity));
    }
    return answer("in", SAID.in(act.name.trim()), null, true);
  }

  #undoing(act) {
    const person = this.#of(act.undoes);
    return answer("undone", SAID.undone(person?.name ?? "Nobody"), person, true);
  }

  #notListed(act) {
    if (eventOf(act.code) !== this.event.id) return answer("other-event", SAID.otherEvent());
    const since = this.at ? clock(this.at, this.event.zone) : "earlier";
    return answer("unknown", SAID.notListed(since));
  }

  #put(person) {
    this.people.set(person.id, person);
    if (person.ticket) this.byTicket.set(person.ticket, person);
  }

  #of(key) {
    return [...this.people.values()].find((person) => person.key === key) ?? null;
  }

  /** Put something that is done, and not yet in the list, upon it. */
  #apply(act) {
    if (act.what === "undo") {
      const person = this.#of(act.undoes);
      if (person) out(person);
      return;
    }
    if (act.what === "walk-in") {
      const { key, name, at } = act;
      if (this.#of(key)) return; // the site has it, and it is about to leave the queue
      this.#put({ id: key, key, name, state: "confirmed", origin: "walk-in", in: at });
      return;
    }
    const person = this.people.get(act.registration);
    if (person && !person.in) Object.assign(person, { in: act.at, key: act.key });
  }
}

/** What the site answered, put into a list that is kept: until the next one comes. */
export function noted(list, act, answered) {
  const person = list.people.find((one) => one.id === answered.registration);
  if (answered.verdict === "undone" && person) out(person);
  if (answered.verdict === "in") {
    const key = act.key;
    if (person) Object.assign(person, { in: answered.at_iso, key, state: "confirmed" });
    else {
      const { registration: id, name, at_iso: at } = answered;
      list.people.push({ id, name, key, in: at, state: "confirmed", origin: "walk-in" });
    }
  }
  if (answered.verdict === "again" && person && !person.in) person.in = answered.at_iso;
  return list;
}

/** A newer list upon an older: whole, or only what changed. */
export function merged(old, fresh) {
  if (fresh.whole || !old) return fresh;
  const people = new Map(old.people.map((person) => [person.id, person]));
  for (const person of fresh.people) people.set(person.id, person);
  return { ...fresh, people: [...people.values()] };
}

export function normalised(act) {
  return act.what === "scan" ? { ...act, code: plain(act.code) } : act;
}

/** Nobody let them in any more; a walk-in has signed up for nothing then. */
function out(person) {
  const state = person.origin === "walk-in" ? "cancelled" : person.state;
  Object.assign(person, { in: null, key: null, state });
}

function holdsAPlace(person) {
  return person.state === "confirmed" || person.state === "offered";
}

function answer(verdict, words, person = null, admits = false) {
  return { verdict, words, person, admits };
}
