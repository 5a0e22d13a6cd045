// The page: what is shown of the state, and nothing decided here.
import { HEADS, STATES, clock } from "./words.js";

const HEADS_SAY_ALL = new Set(["in", "again"]); // head and name are the whole sentence
const find = (id) => document.getElementById(id);

export const parts = {
  answer: find("answer"),
  entry: find("entry"),
  find: find("find"),
  found: find("found"),
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
  const room = capacity === null ? "" : `, of ${capacity} places`;
  find("inside").textContent = inside;
  find("counts-rest").textContent = `in${room}; ${promised} signed up`;
  find("full").hidden = capacity === null || inside < capacity;
}

/** Say how far the site knows what this device knows. */
export function showLine({ isUp, waiting, sentAt, listAt, clockNote, problems, zone }) {
  const line = find("line");
  line.dataset.state = isUp ? (waiting ? "sending" : "up") : "down";
  const list = listAt ? `List of ${clock(listAt, zone)}.` : "No list on this device yet.";
  const rest = waiting ? `${waiting} ${waiting === 1 ? "waits" : "wait"} to be sent.` : "";
  const sent = waiting ? "" : sentAt ? `All sent ${clock(sentAt, zone)}.` : "Nothing waits.";
  find("line-words").textContent = isUp ? `${rest}${sent} ${list}` : `No network. ${rest} ${list}`;
  const notes = [clockNote, ...problems].filter(Boolean);
  find("line-notes").replaceChildren(...notes.map((text) => made("li", "", text)));
}

export function showFound(people, zone, onLetIn, onUndo) {
  parts.found.replaceChildren(
    ...people.map((person) => {
      const item = made("li", person.in ? "is-in" : "");
      const state = person.in ? `in since ${clock(person.in, zone)}` : STATES[person.state];
      const text = made("div", "who");
      text.append(made("span", "who-name", person.name), made("span", "who-state", state));
      const label = person.in ? "Undo" : "Let in";
      const button = made("button", person.in ? "quiet" : "go", label);
      button.type = "button";
      button.setAttribute("aria-label", `${label}: ${person.name}`);
      button.addEventListener("click", () => (person.in ? onUndo(person) : onLetIn(person)));
      item.append(text, button);
      return item;
    }),
  );
}

export function showRecent(recent, zone, onUndo) {
  find("recent-box").hidden = !recent.length;
  find("recent").replaceChildren(
    ...recent.map((one) => {
      const item = made("li");
      const text = made("div", "who");
      const at = clock(one.at, zone);
      text.append(made("span", "who-name", one.name), made("span", "who-state", `in at ${at}`));
      const button = made("button", "quiet", "Undo");
      button.type = "button";
      button.setAttribute("aria-label", `Undo: ${one.name}`);
      button.addEventListener("click", () => onUndo(one));
      item.append(text, button);
      return item;
    }),
  );
}

export function showConflicts(sentences) {
  find("conflicts-box").hidden = !sentences.length;
  find("conflicts").replaceChildren(...sentences.map((text) => made("li", "", text)));
}

/** The door is closed and its list is gone: nothing else is left to do. */
export function showEnd(words) {
  const end = find("end");
  find("end-words").textContent = words;
  find("door").hidden = true;
  end.hidden = false;
  end.focus();
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
