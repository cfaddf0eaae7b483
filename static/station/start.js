// What a station shows while it has no work: how to get some.

import { button, h } from "../shared/dom.js";
import { ask, many, picture } from "./steps.js";
import { t } from "../shared/texts.js";

/** Elements for picking, packing and putting back: press next, or scan a tote. */
export function drawStart(kind, { waiting, next }) {
  if (waiting) {
    return [
      picture("cup"), ask("no_work"),
      h("p", { class: "quiet", role: "status" }, t("no_work_hint")),
    ];
  }
  return [
    ask(`start_${kind}`), picture(kind), h("p", { class: "hint" }, t(`start_${kind}_hint`)),
    button(t(`next_${kind}`), "arrow", next, kind === "move" ? "quiet" : "primary main"),
  ];
}

/** The end of a work: what was achieved, or where its goods go, and the way on. */
export function drawEnd(work, { next, papers }) {
  const { done, total } = work.progress;
  const told = work.state === "cancelled"
    ? [picture("warn"), ask("work_cancelled"), h("p", { class: "hint" }, t("work_cancelled_hint"))]
    : [picture("flag", "proud"), ask(`done_${work.kind}`), many(total ? `${done}/${total}` : done, work.number)];
  return [...told, ...(papers ? papers(work) : []), button(t(`next_${work.kind}`), "arrow", next, "primary main")];
}

/** All steps are done here, but the server has not said so yet. */
export function drawFinishing() {
  return [picture("hourglass"), ask("finishing"), h("p", { class: "quiet", role: "status" }, t("finishing_hint"))];
}
