// The order in hand and what lies in its box, in a sheet. Loaded by the tap that asks for it.

import { NoAnswer, call, reason } from "../shared/api.js";
import { h } from "../shared/dom.js";
import { closeSheet, openSheet } from "./sheet.js";
import { listed } from "./steps.js";
import { t } from "../shared/texts.js";

export async function openBox(work) {
  let told = null;
  try {
    const { status, body } = await call("GET", `/api/v1/work/${encodeURIComponent(work.id)}/box`);
    told = status === 200 ? contents(body) : [h("p", { class: "hint" }, reason(body))];
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
    told = [h("p", { class: "hint" }, t("needs_network"))];
  }
  closeSheet();
  openSheet(h("div", { class: "asking" }, ...told));
}

function contents({ order, customer, country, service, inside }) {
  return [
    h("h2", { class: "ask" }, t("box_of", { order })), h("p", { class: "hint" }, [customer, country, service].filter(Boolean).join(" · ")),
    inside.length ? h("ul", { class: "parcels" }, inside.map((each) => listed(each.units, each))) : h("p", { class: "quiet" }, t("box_empty")),
  ];
}
