// What is kept on the device for one door: its list and what it noted, encrypted, until the event
// is over. The key is made here and cannot be taken out of the browser; with it goes all the rest.

const TABLES = ["key", "list", "queue", "notes"];

export class Store {
  static PREFIX = "parvis-door-";

  /** Open the store of one door. `name` tells doors apart and says nothing of the link. */
  static async open(name) {
    const opened = await whenDone(indexedDB.open(Store.PREFIX + name, 1), (request) => {
      request.onupgradeneeded = () => {
        for (const table of TABLES) {
          request.result.createObjectStore(table, { autoIncrement: table === "queue" });
        }
      };
    });
    const store = new Store(opened);
    store.key = await store.#keyOfThisDevice();
    return store;
  }

  constructor(database) {
    this.database = database;
    // Another tab that wipes the store must not wait for this one.
    database.onversionchange = () => database.close();
  }

  /** The list as it was kept last, or null. */
  async list() {
    return this.kept("list");
  }

  /** Something about people that is kept encrypted, or null. */
  async kept(name) {
    return this.#opened(await this.#get("list", name));
  }

  async keep(name, value) {
    await this.#put("list", await this.#sealed(value), name);
  }

  /** Keep an act; it is on the disk when this is done. */
  async add(act) {
    return this.#put("queue", await this.#sealed(act));
  }

  /** What waits to be sent, in its order: pairs of its number here and the act. */
  async waiting() {
    const table = this.#table("queue", "readonly");
    const [keys, sealed] = await Promise.all([
      whenDone(table.getAllKeys()),
      whenDone(table.getAll()),
    ]);
    return Promise.all(keys.map(async (key, n) => [key, await this.#opened(sealed[n])]));
  }

  async remove(keys) {
    const table = this.#table("queue", "readwrite", { durability: "strict" });
    await Promise.all(keys.map((key) => whenDone(table.delete(key))));
  }

  /** Small things that say nothing of people: the device's name, whether it is mute. */
  note(name) {
    return this.#get("notes", name);
  }

  keepNote(name, value) {
    return this.#put("notes", value, name);
  }

  /** Whether the device has to forget by now, by the site's clock as far as it is known. */
  async isPast() {
    const [until, ahead] = [await this.note("until"), await this.note("ahead")];
    return Boolean(until) && Date.now() - (ahead ?? 0) > Date.parse(until);
  }

  /** Take everything of this door off the device. */
  async wipe() {
    const name = this.database.name;
    this.close();
    await whenDone(indexedDB.deleteDatabase(name));
  }

  close() {
    this.database.close();
  }

  async #keyOfThisDevice() {
    const kept = await this.#get("key", "key");
    if (kept) return kept;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]);
    // Two tabs that open at once: the first one's key stands.
    const table = this.#table("key", "readwrite", { durability: "strict" });
    const first = await whenDone(table.get("key"));
    if (first) return first;
    await whenDone(table.put(made, "key"));
    return made;
  }

  async #sealed(value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, bytes) };
  }

  async #opened(sealed) {
    if (!sealed) return null;
    const { iv, data } = sealed;
    const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, data);
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  #table(name, mode, options) {
    return this.database.transaction(name, mode, options).objectStore(name);
  }

  #get(table, key) {
    return whenDone(this.#table(table, "readonly").get(key));
  }

  #put(table, value, key) {
    return new Promise((resolve, reject) => {
      const writing = this.database.transaction(table, "readwrite", { durability: "strict" });
      const request = writing.objectStore(table).put(value, key);
      writing.oncomplete = () => resolve(request.result);
      writing.onerror = writing.onabort = () => reject(writing.error);
    });
  }
}

function whenDone(request, prepare = () => {}) {
  return new Promise((resolve, reject) => {
    prepare(request);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error); // blocked only waits for another tab
  });
}
