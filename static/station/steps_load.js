// Loading: the dock, its parcels, and the door that is closed behind them.

import { sscc } from "./codes.js";
import { button, h, icon } from "../shared/dom.js";
import { ask, many, picture, place } from "./steps.js";
import { t } from "../shared/texts.js";

export { openDock } from "./dock.js";

export const SCREENS = {
  door: (work, step) => [ask("go_to_dock"), place(step.name)],
  parcel: (work, step) => [
    ask("load_parcels"), step.name && h("p", { class: "sku-name" }, step.name),
    many(parcelsLeft(work).length, t("parcels_left")), parcelList(work),
  ],
  close: (work, step, hands) => [
    ask("close_load"), picture("load"), button(t("close_load_button"), "check", () => hands.command("CMD-CLOSE"), "primary main"),
  ],
};
SCREENS.parcel.saysHint = true;

/** [{name, hint}] of the parcels a load still misses, whether as steps or as codes of one step. */
function parcelsLeft(work) {
  return work.steps.filter((step) => step.kind === "parcel").flatMap((step) => {
    const numbers = [...new Set(step.codes.map(sscc).filter(Boolean))];
    return numbers.map((name) => ({ name, hint: step.hint }));
  });
}

function parcelList(work) {
  const row = ({ name, hint }) => h("li", {}, icon("pack"), h("b", { class: "sscc" }, `…${name.slice(-5)}`), hint && h("span", {}, hint));
  return h("ul", { class: "parcels", tabindex: "0", "aria-label": t("parcels_left") }, parcelsLeft(work).map(row));
}
