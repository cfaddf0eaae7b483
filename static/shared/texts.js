// The page's sentences come with the page, in the person's language.

const block = typeof document === "object" && document.getElementById("texts");
const texts = block ? JSON.parse(block.textContent) : {};

/** The sentence of `station.CODE` with its {placeholders} filled in. */
export const t = (code, params = {}) => say(`station.${code}`, params);

/** Why no answer came, as far as one can tell: no network, or a server that takes its time. */
export const silence = () => t(navigator.onLine ? "no_answer" : "offline");

/** The same for a page of another area: the whole code. */
export function say(code, params = {}) {
  const text = texts[code] || code;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (params[name] == null ? whole : params[name]));
}

/** Whether the page has a sentence of that code. */
export function knows(code) {
  return `station.${code}` in texts;
}
