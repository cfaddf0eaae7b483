// A new pallet: an SSCC of this warehouse, and its label to print and to scan.

import { NoAnswer, call, reason } from "../shared/api.js";
import { button, h } from "../shared/dom.js";
import { closeSheet, openSheet } from "./sheet.js";
import { paper, place } from "./steps.js";
import { t } from "../shared/texts.js";

/** Asks for one and shows it in a sheet. */
export async function newPallet() {
  openSheet(h("p", { class: "hint", role: "status" }, await made()));
}

async function made() {
  try {
    const { status, body } = await call("POST", "/api/v1/pallets", { count: 1 });
    if (status !== 201) return reason(body);
    const [sscc] = body.pallets;
    const label = (form) => paper(`/api/v1/pallets/${sscc}/label.${form}`, t(`label_${form}`), form === "pdf" ? "primary" : "");
    return h("span", { class: "asking" }, place(`…${sscc.slice(-5)}`), h("span", {}, t("new_pallet_hint")),
      h("span", { class: "papers" }, label("pdf"), label("zpl")), button(t("understood"), "check", closeSheet, "quiet"));
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
    return t("needs_network");
  }
}
