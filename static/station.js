// A station page: one work document drawn, one scan line read, one queue to the server.

import { NoAnswer, call, csrfToken } from "./api.js";
import { closeSheet, drawCommands } from "./commands.js";
import { sendOwn, startCourier } from "./courier.js";
import { $, alike } from "./dom.js";
import { fits, judge, replay } from "./judge.js";
import { openLive } from "./live.js";
import { openQueue } from "./queue.js";
import { openScanLine } from "./scan.js";
import { drawEnd, drawFinishing, drawStart } from "./start.js";
import { showConnection, showKept, showLast, showNotices, showProgress } from "./status.js";
import { drawStep, fetchPictures } from "./steps.js";
import { openStore } from "./store.js";
import { takesOver } from "./takeover.js";
import { t } from "./texts.js";
import { uuid } from "./uuid.js";
import { openVerdict } from "./verdict.js";

const ASK_AGAIN = 5000; // ms between questions while no push line tells us
const TWICE = 300; // ms in which a hand does not move two units past a scanner
const GONE = new Set(["work.reassigned", "work.closed", "work.cancelled"]);

const stage = $("#stage");
const kind = document.body.dataset.kind;
const person = document.body.dataset.person;

// Pickers and packers need not carry what only the dock uses.
const dock = kind === "load" ? (await import("./dock.js")).openDock({
  draw, take, refuse, unheard, work: () => work, close: () => hands.command("CMD-CLOSE"),
}) : null;

let work = null; // the server's last word
let view = { work: null, sure: true }; // that, after the scans still waiting
let opening = false;
let early = []; // scans made while a work is being opened
let waiting = false; // asked for work, and there was none
let leaving = false; // the work is no longer ours: leave it once its verdict was read
let asked = null; // the scan a supervisor is asked about
let last = {}; // the scan before this one
let drawn = null; // what the screen shows

const verdict = openVerdict({ onClose: verdictClosed });
const store = await openStore();
const queue = openQueue({
  store, person, send, onAnswer: answered, onSettled: settled,
  onState: (state) => showKept(state, () => queue.goOn()),
});
const line = openScanLine($("#scan-form"), {
  onRead: read, onReady: (ready) => $("#scan-form").classList.toggle("ready", ready), ...document.body.dataset,
});
const live = openLive({
  onState: showConnection, onConnected: refresh,
  onChanged: (topic) => work && topic === `work:${work.id}` && refresh(),
  onAssigned: () => waiting && next(),
});
$("[data-camera]").addEventListener("click", async () => (await import("./camera.js")).openCamera({
  work: work?.id, onRead: read, wants: (text) => view.work && judge(view.work, text, view.sure).verdict === "green",
}));
const hands = { command: by("typed"), typed: by("typed"), spoken: by("voice") };

// --- scans ---

function read(pull) {
  line.closeKeyboard();
  closeSheet();
  if (leaving) verdictClosed();
  verdict.hide();
  goOnWhereItFits();
  if (takesOver(pull.said, { work, waiting: queue.size(), tell: verdict.tell })) return;
  if (opening) early.push(pull);
  else if (!work || work.state !== "open") openByScan(pull);
  else scanned(pull);
}

/** One trigger pull, as from the scan line. */
function scanned(pull) {
  const judged = judge(view.work, pull.said, view.sure);
  const twice = pull.scan === last.scan && performance.now() - last.pulled < TWICE;
  if (twice && judged.work === view.work && (last.moved || last.local === "red")) readTwice(judged, pull);
  else if (closes(pull.said) && !reachable()) sayOffline("close_offline");
  else push(judged, pull);
}

function push(judged, pull) {
  const scan = { ...pull, id: uuid(), work: String(work.id), quantity: 1, local: judged.verdict, key: csrfToken() };
  last = { ...scan, pulled: performance.now(), moved: judged.work === view.work ? null : judged.step.kind };
  view = { work: judged.work, sure: judged.sure };
  verdict.local(judged, scan);
  draw();
  queue.push(scan);
}

/** The step needs no more of what was read a moment ago. A place or a tote read twice says nothing new. */
function readTwice(judged, pull) {
  if (last.moved === "sku") verdict.askMore(() => push(judge(view.work, pull.said, view.sure), pull));
  else if (last.local === "red") verdict.local(judged, last);
}

/** A text that came from elsewhere than the scanner. */
function by(source) {
  return (text) => scanned({ scan: text, said: text, source, at: new Date().toISOString() });
}

