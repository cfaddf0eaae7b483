// Which delivery is received: one that is expected, or one that nobody announced. What draws it comes behind the page.

import { answered } from "./answered.js";
import { bring } from "./attempt.js";
import { call } from "../shared/api.js";
import { ask, paper } from "./steps.js";
import { t } from "../shared/texts.js";

/** The part of a station page that chooses: as in dock.js. */
export function openDeliveries({ draw, take, refuse, unheard }) {
  let expected = null;
  let asking = false;
  let start = null; // what draws it, once it has come
  bring("deliveries_start").then((module) => { start = module; draw(); });

  /** Nothing can be begun before the network answers. */
  async function begin() {
    if (asking) return;
    asking = true;
    const reply = await answered("/api/v1/receipts?state=open&limit=20");
    asking = false;
    if (reply.status !== 200) { refuse(reply); return; }
    expected = reply.body.receipts;
    draw();
  }

  async function tell(path, body, then) {
    try {
      const reply = await call("POST", path, body);
      if (reply.status < 300) await then(reply.body);
      else refuse(reply);
    } catch (problem) {
      await unheard(problem);
    }
  }

  const open = (work) => tell("/api/v1/work", { kind: "receive", scan: work }, take);
  const blind = (body) => tell("/api/v1/receipts/blind", body, (made) => open(made.work));

  return {
    begin,
    state: () => [expected, start !== null],
    opening: () => null,
    drawStart: () => (start ? start.drawStart({ expected, open, blind }) : [ask("start_receive")]),
    drawHandover: () => [],
    papers: ({ id, state }) => (state !== "done" ? [] : [paper(`/api/v1/receipts/${encodeURIComponent(id)}/report.pdf`, t("receipt_report"), "primary")]),
  };
}
