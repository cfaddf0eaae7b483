// Packing: the order's totes, a carton, every unit, the weight, and the label on the box.

import { sscc } from "./codes.js";
import { button, h, icon } from "../shared/dom.js";
import { numberPad } from "./pad.js";
import { ask, many, picture, place } from "./steps.js";
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
  parcel: (work, step) => [ask("stick_label"), place(lastDigits(step)), papers(step.codes)],
};
for (const screen of [everyUnit, SCREENS.material]) screen.saysHint = true;

/** Blind: which SKUs are missing is for the scanner to find out, not for the eyes. */
function everyUnit(work) {
  return [ask("scan_every_unit"), many(unitsLeft(work), t("units_left"))];
}

/** Units that are still to be scanned, over all SKUs. */
export function unitsLeft(work) {
  return work.steps.filter((step) => step.kind === "sku" || step.kind === "serial").reduce((sum, step) => sum + (step.quantity || 0), 0);
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
function papers(codes) {
  const number = codes.map(sscc).find(Boolean);
  if (!number) return null;
  const paper = (file, label) => h("a", { class: "button", href: `/api/v1/parcels/${number}/${file}`, target: "_blank", rel: "noopener" }, icon("print"), h("span", {}, label));
  return h("div", { class: "papers" }, paper("label.pdf", t("label_pdf")), paper("label.zpl", t("label_zpl")), paper("slip.pdf", t("slip_pdf")));
}

const lastDigits = (step) => `…${(step.codes.map(sscc).find(Boolean) || step.name || "").slice(-5)}`;
