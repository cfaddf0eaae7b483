// A station page: one work document drawn, one scan line read, one queue to the server.
// What the first screen does not need comes behind it: scans.js above all, which judges and tells.

import { drawActions } from "./actions.js";
import { attempt, bring, broken } from "./attempt.js";
import { $, alike, fill } from "../shared/dom.js";
import { openQueue, scanOf } from "../shared/queue.js";
import { openScanLine } from "./scan_line.js";
import { closeSheet } from "./sheet.js";
import { drawEnd, drawFinishing, drawStart } from "./start.js";
import { showAnswered, showConnection, showKept, showNotices, showProgress } from "./status.js";
import { drawStep, fetchPictures } from "./steps.js";
import { openStore } from "../shared/store.js";
import { t } from "../shared/texts.js";
import { openWorks } from "./works.js";

const ASK_AGAIN = 5000; // ms between questions while no push line tells us
const LATE = 3000; // ms without a word to whoever scanned

const { kind, person } = document.body.dataset;
const job = {
  work: null, // the server's last word
  view: { work: null, sure: true }, // that, after the scans still waiting
  waiting: false, // asked for work, and there was none
  leaving: false, // the work is no longer ours: leave it once its verdict was read
  asked: null, // the scan a supervisor is asked about
  heard() {}, // takes back what is said while an answer is late
  last: null, // the goods that a packer scanned last
};
let steps = null; // of this station's kind: each carries its own only
let store = null;
let queue = null;
let works = null;
let dock = null; // where it is one
let line = null;
let scans = null;
let coming = null; // those, once they were asked for
let live = null;
let early = []; // read before the page had begun; null since then
let drawn = null; // what the screen shows
const hands = { command: by("typed"), typed: by("typed"), spoken: by("voice"), leave: () => leave(), last: () => job.last };

// --- scans ---

function read(pull) {
  attempt(() => line.closeKeyboard(), closeSheet);
  if (!early) return scans.read(pull);
  early.push(pull);
  return setTimeout(keepEarly, LATE);
}

/** What was read so early that nothing judges it is kept for the work that it was read for. Either way the screen says so. */
function keepEarly() {
  if (!early || !early.length) return;
  const pulls = early.splice(0);
  const work = job.work || resumed();
  for (const pull of work ? pulls : []) queue.push(scanOf(pull, work, "amber"));
  if (job.work) broken(new Error("no judge"));
  else if (work) broken(new Error("no work yet"), t("early_kept"), "warn");
  else broken(new Error("no work"), t("early_lost", { count: pulls.length }));
}

/** The work that the page was opened with, by its number alone: the page may not have heard of it yet. */
function resumed() {
  const id = new URLSearchParams(location.search).get("work") || queue.oldestWork();
  return id && { id };
}

/** A text that came from elsewhere than the scanner. */
function by(source) {
  return async (text) => (await scanning()).scanned({ scan: text, said: text, source, pulled: performance.now() });
}

async function send(scan, body) {
  return (await scanning()).send(scan, body); // what comes back must be told
}

async function tell(news) {
  return (await scanning()).tell(news);
}

/** What judges and tells the scans. All its modules at once: one by one, each would cost a round trip. */
function scanning() {
  if (!coming) coming = Promise.all(["scans", "verdict", "judge", "codes", "expected", "takeover", "../shared/tones", "../shared/remembered", "../shared/courier"].map(bring)).then(([{ openScans }]) => {
    scans = openScans({ kind, person, store, queue, job, works, dock, draw, leave, focus: line.focus });
    return scans;
  });
  return coming;
}

// --- work ---

const inHand = (work) => Object.assign(job, { work, view: { work, sure: true }, waiting: false, leaving: false, asked: null, last: null });

function take(document) {
  if (!job.work || String(document.id) !== String(job.work.id)) $("#last").hidden = true;
  inHand(document);
  attempt(() => fetchPictures(document), () => scans && scans.see());
  history.replaceState(null, "", `?work=${encodeURIComponent(document.id)}`);
  watch();
  draw();
}

function leave() {
  if (job.work) store.dropWork(job.work.id);
  inHand(null);
  history.replaceState(null, "", location.pathname);
  watch();
  $("#last").hidden = true;
  draw();
  if (dock) dock.begin();
}

const watch = () => live && live.watch(job.work ? [`work:${job.work.id}`] : []);
const next = () => (dock ? leave() : works.next());

