// Scans wait here until the server has answered each one. They go out oldest first, under the
// same id however often that takes, so none is lost and none counts twice.

const LIST_LIMIT = 40; // answered well within the time that a call may take, also by a busy server
const FIRST_WAIT = 500; // ms before the first retry; doubles up to LAST_WAIT
const LAST_WAIT = 3000; // who comes back into the network must not stand there waiting
const TRY_LATER = new Set([408, 425, 429]);

/** A scan as it goes out. */
export const sent = ({ id, scan, at, quantity, source }) => ({ id, scan, at, quantity, source });

/** The scans at the front that may go out in one list: all of one work. */
export function firstBatch(scans) {
  const end = scans.findIndex((scan) => scan.work !== scans[0].work);
  return scans.slice(0, Math.min(end < 0 ? scans.length : end, LIST_LIMIT));
}

/**
 * A queue for one person.
 *   store   from store.js
 *   send    (the first scan, body) → {status, body}; throws when no answer came
 *   person  whose scans these are: those of others stay in the store for them
 *   onAnswer(scan, answer)  each answered scan, in order; a problem document comes as
 *                           {accepted: false, tone: "bad", code, text}
 *   onSettled()             after all answers of one reply
 *   onState({waiting, oldest, others, stopped, online, signedOut, durable})
 *
 * When a scan is refused that was not red at the trigger, those behind it are held: they were made
 * as if it had counted. What is scanned then takes its place before them, until goOn().
 */
export function openQueue({ store, send, person, onAnswer, onSettled = () => {}, onState, later = setTimeout, random = Math.random }) {
  let scans = [];
  let others = 0;
  let busy = false;
  let signedOut = false;
  let online = true;
  let singly = false;
  let durable = store.durable;
  let wait = FIRST_WAIT;
  let timer = null;

  const held = () => scans.filter((scan) => scan.held);
  const free = () => scans.filter((scan) => !scan.held);

  const tell = () => onState({
    waiting: scans.length, oldest: scans.reduce((oldest, { at }) => (oldest < at ? oldest : at), scans[0]?.at ?? null),
    others, stopped: held().length > 0, online, signedOut, durable,
  });

  async function load() {
    scans = (await store.all()).filter((scan) => scan.person === person);
    return countOthers();
  }

  async function countOthers() {
    others = (await store.all()).filter((scan) => scan.person !== person).length;
    tell();
  }

  async function push(scan) {
    const mine = { ...scan, person };
    const place = free().length;
    mine.seq = between(scans[place - 1]?.seq ?? 0, scans[place]?.seq);
    scans.splice(place, 0, mine);
    tell();
    // On disk before it goes out: a crash in between must not lose it.
    await kept(store.put([mine]));
    return drain();
  }

  async function drain() {
    const mayGo = () => !signedOut && timer === null && free().length > 0;
    if (busy || !mayGo()) return;
    busy = true;
    try {
      while (mayGo()) await sendOldest();
    } finally {
      busy = false;
      tell();
    }
  }

  async function sendOldest() {
    const batch = singly ? free().slice(0, 1) : firstBatch(free());
    const body = batch.map(sent);
    let reply;
    try {
      reply = await send(batch[0], body.length === 1 ? body[0] : body);
    } catch (problem) {
      console.info("scans are kept:", problem.message);
      return tryLater();
    }
    return take(batch, reply.status, reply.body);
  }

  async function take(batch, status, answer) {
    if (TRY_LATER.has(status)) return tryLater();
    online = true;
    wait = FIRST_WAIT;
    // Not this person's session any more: the scans wait for their owner.
    if (status === 401 || status === 403) { signedOut = true; return; }
    if (status === 200) await settle(batch, [answer].flat());
    // One bad scan can make a whole list unreadable: send them one by one to find it.
    else if (batch.length > 1) singly = true;
    else {
      singly = false;
      await settle(batch, [refusal(batch[0], answer)]);
    }
  }

  async function settle(batch, verdicts) {
    const judged = batch.flatMap((scan) => {
      const verdict = verdicts.find((each) => each?.id === scan.id && each.code !== "scan.not_judged");
      return verdict ? [{ scan, verdict }] : [];
    });
    if (judged.length === 0) return tryLater();
    const done = new Set(judged.map(({ scan }) => scan));
    scans = scans.filter((scan) => !done.has(scan));
    if (scans.length && judged.some(surprises)) await hold();
    await kept(store.drop([...done].map((scan) => scan.id)));
    for (const { scan, verdict } of judged) onAnswer(scan, verdict);
    onSettled();
  }

  async function hold() {
    for (const scan of scans) scan.held = true;
    await kept(store.put(scans));
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
    load, push, retry, tell, held, drain, countOthers,
    waiting: (work) => free().filter((scan) => scan.work === work),
    size: () => scans.length,
    isOnline: () => online,
    oldestWork: () => scans[0]?.work ?? null,
    goOn() {
      if (held().length === 0) return undefined;
      for (const scan of scans) delete scan.held;
      return drain();
    },
  };
}

// Shown red at the trigger: whoever scanned on had seen it.
const surprises = ({ scan, verdict }) => !verdict.accepted && (scan.local !== "red" || verdict.params?.approval);

/** A place in the order: behind `before`, and far enough from `after` for many more in between. */
function between(before, after) {
  return after === undefined ? Math.max(Date.now(), before + 1) : Math.max(before, after - 1) + (after - Math.max(before, after - 1)) / 1024;
}

/** A problem document in the shape of a verdict. */
export function refusal(scan, problem) {
  return {
    id: scan.id, accepted: false, tone: "bad", params: {},
    code: problem?.code ?? "", text: problem?.detail ?? problem?.title ?? "",
  };
}
