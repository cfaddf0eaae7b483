// The search in the header: "/" leads there, a scanner's burst that no field takes is searched for, and the arrows walk
// through what was found. Single keys are those of keys.js.

import { PAUSE, newBurst } from "../shared/burst.js";
import { $ } from "../shared/dom.js";
import { ALONE, AT_ONCE } from "./keys.js";

const form = $("#search");
const line = form.elements.q;
const found = [...document.querySelectorAll(".found a")];
const burst = newBurst();
let read = "";
let last = 0;
let alone = 0;

const inField = (target) => target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]") !== null;

// The ways that leave the edge of a small screen begin where one is.
for (const here of document.querySelectorAll("nav [aria-current]")) here.scrollIntoView({ block: "nearest", inline: "center" });

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") step(event);
  else if (!inField(event.target)) typed(event);
});

/** Keys that no field takes: one is a shortcut, many at a scanner's pace with Enter are a code. */
function typed(event) {
  if (event.key === "Enter") enter(event);
  else if (event.key.length === 1) {
    clearTimeout(alone);
    if (event.timeStamp - last > PAUSE) forget();
    last = event.timeStamp;
    read += event.key;
    burst.note(read.length, event.timeStamp);
    if (AT_ONCE[event.key]) AT_ONCE[event.key]();
    if (read === "/") { event.preventDefault(); line.focus(); line.select(); forget(); }
    else if (ALONE[read]) alone = setTimeout(ALONE[read], PAUSE);
  }
}

/** A tick would send its whole form: of a row it is the link that Enter opens. */
function enter(event) {
  clearTimeout(alone);
  if (burst.endsByPause()) { event.preventDefault(); line.value = read; form.submit(); }
  else if (event.target.closest(".tick input")) { event.preventDefault(); ALONE.o(); }
  forget();
}

function forget() {
  read = "";
  burst.clear();
}

function step(event) {
  const at = found.indexOf(document.activeElement);
  if (found.length === 0 || (at < 0 && document.activeElement !== document.body && document.activeElement !== line)) return;
  event.preventDefault();
  const next = event.key === "ArrowDown" ? at + 1 : at - 1;
  (next < 0 ? line : found[Math.min(next, found.length - 1)]).focus();
}
