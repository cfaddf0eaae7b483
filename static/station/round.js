// The whole round in a sheet: what is done, what is next at each bin. Loaded by the tap that asks for it.

import { NoAnswer, call } from "../shared/api.js";
import { h, icon } from "../shared/dom.js";
import { openSheet } from "./sheet.js";
import { isUnit } from "./steps.js";
import { t } from "../shared/texts.js";

const SIGNS = { done: "check", short: "short", cancelled: "cross" };

/** Without the network: what the work in hand still knows, which is all but what is done. */
function stillOpen(work) {
  return work.steps.filter(isUnit).map((step) => ({
    ...step, state: "open", quantity: step.quantity + (step.counted || 0), missing: 0,
  }));
}

async function lines(work) {
  try {
    const { status, body } = await call("GET", `/api/v1/work/${encodeURIComponent(work.id)}/lines`);
    if (status === 200) return body.lines;
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
  }
  return stillOpen(work);
}

export async function openRound(work) {
  const all = await lines(work);
  const now = all.findIndex((line) => line.state === "open");
  const row = (line, at) => h("li", { class: line.state, "aria-current": at === now && "step" },
    icon(at === now ? "arrow" : SIGNS[line.state] || "pick"),
    h("b", {}, line.place), h("span", {}, `${line.quantity} × ${line.name}`),
    h("small", {}, at === now ? t("round_now") : t(`round_${line.state}`, line)));
  openSheet(h("div", { class: "asking" }, h("h2", { class: "ask" }, t("round")), h("ol", { class: "round" }, all.map(row))));
}
