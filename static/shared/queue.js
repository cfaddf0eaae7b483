// Scans wait here until the server has answered each one. They go out oldest first, under the
// same id however often that takes, so none is lost and none counts twice.

import { csrfToken, reason, uuid } from "./api.js";

const LONGEST_LIST = 40;
const SHORTEST_LIST = 5; // unless one cannot be read
const SOON = 1500; // ms; far from the time that a call may take
const FIRST_WAIT = 500; // ms before the first retry; doubles
const LAST_WAIT = 3000; // who comes back into the network must not wait
const TRY_LATER = new Set([408, 425, 429]);

/** The scan of a trigger pull for a work. */
export function scanOf(pull, work, local) {
  const at = new Date(Date.now() - (performance.now() - pull.pulled)).toISOString();
  return { ...pull, at, id: uuid(), work: String(work.id), quantity: 1, local, key: csrfToken() };
}

/** A scan as it goes out. */
export const sent = ({ id, scan, at, quantity, source }) => ({ id, scan, at, quantity, source });

/**
 * Sends scans in lists: those at the front, all of one work, and as many as the server answers soon: a list that came
 * too late is judged anew, and as long as before it would be late again. What it returns answers {list, status, body},
 * and throws as send(list) does.
 */
export function openLists(send, now = () => performance.now()) {
  let most = LONGEST_LIST;

  function halve(list, least) {
    most = Math.max(least, Math.ceil(list.length / 2));
  }

  return async (scans) => {
    const end = scans.findIndex((scan) => scan.work !== scans[0].work);
    const list = scans.slice(0, Math.min(end < 0 ? scans.length : end, most));
    const start = now();
    try {
      const reply = await send(list);
      // One bad scan can make a whole list unreadable: shorter ones find it.
      if (reply.status !== 200) halve(list, 1);
      else if (now() - start < SOON) most = Math.min(most * 2, LONGEST_LIST);
      return { ...reply, list };
    } catch (problem) {
      halve(list, SHORTEST_LIST);
      throw problem;
    }
  };
}

/**
 * A queue for one person; the scans of others stay in the store for them. send(the first scan, body) → {status, body}
 * throws when no answer came. onAnswer(scan, answer) hears each in order, onSettled() all of one reply, and
 * onState({waiting, kept, oldest, others, stopped, online, signedOut, durable, lasts}) how it stands: `kept` are on disk.
 * onBroken(problem): one of these threw; whatever the page does not show, the scans go on.
 *
 * When a scan is refused that was not red at the trigger, those behind it are held: they were made
 * as if it had counted. What is scanned then takes its place before them, until goOn().
 */
export function openQueue({ store, send, person, onAnswer, onSettled = () => {}, onState, onBroken, later = setTimeout, random = Math.random }) {
  let scans = [];
  const writing = new Set(); // of them, not on disk yet
  let others = 0;
  let busy = false;
  let signedOut = false;
  let online = true;
  let durable = store.durable;
  let wait = FIRST_WAIT;
  let timer = null;
  const sendList = openLists((list) => send(list[0], list.length === 1 ? sent(list[0]) : list.map(sent)));

  const held = () => scans.filter((scan) => scan.held);
  const free = () => scans.filter((scan) => !scan.held);

  /** Those that may go out: on disk, as a crash must not lose what was sent. */
  function ready() {
    const some = free();
    const end = some.findIndex((scan) => writing.has(scan));
    return end < 0 ? some : some.slice(0, end);
  }

  /** Whoever cannot take news must not hold the scans up. */
  function hand(listener, ...news) {
    try {
      listener(...news);
    } catch (problem) {
      onBroken(problem);
    }
  }

  const tell = () => hand(onState, {
    waiting: scans.length, kept: durable ? scans.length - writing.size : 0, oldest: scans.map(({ at }) => at).sort()[0] || null,
    others, stopped: held().length > 0, online, signedOut, durable, lasts: durable && store.lasts === true,
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
    mine.seq = between(scans[place - 1], scans[place]);
    scans.splice(place, 0, mine);
    writing.add(mine);
    tell();
    await kept(store.put([mine]));
    writing.delete(mine);
    tell();
    return drain();
  }

  async function drain() {
    const mayGo = () => !signedOut && timer === null && ready().length > 0;
    if (busy || !mayGo()) return;
    busy = true;
    try {
      while (mayGo()) await sendOldest();
    } finally {
      busy = false;
      // Whatever breaks here must not keep the rest here.
      if (mayGo()) timer = later(retry, wait);
      tell();
    }
  }

  async function sendOldest() {
    let reply;
    try {
      reply = await sendList(ready());
    } catch (problem) {
      console.info("scans are kept:", problem.message);
      return tryLater();
    }
    return take(reply);
  }

  async function take({ list, status, body }) {
    // A no without a code is that of a portal or proxy between.
    if (TRY_LATER.has(status) || (status !== 200 && !(body && body.code))) return tryLater();
    online = true;
    wait = FIRST_WAIT;
    // The scans wait for their owner.
    if (status === 401 || status === 403) signedOut = true;
    else if (status === 200) await settle(list, [body].flat());
    else if (list.length === 1) await settle(list, [refusal(list[0], body)]);
  }

  async function settle(list, verdicts) {
    const judged = list.flatMap((scan) => {
      const verdict = verdicts.find((each) => each && each.id === scan.id && each.code !== "scan.not_judged");
      return verdict ? [{ scan, verdict }] : [];
    });
    if (judged.length === 0) return tryLater();
    const done = new Set(judged.map(({ scan }) => scan));
    scans = scans.filter((scan) => !done.has(scan));
    if (scans.length && judged.some(surprises)) await hold();
    await kept(store.drop([...done].map((scan) => scan.id)));
    for (const { scan, verdict } of judged) hand(onAnswer, scan, verdict);
    hand(onSettled);
  }

  async function hold() {
    for (const scan of scans) scan.held = true;
    await kept(store.put(scans));
  }

  // Without a store that works a scan still goes out from memory.
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
    oldestWork: () => (scans.length ? scans[0].work : null),
    goOn() {
      if (held().length === 0) return undefined;
      for (const scan of scans) delete scan.held;
      return drain();
    },
  };
}

// Whoever scanned on after red had seen it.
const surprises = ({ scan, verdict }) => !verdict.accepted && (scan.local !== "red" || (verdict.params && verdict.params.approval));

/** A place behind the scan `before`, and far enough from `after` for many more in between. */
function between(before, after) {
  const least = before ? before.seq : 0;
  if (!after) return Math.max(Date.now(), least + 1);
  const from = Math.max(least, after.seq - 1);
  return from + (after.seq - from) / 1024;
}

/** A problem document in the shape of a verdict. */
export function refusal(scan, problem) {
  return {
    id: scan.id, accepted: false, tone: "bad", params: {},
    code: (problem && problem.code) || "", text: reason(problem),
  };
}
