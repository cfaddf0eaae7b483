// An unknown code at the bin: the picker says how many units are in it, and a supervisor decides.
// Loaded when it is wanted: most rounds never need it.

import { NoAnswer, call, reason } from "../shared/api.js";
import { closeSheet, openSheet } from "./sheet.js";
import { button, h } from "../shared/dom.js";
import { numberPad } from "./pad.js";
import { silence, t } from "../shared/texts.js";

/** Asks which of the goods of these steps it is, where there are several, and for the units; sends the proposal for the
    refused `scan`, and tells what became of it by `verdict`. */
export function openProposal(scan, steps, verdict) {
  const one = (step) => button(step.name, "arrow", () => openUnits(scan, step, verdict), "choice");
  if (steps.length === 1) openUnits(scan, steps[0], verdict);
  else openSheet(h("div", { class: "choices" }, h("h2", { class: "ask" }, t("propose_which")), steps.map(one)));
}

function openUnits(scan, step, verdict) {
  openSheet(h("div", { class: "propose" },
    h("p", { class: "hint" }, t("propose_units", { code: scan.scan, sku: step.sku })),
    numberPad({
      label: t("propose_units", { code: scan.scan, sku: step.sku }), digits: 6, enter: t("enter"),
      onEnter: (units) => { closeSheet(); send({ scan: scan.id, units: Number(units), sku: step.sku }, verdict); },
    })));
}

async function send(body, verdict) {
  try {
    const { status, body: answer } = await call("POST", "/api/v1/barcodes/proposals", body);
    if (status === 201) verdict.tell({ tone: "warn", title: t("proposed"), text: t("proposed_hint", answer) });
    else verdict.tell({ tone: "bad", title: t("word_bad"), text: reason(answer) });
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
    verdict.tell({ tone: "warn", title: silence(), text: t("needs_network") });
  }
}
