import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { test } from "node:test";

import { PAUSE, newBurst } from "../../static/shared/burst.js";
import { compare, formOf, gtin, sscc } from "../../static/station/codes.js";
import { commandsFor } from "../../static/station/commands.js";
import { takesQuantity } from "../../static/station/actions.js";
import { pathOf } from "../../static/station/signature.js";
import { unitsLeft } from "../../static/station/steps_pack.js";
import { uuid } from "../../static/shared/api.js";
import { expected } from "../../static/station/expected.js";

globalThis.crypto ??= webcrypto; // browsers have it, Node from 20 on

/** A burst of `text` with `gap` ms between its characters. */
function typed(length, gap) {
  const burst = newBurst();
  for (let i = 1; i <= length; i += 1) burst.note(i, 1000 + i * gap);
  return burst;
}

test("a scanner's burst ends by a pause, a person's typing does not", () => {
  assert.equal(typed(13, 8).endsByPause(), true);
  assert.equal(typed(13, 40).endsByPause(), true);
  assert.equal(typed(13, 150).endsByPause(), false);
});

test("one change that brings the whole text is a scanner's", () => {
  const burst = newBurst();
  burst.note(13, 1000);
  assert.equal(burst.isScanner(), true);
  assert.equal(burst.endsByPause(), true);
});

test("a short text never ends by a pause: somebody may be typing check digits", () => {
  assert.equal(typed(2, 8).endsByPause(), false);
  assert.equal(typed(1, 8).isScanner(), false);
});

test("a cleared line begins anew, however long ago the last burst was", () => {
  const burst = typed(13, 8);
  burst.note(0, 2000);
  for (let i = 1; i <= 8; i += 1) burst.note(i, 9000 + i * 8);
  assert.equal(burst.isScanner(), true);
});

test("the pause is longer than a slow scanner's gaps", () => {
  assert.equal(typed(8, 60).isScanner(), true);
  assert.ok(PAUSE > 60);
});

test("check digits tell GTIN and SSCC from other digits", () => {
  assert.equal(gtin("5012345678900"), "05012345678900");
  assert.equal(gtin("5012345678901"), null);
  assert.equal(gtin("96385074"), "00000096385074");
  assert.equal(gtin("123456789"), null);
  assert.equal(sscc("00106141411234567897"), "106141411234567897");
  assert.equal(sscc("106141411234567897"), "106141411234567897");
  assert.equal(sscc("106141411234567898"), null);
});

test("forms", () => {
  const forms = { "loc-1": "LOC", "TOTE-0007": "TOTE", "CMD-QTY-5": "CMD", "5012345678900": "GTIN", "00106141411234567897": "SSCC" };
  for (const [text, form] of Object.entries(forms)) assert.equal(formOf(text), form);
  for (const text of ["LOC-", "85123A", "P-000123", "47", "", "TOTE 7", "https://id.gs1.org/01/05012345678900"]) {
    assert.equal(formOf(text), null, text);
  }
});

test("case tells two SKUs apart, and nothing else", () => {
  assert.equal(compare("tote-a1", "TOTE-A1"), "same");
  assert.equal(compare("SKU-15056n", "SKU-15056N"), "case");
  assert.equal(compare("sku-15056N", "SKU-15056N"), "same");
  assert.equal(compare("SKU-15056", "SKU-15056N"), null);
});

test("names of scans are random version 4 UUIDs", () => {
  const names = new Set(Array.from({ length: 1000 }, uuid));
  assert.equal(names.size, 1000);
  for (const name of names) assert.match(name, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("a signature is a path within its box; a dot shows, too", () => {
  assert.equal(pathOf([[[1, 2], [3.5, 4]], [[7, 8]]]), "M1 2L3.5 4M7 8L7 8");
  assert.equal(pathOf([]), "");
});

test("the buttons offer what the step allows", () => {
  const at = (kind, step) => ({ kind, expect: step && { kind: step, counted: 0 } });
  assert.deepEqual(commandsFor(at("pick", "tote")), ["CMD-UNDO", "CMD-HELP"]);
  assert.ok(!commandsFor(at("pick", "location")).includes("CMD-SHORT"), "a short counts only at the bin");
  assert.ok(commandsFor(at("pick", "sku")).includes("CMD-SHORT"));
  assert.ok(commandsFor(at("load", "parcel")).includes("CMD-UNLOAD"));
  assert.ok(commandsFor(at("pack", "sku")).includes("CMD-CLOSE"));
  const putAway = (...kinds) => ({ ...at("putaway", kinds[0]), steps: kinds.map((kind) => ({ kind })) });
  assert.ok(commandsFor(putAway("location", "sku")).includes("CMD-SHORT"), "the rest may be missing");
  assert.deepEqual(commandsFor(putAway("location")), ["CMD-UNDO", "CMD-HELP"]);
  assert.deepEqual(commandsFor(at("load", null)), ["CMD-UNDO", "CMD-HELP"]);
});

test("a quantity is keyed in only after a scan of the SKU, never for serials", () => {
  const at = (kind, counted) => ({ kind: "pick", expect: { kind, counted } });
  assert.equal(takesQuantity(at("sku", 0)), false);
  assert.equal(takesQuantity(at("sku", 1)), true);
  assert.equal(takesQuantity(at("serial", 1)), false);
});

test("what a wrong scan is held against never gives away check digits, nor what pack still misses", () => {
  const place = { kind: "location", name: "03-02-A", codes: ["LOC-03-02-A", "47"], sku: null };
  assert.equal(expected({ kind: "pick", expect: place }), "03-02-A");
  const sku = { kind: "sku", name: "HEART", sku: "85123A", codes: ["5012345678900"] };
  assert.equal(expected({ kind: "pick", expect: sku }), "HEART (85123A)");
  assert.equal(expected({ kind: "pack", expect: sku }), null);
});

test("the units left in a parcel are told as one sum", () => {
  const step = (number, kind, quantity) => ({ step: number, kind, quantity, codes: [] });
  const steps = [step(1, "sku", 4), step(2, "sku", 2), step(3, "weight", 530)];
  assert.equal(unitsLeft({ kind: "pack", expect: steps[0], steps }), 6);
});
