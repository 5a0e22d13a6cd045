// What a page without HTTPS has instead of the encrypted store: nothing outlives the page. Browsers
// give such pages neither encryption nor a worker.
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

  async wipe() {
    this.#kept.clear();
    this.#queue.clear();
  }
}
