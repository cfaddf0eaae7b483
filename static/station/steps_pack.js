// Packing: the order's totes, a carton, every unit, the weight, and the label on the box.

import { sscc } from "./codes.js";
import { button, h, icon } from "../shared/dom.js";
import { numberPad } from "./pad.js";
import { ask, goods, isUnit, listed, many, paper, picture, place } from "./steps.js";
import { t } from "../shared/texts.js";

export const SCREENS = {
  tote: (work, step) => [ask("scan_tote"), place(step.name)],
  carton,
  material: (work, step) => [ask("scan_material"), picture("warn"), h("p", { class: "place long" }, step.hint || step.name)],
  sku: everyUnit,
  serial: everyUnit,
  weight: (work, step, hands) => [
    ask("weigh"),
    numberPad({ label: t("weight"), unit: "g", digits: 6, enter: t("enter"), onEnter: (grams) => hands.typed(`WGT-${grams}`) }),
  ],
  close: (work, step, hands) => [
    ask("close_parcel"), picture("pack"), button(t("close_parcel_button"), "check", () => hands.command("CMD-CLOSE"), "primary main"),
  ],
  parcel: (work, step) => [
    ask("stick_label"), place(lastDigits(step)), step.hint && h("p", { class: "hint" }, step.hint), papers(step.codes, step.hint ? "primary" : ""),
  ],
};
SCREENS.parcel.saysHint = true;
for (const screen of [everyUnit, SCREENS.material]) screen.saysHint = true;

/** Blind: which SKUs are missing is for the scanner to find out, not for the eyes; unless the warehouse wants a list. */
function everyUnit(work, step, hands) {
  const last = hands.last();
  return [
    ask("scan_every_unit"), many(unitsLeft(work), t("units_left")), last && goods(last, last.units),
    document.body.dataset.counts === "list" && h("ul", { class: "parcels", tabindex: "0", "aria-label": t("units_left") }, work.steps.filter(isUnit).map((each) => listed(each.quantity, each))),
  ];
}

/** Units that are still to be scanned, over all SKUs. */
export function unitsLeft(work) {
  return work.steps.filter(isUnit).reduce((sum, step) => sum + (step.quantity || 0), 0);
}

function carton(work, step) {
  const [best, ...others] = step.codes.map((code) => code.replace(/^CTN-/i, ""));
  return [
    ask("take_carton"), place(best || step.name),
    best && step.name && step.name !== best && h("p", { class: "sku-name" }, step.name),
    others.length > 0 && h("p", { class: "quiet" }, t("or_carton", { cartons: others.join(", ") })),
  ];
}

/** The papers of a parcel just closed, to print. */
function papers(codes, look) {
  const number = codes.map(sscc).find(Boolean);
  if (!number) return null;
  const one = (file, label) => paper(`/api/v1/parcels/${number}/${file}`, t(label), look);
  return h("div", { class: "papers" }, one("label.pdf", "label_pdf"), one("label.zpl", "label_zpl"), one("slip.pdf", "slip_pdf"));
}

/** Enough to tell labels apart; in training, where nothing need be printed, all that a keyboard must type. */
function lastDigits(step) {
  const number = step.codes.map(sscc).find(Boolean) || step.name || "";
  return document.querySelector(".training") ? number.replace(/(\d{4})(?=\d)/g, "$1 ") : `…${number.slice(-5)}`;
}
