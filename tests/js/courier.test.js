import assert from "node:assert/strict";
import { test } from "node:test";

import { startCourier } from "../../static/shared/courier.js";
import { memoryStore } from "../../static/shared/store.js";

const scan = (id, key, seq) => ({ id, key, seq, person: `of ${key}`, work: "7", scan: "47", quantity: 1, source: "wedge", at: "" });
const verdict = (id, accepted, code) => ({ id, accepted, code, tone: "good", text: "", params: {} });

/** What stays on the device after one round, when the server judges each scan by its id. */
async function left(t, scans, judge) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const store = memoryStore();
  await store.put(scans);
  t.mock.method(globalThis, "fetch", async (path, { body }) => {
    const sent = JSON.parse(body);
    const at = sent.findIndex(({ id }) => judge(id) !== "ok");
    const answers = sent.map(({ id }, place) => verdict(id, at < 0 || place < at, at < 0 || place <= at ? judge(id) : "scan.not_judged"));
    return new Response(JSON.stringify(answers), { status: 200 });
  });
  await new Promise((done) => { startCourier(store, "somebody else", done); });
  return (await store.all()).map(({ id }) => id);
}

test("what others left goes out as theirs, and what was refused stays for them to see", async (t) => {
  const scans = [scan("a", "ann", 1), scan("b", "ann", 2), scan("c", "ann", 3), scan("d", "bob", 4)];
  assert.deepEqual(await left(t, scans, (id) => (id === "b" ? "pick.wrong_sku" : "ok")), ["b", "c"]);
});

test("of somebody who was switched off all goes out, since nobody comes back to see it", async (t) => {
  const scans = ["a", "b", "c"].map((id, at) => scan(id, "gone", at));
  assert.deepEqual(await left(t, scans, () => "work.maker_gone"), []);
});