const again = ({ scan, said, source }) => scanned({ scan, said, source, at: new Date().toISOString() });

/** Closing may find units missing, and only the server makes the label: without the network it is not even tried. */
const closes = (text) => work.kind !== "pick" && text.trim().toUpperCase() === "CMD-CLOSE";
const reachable = () => navigator.onLine && queue.isOnline();

async function send(scan, body) {
  try {
    return await sendOwn(scan, body);
  } catch (problem) {
    if (closes(scan.scan) && !scan.told) sayOffline("close_waits");
    scan.told = true;
    throw problem;
  }
}

function answered(scan, answer) {
  if (answer.work && isOurs(answer.work) && answer.work.version >= work.version) work = answer.work;
  const here = scan.work === String(work?.id);
  const gone = here && GONE.has(answer.code);
  if (gone && leaving) return; // one such answer says it for all that wait behind it
  if (gone) queue.goOn();
  asked = answer.params?.approval ? scan : null;
  leaving = gone;
  // A good scan said all at the trigger; whatever else the server says stays readable.
  showLast(scan.local === "green" && answer.tone === "good" ? null : answer);
  verdict.server(scan, answer, {
    work: here ? work : answer.work, actions: actionsFor(scan, answer), waiting: answer.accepted ? 0 : queue.size(),
  });
}

/** All answers of one reply have come. */
function settled() {
  see();
  if (!verdict.isStaying()) goOnWhereItFits();
  draw();
}

/** The server's last word, and what the scans will make of it that wait for their answers. */
function see() {
  if (!work) return;
  view = replay(work, queue.waiting(String(work.id)).map((scan) => scan.said));
  if (work.state === "open" && !leaving) store.putWork(person, work);
  else store.dropWork(work.id);
}

/** Scans behind a refused one go out when its maker has seen that, and when what was missing has been put right. */
function goOnWhereItFits() {
  const rest = queue.held().filter((scan) => scan.work === String(work?.id) && scan.local !== "red").map((scan) => scan.said);
  if (!work || work.state !== "open" || leaving || fits(view.work, rest)) queue.goOn();
}

const isOurs = (other) => work && String(other.id) === String(work.id);

function actionsFor(scan, answer) {
  const retry = (label) => verdict.action(label, "scan", () => again(scan));
  if (answer.params?.approval) {
    return [retry(t("scan_again")), verdict.action(t("set_aside"), "arrow", leave)];
  }
  // A short is asked twice: nothing was taken off the line yet.
  if (answer.code === "pick.short_ask") {
    return [retry(t("short_confirm")), verdict.action(t("cancel"), "back", () => {})];
  }
  if (answer.code === "load.incomplete") {
    return [verdict.action(t("leave_behind"), "skip", dock.askWhy), verdict.action(t("back"), "back", () => {})];
  }
  if (answer.code === "scan.unknown" && kind === "pick" && work?.expect?.kind === "sku" && scan.source !== "typed") {
    return [verdict.action(t("propose"), "plus", () => propose(scan))];
  }
  return [];
}

async function propose(scan) {
  const { openProposal } = await import("./propose.js");
  openProposal(scan, work.expect, verdict);
}

function verdictClosed() {
  if (leaving) leave();
  goOnWhereItFits();
  line.focus();
}

// --- work ---

function take(document) {
  if (!isOurs(document)) showLast(null);
  work = document;
  fetchPictures(work);
  waiting = leaving = false;
  asked = null;
  see();
  goOnWhereItFits();
  history.replaceState(null, "", `?work=${encodeURIComponent(work.id)}`);
  live.watch([`work:${work.id}`]);
  draw();
}

function leave() {
  if (work) store.dropWork(work.id);
  work = null;
  view = { work: null, sure: true };
  waiting = leaving = false;
  asked = null;
  history.replaceState(null, "", location.pathname);
  live.watch([]);
  showLast(null);
  draw();
  dock?.begin();
}

/** Asks the server for a work. Returns its answer, or null after saying what went wrong. */
async function open(path, body, unanswered = unheard) {
  if (opening) return null;
  opening = true;
  try {
    const reply = await call("POST", path, body);
    if (reply.status === 200) take(reply.body);
    else if (reply.status !== 204) refuse(reply);
    return reply;
  } catch (problem) {
    await unanswered(problem);
    return null;
  } finally {
    opening = false;
    forwardEarly();
  }
}

