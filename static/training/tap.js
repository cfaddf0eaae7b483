// In training a tap scans: whoever has no scanner yet taps what the screen asks for, and the station reads it as a
// scanner would have sent it. A tap at the scale puts on it what the parcel should weigh.

import { NoAnswer, call } from "../shared/api.js";
import { $, h } from "../shared/dom.js";

const AFTER = 250; // ms; what is drawn anew is drawn in several parts
const { tap, scale } = $("#tap-texts").dataset;
const form = $("#scan-form");
const button = h("button", { type: "button", class: "button primary main", hidden: true, onclick: pull });
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
  const work = id && await fetchWork(id);
  const step = work && work.state === "open" && work.expect;
  wanted = step ? codeOf(step) : null;
  button.hidden = !wanted;
  button.textContent = (step && step.kind === "weight" ? scale : tap).replace("{code}", wanted ? wanted.replace("WGT-", "") : "");
}

async function fetchWork(id) {
  try {
    const { status, body } = await call("GET", `/api/v1/work/${encodeURIComponent(id)}`);
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

form.before(button);
new MutationObserver(soon).observe($("#stage"), { childList: true, subtree: true, characterData: true });
soon();
