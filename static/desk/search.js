// The search in the header: "/" leads there, a scanner's burst that nothing else on the page takes is searched for,
// and the arrows walk through what was found.

import { PAUSE, newBurst } from "../shared/burst.js";
import { $ } from "../shared/dom.js";

const form = $("#search");
const line = form.elements.q;
const found = [...document.querySelectorAll(".found a")];
const burst = newBurst();
let read = "";
let last = 0;

const inField = (target) => target.closest("input, select, textarea, button, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event);
  else if (!inField(event.target)) typed(event);
});

/** Keys that no field takes: one is a shortcut, many at a scanner's pace with Enter are a code. */
function typed(event) {
  if (event.key === "Enter") {
    if (burst.endsByPause()) { event.preventDefault(); line.value = read; form.submit(); }
    read = "";
    burst.clear();
  } else if (event.key.length === 1) {
    if (event.timeStamp - last > PAUSE) { read = ""; burst.clear(); }
    last = event.timeStamp;
    read += event.key;
    burst.note(read.length, event.timeStamp);
    if (read === "/") { event.preventDefault(); line.focus(); line.select(); read = ""; burst.clear(); }
  }
}

function step(event) {
  const at = found.indexOf(document.activeElement);
  if (found.length === 0 || (at < 0 && document.activeElement !== document.body && document.activeElement !== line)) return;
  event.preventDefault();
  const next = event.key === "ArrowDown" ? at + 1 : at - 1;
  (next < 0 ? line : found[Math.min(next, found.length - 1)]).focus();
}
