// Doors that were opened on this device and never again: what is left of them goes, once they are
// over and all they noted was sent.
import { forgetPage } from "./keeping.js";
import { Store } from "./store.js";

export async function sweep(mine) {
  const found = (await indexedDB.databases?.()) ?? [];
  const others = found.map(({ name }) => name).filter((name) => name.startsWith(Store.PREFIX));
  for (const name of others.filter((one) => one !== Store.PREFIX + mine)) await sweepOne(name);
}

async function sweepOne(name) {
  const store = await Store.open(name.slice(Store.PREFIX.length));
  const path = await store.note("path");
  if (!(await store.isPast()) || (await store.waiting()).length) return store.close();
  await store.wipe();
  await forgetPage(path);
}
