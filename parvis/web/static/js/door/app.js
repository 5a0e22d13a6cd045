// The door of one event. Each thing that happens here gets a key of its own, is decided by the site
// while it answers and by this device when it does not, and is kept until the site has it.
import { Guests, normalised } from "./answers.js";
import { Camera } from "./camera.js";
import { fingerprint, looksLikeCode } from "./codes.js";
import { Line } from "./queue.js";
import { play, wakeSound } from "./sound.js";
import { Store } from "./store.js";
import * as view from "./view.js";

const { parts } = view;
const EVERY = 10_000; // ms from one look at the site to the next
const RECENT = 8;

const boot = JSON.parse(document.getElementById("boot").textContent);
const zone = boot.event.zone;
const guests = new Guests(boot);
const recent = [];
let store, line, camera, news;
let isMute = false;
let isOver = false;

start();

async function start() {
  const name = await nameOf(location.pathname);
  store = await Store.open(name);
  line = new Line({ store, boot, name, onChange: changed, onEnd: ended });
  news = new BroadcastChannel(`parvis-door-${name}`);
  news.onmessage = ({ data }) => (data === "wiped" ? view.showEnd("This door is closed.") : show());
  isMute = Boolean(await store.note("mute"));
  parts.mute.setAttribute("aria-pressed", String(isMute));
  parts.device.value = (await store.note("device")) || boot.name;
  listen();
  await show();
  document.body.dataset.ready = "yes";
  keepPage();
  await beat();
  setInterval(beat, EVERY);
}

/** Do something: by the site if it answers at once, else by the list on this device. */
async function act(wanted) {
  if (isOver) return null;
  const made = normalised({ ...wanted, key: crypto.randomUUID(), at: new Date().toISOString() });
  const waits = await store.waiting();
  const asked = line.isUp && !waits.length ? await line.ask(made) : null;
  if (asked) {
    await settled(made, asked);
    return asked;
  }
  return alone(made);
}

async function settled(made, asked) {
  remember(made, asked.verdict, asked.name, asked.at_iso);
  tell({ ...asked, words: asked.words }, made, asked.registration);
  changed();
}

async function alone(made) {
  const said = await guests.decide(made);
  if (said.admits) {
    const registration = typeof said.person?.id === "number" ? said.person.id : undefined;
    await store.add({ ...made, registration, firm: true }); // kept before it is said
    remember(made, said.verdict, said.person?.name ?? made.name, made.at);
    changed();
  }
  const name = said.person?.name ?? made.name ?? "";
  tell({ ...said, name, unsent: said.admits }, made, said.person?.id);
  return said;
}

function tell(said, made, registration) {
  view.showAnswer({ ...said, actions: actionsFor(said, made, registration) });
  if (!isMute) play(said.verdict);
  navigator.vibrate?.(said.verdict === "in" ? 60 : [60, 60, 60]);
}

/** What can be done with an answer: take it back, or let somebody in all the same. */
function actionsFor(said, made, registration) {
  const again = { label: "Let in all the same", act: () => act({ ...made, over: true }) };
  const walkIn = { label: "Let in as a walk-in", act: openWalkIn };
  if (said.verdict === "in") return [{ label: "Undo", act: () => undo(made.key) }];
  if (said.verdict === "waiting" || said.verdict === "cancelled") {
    return registration ? [again] : [];
  }
  if (said.verdict === "full") return boot.is_coordinator ? [again] : [];
  return said.verdict === "unknown" ? [walkIn] : [];
}

async function undo(key) {
  await act({ what: "undo", undoes: key });
  parts.entry.focus();
}

function remember(made, verdict, name, at) {
  if (verdict === "in") recent.unshift({ key: made.key, name, at: at ?? made.at });
  if (made.what === "undo") {
    const place = recent.findIndex((one) => one.key === made.undoes);
    if (place >= 0) recent.splice(place, 1);
  }
  recent.length = Math.min(recent.length, RECENT);
}

/** Something is another now: show it here and in the other tabs. */
function changed() {
  news.postMessage("changed");
  return show();
}

async function show() {
  if (isOver) return;
  const waiting = await store.waiting();
  guests.load(
    await store.list(),
    waiting.map(([, one]) => one),
  );
  view.showCounts(guests.counts());
  view.showConflicts(guests.conflicts);
  view.showRecent(recent, zone, (one) => undo(one.key));
  find();
  showLine(waiting.length);
}

function showLine(waiting) {
  const { isUp, sentAt, clockNote, problems } = line;
  view.showLine({ isUp, waiting, sentAt, listAt: guests.at, clockNote, problems, zone });
}

function find() {
  const text = parts.entry.value;
  const people = looksLikeCode(text) ? [] : guests.search(text);
  const letIn = async (person) => {
    parts.entry.value = "";
    await act({ what: "in", registration: person.id, name: person.name });
    parts.entry.focus();
  };
  view.showFound(people, zone, letIn, (person) => undo(person.key));
}

