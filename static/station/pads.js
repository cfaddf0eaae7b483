// Numbers that are keyed in: how many, how many of them are damaged, and a bin's check digits. Only a tap needs them.

import { h } from "../shared/dom.js";
import { numberPad } from "./pad.js";
import { closeSheet, openSheet } from "./sheet.js";
import { isUnit } from "./steps.js";
import { t } from "../shared/texts.js";

/** How many were counted: of how many, and of which goods, unless whoever counts is not to know. */
export function openQuantity(hands, work) {
  const set = (number) => hands.command(`CMD-QTY-${number}`);
  if (work.kind === "count") return openPad(t("counted_how_many", { name: work.expect.goods }), { digits: 6 }, set);
  const { name, quantity, counted } = work.kind === "pack" ? packed(work, hands.last()) : asked(work);
  const all = quantity + counted || 0;
  return openPad(all ? t("quantity_of", { all, name }) : t("quantity_now", { name }), { digits: work.kind === "receive" ? 6 : 4, all }, set);
}

/** What is counted at a pick's step; what is carried says no more than what it is. */
function asked({ expect }) {
  return expect.kind === "location" ? { name: expect.goods } : expect;
}

/** What a packer scanned last; how many of it there are is known only where the count is not blind. */
function packed({ steps }, last) {
  const listed = document.body.dataset.counts === "list" && last && steps.find(({ sku }) => sku === last.sku);
  return listed || { name: last ? last.name : t("last_scanned") };
}

/** Damaged is a question of its own: how many, and of which goods. */
export function openDamaged(work, command) {
  const step = work.steps.find(isUnit);
  const { name } = step;
  const [ask, all] = work.kind === "receive" ? ["damaged_of_came", step.counted] : ["damaged_how_many", step.quantity];
  openPad(t(ask, { all, name }), { digits: 4, all }, (number) => command(`CMD-SHORT-DAMAGED-${number}`));
}

export function openDigits(hands) {
  openPad(t("check_digits"), { exactly: 2 }, (digits) => hands.typed(digits));
}

function openPad(label, most, enter) {
  const pad = numberPad({ ...most, label, enter: t("enter"), onEnter: (digits) => { closeSheet(); enter(digits); } });
  openSheet(h("div", { class: "asking" }, h("h2", { class: "ask" }, label), pad));
}
