// What a scan turned out to be, told by colour, icon, word, sound and vibration at once.

import { attempt } from "./attempt.js";
import { $, button, fill, h, icon } from "../shared/dom.js";
import { CARRIED, belongs } from "./judge.js";
import { knows, t } from "../shared/texts.js";
import { sound } from "../shared/tones.js";
import { expected } from "./expected.js";

export const ICONS = { good: "check", done: "flag", warn: "warn", bad: "cross", wait: "hourglass" };
const WORDS = { good: "word_good", done: "word_finished" }; // all else has a headline of its own
const FLASH = 550; // ms; long enough to see in passing, short enough not to wait for
const QUIET = 70; // ms an amber beep waits for an answer that makes it needless

/**
 * The verdict of this page. onClose() is called when a verdict that stays is tapped away.
 * local(judged, scan) at the trigger; server(scan, answer) when the answer comes.
 */
export function openVerdict({ onClose }) {
  const box = $("#verdict");
  const icons = {}; // each made once: a new one costs a slow processor more than all else that is shown
  let timer = null;
  let beep = null;
  let staying = false;
  let told = null; // the scan whose verdict was shown last

  function hide() {
    clearTimeout(timer);
    box.hidden = true;
    staying = false;
  }

  function show(tone, content, { stays = false, quiet = false, look = tone } = {}) {
    clearTimeout(timer);
    clearTimeout(beep);
    box.className = `verdict tone-${look}`;
    if (!icons[look]) icons[look] = icon(ICONS[look], "verdict-icon");
    const told = content.some((each) => each.matches(".on-verdict")); // else it says itself how it goes away
    fill(box, icons[look], ...content, stays && !told ? button(t("understood"), "check", close, "on-verdict") : "");
    box.hidden = false;
    staying = stays;
    if (!quiet) sound(tone);
    if (!stays) timer = setTimeout(hide, FLASH);
  }

  function close() {
    if (!staying) return;
    attempt(hide, onClose);
  }
  box.addEventListener("click", (event) => event.target.closest("button, a") || close());
  box.addEventListener("broken", () => {
    clearTimeout(timer);
    clearTimeout(beep);
    staying = true;
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());

  function local(judged, scan) {
    told = scan.id;
    if (judged.verdict === "red") return show("bad", wrongScan(judged, scan), { stays: true });
    if (judged.verdict === "amber" && judged.reason) {
      show("warn", [h("p", { class: "verdict-word" }, t(judged.reason, { lot: judged.work.expect.name }))], { stays: true });
      return;
    }
    if (judged.verdict === "amber") {
      show("warn", [h("p", { class: "verdict-word" }, t(document.body.dataset.lasts === "true" ? "kept" : "checking"))], { quiet: true });
      beep = setTimeout(sound, QUIET, "warn");
      return;
    }
    show(lineDone(judged) ? "done" : "good", [h("p", { class: "verdict-word" }, countWord(judged))]);
  }

  function server(scan, answer, { work, actions = [], waiting = 0 } = {}) {
    const agreed = { green: answer.accepted && answer.tone !== "warn", red: !answer.accepted }[scan.local] || false;
    const ended = answer.accepted && answer.work && answer.work.state === "done";
    const latest = told === scan.id;
    // Told at the trigger already: the sound would only say it twice, and a red screen would come
    // back over the right scan that followed.
    if (agreed && !ended && (scan.local === "green" || !latest)) return;
    // Read and tapped away before the answer came: once more it would only stand in the way.
    if (agreed && !staying && comparable(scan, answer) && actions.length === 0) return;
    // Good news of an older scan is no news.
    if (!latest && answer.accepted && answer.tone !== "warn") return;
    told = scan.id;
    const params = answer.params || {};
    const home = comparable(scan, answer) ? belongs(work, scan.said) : null;
    const content = [
      !agreed && scan.local === "green" && h("p", { class: "verdict-note" }, t("corrected")),
      h("p", { class: "verdict-word" }, ended ? t(`done_${answer.work.kind}`) : word(answer)),
      comparable(scan, answer) && sideBySide([params.found || params.scanned || scan.scan].flat().join(", "), work, looks(home) || params.picture),
      h("p", { class: "verdict-text" }, whole(answer.text), ...(params.belongs ? [] : homeward(home))),
      waiting > 0 && h("p", { class: "verdict-note" }, t("waiting_behind", { count: waiting })),
      ...actions,
    ].filter(Boolean);
    const look = params.approval ? "wait" : answer.tone;
    show(answer.tone, content, { stays: !answer.accepted || answer.tone === "warn", quiet: agreed && !ended, look });
  }

  return {
    local, server, hide, isStaying: () => staying,
    /** A refusal that came before any work was open, or news about the work: {tone, title, text}. Returns what takes it back. */
    tell({ tone, title, text, actions = [] }) {
      const word = h("p", { class: "verdict-word" }, title);
      show(tone, [word, h("p", { class: "verdict-text" }, text), ...actions], { stays: true });
      return () => word.isConnected && hide();
    },
    /** Read twice at once: one unit or two? more() counts it. */
    askMore(more) {
      told = null; // good news must not wipe the question away
      show("warn", [
        h("p", { class: "verdict-word" }, "+1?"), h("p", { class: "verdict-text" }, t("read_twice")),
        this.action(t("one_more"), "plus", more), this.action(t("not_more"), "back", onClose),
      ], { stays: true });
    },
    action: (label, iconName, act) => button(label, iconName, () => attempt(hide, act), "on-verdict"),
  };
}

/** The text with its codes unbroken: no new line after a hyphen inside 01-02-A. */
const whole = (text) => text.replace(/([A-Z\d])-(?=[A-Z\d])/g, "$1-\u2060");

// Two things side by side only help where one was wanted instead of the other.
function comparable(scan, answer) {
  const { approval, expected: wanted } = answer.params || {};
  if (answer.accepted || approval || answer.code.startsWith("work.")) return false;
  return scan.local === "red" || wanted !== undefined;
}

function word(answer) {
  if (answer.params && answer.params.approval) return t("approval_asked");
  return answer.title || t(WORDS[answer.tone] || "word_bad");
}

// Pack is blind: nothing may tell which SKU is complete, only that all are.
function lineDone({ step, finished, work }) {
  if (!finished || !["sku", "serial"].includes(step.kind) || CARRIED.includes(work.kind)) return false;
  return work.kind !== "pack" || !["sku", "serial"].includes(work.expect && work.expect.kind);
}

function countWord(judged) {
  const { step, work } = judged;
  if (lineDone(judged)) return t(work.kind === "pack" ? "word_finished" : "word_done");
  if (step.kind !== "sku" || work.kind === "pack") return t("word_good");
  const counted = { counted: step.counted, of: step.counted + step.quantity, units: judged.units };
  return t(judged.units > 1 ? "counted_case" : "counted", counted);
}

const HEADS = { over: "too_many", off_weight: "weight", each_weighed: "quantity" };

function wrongScan({ reason, work }, scan) {
  const help = reason === "wrong" ? `wrong_${work.expect.kind}` : reason;
  const home = belongs(work, scan.said);
  return [
    h("p", { class: "verdict-word" }, t(`head_${HEADS[reason] || `wrong_${work.expect.kind}`}`)),
    sideBySide(home && home.step.kind === "sku" ? home.step.name : scan.scan, work, looks(home)),
    h("p", { class: "verdict-text" }, knows(help) ? t(help) : t("wrong_any"), ...homeward(home)),
  ].filter(Boolean);
}

const looks = (home) => home && home.step.kind === "sku" && home.step.picture;
const homeward = (home) => (home ? [h("br"), whole(t(home.code, home.params))] : []);

/** What was scanned and what was wanted, each with its picture where there is one. */
function sideBySide(scanned, work, image) {
  const wanted = expected(work);
  const picture = (address) => address && h("img", { src: address, alt: "" });
  const cell = (label, value, address) => h("div", { class: "compare-cell" },
    h("dt", {}, label), h("dd", {}, picture(address), value));
  return wanted && h("dl", { class: "compare" },
    cell(t("scanned"), scanned.replace(LABEL, ""), image), cell(t("expected"), wanted, blind(work) || work.expect.goods ? null : work.expect.picture));
}

// What stands before the name on Floor's own labels; nobody says it.
const LABEL = /^(LOC|LOT|SER|CTN|MAT|SKU)-/i;

// In pack nothing may show what is still missing.
const blind = (work) => work.kind === "pack";
