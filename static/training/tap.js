// In training a tap scans: whoever has no scanner yet taps what the screen asks for, and the station reads it as a
// scanner would have sent it. A tap at the scale puts on it what the parcel should weigh. The button lies on the scan
// line, so that the station shows as much as it does in earnest.

import { NoAnswer, call } from "../shared/api.js";
import { $, h } from "../shared/dom.js";
import { printOut } from "./printer.js";

const AFTER = 250; // ms; what is drawn anew is drawn in several parts
const { tap, scale } = $("#tap-texts").dataset;
const form = $("#scan-form");
const button = h("button", { type: "button", class: "button primary tap", hidden: true, onclick: pull });
let wanted = null;
let timer = null;

/** What a scanner would be pointed at for this step: cases before units, as far as they fit; an empty tote has no label
    that anybody knows yet. */
function codeOf({ kind, codes, quantity, units }) {
  if (kind === "weight") return `WGT-${quantity}`;
  if (kind === "close") return "CMD-CLOSE";
  if (kind !== "sku") return codes[0] || (kind === "tote" ? `TOTE-T${String(Date.now()).slice(-6)}` : null);
  const factor = (code) => (units && units[code]) || 1;
  return [...codes].sort((one, other) => factor(other) - factor(one)).find((code) => factor(code) <= (quantity || 1));
}

async function look() {
  const id = new URLSearchParams(location.search).get("work");
  const work = id && await ask(`work/${encodeURIComponent(id)}`);
  const step = work && work.state === "open" && work.expect;
  wanted = step ? codeOf(step) : await dockToBegin(id);
  form.classList.toggle("tapping", Boolean(wanted));
  button.hidden = !wanted;
  button.textContent = step && step.kind === "weight" ? scale.replace("{code}", step.quantity) : tap;
  await printOut(step);
}

/** A load has no step yet while it asks at which dock its carrier stands. */
async function dockToBegin(id) {
  const asked = !id && document.body.dataset.kind === "load" && $("#stage .place");
  const found = asked && await ask("carriers");
  return found && found.docks.length ? `LOC-${found.docks[0]}` : null;
}

async function ask(path) {
  try {
    const { status, body } = await call("GET", `/api/v1/${path}`);
    return status === 200 ? body : null;
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
    return null;
  }
}

/** Letter by letter, as fast as a scanner, with Enter at the end. */
function pull() {
  const line = form.querySelector("input");
  for (const letter of wanted) {
    line.value += letter;
    line.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  line.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, AFTER);
}

form.prepend(button);
new MutationObserver(soon).observe($("#stage"), { childList: true, subtree: true, characterData: true });
soon();
