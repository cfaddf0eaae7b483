import assert from "node:assert/strict";
import { test } from "node:test";

import { openLists, openQueue } from "../../static/shared/queue.js";
import { memoryStore, openStore } from "../../static/shared/store.js";

const scan = (id, work = "7") => ({ id, work, scan: `LOC-${id}`, at: "2026-03-01T09:00:00Z", quantity: 1, source: "wedge" });
const good = ({ id }) => ({ id, accepted: true, code: "pick.sku_ok", tone: "good", text: "", params: {} });
const bad = ({ id }) => ({ ...good({ id }), accepted: false, code: "pick.wrong_sku", tone: "bad" });
const unjudged = ({ id }) => ({ ...bad({ id }), code: "scan.not_judged" });

/** A queue whose server is `answer(sent list, call number)` → a list of verdicts, a reply, or an error. */
function bench(answer, { store = memoryStore(), person = "1", onAnswer = () => {}, onState = () => {}, onSettled = () => {} } = {}) {
  const seen = { sent: [], answers: [], states: [], timers: [], broken: [] };
  const send = async (first, body) => {
    const list = [body].flat();
    seen.sent.push([first.work, ...list.map(({ id }) => id)]);
    const reply = answer(list, seen.sent.length);
    if (reply instanceof Error) throw reply;
    if (!Array.isArray(reply)) return reply;
    return { status: 200, body: Array.isArray(body) ? reply : reply[0] };
  };
  const queue = openQueue({
    store, send, person, random: () => 0.5,
    onAnswer: ({ id }, verdict) => { seen.answers.push([id, verdict.code]); onAnswer(id); },
    onState: (state) => { seen.states.push(state); onState(); },
    onSettled, onBroken: ({ message }) => seen.broken.push(message),
    later: (run, wait) => seen.timers.push({ run, wait }),
  });
  return { queue, store, seen };
}

const ids = async (store) => (await store.all()).map(({ id }) => id);

test("a scan goes out singly, is answered, and leaves the store", async () => {
  const { queue, store, seen } = bench((list) => list.map(good));
  await queue.push(scan("a"));
  assert.deepEqual(seen.sent, [["7", "a"]]);
  assert.deepEqual(seen.answers, [["a", "pick.sku_ok"]]);
  assert.deepEqual(await ids(store), []);
});

test("a scan is in the store before it goes out", async () => {
  const order = [];
  const kept = memoryStore();
  const store = { ...kept, put: async (one) => { order.push("put"); return kept.put(one); } };
  const { queue } = bench((list) => { order.push("sent"); return list.map(good); }, { store });
  await queue.push(scan("a"));
  assert.deepEqual(order, ["put", "sent"]);
});

test("a scan that is still being written neither goes out nor counts as kept, also while others do", async () => {
  const kept = memoryStore();
  let written;
  const slowly = new Promise((done) => { written = done; });
  const store = { ...kept, durable: true, put: async ([one]) => { if (one.id === "b") await slowly; return kept.put([one]); } };
  const { queue, seen } = bench((list) => list.map(good), { store });
  const second = queue.push(scan("b"));
  await Promise.all([queue.push(scan("c")), queue.drain()]);
  assert.deepEqual(seen.sent, []);
  assert.deepEqual([seen.states.at(-1).waiting, seen.states.at(-1).kept], [2, 1]);
  written();
  await second;
  assert.deepEqual(seen.answers.map(([id]) => id), ["b", "c"]);
});

test("what ends with the page does not count as kept", async () => {
  const { queue, seen } = bench(() => new Error("cut"));
  await queue.push(scan("a"));
  const { waiting, kept, durable, lasts } = seen.states.at(-1);
  assert.deepEqual({ waiting, kept, durable, lasts }, { waiting: 1, kept: 0, durable: false, lasts: false });
});

