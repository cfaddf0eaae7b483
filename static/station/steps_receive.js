// Receiving: where the delivery stands, what its goods go into, the goods, and what is to be known of them.

import { bring } from "./attempt.js";
import { button, h } from "../shared/dom.js";
import { ask, at, goods, listed, many, picture } from "./steps.js";
import { t } from "../shared/texts.js";

export { openDeliveries as openDock } from "./deliveries.js";

export const SCREENS = {
  location: () => [ask("stands_where"), picture("load")],
  container: () => [ask("into_what"), picture("tote"), button(t("new_pallet"), "print", async () => (await bring("pallets")).newPallet(), "quiet")],
  sku: (work, step) => [ask("scan_what_came"), at(step), ...(step.counted ? counted(step) : toCome(work, step)), rest(work, step)],
  lot: (work, step) => [ask("scan_lot"), at(step), goods(step, step.quantity)],
  serial: (work, step) => [ask("scan_serial"), at(step), step.quantity > 1 && many(step.quantity, t("units_left")), goods(step)],
  expiry: (work, step, hands) => [ask("which_expiry"), goods(step, step.quantity), later("asked_more", ({ dateField }) => dateField(hands))],
  reason: (work, step, hands) => [
    ask(step.quantity ? "why_damaged" : "why_differs"), step.quantity && goods(step, step.quantity), later("asked_more", ({ reasons }) => reasons(step, hands)),
  ],
  close: (work, step, hands) => [
    ask("close_receipt"), picture("receive"), button(t("close_receipt_button"), "check", () => hands.command("CMD-CLOSE"), "primary main"),
  ],
};
SCREENS.sku.saysHint = true;

/** What only some deliveries need comes when it is needed. */
function later(module, draw) {
  const box = h("div", { class: "choices" });
  bring(module).then((whole) => box.append(...draw(whole)));
  return box;
}

/** The goods in hand: how many came, of how many. */
const counted = (step) => [many(step.counted, step.quantity ? t("of_announced", { all: step.counted + step.quantity }) : t("units_came")), goods(step), step.hint && h("p", { class: "hint" }, step.hint)];

function toCome(work, step) {
  const { done, total } = work.progress;
  return step.name ? [many(total - done, t("units_to_come"))] : [picture("receive")];
}

/** What else is to come. */
function rest(work, step) {
  const others = work.steps.filter((each) => each.kind === "sku" && each.quantity && !(step.counted && each.step === step.step));
  return others.length > 0 && h("ul", { class: "parcels", tabindex: "0", "aria-label": t("units_to_come") }, others.map((each) => listed(each.quantity, each)));
}