function forwardEarly() {
  const held = early;
  early = [];
  if (work) held.forEach(scanned);
  else if (held.length) verdict.tell({ tone: "bad", title: t("word_bad"), text: t("early_lost", { count: held.length }) });
}

/** Only the network failed: says so, unless the page asks again by itself. */
function unheard(problem) {
  if (!(problem instanceof NoAnswer)) throw problem;
  if (!waiting) sayOffline("needs_network");
}

const sayOffline = (code) => verdict.tell({ tone: "warn", title: t("offline"), text: t(code) });

/** Without the network: the work that was claimed before, if it was downloaded to this device. */
async function takeKept(id) {
  const works = await store.works(person);
  const kept = works.find((each) => each.kind === kind && (!id || String(each.id) === id));
  if (kept) take(kept);
  return kept;
}

function refuse({ status, body }) {
  waiting = false;
  if (status === 401) { location.assign("/sign-in"); return; }
  verdict.tell({ tone: "bad", title: t("word_bad"), text: body?.detail ?? body?.title ?? "" });
  draw();
}

async function next() {
  if (dock) return leave();
  const reply = await open("/api/v1/work/next", { kinds: [kind] }, async (problem) => work || (await takeKept()) || unheard(problem));
  if (reply?.status !== 204) return;
  if (work) leave();
  waiting = true;
  draw();
}

async function openByScan(pull) {
  const body = dock?.opening(pull.said);
  const reply = await open("/api/v1/work", body ?? { kind, scan: pull.scan });
  // The dock's code was scanned at the door just now: it is that step's scan, too.
  if (body && reply?.status === 200 && view.work.expect?.kind === "door") scanned(pull);
}

/** The work as the server has it: null when there is none for us, undefined when no answer came. */
async function fetchWork(id) {
  try {
    const reply = await call("GET", `/api/v1/work/${encodeURIComponent(id)}`);
    return reply.status === 200 ? reply.body : null;
  } catch (problem) {
    console.info("work not fetched:", problem.message);
    return undefined;
  }
}

/** Looks whether the work changed elsewhere: an approval, a reassignment, another loader. */
async function refresh() {
  queue.retry();
  // While scans are on their way the answer to them says more: this one may already count them.
  if (!work || work.state !== "open" || queue.waiting(String(work.id)).length) return;
  const fresh = await fetchWork(work.id);
  if (!fresh || !isOurs(fresh) || fresh.version <= work.version || queue.waiting(String(work.id)).length) return;
  work = fresh;
  if (asked) decided();
  settled();
}

function decided() {
  const scan = asked;
  asked = null;
  verdict.tell({
    tone: "warn", title: t("approval_decided"), text: t("approval_scan_again"),
    actions: [verdict.action(t("scan_again"), "scan", () => again(scan))],
  });
}

// --- the screen ---

function draw() {
  // Drawing the same again would take the signature and half-typed numbers away.
  const now = [view.work, waiting, dock?.state(), unanswered(view.work)];
  if (alike(now, drawn)) return;
  drawn = now;
  const at = view.work;
  document.body.dataset.step = at?.expect?.kind ?? at?.state ?? "";
  showProgress(at);
  showNotices(at);
  drawCommands(at?.state === "open" ? at : null, hands);
  stage.replaceChildren(...screen(at).filter(Boolean));
  // With the frame: at once it would be one more layout between the trigger and the verdict.
  requestAnimationFrame(() => stage.scrollTo(0, 0));
}

function screen(at) {
  if (!at) return dock ? dock.drawStart() : drawStart(kind, { waiting, next });
  if (at.state !== "open") return drawEnd(at, { next });
  if (at.expect) return drawStep(at, hands);
  if (dock && !unanswered(at)) return dock.drawHandover();
  return drawFinishing();
}

// A hint can bring the work's end before the last scan's own answer does.
const unanswered = (at) => at?.expect === null && queue.waiting(String(at.id)).length > 0;

setInterval(() => {
  if (document.hidden) return;
  queue.tell();
  if (waiting) next();
  else if (document.body.dataset.live !== "live") refresh();
}, ASK_AGAIN);
window.addEventListener("online", queue.retry);
document.addEventListener("visibilitychange", () => document.hidden || refresh());

// --- the beginning ---

await queue.load();
const resumed = new URLSearchParams(location.search).get("work") ?? queue.oldestWork();
const found = resumed && (await fetchWork(resumed));
if (found && found.kind === kind) take(found);
else if (found !== undefined || !(await takeKept(resumed))) leave();
queue.drain();
startCourier(store, person, queue.countOthers);
