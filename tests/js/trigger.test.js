import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { judge, mayCount, openTrigger, untilNext } from "../../static/station/judge.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/trigger.json", import.meta.url), "utf8"));

/** Forty mugs to scan. */
function mugs(kind) {
  const sku = {
    step: 1, kind: "sku", name: "The mug", sku: "MUG", codes: ["5012345678900", "15012345678907", "SKU-MUG"],
    units: { 15012345678907: 12 }, quantity: 40, counted: 0, hint: null,
  };
  return { kind, expect: sku, steps: [sku], progress: { done: 0, total: 40 } };
}

/** Which of these pulls [ms, text] a station asks about. */
function asked(kind, pulls) {
  const again = openTrigger();
  let now = { work: mugs(kind), sure: true };
  return pulls.map(([pulled, said, source = "wedge"]) => {
    const pull = { said, pulled, source };
    const first = again(pull, now.work);
    if (first) return mayCount(first.said, first.moved);
    const judged = judge(now.work, said, now.sure);
    pull.moved = judged.work === now.work ? null : judged.step.kind;
    now = judged;
    return false;
  });
}

for (const kind of ["pick", "pack", "putaway"]) {
  for (const vector of vectors) {
    test(`${kind}: ${vector.name}`, () => assert.deepEqual(asked(kind, vector.pulls), vector.asked));
  }
}

test("a place, a tote, a parcel or a command read twice says nothing new, and is no question", () => {
  for (const [said, moved] of [["47", "location"], ["LOC-A", null], ["TOTE-1", "tote"], ["A1", "serial"], ["CMD-SHORT", null]]) {
    assert.equal(mayCount(said, moved), false, said);
  }
});

test("what is typed twice was meant twice", () => {
  const again = openTrigger();
  const pull = { said: "5012345678900", pulled: 0, source: "typed" };
  assert.deepEqual([again(pull, null), again(pull, null)], [undefined, undefined]);
});

test("a tap's scan is later than any pull before it, and waits for no clock of another page", () => {
  assert.deepEqual([untilNext(1000, 1100), untilNext(1000, 5000), untilNext(900000, 10)], [203, 0, 303]);
});
