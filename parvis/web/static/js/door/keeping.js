// The page itself, kept so that it opens without a network; and taken off the device again.
const PAGES = "parvis-door-pages"; // as sw.js calls it

/** Let the worker keep the page and its files. */
export async function keepPage(worker, isOver) {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(worker, { scope: "/door/" });
  await navigator.serviceWorker.ready;
  navigator.storage?.persist?.().catch(() => {}); // ask the browser not to tidy it away
  const pages = await caches.open(PAGES);
  if (isOver()) return;
  await pages.add(new Request(location.pathname, { cache: "no-store" })).catch(() => {});
  document.body.dataset.kept = "yes";
}

export async function forgetPage(path = location.pathname) {
  if (globalThis.caches) await (await caches.open(PAGES)).delete(path);
}

/** A new release brings a new worker: page and files are of one kind again after a reload. */
export function reloadWithNewRelease(isIdle) {
  const had = navigator.serviceWorker?.controller;
  navigator.serviceWorker?.addEventListener("controllerchange", () => {
    if (had && isIdle()) location.reload();
  });
}
