// What a station shows while it has no work: how to get some.

import { button, h, icon } from "./dom.js";
import { t } from "./texts.js";

const picture = (name) => h("div", { class: "picture" }, icon(name));
const ask = (code, params) => h("h1", { class: "ask" }, t(code, params));

/** Elements for picking, packing and putting back: press next, or scan a tote. */
export function drawStart(kind, { waiting, next }) {
  if (waiting) {
    return [
      h("div", { class: "picture calm" }, icon("cup")), ask("no_work"),
      h("p", { class: "quiet", role: "status" }, t("no_work_hint")),
    ];
  }
  return [
    ask(`start_${kind}`), picture(kind), h("p", { class: "hint" }, t(`start_${kind}_hint`)),
    button(t(`next_${kind}`), "arrow", next, "primary main"),
  ];
}

/** The end of a work: what was achieved, and the way on. */
export function drawEnd(work, { next }) {
  const cancelled = work.state === "cancelled";
  const { done, total } = work.progress;
  return [
    h("div", { class: `picture ${cancelled ? "" : "proud"}` }, icon(cancelled ? "warn" : "flag")),
    ask(cancelled ? "work_cancelled" : `done_${work.kind}`),
    h("p", { class: "many" }, h("span", {}, `${done}/${total}`), h("small", {}, work.number)),
    button(t(`next_${work.kind}`), "arrow", next, "primary main"),
  ];
}

/** All steps are done here, but the server has not said so yet. */
export function drawFinishing() {
  return [picture("hourglass"), ask("finishing"), h("p", { class: "quiet", role: "status" }, t("finishing_hint"))];
}
