import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { judge, openTrigger } from "../../static/station/judge.js";

const { step, vectors } = JSON.parse(readFileSync(new URL("../vectors/weighed.json", import.meta.url), "utf8"));
const work = (kind, ...steps) => ({ kind, expect: steps[0], steps, progress: { done: 0, total: 9 } });
const label = vectors[0].scan;

for (const kind of ["pick", "pack"]) {
  for (const { name, scan, verdict } of vectors) {
    test(`${kind}: ${name}`, () => assert.equal(judge(work(kind, step), scan).verdict, verdict));
  }
}

test("each label counts one unit, and the goods alone none", () => {
  assert.equal(judge(work("pick", step), label).work.expect.quantity, 8);
  assert.equal(judge(work("pick", step), "SKU-HAM").reason, "weight_next");
  assert.equal(judge(work("pick", { ...step, counted: 1 }), "CMD-QTY-3").reason, "each_weighed");
});

test("at the lot's step the label is the right goods, and in a pack any SKU may be next", () => {
  const lot = { step: 0, kind: "lot", name: "H1", codes: ["LOT-H1", "H1"], units: {}, sku: "HAM", quantity: null };
  assert.equal(judge(work("pick", lot, step), label).reason, "lot_next");
  const mug = { ...step, step: 2, sku: "MUG", codes: ["5012345678900"], weighed: undefined };
  assert.equal(judge(work("pack", mug, step), label).step.sku, "HAM");
});

test("labels with two weights are two units, the same one again is asked about", () => {
  const again = openTrigger();
  const [, lighter] = vectors;
  const ask = (said, pulled) => again({ said, pulled, source: "wedge" }, work("pick", step)) !== undefined;
  const gs1 = (grams) => `(01)99521321000011(3103)000${grams}`;
  const read = [label, lighter.scan, label, gs1(301), gs1(302), "]C101995213210000113103000302"];
  assert.deepEqual(read.map((said, at) => ask(said, at * 20)), [false, false, true, false, false, true]);
});
