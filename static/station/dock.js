// What only the dock needs: which carrier or load, and how a load ends. What draws that comes behind the first screen.

import { answered } from "./answered.js";
import { bring } from "./attempt.js";
import { NoAnswer } from "../shared/api.js";
import { h } from "../shared/dom.js";
import { ask } from "./steps.js";

const coming = bring("handover"); // behind the first screen, long before a driver signs

/**
 * The dock's part of a station page, which gives it: draw(), take(document), refuse(reply),
 * unheard(problem), fetch(id), work() and close(), which sends CMD-CLOSE.
 */
export function openDock({ draw, take, refuse, unheard, fetch, work, close }) {
  let carriers = null;
  let carrier = null;
  let asking = false;
  let start = null; // what draws it, once it has come
  bring("dock_start").then((module) => { start = module; draw(); });
  const ending = coming.then(({ openHandover }) => openHandover({ take, refuse, unheard, work, close }));
  const later = (look, draw) => {
    const box = h("div", { class: look });
    ending.then((whole) => box.append(...draw(whole)));
    return [box];
  };

  function choose(each) {
    carrier = each;
    draw();
  }

  function begin() {
    choose(null);
    if (!asking) fetchCarriers();
  }

  /** Nothing can be loaded before the network answers. */
  async function fetchCarriers() {
    asking = true;
    const reply = await answered("/api/v1/carriers");
    asking = false;
    if (reply.status !== 200) return refuse(reply);
    carriers = reply.body.carriers;
    return draw();
  }

  /** A load that somebody has begun: several people may work it. */
  async function goOn({ id }) {
    const found = await fetch(id);
    if (found) take(found);
    else if (found === undefined) unheard(new NoAnswer("load"));
    else begin();
  }

  return {
    begin,
    state: () => [carrier, carriers, start !== null],
    /** What opens a load at the dock that was scanned; nothing while no carrier was chosen. */
    opening: (scan) => carrier && { kind: "load", carrier: carrier.code, dock: scan },
    askWhy: async () => (await ending).askWhy(),
    drawStart: () => (start ? start.drawLoadStart({ carriers, carrier, choose, goOn }) : [ask("choose_carrier")]),
    drawHandover: () => later("handing", ({ drawHandover }) => drawHandover()),
    papers: (load) => later("papers two", ({ papersOf }) => papersOf(load)),
  };
}