test("scans made meanwhile wait in order and go out as a list, one work at a time", async () => {
  const { queue, seen } = bench((list) => list.map(good));
  await Promise.all([queue.push(scan("a")), queue.push(scan("b")), queue.push(scan("c")), queue.push(scan("d", "8"))]);
  assert.deepEqual(seen.sent.flat().filter((id) => id.length === 1 && id > "9"), ["a", "b", "c", "d"]);
  assert.deepEqual(seen.sent.at(-1), ["8", "d"]);
  assert.deepEqual(seen.answers.map(([id]) => id), ["a", "b", "c", "d"]);
});

test("without an answer the same ids go out again, later and later", async () => {
  const { queue, store, seen } = bench((list, call) => (call < 4 ? new Error("cut") : list.map(good)));
  await queue.push(scan("a"));
  assert.deepEqual(await ids(store), ["a"]);
  assert.equal(seen.states.at(-1).online, false);
  for (let i = 0; i < 3; i += 1) await seen.timers.at(-1).run();
  assert.deepEqual(seen.timers.map(({ wait }) => wait), [500, 1000, 2000]);
  assert.deepEqual(seen.sent, Array(4).fill(["7", "a"]));
  assert.deepEqual(await ids(store), []);
  assert.equal(seen.states.at(-1).online, true);
});

test("the first refusal holds the rest until it was seen; then they go out under the same ids", async () => {
  let cut = true;
  const { queue, store, seen } = bench((list) => {
    if (cut) return new Error("cut");
    const wrong = list.findIndex(({ id }) => id === "b");
    return list.map((one, place) => (wrong < 0 || place < wrong ? good(one) : place === wrong ? bad(one) : unjudged(one)));
  });
  for (const id of ["a", "b", "c", "d"]) await queue.push(scan(id));
  cut = false;
  await queue.retry();
  assert.deepEqual(seen.answers, [["a", "pick.sku_ok"], ["b", "pick.wrong_sku"]]);
  assert.deepEqual(await ids(store), ["c", "d"]);
  assert.equal(seen.states.at(-1).stopped, true);
  await queue.goOn();
  assert.deepEqual(seen.sent.at(-1), ["7", "c", "d"]);
  assert.deepEqual(await ids(store), []);
});

/** A queue whose scan b, after a, is refused by a server that came back; c and d were made behind it. */
async function stoppedAtB(store = memoryStore()) {
  let cut = true;
  const made = bench((list) => {
    if (cut) return new Error("cut");
    const wrong = list.findIndex(({ id }) => id === "b");
    return list.map((one, place) => (wrong < 0 || place < wrong ? good(one) : place === wrong ? bad(one) : unjudged(one)));
  }, { store });
  for (const id of ["a", "b", "c", "d"]) await made.queue.push(scan(id));
  cut = false;
  await made.queue.retry();
  return made;
}

test("what is scanned after a refusal goes out before those that it holds, and after each other", async () => {
  const { queue, store, seen } = await stoppedAtB();
  await queue.push(scan("e"));
  await queue.push(scan("f"));
  assert.deepEqual(seen.sent.slice(-2), [["7", "e"], ["7", "f"]]);
  assert.deepEqual(queue.held().map(({ id }) => id), ["c", "d"]);
  await queue.goOn();
  assert.deepEqual(seen.sent.at(-1), ["7", "c", "d"]);
  assert.deepEqual(await ids(store), []);
});

test("what a refusal holds is held also by the page after a crash, in its order", async () => {
  const store = memoryStore();
  await stoppedAtB(store);
  const { queue, seen } = bench(() => new Error("cut"), { store });
  await queue.load();
  await queue.push(scan("e"));
  assert.deepEqual(await ids(store), ["e", "c", "d"]);
  const after = bench((list) => list.map(good), { store });
  await after.queue.load();
  await after.queue.drain();
  assert.deepEqual(after.seen.sent, [["7", "e"]]);
  assert.deepEqual(after.queue.held().map(({ id }) => id), ["c", "d"]);
  assert.equal(seen.states.at(-1).stopped, true);
});

