// The door of one event. Each thing that happens here gets a key of its own, is decided by the site
// while it answers and by this device when it does not, and is kept until the site has it.
import { Guests, normalised } from "./answers.js";
import { keepPage, reloadWithNewRelease, forgetPage } from "./keeping.js";
import { CameraPanel } from "./camera-panel.js";
import { fingerprint, isWhole, looksLikeCode, newKey } from "./codes.js";
import { MemoryStore } from "./memory.js";
import { Line, only } from "./queue.js";
import { play, wakeSound } from "./sound.js";
import { Store } from "./store.js";
import { sweep } from "./sweep.js";
import * as view from "./view.js";

const { parts } = view;
const WAIT = { ifAvailable: false };
const EVERY = 10_000; // ms from one look at the site to the next
const NOBODY = "Nobody on the list has this name.";
const UNSAFE = "This page does not come over HTTPS: the browser gives it no camera.";
const UNKEPT = "Nothing is kept on this device. Leave the page open until all is sent.";

// With a keyboard at hand the field takes the focus back; on a phone that would cover the answer.
const hasKeyboard = matchMedia("(pointer: fine)").matches;
const boot = JSON.parse(document.getElementById("boot").textContent);
const zone = boot.event.zone;
const guests = new Guests(boot);
const camera = new CameraPanel(parts, (code) => act({ what: "scan", code, way: "scan" }));
let store, line, news;
let isMute = false;
let isOver = false;
let closing = ""; // why this link opens no door any more, while something waits to be sent
let [asked, shown] = [0, 0]; // of the looks at what is kept: a later one stands
let turn = Promise.resolve();

start();

async function start() {
  reloadWithNewRelease(isIdle);
  const name = await nameOf(location.pathname);
  store = await Store.open(name).catch(() => new MemoryStore());
  line = new Line({ store, boot, name, onChange: changed, onEnd: ended });
  news = new BroadcastChannel(`parvis-door-${name}`);
  news.onmessage = ({ data }) => (data === "wiped" ? closed("") : show());
  isMute = Boolean(await store.note("mute"));
  parts.mute.setAttribute("aria-pressed", String(isMute));
  parts.device.value = (await store.note("device")) || boot.name;
  listen();
  await show();
  document.body.dataset.ready = "yes";
  keepPage(boot.worker, () => isOver);
  sweep(name);
  await beat();
  setInterval(beat, EVERY);
}

/** Do one thing after the other, however quickly they come. */
function act(wanted) {
  const done = turn.then(() => decided(wanted));
  turn = done.catch(() => {});
  return done;
}

/** Do something: by the site if it answers at once, else by the list on this device. */
async function decided(wanted) {
  if (isOver) return null;
  if (closing) return view.showAnswer({ verdict: "refused", words: closing });
  const made = normalised({ ...wanted, key: newKey(), at: new Date().toISOString() });
  const mayAsk = line.isUp && !(await store.waiting()).length;
  const answered = mayAsk ? await line.ask(made) : null;
  if (!answered) return alone(made, { wasAsked: mayAsk });
  tell(answered, made, answered.registration);
  changed();
  return answered;
}

/** Decide by the list on this device; one tab at a time, so that none lets in whom another has. */
async function alone(made, { wasAsked }) {
  const said = await only(`${line.name}-door`, () => decideAndKeep(made, wasAsked), WAIT);
  const name = said.person?.name ?? made.name ?? "";
  tell({ ...said, name, unsent: said.admits }, made, said.person?.id);
  changed();
  return said;
}

async function decideAndKeep(made, wasAsked) {
  await load();
  const said = await guests.decide(made);
  if (said.admits) {
    const registration = typeof said.person?.id === "number" ? said.person.id : undefined;
    await store.add({ ...made, registration, firm: true }); // kept before it is said
  } else if (wasAsked) {
    // The site may have said yes, too late for us to hear: what stands is what was said here.
    const { at } = made;
    await store.add({ what: "undo", undoes: made.key, key: newKey(), at, firm: true });
  }
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
  const walkIn = { label: "Let in as a walk-in", act: () => openWalkIn(said.name) };
  if (said.verdict === "in") return [{ label: "Undo", act: () => undo(made.key) }];
  if (said.verdict === "waiting" || said.verdict === "cancelled") {
    return registration ? [again] : [];
  }
  if (said.verdict === "full") return boot.is_coordinator ? [again] : [];
  return said.verdict === "unknown" ? [walkIn] : [];
}

async function undo(key) {
  await act({ what: "undo", undoes: key });
  backToField();
}

function backToField() {
  if (hasKeyboard) parts.entry.focus();
}

/** Something is another now: show it here and in the other tabs. */
function changed() {
  news.postMessage("changed");
  return show();
}

async function load() {
  const mine = ++asked;
  const waiting = (await store.waiting()).map(([, one]) => one);
  const list = await store.list();
  if (mine > shown) {
    shown = mine;
    guests.load(list, waiting);
  }
  return waiting.length;
}