/** Looks whether the work changed elsewhere: an approval, a reassignment, another loader. */
async function refresh() {
  queue.retry();
  const { work } = job;
  // While scans are on their way the answer to them says more: this one may already count them.
  const onTheirWay = () => queue.waiting(String(work.id)).length > 0;
  if (!work || work.state !== "open" || onTheirWay()) return;
  const fresh = await works.fetch(work.id);
  showAnswered(fresh !== undefined);
  if (!fresh || !job.work || fresh.id !== job.work.id || fresh.version <= job.work.version || onTheirWay()) return;
  const before = job.work;
  if (isOurs(fresh)) job.work = fresh;
  attempt(() => (isOurs(fresh) ? scans.changed(before) : scans.movedOn(fresh)));
}

/** Whether it is in this person's hands, or in nobody's any more. Loads are shared. */
const isOurs = (work) => kind === "load" || work.state !== "open" || work.person_id === person;

// --- the screen ---

const draw = () => attempt(drawNew);

function drawNew() {
  // Drawing the same again would take the signature and half-typed numbers away.
  const at = job.view.work;
  const now = [at, job.waiting, job.last, dock && dock.state(), unanswered(at)];
  if (alike(now, drawn)) return;
  drawn = now;
  document.body.dataset.step = at ? (at.expect ? at.expect.kind : at.state) : "";
  attempt(
    () => showProgress(at), () => showNotices(at), () => drawActions(at && at.state === "open" ? at : null, hands),
    () => fill($("#stage"), ...screen(at).filter(Boolean)),
  );
  // With the frame: at once it would be one more layout between the trigger and the verdict.
  requestAnimationFrame(() => $("#stage").scrollTo(0, 0));
}

function screen(at) {
  if (!at) return dock ? dock.drawStart() : drawStart(kind, { waiting: job.waiting, next });
  if (at.state !== "open") return drawEnd(at, { next, papers: dock && dock.papers });
  if (at.expect) return drawStep(steps.SCREENS, at, hands);
  if (dock && !unanswered(at)) return dock.drawHandover();
  return drawFinishing();
}

// A hint can bring the work's end before the last scan's own answer does.
const unanswered = (at) => at !== null && at.expect === null && queue.waiting(String(at.id)).length > 0;

// --- the beginning ---

async function open() {
  steps = await bring(`steps_${kind}`);
  store = await openStore();
  queue = openQueue({
    store, person, send, onAnswer: (...answer) => scans.answered(...answer), onSettled: () => scans.settled(),
    onState: (state) => showKept(state, () => queue.goOn()), onBroken: broken,
  });
  works = openWorks({
    kind, person, store, job, take, leave, draw, tell, scanned: (pull) => scans.scanned(pull), opening: (scan) => dock && dock.opening(scan),
  });
  dock = steps.openDock && steps.openDock({
    draw, take, refuse: works.refuse, unheard: works.unheard, fetch: works.fetch, work: () => job.work, close: () => hands.command("CMD-CLOSE"),
  });
  line = openScanLine($("#scan-form"), {
    onRead: read, onReady: (ready) => $("#scan-form").classList.toggle("ready", ready), ...document.body.dataset,
  });
  $("[data-camera]").addEventListener("click", async () => (await import("./camera.js")).openCamera({
    work: job.work && job.work.id, onRead: read, wants: (text) => scans && scans.fits(text),
  }));
}

async function begin() {
  await queue.load();
  const asked = resumed();
  const found = asked && (await works.fetch(asked.id));
  // Scans that still wait have changed what is to be done next.
  if (queue.size()) await scanning();
  if (found && found.kind === kind && isOurs(found)) take(found);
  else if (found !== undefined || !(await works.takeKept(asked && asked.id))) leave();
  if (!queue.size() && !document.hidden) await new Promise((painted) => { requestAnimationFrame(() => setTimeout(painted)); });
  await scanning();
  if (job.work) scans.see();
  const pulls = early;
  early = null;
  pulls.forEach(read);
  queue.drain();
}

function stayInTouch() {
  setInterval(() => {
    if (document.hidden) return;
    queue.tell();
    if (job.waiting) next();
    else if (document.body.dataset.live !== "live") refresh();
  }, ASK_AGAIN);
  window.addEventListener("online", queue.retry);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  for (const name of ["../shared/page", "commands"]) bring(name);
  bring("../shared/courier").then(({ startCourier }) => startCourier(store, person, queue.countOthers));
  bring("../shared/live").then(({ openLive }) => {
    live = openLive({
      onState: showConnection, onConnected: refresh,
      onChanged: (topic) => job.work && topic === `work:${job.work.id}` && refresh(),
      onAssigned: () => job.waiting && next(),
    });
    watch();
  });
}

open().then(begin).then(stayInTouch).catch(broken);
