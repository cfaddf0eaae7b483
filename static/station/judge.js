// The local judge: a generic walker over a work document's steps. It knows no workflow, only
// what the document says. Green only when it is sure, red only when the server would refuse;
// all else is amber: kept, and the server decides.

import { FORM_OF_STEP, compare, formOf, gtin, plain } from "./codes.js";

/**
 * Judges one scan. `sure` is false while an amber scan before it has no answer yet: then nobody
 * knows which step is next, and all is amber; the document goes along with the person as far as
 * one can tell, so that work can be finished without the network.
 * Returns {verdict: "green"|"red"|"amber", reason: "wrong"|"over"|"off_weight"|"each_weighed" of a red, "lot_next"|
 * "serial_next"|"weight_next"|null of an amber one, step, units, finished,
 * work: the document after the scan, sure: whether that document can be trusted}.
 */
export function judge(work, scan, sure = true) {
  const expect = work.expect;
  const amber = (stays) => ({ ...nothing(work, expect), verdict: "amber", sure: stays });
  const red = (reason) => ({ ...nothing(work, expect), verdict: "red", reason, sure });
  if (isHarmless(scan)) return amber(sure);
  if (!expect) return amber(false);
  // Whoever counts is told nothing of what should be in the bin, and neither is this.
  if (work.kind === "count" && expect.kind !== "location") return amber(false);
  if (!sure) return unsure(follow(work, scan) || amber(false));
  const quantity = setQuantity(scan);
  if (quantity !== null) return judgeQuantity(work, quantity) || amber(false);

  const { match, alike } = findStep(openSteps(work), scan);
  if (work.kind === "receive") return received(work, match, scan) || amber(false);
  if (match) {
    // Closing needs the server: it may find units missing, and only it gives the label.
    if (match.step.kind === "close") return amber(false);
    const { off, checked } = weigh(match.step, scan) || {};
    if (off) return red("off_weight");
    if (checked) return amber(false);
    const left = leftOf(match.step, match.units);
    if (match.units <= left) return withBin(count(work, match.step, match.units, scan));
    return alike.total >= match.units ? amber(false) : red("over");
  }
  const next = rightGoods(work, scan);
  if (next) return { ...amber(sure), reason: next };
  if (isNew(expect, scan)) return unsure(count(work, expect, 1, scan));
  if (alike.onlyCase || !isForeign(work, scan)) return amber(false);
  return red("wrong");
}

/** What comes in may be anything. Sure is only what was announced, as far as no more than its code is asked of it. */
function received(work, match, scan) {
  if (!match || !["location", "container", "sku"].includes(match.step.kind) || match.step.hint) return null;
  return match.units <= leftOf(match.step, match.units) ? count(work, match.step, match.units, scan) : null;
}

const unsure = (judged) => ({ ...judged, verdict: "amber", sure: false });

/** The step that the text satisfies, at most the next place: more than that is not left out unseen. Null for none. */
function follow(work, scan) {
  const quantity = setQuantity(scan);
  if (quantity !== null) return judgeQuantity(work, quantity);
  if (isNew(work.expect, scan)) return count(work, work.expect, 1, scan);
  const steps = stepsOf(work);
  const place = steps.findIndex((step, at) => at > 0 && step.kind === "location");
  const here = findStep(openSteps(work), scan).match;
  const match = here || findStep(steps.slice(0, place + 1), scan).match;
  if (!match || match.step.kind === "close" || match.units > leftOf(match.step, match.units)) return null;
  const from = here ? work : { ...work, expect: match.step, steps: steps.slice(steps.indexOf(match.step)) };
  return count(from, match.step, match.units, scan);
}

/** A tote not used before, and the like. Whether it is free, only the server knows. */
const isNew = (step, scan) => !step.weighed && step.codes.length === 0 && formOf(scan) === FORM_OF_STEP[step.kind];

/** The document as it will be when the waiting scans have been judged: {work, sure}. */
export function replay(work, scans) {
  let after = { work, sure: true };
  for (const scan of scans) after = judge(after.work, scan, after.sure);
  return { work: after.work, sure: after.sure };
}

/** Whether none of these waiting scans would be refused, as far as one can tell. */
export function fits(work, scans) {
  let after = { work, sure: true };
  return scans.every((scan) => {
    after = judge(after.work, scan, after.sure);
    return after.verdict !== "red";
  });
}

const ONE_PULL = 300; // ms, less than a hand needs to bring a second unit before a scanner; the server has the same
const APART = ONE_PULL + 3; // as both times are rounded on their way
/** Ms until a scan is a pull of its own, after one at `pulled`. */
export const untilNext = (pulled, now) => Math.min(APART, Math.max(0, pulled + APART - now));

/** again(pull, work): the first read of the same pull of the trigger, in whatever spelling, or undefined. */
export function openTrigger() {
  let reads = [];
  return (pull, work) => {
    if (pull.source === "typed") return undefined;
    reads = reads.filter(({ pulled }) => Math.abs(pull.pulled - pulled) < ONE_PULL);
    const { first } = reads.find((read) => isSame(read, pull.said)) || {};
    reads.push({ said: pull.said, pulled: pull.pulled, work, first: first || pull });
    return first;
  };
}

