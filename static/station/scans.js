// What becomes of a trigger pull: judged at once, told, kept until the server has answered, and told again if it says
// otherwise.

import { call } from "../shared/api.js";
import { sendOwn } from "../shared/courier.js";
import { $, afterPaint, fill, h, icon } from "../shared/dom.js";
import { scanOf } from "../shared/queue.js";
import { attempt, broken } from "./attempt.js";
import { fits, judge, mayCount, openTrigger, replay, untilNext } from "./judge.js";
import { takesOver } from "./takeover.js";
import { silence, t } from "../shared/texts.js";
import { ICONS, openVerdict } from "./verdict.js";

const GONE = new Set(["work.reassigned", "work.closed", "work.cancelled", "work.maker_gone"]);

/**
 * The scans of a station, which gives what it has in hand (`job`), its queue, its works, its dock where it is one,
 * draw(), leave() and focus(), which gives the keys back to the scan line.
 */
export function openScans({ kind, person, store, queue, job, works, dock, draw, leave, focus }) {
  const verdict = openVerdict({ onClose: closed });
  const drawNext = afterPaint(draw); // whoever pulled a trigger waits for the verdict, and walks on later
  const again = openTrigger();
  let last = null; // the pull that was kept last

  const isOpen = () => job.work !== null && job.work.state === "open";
  const asksFor = (step) => job.work && job.work.expect && job.work.expect.kind === step;

  // --- at the trigger ---

  /** A trigger pull, handed to `act`: whatever breaks on the way, its scan is kept and sent, and the screen says so. */
  const safely = (act) => (pull) => {
    try {
      act(pull);
    } catch (problem) {
      if (isOpen() && last !== pull) keep(pull, "amber");
      broken(problem);
    }
  };

  function read(pull) {
    if (job.leaving) closed();
    const first = again(pull, job.view.work);
    if (first) readTwice(first, pull);
    else readNew(pull);
  }

  function readNew(pull) {
    verdict.hide();
    goOnWhereItFits();
    if (takesOver(pull.said, { work: job.work, waiting: queue.size(), tell: verdict.tell })) return;
    if (works.holds(pull)) return;
    if (isOpen()) scanned(pull);
    else works.openByScan(pull);
  }

  function scanned(pull) {
    const { view } = job;
    const judged = judge(view.work, pull.said, view.sure);
    if (closes(pull.said) && !reachable()) sayOffline("close_offline");
    else push(judged, pull);
  }

  /** Before anything is told of it. `view`: what the work looks like after it. */
  function keep(pull, local, view = { ...job.view, sure: false }) {
    const scan = scanOf(pull, job.work, local);
    last = pull;
    job.view = view;
    queue.push(scan);
    return scan;
  }

  function push(judged, pull) {
    const before = job.view.work;
    const scan = keep(pull, judged.verdict, { work: judged.work, sure: judged.sure });
    if (kind === "pack" && judged.verdict === "green" && judged.step.sku) job.last = { ...judged.step, units: judged.units };
    pull.told = { judged, scan, moved: judged.work === before ? null : judged.step.kind };
    drawNext();
    verdict.local(judged, scan);
  }

  /** One pull of the trigger is one unit, until a person says that it was two. */
  function readTwice(first, pull) {
    const { judged, scan, moved } = first.told || {};
    if (judged && judged.verdict === "red") verdict.local(judged, scan);
    else if (mayCount(first.said, moved)) verdict.askMore(() => tapped(pull));
  }

  /** By a tap: later than the pull that it was about. */
  function tapped({ scan, said, source, pulled }) {
    const act = safely((pull) => works.holds(pull) || (isOpen() && scanned(pull)));
    setTimeout(() => act({ scan, said, source, pulled: performance.now() }), untilNext(pulled, performance.now()));
  }

  /** Closing may find units missing, and only the server makes the label: without the network it is not even tried. */
  const closes = (text) => kind !== "pick" && text.trim().toUpperCase() === "CMD-CLOSE";
  const reachable = () => navigator.onLine && queue.isOnline();
  const sayOffline = (code) => verdict.tell({ tone: "warn", title: silence(), text: t(code) });

  // --- with the server's answer ---

  async function send(scan, body) {
    try {
      return await sendOwn(scan, body);
    } catch (problem) {
      if (!scan.told) attempt(() => closes(scan.scan) && sayOffline("close_waits"));
      scan.told = true;
      throw problem;
    }
  }

  function answered(scan, answer) {
    const isOurs = job.work && answer.work && String(answer.work.id) === String(job.work.id);
    const here = scan.work === String(job.work && job.work.id);
    const gone = here && GONE.has(answer.code);
    // What others do now is not for this screen.
    if (isOurs && !gone && answer.work.version >= job.work.version) job.work = answer.work;
    if (gone && job.leaving) return; // one such answer says it for all that wait behind it
    if (gone) queue.goOn();
    if (scan.local !== "green" && answer.code === "pack.item_ok") job.last = answer.params;
    job.asked = approval(answer) ? scan : null;
    job.leaving = gone;
    // A good scan said all at the trigger; whatever else the server says stays readable.
    showLast(scan.local === "green" && answer.tone === "good" ? null : answer);
    verdict.server(scan, answer, {
      work: here ? job.work : answer.work, actions: actionsFor(scan, answer), waiting: answer.accepted ? 0 : queue.size(),
    });
  }

  /** All answers of one reply have come. */
  function settled() {
    attempt(see, () => verdict.isStaying() || goOnWhereItFits(), draw);
  }

  /** The server's last word, and what the scans will make of it that wait for their answers. */
  function see() {
    const { work, leaving } = job;
    if (!work) return;
    job.view = { work, sure: false }; // and no more than that, should what follows break
    job.view = replay(work, queue.waiting(String(work.id)).map((scan) => scan.said));
    if (work.state === "open" && !leaving) store.putWork(person, work);
    else store.dropWork(work.id);
  }

  /** Scans behind a refused one go out when its maker has seen that, and when what was missing has been put right. */
  function goOnWhereItFits() {
    const { work, view, leaving } = job;
    const rest = queue.held().filter((scan) => work && scan.work === String(work.id) && scan.local !== "red").map((scan) => scan.said);
    if (!work || work.state !== "open" || leaving || fits(view.work, rest)) queue.goOn();
  }

  function closed() {
    if (job.leaving) leave();
    goOnWhereItFits();
    focus();
  }

  // --- what can be done then ---

  function actionsFor(scan, answer) {
    const retry = (label) => verdict.action(label, "scan", () => tapped(scan));
    if (approval(answer)) {
      return [retry(t("scan_again")), verdict.action(t("set_aside"), "arrow", leave)];
    }
    if (/^(work|pick)\.order_/.test(answer.code)) return [retry(t("scan_again"))];
    if (answer.code === "scan.read_twice") {
      return [retry(t("one_more")), verdict.action(t("not_more"), "back", closed)];
    }
    if (answer.code === "pick.damaged_ask") {
      const some = async () => (await import("./pads.js")).openDamaged(job.work, (said) => tapped({ ...scan, scan: said, said, source: "typed" }));
      return [retry(t("all_of_them", { count: answer.params.missing })), verdict.action(t("not_all"), "keypad", some), verdict.action(t("cancel"), "back", () => {})];
    }
    // What nobody announced is asked: nothing of it was counted yet.
    if (/^receive\.\w+_ask$/.test(answer.code)) {
      return [retry(t("take_it")), verdict.action(t("cancel"), "back", () => tapped({ ...scan, scan: "CMD-UNDO", said: "CMD-UNDO", source: "typed" }))];
    }
    // A short is asked twice: nothing was taken off the line yet.
    if (answer.code === "pick.short_ask") {
      return [retry(t("short_confirm")), verdict.action(t("cancel"), "back", () => {})];
    }
    if (answer.code === "count.empty_ask") {
      return [retry(t("is_empty")), verdict.action(t("not_empty"), "back", () => {})];
    }
    if (answer.accepted && (kind === "receive" ? answer.code === "receive.damaged" : /^CMD-SHORT-DAMAGED/.test(scan.said))) {
      return [verdict.action(t("photo"), "camera", () => photograph(scan)), verdict.action(t("understood"), "check", closed)];
    }
    if (answer.code === "load.incomplete") {
      return [verdict.action(t("leave_behind"), "skip", dock.askWhy), verdict.action(t("back"), "back", () => {})];
    }
    if (answer.code === "scan.unknown" && ["pick", "receive"].includes(kind) && asksFor("sku") && scan.source !== "typed") {
      return [verdict.action(t("propose"), "plus", () => propose(scan))];
    }
    return [];
  }

  async function photograph(scan) {
    const { openPhoto } = await import("./photo.js");
    openPhoto(scan, verdict);
  }

  async function propose(scan) {
    const { openProposal } = await import("./propose.js");
    openProposal(scan, kind === "receive" ? job.work.steps.filter(({ sku }) => sku) : [job.work.expect], verdict);
  }

  /** The work has changed elsewhere, since it was as `before`: whoever has it in hand is told at once what that means. */
  function changed(before) {
    const { work } = job;
    job.heard(); // what was late has come
    const waited = before.notices.some(({ code }) => code === "approval.is_open");
    const decided = waited && work.notices.find(({ code }) => /approval.is_(approved|refused)/.test(code));
    if (work.state === "cancelled") verdict.tell({ tone: "bad", title: t("head_cancelled"), text: t("work_cancelled_hint") });
    else if (decided) tellDecided(decided);
    else if (work.news.length && !verdict.isStaying()) tellNews(work);
    settled();
  }

  function tellDecided({ code, text }) {
    const scan = job.asked;
    job.asked = null;
    const approved = code.endsWith("approved");
    verdict.tell({
      tone: approved ? "warn" : "bad", title: t(approved ? "head_approved" : "head_refused"), text,
      actions: scan ? [verdict.action(t("scan_again"), "scan", () => tapped(scan))] : [],
    });
  }

  /** Read here, it is not said again by a scan that is refused. */
  function tellNews({ id, news }) {
    const heard = () => call("POST", `/api/v1/work/${encodeURIComponent(id)}/heard`).catch((problem) => console.info("news:", problem.message));
    verdict.tell({
      tone: "warn", title: news[0].title, text: news.map(({ text }) => text).join(" "),
      actions: [verdict.action(t("understood"), "check", () => { heard(); closed(); })],
    });
  }

  /** The work has passed into other hands: its screen stays no longer than it takes to read that. */
  function movedOn({ number, person: holder }) {
    job.leaving = true;
    verdict.tell({
      tone: "bad", title: t("head_other_hands"), text: t("moved_on", { work: number, person: holder || t("nobody") }),
      actions: [verdict.action(t("leave_it"), "check", closed)],
    });
  }

  return {
    read: safely(read), scanned: safely(scanned), send, answered, settled, changed, movedOn, tell: verdict.tell,
    /** What a new work looks like after the scans for it that still wait. */
    see: () => attempt(see, goOnWhereItFits),
    /** Whether the step is satisfied by a text. */
    fits: (text) => job.view.work && judge(job.view.work, text, job.view.sure).verdict === "green",
  };
}

const approval = (answer) => answer.params && answer.params.approval;

/** The server's last answer stays readable after its flash has gone. */
function showLast(answer) {
  const box = $("#last");
  box.hidden = !answer || !answer.text;
  if (box.hidden) return;
  const tone = answer.accepted ? answer.tone : "bad";
  box.className = `last tone-${tone}`;
  fill(box, icon(ICONS[tone]), h("span", {}, answer.text));
}
