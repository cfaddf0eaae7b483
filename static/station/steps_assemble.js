// Putting kits together: components out of bins into a tote, and the kits into a bin.

import { h } from "../shared/dom.js";
import { ask, at, goods, manyUnits, picture, place } from "./steps.js";
import { t } from "../shared/texts.js";

const ofTote = (work, step) => step.place && work.steps[work.steps.length - 1] === step; // the kits themselves

export const SCREENS = {
  tote: (work, step) => step.codes.length
    ? [ask("put_into"), place(step.name), goods(step, step.quantity)]
    : [ask("empty_tote"), picture("tote"), goods(step, step.quantity)],
  location: (work, step) => work.steps.some((each) => each.kind === "tote")
    ? [ask("fetch_from"), place(step.name), goods(step, step.quantity)]
    : [ask("put_into_bin"), step.name ? place(step.name) : picture("putaway"), goods(step, step.quantity)],
  sku: (work, step) => [ask(ofTote(work, step) ? "scan_kits" : "take_so_many"), at(step), manyUnits(step), goods(step)],
  close: () => [ask("end_here"), h("p", { class: "hint" }, t("end_here_hint"))],
};
