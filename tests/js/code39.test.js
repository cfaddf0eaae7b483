// Code 39 as the camera of a handheld reads it: what the server's readers make of the same characters is held in
// tests/scanners/test_pictures.py.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { prepareZXingModule as prepareWriter, writeBarcode } from "zxing-wasm/writer";
import { prepareZXingModule, readBarcodes } from "../../static/vendor/zxing/reader/index.js";
import { FORMATS } from "../../static/station/camera_readers.js";
import { inFullAscii } from "../../static/station/full_ascii.js";

const PLAIN = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"];
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const QUIET = 20;
const HEIGHT = 30;

function load(prepare, path) {
  const wasmBinary = readFileSync(new URL(`../../${path}`, import.meta.url)).buffer;
  return prepare({ overrides: { wasmBinary }, fireImmediately: true });
}
await load(prepareZXingModule, "static/vendor/zxing/zxing_reader.wasm");
await load(prepareWriter, "node_modules/zxing-wasm/dist/writer/zxing_writer.wasm");

/** A picture of the symbol, as a canvas gives its pixels. */
async function drawn(text) {
  const { symbol, error } = await writeBarcode(text, { format: "Code39Std" });
  assert.equal(error, "");
  const width = 2 * (symbol.width + QUIET);
  const data = new Uint8ClampedArray(4 * width * HEIGHT).fill(255);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < 2 * symbol.width; x += 1) data.fill(symbol.data[x >> 1], 4 * (y * width + x + QUIET), 4 * (y * width + x + QUIET) + 3);
  }
  return { data, width, height: HEIGHT };
}

const read = async (picture, formats = FORMATS) => (await readBarcodes(picture, { formats, textMode: "Plain" })).map(({ text }) => text);

for (const first of PLAIN) {
  if (first === " ") continue; // at an end some readers take it away
  test(`"${first}" beside each other character is read as it stands`, async () => {
    for (const seconds of [PLAIN.slice(0, 22), PLAIN.slice(22)]) {
      const text = `1${seconds.map((second) => first + second).join("")}2`;
      assert.deepEqual(await read(await drawn(text)), [text]);
    }
  });
}

for (const sign of "$%/+") {
  test(`in full ASCII "${sign}" and a letter read as zxing reads them`, async () => {
    const known = LETTERS.filter((letter) => sign !== "/" || letter < "P" || letter === "Z"); // the standard gives the others no meaning
    const picture = await drawn(`1${known.map((letter) => sign + letter).join("")}2`);
    const [[plain], [full]] = [await read(picture), await read(picture, ["Code39Ext"])];
    assert.equal(inFullAscii(plain), full);
  });
}

test("what the standard gives no meaning stays", () => assert.equal(inFullAscii("/P1+%"), "/P1+%"));
