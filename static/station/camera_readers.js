// What reads codes out of a frame: the browser itself, zxing in WebAssembly, the server. Each is asked only where the
// one before it is missing or has seen nothing for a while.

import { NoAnswer, call } from "../shared/api.js";
import { inFullAscii } from "./full_ascii.js";

const ZXING_AFTER = 1500; // ms in which the browser's own detector sees nothing
const SERVER_AFTER = 3000; // ms in which nothing here sees anything, and between two questions
const SERVER_ALONE = 1000; // ms between them where nothing here can read
const BUSY = 1000; // ms
// As in scanners/pictures/readers.py. Code 39 is read as it stands: zxing's own name for it takes "/A" for "!".
export const FORMATS = [
  "EANUPC", "Code128", "Code39Std", "Code93", "ITF", "Codabar", "DataBar", "Telepen", "DXFilmEdge", "AllMatrix",
];
const VENDOR = new URL("../vendor/zxing/", import.meta.url).href;

// Where FNC1 comes first, and in ITF, the symbol says more than its text.
const TELLS_MORE = /^\](?:C1|e\d|d2|Q3|J1|I\d)$/;

/** The text as a scanner would send it that is set up to name the symbol. */
export const asScanned = ({ text, symbology }) => (TELLS_MORE.test(symbology) ? symbology + text : text).replace(/\0+$/, "");

/**
 * The readers for one look at the camera. see(canvas) → [{text, symbology, corners: [[x, y] × 4], sure}], in the canvas's pixels;
 * `sure` where the reader itself looked more than once. With `now` nobody waits for his turn.
 * `work` tells the server whose step it is. Throws NoAnswer where the server is asked and reads nothing; what it
 * said of it is in `told`.
 */
export async function openReaders(work) {
  const own = await ownDetector();
  const wasm = runsWasm();
  const pause = own || wasm ? SERVER_AFTER : SERVER_ALONE;
  const opened = performance.now();
  let zxing = wasm ? null : seesNothing;
  let asked = own || wasm ? opened : opened - pause;

  return async function see(canvas, { now = false } = {}) {
    const waited = performance.now() - opened;
    const seen = own ? await own(canvas) : [];
    if (seen.length) return seen;
    if (!own || now || waited > ZXING_AFTER) {
      if (!zxing) zxing = await loadZxing();
      const found = await zxing(canvas);
      if (found.length) return found;
    }
    if (!now && performance.now() - asked < pause) return [];
    asked = performance.now();
    return askServer(canvas, work);
  };
}

/** Whether this page may run WebAssembly. Before Chromium 97 its rules could allow that only with all of eval. */
function runsWasm() {
  try {
    return Boolean(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
  } catch (problem) {
    console.info("no WebAssembly:", problem.message);
    return false;
  }
}

/** What a code reads as that was seen here. The server knows by itself how this device's Code 39 is printed. */
const asPrinted = (text, isCode39) => (isCode39 && "fullAscii" in document.body.dataset ? inFullAscii(text) : text);

/** The browser's BarcodeDetector, where it has one that can read anything. */
async function ownDetector() {
  const formats = window.BarcodeDetector ? await BarcodeDetector.getSupportedFormats().catch(() => []) : [];
  if (!formats.length) return null;
  const detector = new BarcodeDetector({ formats });
  return async (canvas) => (await detector.detect(canvas).catch(() => [])).map(({ rawValue, format, cornerPoints }) => ({
    text: asPrinted(rawValue, format === "code_39"), symbology: "", corners: cornerPoints.map(({ x, y }) => [x, y]),
  }));
}

const seesNothing = async () => [];

/** zxing-cpp in WebAssembly, one megabyte, kept by the browser from then on. Sees nothing where it cannot be had. */
async function loadZxing() {
  try {
    const { prepareZXingModule, readBarcodes } = await import("../vendor/zxing/reader/index.js");
    await prepareZXingModule({ overrides: { locateFile: (file) => VENDOR + file }, fireImmediately: true });
    return async (canvas) => {
      const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return (await readBarcodes(pixels, { formats: FORMATS, textMode: "Plain" })).map(fromZxing);
    };
  } catch (problem) {
    console.info("no zxing:", problem.message);
    return seesNothing;
  }
}

function fromZxing({ text, symbologyIdentifier, position: at }) {
  const corners = [at.topLeft, at.topRight, at.bottomRight, at.bottomLeft].map(({ x, y }) => [x, y]);
  return { text: asPrinted(text, symbologyIdentifier.startsWith("]A")), symbology: symbologyIdentifier, corners };
}

/** A server that is busy with other pictures, or has just begun to read any, is asked again. */
async function askServer(canvas, work, tries = 3) {
  const form = new FormData();
  form.append("image", await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85)), "frame.jpg");
  if (work) form.append("work", work);
  const { status, body } = await call("POST", "/api/v1/reads", form);
  if (status === 200) return body.codes.map((code) => ({ ...code, sure: true }));
  const { code, detail } = body || {};
  if (code !== "picture.busy" || tries === 1) throw Object.assign(new NoAnswer(code), { told: detail });
  await new Promise((done) => setTimeout(done, BUSY));
  return askServer(canvas, work, tries - 1);
}
