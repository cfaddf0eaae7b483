// Scans wait here until the server has answered each one. They go out oldest first, under the
// same id however often that takes, so none is lost and none counts twice.

const LIST_LIMIT = 500;
const FIRST_WAIT = 500; // ms before the first retry; doubles up to LAST_WAIT
const LAST_WAIT = 10_000;
const TRY_LATER = new Set([408, 425, 429]);

/**
 * A queue for one person.
 *   store   from store.js
 *   send    (work id, body) → {status, body}; throws when no answer came
 *   person  whose session this is: scans of others stay in the store for them
 *   onAnswer(scan, answer)  each answered scan, in order; a problem document comes as
 *                           {accepted: false, tone: "bad", code, text}
 *   onState({waiting, oldest, others, stopped, online, signedOut, durable})
 *
 * The first scan refused stops the queue when others wait behind it, until goOn(): whoever
 * made them must see it first.
 */
export function openQueue({ store, send, person, onAnswer, onState, later = setTimeout, random = Math.random }) {
  let scans = [];
  let others = 0;
  let busy = false;
  let stopped = false;
  let signedOut = false;
  let online = true;
  let singly = false;
  let durable = store.durable;
  let wait = FIRST_WAIT;
  let timer = null;

  const tell = () => onState({
    waiting: scans.length, oldest: scans[0]?.at ?? null, others, stopped, online, signedOut, durable,
  });

  async function load() {
    const kept = await store.all();
    scans = kept.filter((scan) => scan.person === person);
    others = kept.length - scans.length;
    tell();
    return drain();
  }

  async function push(scan) {
    const mine = { ...scan, person };
    scans.push(mine);
    stopped = false;
    tell();
    // On disk before it goes out: a crash in between must not lose it.
    await kept(store.put(mine));
    return drain();
  }

  async function drain() {
    if (busy) return;
    busy = true;
    try {
      while (scans.length && !stopped && !signedOut && timer === null) await sendOldest();
    } finally {
      busy = false;
      tell();
    }
  }

  async function sendOldest() {
    const batch = nextBatch();
    const body = batch.map(({ id, scan, at, quantity, source }) => ({ id, scan, at, quantity, source }));
    let reply;
    try {
      reply = await send(batch[0].work, body.length === 1 ? body[0] : body);
    } catch (problem) {
      console.info("scans are kept:", problem.message);
      return tryLater();
    }
    return take(batch, reply.status, reply.body);
  }

  function nextBatch() {
    if (singly) return scans.slice(0, 1);
    const end = scans.findIndex((scan) => scan.work !== scans[0].work);
    return scans.slice(0, Math.min(end < 0 ? scans.length : end, LIST_LIMIT));
  }

  async function take(batch, status, answer) {
    if (TRY_LATER.has(status)) return tryLater();
    online = true;
    wait = FIRST_WAIT;
    // Not this person's session any more: the scans wait for their owner.
    if (status === 401 || status === 403) { signedOut = true; return; }
    if (status === 200) return settleAll(batch, [answer].flat());
    // One bad scan can make a whole list unreadable: send them one by one to find it.
    if (batch.length > 1) { singly = true; return; }
    singly = false;
    await settle(batch[0], refusal(batch[0], answer));
  }

  async function settleAll(batch, verdicts) {
    const judged = verdicts.filter((verdict) => verdict && verdict.code !== "scan.not_judged");
    if (judged.length === 0) return tryLater();
    for (const verdict of judged) {
      const scan = batch.find((other) => other.id === verdict.id);
      if (scan) await settle(scan, verdict);
    }
  }

  async function settle(scan, verdict) {
    await kept(store.drop(scan.id));
    scans = scans.filter((other) => other.id !== scan.id);
    if (!verdict.accepted && scans.length) stopped = true;
    onAnswer(scan, verdict);
  }

  // A full or broken store must not stop the work: the scan still goes out from memory.
  async function kept(writing) {
    try {
      await writing;
    } catch (problem) {
      console.warn("this device does not keep scans:", problem);
      durable = false;
    }
  }

  function tryLater() {
    online = false;
    timer = later(retry, wait * (0.75 + random() / 2));
    wait = Math.min(wait * 2, LAST_WAIT);
  }

  function retry() {
    clearTimeout(timer);
    timer = null;
    return drain();
  }

  return {
    load, push, retry, tell,
    waiting: (work) => scans.filter((scan) => scan.work === work),
    size: () => scans.length,
    oldestWork: () => scans[0]?.work ?? null,
    goOn() { stopped = false; return drain(); },
  };
}

/** A problem document in the shape of a verdict. */
export function refusal(scan, problem) {
  return {
    id: scan.id, accepted: false, tone: "bad", params: {},
    code: problem?.code ?? "", text: problem?.detail ?? problem?.title ?? "",
  };
}
