// A station page: one work document drawn, one scan line read, one queue to the server.

import { NoAnswer, call } from "./api.js";
import { closeSheet, drawCommands } from "./commands.js";
import { $ } from "./dom.js";
import { judge, replay } from "./judge.js";
import { openLive } from "./live.js";
import { openQueue } from "./queue.js";
import { openScanLine } from "./scan.js";
import { drawEnd, drawFinishing, drawStart } from "./start.js";
import { showConnection, showKept, showLast, showNotices, showProgress } from "./status.js";
import { drawStep } from "./steps.js";
import { openStore } from "./store.js";
import { t } from "./texts.js";
import { uuid } from "./uuid.js";
import { openVerdict } from "./verdict.js";

const ASK_AGAIN = 5000; // ms between questions while no push line tells us
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
let drawn = "";

const verdict = openVerdict({ onClose: verdictClosed });
const queue = openQueue({
  store: await openStore(), person, onAnswer: answered, onState: showKept,
  send: (id, body) => call("POST", `/api/v1/work/${encodeURIComponent(id)}/scans`, body),
});
const line = openScanLine($("#scan-form"), { onRead: read, onReady: (ready) => $("#scan-form").classList.toggle("ready", ready) });
const live = openLive({
  onState: showConnection, onConnected: refresh,
  onChanged: (topic) => work && topic === `work:${work.id}` && refresh(),
  onAssigned: () => waiting && next(),
});
const hands = { command: (code) => scanned(code, "typed"), typed: (text) => scanned(text, "typed") };

// --- scans ---

function read({ scan, source, at }) {
  line.closeKeyboard();
  closeSheet();
  if (leaving) verdictClosed();
  verdict.hide();
  queue.goOn();
  if (opening) early.push({ scan, source, at });
  else if (!work || work.state !== "open") openByScan(scan, source, at);
  else scanned(scan, source, at);
}

function scanned(text, source, at = new Date().toISOString()) {
  const judged = judge(view.work, text, view.sure);
  const scan = { id: uuid(), work: String(work.id), scan: text, at, quantity: 1, source, local: judged.verdict };
  view = { work: judged.work, sure: judged.sure };
  verdict.local(judged.verdict === "red" ? { ...judged, work: view.work } : judged, scan);
  draw();
  queue.push(scan);
}

function answered(scan, answer) {
  if (answer.work && isOurs(answer.work) && answer.work.version >= work.version) work = answer.work;
  if (work) view = replay(work, queue.waiting(String(work.id)).map((each) => each.scan));
  // Shown red at the trigger: whoever scanned on had seen it.
  if (scan.local === "red" && !answer.params?.approval) queue.goOn();
  asked = answer.params?.approval ? scan : null;
  leaving = GONE.has(answer.code) && scan.work === String(work?.id);
  // A good scan said all at the trigger; whatever else the server says stays readable.
  showLast(scan.local === "green" && answer.tone === "good" ? null : answer);
  verdict.server(scan, answer, { work: view.work, actions: actionsFor(scan, answer), waiting: answer.accepted ? 0 : queue.size() });
  draw();
}

const isOurs = (other) => work && String(other.id) === String(work.id);

function actionsFor(scan, answer) {
  const again = (label) => verdict.action(label, "scan", () => { queue.goOn(); scanned(scan.scan, scan.source); });
  if (answer.params?.approval) {
    return [again(t("scan_again")), verdict.action(t("set_aside"), "arrow", leave)];
  }
  // A short is asked twice: nothing was taken off the line yet.
  if (answer.code === "pick.short_ask") {
    return [again(t("short_confirm")), verdict.action(t("cancel"), "back", () => {})];
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
  queue.goOn();
  line.focus();
}

// --- work ---

function take(document) {
  if (!isOurs(document)) showLast(null);
  work = document;
  view = replay(work, queue.waiting(String(work.id)).map((each) => each.scan));
  waiting = leaving = false;
  asked = null;
  history.replaceState(null, "", `?work=${encodeURIComponent(work.id)}`);
  live.watch([`work:${work.id}`]);
  draw();
}

function leave() {
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
async function open(path, body) {
  if (opening) return null;
  opening = true;
  try {
    const reply = await call("POST", path, body);
    if (reply.status === 200) take(reply.body);
    else if (reply.status !== 204) refuse(reply);
    return reply;
  } catch (problem) {
    unheard(problem);
    return null;
  } finally {
    opening = false;
    forwardEarly();
  }
}

function forwardEarly() {
  const held = early;
  early = [];
  if (work) for (const { scan, source, at } of held) scanned(scan, source, at);
}

/** Only the network failed: says so, unless the page asks again by itself. */
function unheard(problem) {
  if (!(problem instanceof NoAnswer)) throw problem;
  if (!waiting) verdict.tell({ tone: "warn", title: t("offline"), text: t("needs_network") });
}

function refuse({ status, body }) {
  waiting = false;
  if (status === 401) { location.assign("/sign-in"); return; }
  verdict.tell({ tone: "bad", title: t("word_bad"), text: body?.detail ?? body?.title ?? "" });
  draw();
}

async function next() {
  if (dock) return leave();
  const reply = await open("/api/v1/work/next", { kinds: [kind] });
  if (reply?.status !== 204) return;
  if (work) leave();
  waiting = true;
  draw();
}

async function openByScan(scan, source, at) {
  const body = dock?.opening(scan);
  const reply = await open("/api/v1/work", body ?? { kind, scan });
  // The dock's code was scanned at the door just now: it is that step's scan, too.
  if (body && reply?.status === 200 && view.work.expect?.kind === "door") scanned(scan, source, at);
}

async function fetchWork(id) {
  try {
    const reply = await call("GET", `/api/v1/work/${encodeURIComponent(id)}`);
    return reply.status === 200 ? reply.body : null;
  } catch (problem) {
    console.info("work not fetched:", problem.message);
    return null;
  }
}

/** Looks whether the work changed elsewhere: an approval, a reassignment, another loader. */
async function refresh() {
  queue.retry();
  if (!work || work.state !== "open") return;
  const fresh = await fetchWork(work.id);
  if (!fresh || !isOurs(fresh) || fresh.version <= work.version) return;
  work = fresh;
  view = replay(work, queue.waiting(String(work.id)).map((each) => each.scan));
  if (asked) decided();
  draw();
}

function decided() {
  const scan = asked;
  asked = null;
  verdict.tell({
    tone: "warn", title: t("approval_decided"), text: t("approval_scan_again"),
    actions: [verdict.action(t("scan_again"), "scan", () => scanned(scan.scan, scan.source))],
  });
}

// --- the screen ---

function draw() {
  // Drawing the same again would take the signature and half-typed numbers away.
  const key = JSON.stringify([view.work, waiting, dock?.state(), unanswered(view.work)]);
  if (key === drawn) return;
  drawn = key;
  const at = view.work;
  document.body.dataset.step = at?.expect?.kind ?? at?.state ?? "";
  showProgress(at);
  showNotices(at);
  drawCommands(at?.state === "open" ? at : null, hands);
  stage.replaceChildren(...screen(at).filter(Boolean));
  stage.scrollTop = 0;
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
else leave();
