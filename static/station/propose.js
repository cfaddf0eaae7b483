// An unknown code at the bin: the picker says how many units are in it, and a supervisor decides.
// Loaded when it is wanted: most rounds never need it.

import { NoAnswer, call, reason } from "../shared/api.js";
import { closeSheet, openSheet } from "./sheet.js";
import { h } from "../shared/dom.js";
import { numberPad } from "./pad.js";
import { silence, t } from "../shared/texts.js";

/** Asks for the units, sends the proposal for the refused `scan`, and tells what became of it by `verdict`. */
export function openProposal(scan, step, verdict) {
  openSheet(h("div", { class: "propose" },
    h("p", { class: "hint" }, t("propose_units", { code: scan.scan, sku: step.sku })),
    numberPad({
      label: t("propose_units", { code: scan.scan, sku: step.sku }), digits: 6, enter: t("enter"),
      onEnter: (units) => { closeSheet(); send(scan, Number(units), verdict); },
    })));
}

async function send(scan, units, verdict) {
  try {
    const { status, body } = await call("POST", "/api/v1/barcodes/proposals", { scan: scan.id, units });
    if (status === 201) verdict.tell({ tone: "warn", title: t("proposed"), text: t("proposed_hint", body) });
    else verdict.tell({ tone: "bad", title: t("word_bad"), text: reason(body) });
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
    verdict.tell({ tone: "warn", title: silence(), text: t("needs_network") });
  }
}
