// Scans go out as those of the person who made them, also after that person has signed out: each
// carries the key of its sign-in, which is good for nothing else then.

import { NoAnswer, call, csrfToken } from "./api.js";
import { openLists, sent } from "./queue.js";
import { openStore } from "./store.js";

const DELIVER_EVERY = 10000; // ms

const pathOf = (scan) => `/api/v1/work/${encodeURIComponent(scan.work)}/scans`;

/** Sends scans of this page's person: by their session, or, where that has ended, by the scans' own key. */
export async function sendOwn(scan, body) {
  const reply = await call("POST", pathOf(scan), body);
  return [401, 403].includes(reply.status) && scan.key ? call("POST", pathOf(scan), body, scan.key) : reply;
}

/** From now on sends what other people than `person` (null: anybody) left on this device; then onDelivered(). */
export function startCourier(store, person, onDelivered = () => {}) {
  const sendList = openLists((list) => call("POST", pathOf(list[0]), list.map(sent), list[0].key));

  async function round() {
    try {
      const left = (await store.all()).filter((scan) => scan.person !== person && scan.key);
      for (const key of new Set(left.map((scan) => scan.key))) await deliver(store, sendList, left.filter((scan) => scan.key === key));
      await onDelivered();
    } catch (problem) {
      if (!(problem instanceof NoAnswer)) console.warn("scans of others wait:", problem);
    }
    setTimeout(round, DELIVER_EVERY);
  }
  round();
}

async function deliver(store, sendList, scans) {
  while (scans.length && !scans[0].held) {
    const { list, status, body } = await sendList(scans);
    if (status !== 200) return;
    const refused = body.findIndex((verdict) => !verdict.accepted);
    // Whoever was switched off comes back to see nothing; a supervisor has been told.
    const gone = refused >= 0 && body[refused].code === "work.maker_gone";
    const done = refused < 0 ? list.length : refused + gone;
    await store.drop(body.slice(0, done).map((verdict) => verdict.id));
    // Theirs to see: it stays, and they get the same answer again when they sign in.
    if (refused >= 0 && !gone) return;
    scans = scans.slice(done);
  }
}

/** How many scans of this sign-in have not been sent. */
export async function unsent() {
  return (await (await openStore()).all()).filter((scan) => scan.key === csrfToken()).length;
}
