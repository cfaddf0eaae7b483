// How a station comes to its work: the next one, the one that a scan names, the one that it had before.

import { NoAnswer, call, reason } from "../shared/api.js";
import { silence, t } from "../shared/texts.js";

/**
 * For a station, which gives what it has in hand (`job`), take(document), leave(), draw(), tell(news), scanned(pull)
 * and opening(scan): what a dock opens with, else nothing.
 */
export function openWorks({ kind, person, store, job, take, leave, draw, tell, scanned, opening }) {
  let busy = false;
  let held = []; // scans made while a work is being opened

  /** Asks the server for a work. Returns its answer, or null after saying what went wrong. */
  async function open(path, body, unanswered = unheard) {
    if (busy) return null;
    busy = true;
    try {
      const reply = await call("POST", path, body);
      if (reply.status === 200) take(reply.body);
      else if (reply.status !== 204) refuse(reply);
      return reply;
    } catch (problem) {
      await unanswered(problem);
      return null;
    } finally {
      busy = false;
      forward();
    }
  }

  function forward() {
    const pulls = held;
    held = [];
    if (job.work) pulls.forEach(scanned);
    else if (pulls.length) tell({ tone: "bad", title: t("word_bad"), text: t("early_lost", { count: pulls.length }) });
  }

  /** While a work is being opened its scans wait. */
  function holds(pull) {
    if (busy) held.push(pull);
    return busy;
  }

  /** No answer came: says so until the work is heard of, unless the page asks again by itself. */
  async function unheard(problem, text = t("needs_network")) {
    if (!(problem instanceof NoAnswer)) throw problem;
    if (!job.waiting) job.heard = await tell({ tone: "warn", title: silence(), text });
  }

  function refuse({ status, body }) {
    job.waiting = false;
    if (status === 401) { location.assign("/sign-in"); return; }
    tell({ tone: "bad", title: t("word_bad"), text: reason(body) });
    draw();
  }

  /** Without the network: the work that was claimed before, if it was downloaded to this device. */
  async function takeKept(id) {
    const kept = (await store.works(person)).find((each) => each.kind === kind && (!id || String(each.id) === id));
    if (kept) take(kept);
    return kept;
  }

  async function next() {
    const keptOne = async (problem) => job.work || (await takeKept()) || unheard(problem);
    const reply = await open("/api/v1/work/next", { kinds: [kind] }, keptOne);
    if (!reply || reply.status !== 204) return;
    if (job.work) leave();
    job.waiting = true;
    draw();
  }

  async function openByScan(pull) {
    const body = opening(pull.said);
    const reply = await open("/api/v1/work", body || { kind, scan: pull.scan });
    // The dock's code was scanned at the door just now: it is that step's scan, too.
    if (body && reply && reply.status === 200 && job.view.work.expect && job.view.work.expect.kind === "door") scanned(pull);
  }

  /** The work as the server has it: null when there is none for us, undefined when no answer came. */
  async function fetch(id) {
    try {
      const reply = await call("GET", `/api/v1/work/${encodeURIComponent(id)}`);
      return reply.status === 200 ? reply.body : null;
    } catch (problem) {
      console.info("work not fetched:", problem.message);
      return undefined;
    }
  }

  return { next, openByScan, fetch, takeKept, refuse, unheard, holds };
}