test("a scan that was red at the trigger holds nothing: who scanned on had seen it", async () => {
  const { queue, store, seen } = bench((list) => {
    const wrong = list.findIndex(({ id }) => id === "a");
    return list.map((one, place) => (place === wrong ? bad(one) : wrong >= 0 && place > wrong ? unjudged(one) : good(one)));
  });
  await Promise.all([queue.push({ ...scan("a"), local: "red" }), queue.push(scan("b"))]);
  assert.deepEqual(seen.answers, [["a", "pick.wrong_sku"], ["b", "pick.sku_ok"]]);
  assert.deepEqual(await ids(store), []);
});

test("a thousand scans can take their place before one that is held", async () => {
  const { queue, store } = await stoppedAtB();
  const slow = bench(() => new Error("cut"), { store });
  await slow.queue.load();
  for (let i = 0; i < 1000; i += 1) await slow.queue.push(scan(`n${i}`));
  assert.deepEqual((await ids(store)).slice(-3), ["n999", "c", "d"]);
  assert.equal(queue.size(), 2);
});

test("an answer that judges nothing is tried again later, not at once", async () => {
  const { queue, store, seen } = bench((list) => list.map(unjudged));
  await queue.push(scan("a"));
  assert.equal(seen.sent.length, 1);
  assert.equal(seen.timers.length, 1);
  assert.deepEqual(await ids(store), ["a"]);
});

test("a list that cannot be judged goes out one by one, and only the bad one is refused", async () => {
  let cut = true;
  const { queue, seen } = bench((list) => {
    if (cut) return new Error("cut");
    if (list.some(({ id }) => id === "b")) return { status: 422, body: { code: "scan.id_reused", detail: "" } };
    return list.map(good);
  });
  for (const id of ["a", "b", "c"]) await queue.push(scan(id));
  cut = false;
  await queue.retry();
  await queue.goOn();
  assert.deepEqual(seen.answers, [["a", "pick.sku_ok"], ["b", "scan.id_reused"], ["c", "pick.sku_ok"]]);
});

/** `count` scans that an earlier page left. */
async function left(count) {
  const store = memoryStore();
  await store.put(Array.from({ length: count }, (_, place) => ({ ...scan(`s${place}`), seq: place + 1, person: "1" })));
  return store;
}

const lengths = (seen) => seen.sent.map((list) => list.length - 1);

test("a list that a busy server answers too late comes again as a shorter one, until all have been answered", async () => {
  const { queue, store, seen } = bench((list) => (list.length > 12 ? new Error("too late") : list.map(good)), { store: await left(50) });
  await queue.load();
  await queue.drain();
  for (let tries = 0; queue.size() && tries < 20; tries += 1) await queue.retry();
  assert.deepEqual(lengths(seen).slice(0, 3), [40, 20, 10]);
  assert.deepEqual(await ids(store), []);
  assert.deepEqual(seen.answers.map(([id]) => id), Array.from({ length: 50 }, (_, place) => `s${place}`));
});

test("after a cut, lists are soon as long as before", async () => {
  const { queue, seen } = bench((list, call) => (call < 12 ? new Error("cut") : list.map(good)), { store: await left(100) });
  await queue.load();
  await queue.drain();
  while (queue.size()) await queue.retry();
  assert.deepEqual(lengths(seen).slice(10), [5, 5, 10, 20, 40, 25]);
});

test("lists become longer only while they are answered soon", async () => {
  const takes = [3000, 3000, 100];
  let clock = 0;
  const sendList = openLists(async (list) => {
    if (list.length > 20) throw new Error("too late");
    clock += takes.shift();
    return { status: 200, body: list.map(good) };
  }, () => clock);
  const many = Array.from({ length: 60 }, (_, place) => scan(`s${place}`));
  await assert.rejects(sendList(many));
  const sizes = [];
  for (let tries = 0; tries < 3; tries += 1) sizes.push((await sendList(many)).list.length);
  assert.deepEqual(sizes, [20, 20, 20]);
  await assert.rejects(sendList(many), /too late/);
});

