// What the door says when it has to decide alone; the site says the same (core/registration/door.py).
export const SAID = {
  in: (name) => `Come in, ${name}.`,
  again: (name, at) => `${name} is already in, since ${at}.`,
  waiting: (name) => `${name} is on the waiting list and has no place yet.`,
  cancelled: (name) => `${name} has cancelled.`,
  full: (capacity) => `The room is full: ${capacity} of ${capacity} are in.`,
  undone: (name) => `${name} is not in.`,
  foreign: () => "This code is not one of our tickets.",
  cut: () => "This code is cut off. Scan it again, or find the person by name.",
  otherEvent: () => "This ticket is for another event.",
  notListed: (since) =>
    `This ticket is not on this device’s list of ${since}. Without a network it cannot be checked: ` +
    "let them in as a walk-in.",
  noName: () => "Write the name, as people call them.",
};

// The short word over each answer, and the sign beside it: never colour alone.
export const HEADS = {
  in: ["Come in", "tick"],
  again: ["Already in", "again"],
  waiting: ["Waiting list", "clock"],
  cancelled: ["Cancelled", "cross"],
  full: ["Room full", "cross"],
  "other-event": ["Other event", "arrow"],
  unknown: ["Unknown", "question"],
  refused: ["Please ask", "question"],
  undone: ["Undone", "back"],
  wrong: ["Not yet", "question"],
};

export const STATES = {
  confirmed: "has a place",
  waiting: "waiting list",
  offered: "is offered a place",
  lapsed: "let an offer lapse",
  cancelled: "cancelled",
};

/** A moment as the space's clock shows it: 18:52. */
export function clock(iso, zone) {
  const shown = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  return new Intl.DateTimeFormat("en-GB", shown).format(new Date(iso));
}

/** A name or a search without capitals and accents. */
export function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
