// The one scan line of a station page. Scanners write into it like keyboards: as key strokes,
// as `input` events alone (Android), in one piece or letter by letter, with Enter, Tab or
// nothing at the end.

import { newBurst, PAUSE } from "../shared/burst.js";

const GS = "\u001d";
const SUFFIX = /[\r\n\t\0\u0003\u0004]+$/; // Enter, Tab, ETX, EOT, fillers
const PREFIX = /^[\u0001\u0002]+/; // SOH, STX
const MEASURE = "floor.verdict";
const MEASURES = "PerformanceMeasure" in window && "detail" in PerformanceMeasure.prototype; // from a time, not only from a mark
const EDITABLE = "input:not([type=button]):not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

/**
 * Listens on `form` (with an input in it and a keyboard button). onRead({scan, said, source, pulled}) for
 * each text: as it came, and without the prefix and suffix that the device is set up to put around it; when
 * the device began to write it, in ms of performance.now().
 * onReady(true|false) when the line gains or loses the keys.
 */
export function openScanLine(form, { onRead, onReady, prefix = "", suffix = "" }) {
  const line = form.querySelector("input");
  const burst = newBurst();
  let composing = false;
  let timer = null;

  function changed(now) {
    burst.note(line.value.length, now);
    clearTimeout(timer);
    if (SUFFIX.test(line.value)) finish();
    else if (!typing()) timer = setTimeout(paused, PAUSE);
  }

  const typing = () => line.inputMode === "text";

  function paused() {
    if (!composing && burst.endsByPause()) finish();
  }

  function finish() {
    clearTimeout(timer);
    const start = performance.now();
    const scan = line.value.replace(SUFFIX, "").replace(PREFIX, "").trim();
    const source = typing() || !burst.isScanner() ? "typed" : "wedge";
    const pulled = burst.began();
    line.value = "";
    burst.clear();
    if (!scan) return;
    onRead({ scan, said: source === "wedge" ? undress(scan, prefix, suffix) : scan, source, pulled });
    // What the device needs to answer a trigger pull; the browser keeps the last one.
    performance.clearMeasures(MEASURE);
    if (MEASURES) performance.measure(MEASURE, { start });
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
  form.querySelector("[type=submit]").disabled = false; // until now no key could send the form, and load the page anew
  form.addEventListener("submit", (event) => { event.preventDefault(); finish(); });
  line.addEventListener("focus", () => onReady(true));
  line.addEventListener("blur", () => onReady(false));

  const keyboard = keyboardSwitch(form, line);
  keepFocus(line);
  return { focus: () => focusLine(line), ...keyboard };
}

function undress(text, prefix, suffix) {
  const from = text.startsWith(prefix) ? prefix.length : 0;
  return text.slice(from, suffix && text.slice(from).endsWith(suffix) ? -suffix.length : undefined);
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
  return active !== line && active && active.matches(EDITABLE);
}

function focusLine(line) {
  if (typingElsewhere(line) || document.activeElement === line || document.hidden) return;
  line.focus({ preventScroll: true });
}

/** Brings the keys back to the line after sleep, dialogs and taps, and never from a field in use. */
function keepFocus(line) {
  for (const event of ["focus", "pageshow"]) window.addEventListener(event, () => focusLine(line));
  for (const event of ["visibilitychange", "resume", "fullscreenchange"]) document.addEventListener(event, () => focusLine(line));
  document.addEventListener("close", () => focusLine(line), true);
  document.addEventListener("click", (event) => event.detail > 0 && focusLine(line));
  // Whatever had the keys has gone and left them to nobody: scanner apps write into a field, or nowhere.
  document.addEventListener("focusout", () => setTimeout(() => document.activeElement === document.body && focusLine(line)));
  document.addEventListener("keydown", (event) => {
    // The first character of a scan, made while a button had the focus, must not be lost.
    const character = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (character || event.key === "Unidentified") focusLine(line);
  });
  focusLine(line);
}