test("news that the page cannot take keep no scan, and it hears so", async () => {
  for (const news of ["onAnswer", "onState", "onSettled"]) {
    const { queue, store, seen } = bench((list) => list.map(good), {
      store: await left(50), [news]: () => { throw new Error("not drawn"); },
    });
    await queue.load();
    await queue.push(scan("last"));
    assert.equal(seen.sent.map(([, ...list]) => list).flat().length, 51);
    assert.deepEqual(await ids(store), []);
    assert.ok(seen.broken.includes("not drawn"), news);
  }
});

test("scans go out from memory when the disk hangs", async (context) => {
  const waiting = []; // timers by hand: Node 18 and Node 24 want to be asked for theirs in different ways
  context.mock.method(globalThis, "setTimeout", (run) => waiting.push(run));
  const objectStore = () => ({ put() {}, index: () => ({ getKey: () => ({}) }) });
  const result = { transaction: () => ({ objectStore }) };
  const opening = {};
  const opened = openStore({ indexedDB: { open: () => opening } });
  opening.result = result;
  opening.onsuccess();
  const { queue, seen } = bench((list) => list.map(good), { store: await opened });
  const pushed = queue.push(scan("a"));
  for (let turn = 0; turn < 2; turn += 1) {
    for (const run of waiting.splice(0)) run();
    await new Promise(setImmediate);
  }
  await pushed;
  assert.deepEqual(seen.answers, [["a", "pick.sku_ok"]]);
  assert.equal(seen.states.at(-1).durable, false);
});

for (const [status, body] of [[404, null], [403, null], [400, { error: "who are you" }]]) {
  test(`${status} from what stands between here and the server drops no scan, and ends no session`, async () => {
    const { queue, store, seen } = bench((list, call) => (call === 1 ? { status, body } : list.map(good)));
    await queue.push(scan("a"));
    assert.deepEqual(seen.answers, []);
    assert.deepEqual(await ids(store), ["a"]);
    await seen.timers[0].run();
    assert.deepEqual(seen.answers, [["a", "pick.sku_ok"]]);
    assert.deepEqual(await ids(store), []);
  });
}

for (const status of [401, 403]) {
  test(`after ${status} the scans wait for their owner's sign-in`, async () => {
    const { queue, store, seen } = bench(() => ({ status, body: { code: "auth.needed" } }));
    await queue.push(scan("a"));
    await queue.push(scan("b"));
    assert.equal(seen.sent.length, 1);
    assert.equal(seen.states.at(-1).signedOut, true);
    assert.deepEqual(await ids(store), ["a", "b"]);
  });
}

test("another person's scans stay in the store for them", async () => {
  const store = memoryStore();
  await store.put([{ ...scan("x"), seq: 1, person: "2" }, { ...scan("y"), seq: 2, person: "1" }]);
  const { queue, seen } = bench((list) => list.map(good), { store });
  await queue.load();
  await queue.drain();
  assert.deepEqual(seen.sent, [["7", "y"]]);
  assert.deepEqual(await ids(store), ["x"]);
  assert.equal(seen.states.at(-1).others, 1);
});

test("what an earlier page left goes out after loading, oldest first", async () => {
  const store = memoryStore();
  await store.put([{ ...scan("b"), seq: 2, person: "1" }, { ...scan("a"), seq: 1, person: "1" }]);
  const { queue, seen } = bench((list) => list.map(good), { store });
  await queue.load();
  assert.deepEqual(seen.sent, [], "nothing is judged before the page knows which work it is about");
  await queue.drain();
  assert.deepEqual(seen.sent, [["7", "a", "b"]]);
});

test("a store that breaks loses no scan of this page, and says so", async () => {
  const store = { ...memoryStore(), durable: true, put: async () => { throw new Error("quota"); } };
  const { queue, seen } = bench((list) => list.map(good), { store });
  await queue.push(scan("a"));
  assert.deepEqual(seen.answers, [["a", "pick.sku_ok"]]);
  assert.equal(seen.states.at(-1).durable, false);
});
