{# The worker of the door: keeps its page and files, so that they open without a network. #}
const SHELL = "parvis-door-{{ version }}";
const PAGES = "parvis-door-pages";
const FILES = [{% for file in files %}"{{ file|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PATIENCE = 2500; // ms that a page may take before the kept one is shown

self.addEventListener("install", (event) => {
  const keep = async () => {
    const shell = await caches.open(SHELL);
    await shell.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith("parvis-door-") && name !== SHELL && name !== PAGES);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && path.startsWith("/door/")) event.respondWith(page(request, path));
  else if (FILES.includes(path)) event.respondWith(file(request, path));
});

// The page from the site if it answers. Where it says that the door is closed, and a page is kept, that
// one has to come: something may wait on this device to be sent. It takes itself off when it is done.
async function page(request, path) {
  const pages = await caches.open(PAGES);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) await pages.put(path, answer.clone());
    if (answer.ok || !(await pages.match(path))) return answer;
  } catch {
    // No network: what was kept.
  }
  return (await pages.match(path)) ?? Response.error();
}

async function file(request, path) {
  const shell = await caches.open(SHELL);
  return (await shell.match(path)) ?? fetch(request);
}
