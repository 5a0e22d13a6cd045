// What a page has instead of the encrypted store where the browser gives none: without HTTPS, or in some
// private windows. Nothing outlives the page.
export class MemoryStore {
  #kept = new Map();
  #queue = new Map();
  #last = 0;

  async list() {
    return this.kept("list");
  }

  async kept(name) {
    return structuredClone(this.#kept.get(name) ?? null);
  }

  async keep(name, value) {
    this.#kept.set(name, structuredClone(value));
  }

  async add(act) {
    this.#queue.set(++this.#last, act);
  }

  async waiting() {
    return [...this.#queue];
  }

  async remove(keys) {
    for (const key of keys) this.#queue.delete(key);
  }

  async note(name) {
    return this.#kept.get(`note-${name}`);
  }

  async keepNote(name, value) {
    this.#kept.set(`note-${name}`, value);
  }

  async isPast() {
    return false; // the page goes, and all with it
  }

  async wipe() {
    this.#kept.clear();
    this.#queue.clear();
  }
}
