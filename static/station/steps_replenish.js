// Filling pick faces: a bin of the reserve, the goods there, and the face that they go into.

import { h, icon } from "../shared/dom.js";
import { ask, at, goods, manyUnits, place } from "./steps.js";
import { t } from "../shared/texts.js";

const inHand = (work) => work.steps.length < 2 || work.progress.done > 0;
const then = (work) => h("p", { class: "then" }, icon("arrow"), t("then_place", { place: work.steps[work.steps.length - 1].name }));

export const SCREENS = {
  location: (work, step) => [ask(inHand(work) ? "fill_into" : "fetch_from"), place(step.name), goods(step, step.quantity)],
  sku: (work, step) => [ask("take_so_many"), at(step), manyUnits(step), goods(step), then(work)],
};
