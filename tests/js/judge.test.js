import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { judge, replay } from "../../static/station/judge.js";

const vectors = JSON.parse(readFileSync(new URL("../vectors/judge.json", import.meta.url), "utf8"));

for (const { name, work, scans, verdicts } of vectors) {
  test(name, () => {
    const before = structuredClone(work);
    let now = { work, sure: true };
    const said = scans.map((scan) => {
      now = judge(now.work, scan, now.sure);
      return now.verdict;
    });
    assert.deepEqual(said, verdicts);
    assert.deepEqual(work, before, "the document given is never changed");
    assert.deepEqual(replay(work, scans), { work: now.work, sure: now.sure });
  });
}

const sku = (step, quantity, codes = ["5012345678900"]) =>
  ({ step, kind: "sku", name: "HEART", sku: "85123A", codes, units: {}, quantity, counted: 0, hint: null });
const pick = (...steps) => ({ kind: "pick", expect: steps[0], steps, progress: { done: 0, total: 2 } });

test("a scan counts on its step, and the last one moves on", () => {
  const first = judge(pick(sku(1, 2), sku(2, 1)), "5012345678900");
  assert.equal(first.work.expect.counted, 1);
  assert.equal(first.work.expect.quantity, 1);
  assert.equal(first.finished, false);
  const second = judge(first.work, "5012345678900");
  assert.equal(second.finished, true);
  assert.equal(second.work.expect.step, 2);
  assert.deepEqual(second.work.progress, { done: 1, total: 2 });
});

test("in pack another SKU's scan leaves the expected step in front", () => {
  const work = { ...pick(sku(1, 2), sku(2, 2, ["2070545790382"])), kind: "pack" };
  const after = judge(work, "2070545790382");
  assert.equal(after.work.expect.step, 1);
  assert.equal(after.work.steps[1].quantity, 1);
});

test("too many is told from wrong goods", () => {
  const work = pick({ ...sku(1, 6), units: { 5012345678900: 24 } });
  assert.equal(judge(work, "5012345678900").reason, "over");
  assert.equal(judge(work, "2070545790382").reason, "wrong");
});

test("a wrong scan leaves all as it was", () => {
  const work = pick(sku(1, 6));
  const after = judge(work, "LOC-01-02-A");
  assert.deepEqual(after.work, work);
  assert.equal(after.sure, true);
});

test("the right goods at their lot's or serial's step are not called wrong", () => {
  const lot = { step: 1, kind: "lot", name: "L1", codes: ["LOT-L1", "L1"], units: {}, sku: "85123A", quantity: null };
  const early = judge(pick(lot, sku(2, 1)), "5012345678900");
  assert.deepEqual([early.verdict, early.reason, early.sure], ["amber", "lot_next", true]);
  assert.equal(judge(pick(lot, sku(2, 1)), "2070545790382").reason, "wrong");
  const serial = { ...sku(1, 1, []), kind: "serial" };
  assert.equal(judge(pick(serial), "SKU-85123A").reason, "serial_next");
});
