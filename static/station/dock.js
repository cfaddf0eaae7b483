// What only the dock needs: which carrier, and what becomes of its load that is no scan.

import { bring } from "./attempt.js";
import { NoAnswer, call } from "../shared/api.js";
import { button, h } from "../shared/dom.js";
import { closeSheet, openSheet } from "./sheet.js";
import { ask, place } from "./steps.js";
import { t } from "../shared/texts.js";

const ASK_AGAIN = 3000; // ms
const handover = bring("handover"); // behind the first screen, long before a driver signs

/**
 * The dock's part of a station page, which gives it: draw(), take(document), refuse(reply),
 * unheard(problem), work() and close(), which sends CMD-CLOSE.
 */
export function openDock({ draw, take, refuse, unheard, work, close }) {
  let carriers = null;
  let carrier = null;
  let asking = false;

  function choose(each) {
    carrier = each;
    draw();
  }

  function begin() {
    choose(null);
    if (!carriers && !asking) fetchCarriers();
  }

  /** Asks again while the network does not answer: nothing can be loaded before. */
  async function fetchCarriers() {
    asking = true;
    try {
      const reply = await call("GET", "/api/v1/carriers");
      asking = false;
      if (reply.status !== 200) return refuse(reply);
      carriers = reply.body.carriers;
      return draw();
    } catch (problem) {
      if (!(problem instanceof NoAnswer)) throw problem;
      return setTimeout(fetchCarriers, ASK_AGAIN);
    }
  }

  /** What is no scan: true when the server took it. Also without its answer the page may hear that it did. */
  async function tell(what, body) {
    const before = work();
    try {
      const reply = await call("POST", `/api/v1/work/${encodeURIComponent(before.id)}/${what}`, body);
      if (reply.status === 200) take(reply.body);
      else refuse(reply);
      return reply.status === 200;
    } catch (problem) {
      if (work() === before) await unheard(problem, t("dock_waits"));
      return false;
    }
  }

  async function leaveBehind(reason) {
    closeSheet();
    if (await tell("incomplete", { reason })) close();
  }

  return {
    begin,
    state: () => [carrier, carriers],
    /** What opens a load at the dock that was scanned; nothing while no carrier was chosen. */
    opening: (scan) => carrier && { kind: "load", carrier: carrier.code, dock: scan },
    askWhy: async () => openSheet((await handover).drawReasons(leaveBehind)),
    drawStart: () => drawLoadStart({ carriers, carrier, choose }),
    drawHandover: () => {
      const box = h("div", { class: "handing" });
      handover.then(({ drawHandover }) => box.append(...drawHandover((papers) => tell("handover", papers))));
      return [box];
    },
  };
}

/** Elements to begin a load: choose a carrier, then scan the dock's code. */
function drawLoadStart({ carriers, carrier, choose }) {
  const title = ask("choose_carrier");
  if (carrier) {
    return [
      ask("scan_dock"), place(carrier.name || carrier.code),
      button(t("other_carrier"), "back", () => choose(null), "quiet"),
    ];
  }
  if (!carriers) return [title, h("p", { class: "quiet", role: "status" }, t("loading"))];
  if (carriers.length === 0) return [title, h("p", { class: "quiet" }, t("no_carriers"))];
  const one = (each) => button(each.name || each.code, "load", () => choose(each), "choice");
  return [title, h("div", { class: "choices" }, carriers.map(one))];
}