async function show() {
  if (isOver) return;
  const waiting = await load();
  view.showCounts(guests.counts());
  view.showConflicts(guests.conflicts);
  view.showRecent(guests.lastIn(), zone, (one) => undo(one.key));
  find();
  showLine(waiting);
}

async function showLine(waiting) {
  if (isOver) return;
  const { isUp } = line;
  const sentAt = await store.note("sent");
  const notes = [whyUnkept(), line.clockNote, ...line.problems, ...line.lost];
  view.showLine({ isUp, waiting, sentAt, listAt: guests.at, notes, zone });
}

function find() {
  const text = parts.entry.value.trim();
  const people = guests.search(text);
  const letIn = async (person) => {
    parts.entry.value = "";
    await act({ what: "in", registration: person.id, name: person.name });
    backToField();
  };
  view.showFound(people, zone, letIn, (person) => undo(person.key));
  const isNobody = text && !people.length && !looksLikeCode(text);
  view.showFoundNote(isNobody ? NOBODY : "", Boolean(text));
}

/** What somebody has to know where nothing is kept, or "". */
function whyUnkept() {
  if (store instanceof Store) return "";
  return isSecureContext ? UNKEPT : `${UNSAFE} ${UNKEPT}`;
}

/** Send what waits, bring what changed, and close the door when it is time. */
async function beat() {
  if (isOver) return;
  const isDone = line.isRefused || !(await store.waiting()).length;
  if (isDone && (await store.isPast())) return ended("It is over.");
  if (navigator.onLine) {
    await line.flush();
    if (!isOver) await line.refresh();
  }
  if (!isOver) showLine((await store.waiting()).length);
}

/** The site says that the door is closed: send what waits, then take all of it off the device. */
async function ended(words) {
  closing = words;
  await line.flush();
  if (isOver) return;
  const left = await store.waiting();
  if (isOver) return;
  if (left.length && !line.isRefused) {
    line.problems = [`${words} The list goes off this device when all is sent.`];
    return;
  }
  if (left.length) view.showUnsent(line.isRefused, await namesOf(left), zone, () => wipe(words));
  else await wipe(`${words} Everything was sent, and the list is off this device.`);
}

async function wipe(words) {
  isOver = true;
  await store.wipe();
  await forgetPage();
  news.postMessage("wiped");
  closed(words);
}

function closed(words) {
  isOver = true;
  camera.stop();
  view.showEnd(words);
}

/** Who was let in, and when, of what was never sent. */
async function namesOf(left) {
  await load();
  const admitted = left.map(([, one]) => one).filter((one) => one.what !== "undo");
  return admitted.map((one) => [one.name ?? guests.people.get(one.registration)?.name, one.at]);
}

function openWalkIn(name = "") {
  parts.walkIn.open = true;
  parts.walkInForm.elements.name.value ||= name;
  parts.walkInForm.elements.name.focus();
}

/** Who was looked for and not found need not be typed again. */
function nameFromField() {
  if (guests.search(parts.entry.value).length || looksLikeCode(parts.entry.value)) return;
  parts.walkInForm.elements.name.value ||= parts.entry.value.trim();
  parts.entry.value = "";
  find();
}

function listen() {
  addEventListener("pointerdown", wakeSound, { once: true });
  addEventListener("keydown", wakeSound, { once: true });
  addEventListener("online", () => {
    line.downUntil = 0;
    beat();
  });
  addEventListener("offline", () => show());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    camera.wake();
    beat();
  });
  addEventListener("beforeunload", (event) => whyUnkept() && event.preventDefault());
  document.addEventListener("keydown", catchScanner);
  parts.entry.addEventListener("input", find);
  parts.find.addEventListener("submit", entered);
  parts.walkInForm.addEventListener("submit", walkedIn);
  parts.walkIn.addEventListener("toggle", () => parts.walkIn.open && nameFromField());
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
  const isInField = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (isText && !isInField && event.key !== " ") parts.entry.focus();
}

async function entered(event) {
  event.preventDefault();
  const text = parts.entry.value.trim();
  if (!text) return;
  const [first, more] = guests.search(text);
  if (more) return parts.found.querySelector("button").focus(); // which of them?
  parts.entry.value = "";
  if (first) await act({ what: "in", registration: first.id, name: first.name });
  else if (looksLikeCode(text)) await act({ what: "scan", code: text, way: "scan" });
  else tell({ verdict: "unknown", words: NOBODY, name: text });
  find();
}

async function walkedIn(event) {
  event.preventDefault();
  const { name, email, follow_up: followUp, linking } = parts.walkInForm.elements;
  if (isWhole(name.value)) {
    // A hand scanner typed into this field.
    const code = name.value;
    name.value = "";
    return act({ what: "scan", code, way: "scan" });
  }
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

/** Whether nothing would be lost by loading the page anew. */
function isIdle() {
  return !camera.isOn && !parts.walkIn.open && !parts.entry.value;
}

/** What this door is called on the device: the link's digest, so that the link is not kept twice. */
async function nameOf(path) {
  return fingerprint(path);
}