// In an element string, or in a Digital Link.
const GOODS = /^(?:\](?:C1|e0|d2|Q3|J1))?[\u001d(]?0[12]\)?(\d{14})|^https?:.*\/01\/(\d{8,14})(?=[/?#]|$)/i;
const AHEAD = "(?:^.{0,4}0[12]\\)?\\d{14}(?:1[1-7]\\d{6})*|[\u001d(/])";
const SERIAL = new RegExp(`${AHEAD}21[)/]?([^\u001d(/?#]+)`);
const WEIGHT = new RegExp(`${AHEAD}310\\d[)/]?(\\d{6})`);

/** What a label of goods shows: {gtin, serial: its number, or what it weighs}. */
function goodsOf(scan) {
  const text = plain(scan);
  const [, element, link] = GOODS.exec(text) || [];
  const said = element || link;
  return { gtin: gtin(said || text), serial: said && (SERIAL.exec(text) || WEIGHT.exec(text) || [])[1] };
}

/** Labels with two serials are two units. */
function isSame({ said, work }, text) {
  if (compare(said, text) === "same") return true;
  const [one, other] = [goodsOf(said), goodsOf(text)];
  if (one.serial && other.serial && one.serial !== other.serial) return false;
  const names = (goods, spelled) => (code) => compare(spelled, code) === "same" || (goods.gtin && gtin(code) === goods.gtin);
  return (one.gtin && one.gtin === other.gtin) || (work && stepsOf(work).some(
    ({ kind, codes }) => kind === "sku" && codes.some(names(one, said)) && codes.some(names(other, text))));
}

/** Whether it may have counted units: only then a second read is a question. */
export const mayCount = (said, moved) => (moved ? moved === "sku" : [null, "GTIN", "SKU"].includes(formOf(said)));

/**
 * Where something belongs that was scanned at the wrong step: {code, params, step}, or null when the
 * document does not say. Packing stays blind.
 */
export function belongs(work, scan) {
  if (!work || work.kind !== "pick" || !work.expect) return null;
  const steps = stepsOf(work);
  const at = steps.findIndex((step) => step.step !== work.expect.step && step.codes.some((code) => compare(scan, code) === "same"));
  if (at < 0) return null;
  const [step, place] = [steps[at], steps.slice(0, at).reverse().find((other) => other.kind === "location")];
  if (step.kind === "tote") return step.position ? { code: "belongs_tote", params: { position: step.position }, step } : null;
  if (step.kind === "location") {
    const goods = steps.slice(at).find((other) => other.sku);
    return goods ? { code: "belongs_later", params: { sku: goods.sku, name: goods.goods || goods.name }, step: goods } : null;
  }
  return place ? { code: "belongs_bin", params: { bin: place.name }, step } : null;
}

/** Every remaining step, the expected one first. */
export function stepsOf(work) {
  const steps = work.steps || [];
  if (!work.expect) return steps;
  return steps.some((step) => step.step === work.expect.step) ? steps : [work.expect, ...steps];
}

/** What a step still needs; where it does not say, just these units. */
function leftOf({ quantity }, units) {
  return quantity == null ? units : quantity;
}

function nothing(work, step) {
  return { reason: null, step, units: 0, finished: false, work };
}

// Calling for help moves no goods.
function isHarmless(scan) {
  return scan.trim().toUpperCase() === "CMD-HELP";
}

function setQuantity(scan) {
  const said = /^CMD-QTY-(\d{1,6})$/i.exec(scan.trim());
  return said ? Number(said[1]) : null;
}

// In pack "this step" is the SKU scanned last, which the document does not say: the server decides.
function judgeQuantity(work, wanted) {
  const step = work.expect;
  if (["pack", "receive"].includes(work.kind) || step.kind !== "sku" || !step.counted || step.quantity === null) return null;
  const all = step.counted + step.quantity;
  if (step.weighed || wanted < 1 || wanted > all) {
    return { ...nothing(work, step), verdict: "red", reason: step.weighed ? "each_weighed" : "over", sure: true };
  }
  return count(work, step, wanted - step.counted, `CMD-QTY-${wanted}`);
}

// What is carried goes from a place into the hand, and out of it: where to, only the server says.
export const CARRIED = ["putaway", "move", "replenish", "assemble"];
function withBin(judged) {
  return CARRIED.includes(judged.work.kind) && judged.step.kind === "sku" ? { ...judged, sure: false } : judged;
}

// What may come in any order, as far as such steps stand one behind the other.
const ANY_ORDER = {
  pick: ["tote"], pack: ["tote", "material", "sku", "serial"], load: ["parcel"], putaway: ["sku"], move: ["sku"], replenish: ["sku"], assemble: [],
  receive: ["sku"],
};
const UNITS = ["sku", "serial"];
const PUT_AWAY = ["LOC", "SKU", "GTIN"];
const MOVED = [...PUT_AWAY, "TOTE", "SSCC"];

/** Steps that may be satisfied next: the expected one, and those of its kind that follow it at once. */
function openSteps(work) {
  const { kind } = work.expect;
  if (!(ANY_ORDER[work.kind] || []).includes(kind)) return [work.expect];
  const alike = UNITS.includes(kind) ? UNITS : [kind];
  const steps = stepsOf(work);
  const end = steps.findIndex((step) => !alike.includes(step.kind));
  return steps.slice(0, end < 0 ? steps.length : end);
}

function findStep(steps, scan) {
  const alike = { total: 0, onlyCase: false };
  let match = null;
  for (const step of steps) {
    if (weigh(step, scan)) {
      alike.total += leftOf(step, 1);
      match = match || { step, units: 1 };
    }
    for (const code of step.codes) {
      const likeness = compare(scan, code, step.kind === "lot" || step.kind === "serial");
      if (likeness === "case") alike.onlyCase = true;
      if (likeness !== "same") continue;
      const units = (step.units && step.units[code]) || 1;
      const left = leftOf(step, units);
      alike.total += left;
      if (!match || (match.units > leftOf(match.step, match.units) && units <= left)) match = { step, units };
      break;
    }
  }
  return { match, alike };
}

/** What a scale's label makes of weighed goods: null where it is none of theirs, or says nothing. */
function weigh({ weighed }, scan) {
  const ean = weighed && (gtin(plain(scan)) || "").slice(1);
  const label = ean && weighed.labels.find(({ pattern }) => new RegExp(`^${pattern}$`).test(ean));
  const figure = label && Number(ean.slice(label.first - 1, label.last));
  if (!figure) return null;
  const grams = figure * 10 ** (3 - label.decimals);
  const off = label.means === "weight" && weighed.most && (grams < weighed.least || grams > weighed.most);
  return { off, checked: label.check };
}

/** The right goods, whose lot, serial or weight is still to be scanned: the server refuses them, but they are not wrong. */
function rightGoods(work, scan) {
  const names = (code) => compare(scan, code) === "same";
  const isOf = (step) => step.kind === "sku" && (weigh(step, scan) || (step.weighed || step).codes.some(names));
  const [here, goods] = stepsOf(work);
  if (here.kind === "lot") return goods && isOf(goods) ? "lot_next" : null;
  if (openSteps(work).some((step) => step.weighed && isOf(step))) return "weight_next";
  return openSteps(work).some((step) => step.kind === "serial" && names(`SKU-${step.sku}`)) ? "serial_next" : null;
}

/** True when the text is certainly a thing that does not belong to this step. */
function isForeign(work, scan) {
  const { kind, codes } = work.expect;
  const form = formOf(scan);
  if (form === null) return (kind === "location" || kind === "door") && codes.length > 0 && /^\d{2}$/.test(scan.trim());
  if (form === "CMD") return false;
  if (!work.expect.weighed && codes.length === 0 && form === FORM_OF_STEP[kind]) return false;
  // Another real carton is taken, also later; a parcel may have been packed since this document.
  if (work.kind === "pack" && form === "CTN") return false;
  if (work.kind === "load" && form === "SSCC") return false;
  // With goods in hand any bin will do, and more of the same may be taken.
  if (CARRIED.includes(work.kind) && kind !== "tote") return !(work.kind === "move" ? MOVED : PUT_AWAY).includes(form);
  // Whoever has walked on is not called back to say whether the bin before is empty.
  if (kind === "empty") return false;
  // An empty list of serials or lots takes what the maker printed, which may look like a GTIN.
  if (codes.length === 0 && (kind === "lot" || kind === "serial")) return form !== "GTIN" && form !== "SSCC";
  return true;
}

// A serial is listed both as the maker prints it and on Floor's own label.
const bare = (text) => text.trim().replace(/^SER-/i, "");

const COUNTED = new Set(["sku", "serial", "parcel"]);
const COUNTS_ONCE = new Set(["serial", "parcel"]);

/** Counts units on a step, and moves on when it needs no more. */
function count(work, step, units, scan) {
  const left = COUNTED.has(step.kind) ? leftOf(step, units) - units : 0;
  const finished = left <= 0;
  const counted = { ...step, quantity: left, counted: (step.counted || 0) + units };
  if (COUNTS_ONCE.has(step.kind)) counted.codes = step.codes.filter((code) => compare(bare(scan), bare(code)) !== "same");
  const steps = finished
    ? stepsOf(work).filter((other) => other.step !== step.step)
    : stepsOf(work).map((other) => (other.step === step.step ? counted : other));
  const expect = steps.find((other) => other.step === work.expect.step) || steps[0] || null;
  return {
    verdict: "green", reason: null, step: counted, units, finished, sure: true,
    work: { ...work, expect, steps, progress: COUNTED.has(step.kind) ? progressed(work, units, finished) : work.progress },
  };
}

// Picking counts lines, packing and receiving units, loading parcels; put back counts what lies in its bin.
function progressed(work, units, lineDone) {
  const { done, total } = work.progress;
  const gain = { pick: Number(lineDone), pack: units, load: units, receive: units }[work.kind] || 0;
  return { done: Math.min(total, done + gain), total };
}