/** Send what waits, bring what changed, and close the door when it is time. */
async function beat() {
  if (isOver) return;
  if (!navigator.onLine) return showLine((await store.waiting()).length);
  const isSent = await line.flush();
  if (!isOver) await line.refresh();
  if (isSent && Date.now() > Date.parse(boot.until)) await ended("It is over.");
  if (!isOver) showLine((await store.waiting()).length);
}

/** The site says that the door is closed: send what waits, then take all of it off the device. */
async function ended(words) {
  if ((await line.flush()) === false || (await store.waiting()).length) return;
  isOver = true;
  camera?.stop();
  await store.wipe();
  await (await caches.open("parvis-door-pages")).delete(location.pathname);
  news.postMessage("wiped");
  view.showEnd(`${words} Everything was sent, and the list is off this device.`);
}

function openWalkIn() {
  parts.walkIn.open = true;
  parts.walkInForm.elements.name.focus();
}

function listen() {
  addEventListener("pointerdown", wakeSound, { once: true });
  addEventListener("keydown", wakeSound, { once: true });
  addEventListener("online", () => {
    line.downUntil = 0;
    beat();
  });
  addEventListener("offline", () => show());
  document.addEventListener("visibilitychange", () => document.hidden || beat());
  document.addEventListener("keydown", catchScanner);
  parts.entry.addEventListener("input", find);
  parts.find.addEventListener("submit", entered);
  parts.walkInForm.addEventListener("submit", walkedIn);
  parts.camera.addEventListener("click", toggleCamera);
  parts.torch.addEventListener("click", () => {
    const isOn = parts.torch.getAttribute("aria-pressed") !== "true";
    parts.torch.setAttribute("aria-pressed", String(isOn));
    camera.torch(isOn);
  });
  parts.mute.addEventListener("click", () => {
    isMute = !isMute;
    parts.mute.setAttribute("aria-pressed", String(isMute));
    store.keepNote("mute", isMute);
  });
  parts.device.addEventListener("change", () => store.keepNote("device", parts.device.value.trim()));
  parts.deviceForm.addEventListener("submit", (event) => event.preventDefault());
}

/** A hand scanner types wherever the focus is: what begins outside a field goes into ours. */
function catchScanner(event) {
  const isText = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  const isElsewhere = event.target.closest("input, textarea, select, button, summary, a");
  if (isText && !isElsewhere && event.key !== " ") parts.entry.focus();
}

async function entered(event) {
  event.preventDefault();
  const text = parts.entry.value.trim();
  if (!text) return;
  const [only, more] = looksLikeCode(text) ? [] : guests.search(text);
  parts.entry.value = "";
  if (only && !more) await act({ what: "in", registration: only.id, name: only.name });
  else if (only) parts.entry.value = text;
  else await act({ what: "scan", code: text, way: "scan" });
  find();
}

async function walkedIn(event) {
  event.preventDefault();
  const { name, email, follow_up: followUp, linking } = parts.walkInForm.elements;
  const said = await act({
    what: "walk-in",
    way: "walk-in",
    name: name.value,
    email: email.value,
    follow_up: followUp.checked,
    linking: linking.checked,
  });
  if (said?.verdict !== "in") return;
  parts.walkInForm.reset();
  parts.walkIn.open = false;
  parts.answer.focus();
}

async function toggleCamera() {
  const isOn = Boolean(camera?.isOn);
  if (isOn) camera.stop();
  else if (!(await startCamera())) return;
  parts.camera.setAttribute("aria-pressed", String(!isOn));
  parts.cameraBox.hidden = isOn;
  document.body.dataset.camera = isOn ? "off" : "on";
  parts.torch.hidden = isOn || !camera.hasTorch;
}

async function startCamera() {
  if (!Camera.isPossible) {
    parts.cameraNote.textContent =
      "This browser gives the camera only to pages over HTTPS. Type the code or the name instead.";
    return false;
  }
  camera ??= new Camera(parts.video, (code) => act({ what: "scan", code, way: "scan" }));
  try {
    await camera.start();
    parts.cameraNote.textContent = "";
    return true;
  } catch {
    camera.stop();
    parts.cameraNote.textContent =
      "The camera was not allowed, or another app has it. Type the code or the name instead.";
    return false;
  }
}

/** Let the page itself be there without a network. */
async function keepPage() {
  if (!navigator.serviceWorker) return;
  await navigator.serviceWorker.register(boot.worker, { scope: "/door/" });
  await navigator.serviceWorker.ready;
  const pages = await caches.open("parvis-door-pages");
  await pages.add(new Request(location.pathname, { cache: "no-store" })).catch(() => {});
  document.body.dataset.kept = "yes";
}

/** What this door is called on the device: the link's digest, so that the link is not kept twice. */
async function nameOf(path) {
  return fingerprint(path);
}
