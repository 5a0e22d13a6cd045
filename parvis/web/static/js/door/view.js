// The page: what is shown of the state, and nothing decided here.
import { HEADS, STATES, clock } from "./words.js";

const HEADS_SAY_ALL = new Set(["in", "again", "cancelled", "undone"]); // with the name: all of it
const filled = new WeakMap(); // what stands in each list of people
const find = (id) => document.getElementById(id);

export const parts = {
  answer: find("answer"),
  entry: find("entry"),
  find: find("find"),
  found: find("found"),
  foundNote: find("found-note"),
  walkIn: find("walk-in"),
  walkInForm: find("walk-in-form"),
  camera: find("camera"),
  cameraBox: find("camera-box"),
  cameraNote: find("camera-note"),
  video: find("video"),
  torch: find("torch"),
  mute: find("mute"),
  device: find("device"),
  deviceForm: find("device-form"),
};

/** Show an answer large: its sign, its word, the sentence, and what can be done. */
export function showAnswer({ verdict, words, name, at, unsent, actions = [] }) {
  const [head, sign] = HEADS[verdict] ?? HEADS.unknown;
  const box = parts.answer;
  box.dataset.verdict = verdict;
  box.replaceChildren(
    signOf(sign),
    made("p", "answer-head", at && verdict === "again" ? `${head} since ${at}` : head),
    made("p", "answer-name", name || ""),
    made("p", "answer-words", HEADS_SAY_ALL.has(verdict) ? "" : words),
  );
  if (unsent) box.append(made("p", "answer-note", "Not sent yet: it is kept on this device."));
  if (actions.length) box.append(buttons(actions));
}

export function showCounts({ inside, promised, capacity }) {
  const room = capacity === null ? "" : `, of ${capacity} ${capacity === 1 ? "place" : "places"}`;
  find("inside").textContent = inside;
  find("counts-room").textContent = `in${room};`;
  find("counts-rest").textContent = `${promised} signed up`;
  find("full").hidden = capacity === null || inside < capacity;
}

/** Say how far the site knows what this device knows. */
export function showLine({ isUp, waiting, sentAt, listAt, notes, zone }) {
  const line = find("line");
  const wasUp = line.dataset.state !== "down";
  if (isUp !== wasUp) {
    find("line-ears").textContent = isUp ? "The network is back." : "The line is gone. The door goes on.";
  }
  line.dataset.state = isUp ? (waiting ? "sending" : "up") : "down";
  const list = listAt ? `List of ${clock(listAt, zone)}.` : "No list on this device yet.";
  const rest = waiting ? `${waiting} ${waiting === 1 ? "waits" : "wait"} to be sent.` : "";
  const sent = waiting ? "" : sentAt ? `All sent ${clock(sentAt, zone)}.` : "Nothing waits.";
  find("line-words").textContent = isUp ? `${rest}${sent} ${list}` : `No network. ${rest} ${list}`;
  find("line-notes").replaceChildren(...notes.filter(Boolean).map((text) => made("li", "", text)));
}

export function showFound(people, zone, onLetIn, onUndo) {
  const rows = people.map((person) => {
    const state = person.in ? `in since ${clock(person.in, zone)}` : STATES[person.state];
    const act = () => (person.in ? onUndo(person) : onLetIn(person));
    return { person, state, label: person.in ? "Undo" : "Let in", act };
  });
  fill(parts.found, rows);
}

/** On a phone, what is found has to be above the keyboard: the last answer makes room. */
export function showFoundNote(words, isSearching) {
  document.body.dataset.searching = words ? "nobody" : isSearching ? "yes" : "no";
  if (parts.foundNote.textContent !== words) parts.foundNote.textContent = words;
}

export function showRecent(recent, zone, onUndo) {
  find("recent-box").hidden = !recent.length;
  const rows = recent.map((person) => {
    const state = `in since ${clock(person.in, zone)}`;
    return { person, state, label: "Undo", act: () => onUndo(person) };
  });
  fill(find("recent"), rows);
}

/** Put people into a list, only where something is another: the focus stays where it is. */
function fill(list, rows) {
  const said = JSON.stringify(rows.map(({ person, state }) => [person.id, person.key, state]));
  if (filled.get(list) === said) return;
  filled.set(list, said);
  const held = list.contains(document.activeElement) && document.activeElement.ariaLabel;
  list.replaceChildren(...rows.map(row));
  if (held) list.querySelector(`[aria-label="${CSS.escape(held)}"]`)?.focus();
}

function row({ person, state, label, act }) {
  const item = made("li", person.in ? "is-in" : "");
  const text = made("div", "who");
  text.append(made("span", "who-name", person.name), made("span", "who-state", state));
  const button = made("button", label === "Undo" ? "quiet" : "go", label);
  button.type = "button";
  button.setAttribute("aria-label", `${label}: ${person.name}`);
  button.addEventListener("click", act);
  item.append(text, button);
  return item;
}

export function showConflicts(sentences) {
  find("conflicts-box").hidden = !sentences.length;
  find("conflicts").replaceChildren(...sentences.map((text) => made("li", "", text)));
}

/** The door is closed and its list is gone: nothing else is left to do. */
export function showEnd(words) {
  const end = find("end");
  find("end-words").textContent = words;
  if (!words.endsWith(":")) {
    find("end-unsent").replaceChildren();
    find("end-forget").hidden = true;
  }
  find("door").hidden = true;
  end.hidden = false;
  end.focus();
}

/** What was noted here can be sent no more: say who it was, before it goes off the device. */
export function showUnsent(words, people, zone, onForget) {
  const list = find("end-unsent");
  const said = people.map(([name, at]) => made("li", "", `${name ?? "Somebody"}, ${clock(at, zone)}`));
  list.replaceChildren(...said);
  find("end-forget").hidden = false;
  find("end-forget").addEventListener("click", onForget, { once: true });
  showEnd(`${words} Let in on this device and never sent:`);
}

function buttons(actions) {
  const box = made("div", "answer-actions");
  for (const { label, act } of actions) {
    const button = made("button", "", label);
    button.type = "button";
    button.addEventListener("click", act);
    box.append(button);
  }
  return box;
}

function signOf(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawn = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  drawn.setAttribute("class", "sign");
  drawn.setAttribute("viewBox", "0 0 48 48");
  drawn.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#sign-${name}`);
  drawn.append(use);
  return drawn;
}

function made(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}
