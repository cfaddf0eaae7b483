// Calls to the server as this page's person: the session cookie goes along by itself.

const VERSION = new URL(import.meta.url).pathname.split("/")[2]; // of this page
const TIMEOUT = 5000; // ms; a handheld between two access points must not hang longer

/** The request did not arrive, or no answer came back: nothing is known about it. */
export class NoAnswer extends Error {}

/**
 * One call, with JSON or a form. Returns {status, body}: body is the parsed JSON, or null when there is none.
 * Throws NoAnswer when the network fails or the server is not there (5xx from a proxy included).
 * `key` is that of another sign-in, in whose name it is made instead.
 */
export async function call(method, path, body, key) {
  const form = body instanceof FormData; // its type, with the edge between its parts, is the browser's to say
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), TIMEOUT);
  try {
    const response = await fetch(path, {
      method, signal: giveUp.signal, credentials: key ? "omit" : "same-origin", cache: "no-store",
      headers: {
        Accept: "application/json", ...(form ? {} : { "Content-Type": "application/json" }),
        ...(key ? { Authorization: `Bearer ${key}` } : { "X-CSRF-Token": csrfToken() }),
      },
      body: body === undefined || form ? body : JSON.stringify(body),
    });
    if (response.status >= 500) throw new NoAnswer(`status ${response.status}`);
    const text = await response.text();
    heardVersion(response.headers.get("Floor-Version"));
    return { status: response.status, body: text ? JSON.parse(text) : null };
  } catch (problem) {
    throw problem instanceof NoAnswer ? problem : new NoAnswer(String(problem));
  } finally {
    clearTimeout(timer);
  }
}

export function csrfToken() {
  const token = document.querySelector('meta[name="csrf-token"]');
  return token ? token.content : "";
}

/** What the server says with each answer, and to each socket. A page of another version loads itself anew. */
export function heardVersion(version) {
  if (!version || version === VERSION) return;
  import("./load_anew.js").catch((problem) => console.info("asked for again with the next answer:", problem.message));
}

/** Why the server refused, in the person's language; "" where the answer is not Floor's. */
export const reason = (body) => (body && (body.detail || body.title)) || "";

/** A random UUID. crypto.randomUUID is missing on plain http, getRandomValues is not. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
