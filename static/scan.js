// The one scan line of a station page. Scanners write into it like keyboards: as key strokes,
// as `input` events alone (Android), in one piece or letter by letter, with Enter, Tab or
// nothing at the end.

import { newBurst, PAUSE } from "./burst.js";

const GS = "\u001d";
const EDITABLE = "input:not([type=button]):not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

/**
 * Listens on `form` (with an input in it and a keyboard button). onRead({scan, source, at}) for
 * each text; onReady(true|false) when the line gains or loses the keys.
 */
export function openScanLine(form, { onRead, onReady }) {
  const line = form.querySelector("input");
  const burst = newBurst();
  let composing = false;
  let timer = null;

  function changed(now) {
    burst.note(line.value.length, now);
    clearTimeout(timer);
    if (!typing()) timer = setTimeout(paused, PAUSE);
  }

  const typing = () => line.inputMode === "text";

  function paused() {
    if (!composing && burst.endsByPause()) finish();
  }

  function finish() {
    clearTimeout(timer);
    const scan = line.value.replace(/[\r\n\t]+$/, "").trim();
    const source = typing() || !burst.isScanner() ? "typed" : "wedge";
    line.value = "";
    burst.clear();
    if (scan) onRead({ scan, source, at: new Date().toISOString() });
  }

  line.addEventListener("input", (event) => changed(event.timeStamp));
  line.addEventListener("compositionstart", () => { composing = true; });
  line.addEventListener("compositionend", (event) => {
    composing = false;
    changed(event.timeStamp);
  });
  line.addEventListener("beforeinput", (event) => {
    if (event.inputType !== "insertLineBreak") return;
    event.preventDefault();
    finish();
  });
  line.addEventListener("keydown", (event) => {
    // Enter inside a composition picks a word; the text comes with compositionend.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter") { event.preventDefault(); finish(); }
    // Tab ends a burst; with an empty line it moves on, as everywhere.
    if (event.key === "Tab" && burst.isScanner()) { event.preventDefault(); finish(); }
    // Many scanners send the GS of a GS1 code as Ctrl+].
    if (event.ctrlKey && event.key === "]") {
      event.preventDefault();
      line.setRangeText(GS, line.selectionStart, line.selectionEnd, "end");
      changed(event.timeStamp);
    }
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); finish(); });
  line.addEventListener("focus", () => onReady(true));
  line.addEventListener("blur", () => onReady(false));

  const keyboard = keyboardSwitch(form, line);
  keepFocus(line);
  return { focus: () => focusLine(line), ...keyboard };
}

/** The soft keyboard stays shut until the person asks for it. */
function keyboardSwitch(form, line) {
  function set(open) {
    line.inputMode = open ? "text" : "none";
    form.classList.toggle("typing", open);
    form.querySelector("[data-keyboard]").setAttribute("aria-pressed", String(open));
    // Android looks at inputmode only when the field gains focus.
    line.blur();
    line.focus({ preventScroll: true });
  }
  form.querySelector("[data-keyboard]").addEventListener("click", () => set(line.inputMode !== "text"));
  return { openKeyboard: () => set(true), closeKeyboard: () => line.inputMode === "text" && set(false) };
}

function typingElsewhere(line) {
  const active = document.activeElement;
  return active !== line && active?.matches?.(EDITABLE);
}

function focusLine(line) {
  if (typingElsewhere(line) || document.activeElement === line || document.hidden) return;
  line.focus({ preventScroll: true });
}

/** Brings the keys back to the line after sleep, dialogs and taps, and never from a field in use. */
function keepFocus(line) {
  window.addEventListener("focus", () => focusLine(line));
  document.addEventListener("visibilitychange", () => focusLine(line));
  document.addEventListener("click", (event) => event.detail > 0 && focusLine(line));
  document.addEventListener("keydown", (event) => {
    // The first character of a scan, made while a button had the focus, must not be lost.
    const character = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (character || event.key === "Unidentified") focusLine(line);
  });
  focusLine(line);
}
