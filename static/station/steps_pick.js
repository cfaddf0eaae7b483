// Picking: a tote, a place, the goods there, and at the end a lane to set the tote down.

import { button, h, icon } from "../shared/dom.js";
import { ask, at, goods, many, manyUnits, picture, place } from "./steps.js";
import { t } from "../shared/texts.js";

export const SCREENS = {
  tote(work, step) {
    if (step.position) return cartTote(step);
    return [ask(step.name ? "bring_tote" : "take_tote"), step.name ? place(step.name) : picture("tote")];
  },
  location(work, step) {
    if (work.steps.length > 1) return [ask("go_to"), place(step.name), step.goods && goods(step, step.quantity)];
    return [ask("set_down"), lanes(step.name)];
  },
  lot: (work, step) => [ask("scan_lot"), at(step), place(step.name), step.goods && goods(step, step.quantity)],
  sku: (work, step) => [ask("pick"), at(step), manyUnits(step), goods(step), thenPlace(work, step)],
  empty: (work, step, hands) => [
    ask("is_bin_empty"), place(step.name), h("p", { class: "hint" }, t("is_bin_empty_hint")),
    button(t("is_empty"), "check", () => hands.typed(step.codes[0]), "primary main"), button(t("not_empty"), "cross", () => hands.command("CMD-SKIP"), "main"),
  ],
  serial: (work, step) => [ask("scan_serial"), at(step), many(step.quantity || 1, t("units_left")), goods(step)],
};
SCREENS.location.saysHint = true;

function cartTote(step) {
  // With a hint it is a tote to be found again after the work changed hands.
  const why = step.codes.length === 0 ? "put_tote_on_cart" : step.hint ? "bring_tote" : "put_into";
  return [
    ask(why),
    h("p", { class: "position", "aria-label": t("position", { position: step.position }) }, String(step.position)),
    step.goods ? goods(step, step.quantity) : step.name && h("p", { class: "sku-name" }, step.name),
  ];
}

function thenPlace(work, step) {
  const after = work.steps.filter((other) => other.step !== step.step).find((other) => other.kind === "location");
  return after && after.goods && h("p", { class: "then" }, icon("arrow"), t("then_place", { place: after.name }));
}

/** "STAGE-1 / PACK-2": the first is the best one, and the others are there for whoever asks. */
function lanes(names) {
  const [best, ...others] = names.split(" / ");
  return h("div", {}, place(best), others.length > 0 && h("details", { class: "lanes" },
    h("summary", {}, t("other_lanes", { count: others.length })), h("ul", {}, others.map((name) => h("li", {}, name)))));
}
