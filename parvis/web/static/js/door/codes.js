// Tickets' codes, as parvis/core/registration/tickets.py makes them: what can be told without a key.
const MARK = "PV";
const LENGTH = 30; // with the mark
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What a scanner read or somebody typed, without spaces, dashes and small letters. */
export function plain(text) {
  return text.replace(/[\s-]/g, "").toUpperCase();
}

/** Whether a text for which there is no name is meant as a code: names have letters only. */
export function looksLikeCode(text) {
  return !/^[\p{L}\p{M}\s.'’-]+$/u.test(text) || (plain(text).startsWith(MARK) && text.length >= 12);
}

/** Whether a text is a whole code: nobody is called like that. */
export function isWhole(text) {
  return looksLikeCode(text) && plain(text).length === LENGTH;
}

/** Why a code is none of ours as far as can be seen, or "". */
export function whyNot(text) {
  const code = plain(text);
  if (!code.startsWith(MARK) || !/^[A-Z2-7]+$/.test(code)) return "foreign";
  if (code.length < LENGTH) return "cut";
  return code.length > LENGTH ? "foreign" : "";
}

/** By which the list knows a ticket: from it none can be made. */
export async function fingerprint(text) {
  if (!globalThis.crypto?.subtle) return ""; // a page without HTTPS
  const bytes = new TextEncoder().encode(plain(text));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...digest].map((one) => one.toString(16).padStart(2, "0")).join("").slice(0, 24);
}

/** The number of the event that stands in a code (its bytes 6 to 9). */
export function eventOf(text) {
  const bytes = [];
  let bits = 0;
  let held = 0;
  for (const letter of plain(text).slice(MARK.length)) {
    held = ((held << 5) | ALPHABET.indexOf(letter)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return bytes.slice(5, 9).reduce((number, byte) => number * 256 + byte, 0);
}

/** A key for something that is done here: a UUID. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
}
