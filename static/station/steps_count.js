// Counting: the bin, then everything that lies in it, blind, until somebody says that all is counted.

import { h } from "../shared/dom.js";
import { ask, at, goods, many, place } from "./steps.js";
import { t } from "../shared/texts.js";

export const SCREENS = {
  location: (work, step) => [ask("count_bin"), place(step.name)],
  sku: (work, step) => [ask("count_all"), ...counted(step)],
  lot: (work, step) => [ask("scan_lot"), at(step), goods(step)],
  serial: (work, step) => [ask("scan_serial"), ...counted(step)],
};

/** What was counted last and how many of it there are so far: never how many there should be. */
function counted(step) {
  if (!step.sku) return [place(step.place)];
  const lot = step.name && h("p", { class: "hint" }, step.name);
  return [at(step), many(step.counted || 0, t("units_counted")), goods(step), lot];
}
