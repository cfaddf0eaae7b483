// The camera as a scanner: one look is one trigger pull. Loaded when somebody asks for it.

import { NoAnswer } from "../shared/api.js";
import { closeSheet, openSheet } from "./sheet.js";
import { $, button, fill, h, icon, svg } from "../shared/dom.js";
import { asScanned, openReaders } from "./camera_readers.js";
import { silence, t } from "../shared/texts.js";

const LIVE = 1280; // pixels of the longer side of a frame
const PHOTO = 2400;
const PAUSE = 100; // ms between two frames
const CHANCE = 400; // ms after the first sighting, in which every code in view is seen

/**
 * Opens the camera over the page. `work` is the work's id, `wants(text)` whether its step is satisfied by a text;
 * onRead(pull) gets what was read, as from the scan line.
 */
export async function openCamera({ work, wants, onRead }) {
  await look();
  const see = await openReaders(work);
  const view = h("div", { class: "camera" });
  openSheet(view);
  const take = (code) => {
    closeSheet();
    const scan = asScanned(code);
    onRead({ scan, said: scan, source: "camera", pulled: performance.now() });
  };
  const choose = (frame, codes) => {
    if (codes.length === 1) take(codes[0]);
    else drawChoice(view, frame, codes, { wants, take, again: () => openCamera({ work, wants, onRead }) });
  };
  const read = (frame) => readPhoto(view, see, frame, choose);
  const { video, why } = await openVideo();
  if (!video) return drawPhoto(view, t(why), read);
  drawVideo(view, video, read);
  try {
    await watch(view, video, see, choose);
  } finally {
    for (const track of video.srcObject.getTracks()) track.stop();
  }
}

/** The page's own look for it, in place before anything is shown. */
async function look() {
  if ($("#camera-look")) return;
  const link = h("link", { id: "camera-look", rel: "stylesheet", href: new URL("camera.css", import.meta.url).href });
  document.head.append(link);
  await new Promise((done) => { link.onload = link.onerror = done; });
}

/** The camera at the back in a playing video, or why there is none. */
async function openVideo() {
  if (!window.isSecureContext || !navigator.mediaDevices) return { why: "camera_insecure" };
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
    const video = h("video", { muted: true, playsinline: true });
    video.srcObject = stream;
    await video.play();
    return { video };
  } catch (problem) {
    return { why: problem.name === "NotAllowedError" ? "camera_refused" : "camera_none" };
  }
}

/** Looks frame by frame until every code in view was seen twice, or the camera is closed. */
async function watch(view, video, see, found) {
  let since = 0;
  let codes = new Map();
  while (video.isConnected) {
    const frame = grab(video, video.videoWidth, video.videoHeight, LIVE);
    const seen = await see(frame).catch(onlyUnanswered);
    if (!video.isConnected) return;
    for (const code of seen) codes.set(code.text, { ...code, times: (codes.has(code.text) ? codes.get(code.text).times : 0) + (code.sure ? 2 : 1) });
    if (codes.size && !since) since = performance.now();
    if (since && performance.now() - since > CHANCE) {
      const sure = [...codes.values()].filter(({ times }) => times > 1);
      if (sure.length) return found(frame, sure);
      since = 0;
      codes = new Map();
    }
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}

/** Without the network the camera goes on with what it has here. */
function onlyUnanswered(problem) {
  if (!(problem instanceof NoAnswer)) throw problem;
  return [];
}

function grab(source, width, height, most) {
  const scale = Math.min(1, most / Math.max(width, height));
  const canvas = h("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// --- what is shown ---

const ask = (text) => h("h2", { class: "ask" }, text);

function drawVideo(view, video, read) {
  const now = () => read(grab(video, video.videoWidth, video.videoHeight, PHOTO));
  fill(view, ask(t("camera_hold")), h("div", { class: "picture-of" }, video), button(t("camera_now"), "camera", now, "primary main"));
}

/** Where the page gets no camera, the phone's own camera app may take the picture. */
function drawPhoto(view, why, read) {
  const file = h("input", { type: "file", accept: "image/*", capture: "environment", class: "out-of-sight" });
  file.onchange = async () => {
    const photo = await createImageBitmap(file.files[0]).catch(() => null);
    if (photo) read(grab(photo, photo.width, photo.height, PHOTO));
    else drawPhoto(view, t("camera_no_picture"), read);
  };
  fill(
    view,
    ask(t("camera")), h("p", { class: "hint", role: "status" }, why),
    h("label", { class: "button primary main" }, icon("camera"), h("span", {}, t("camera_photo")), file),
  );
}

async function readPhoto(view, see, frame, found) {
  fill(view, ask(t("camera_reading")), h("div", { class: "picture-of" }, frame));
  let why = t("camera_nothing");
  const seen = await see(frame, { now: true }).catch((problem) => {
    why = problem.told || silence();
    return onlyUnanswered(problem);
  });
  if (!view.isConnected) return;
  if (seen.length) found(frame, seen);
  else drawPhoto(view, why, (other) => readPhoto(view, see, other, found));
}

/**
 * Several codes: the person says which one is meant, also when only one of them fits the step. On a shelf the right
 * bin's label may be in the picture while the hand is at the one beside it.
 */
function drawChoice(view, frame, codes, { wants, take, again }) {
  const sorted = [...codes].sort((one, other) => wants(asScanned(other)) - wants(asScanned(one)));
  const boxes = svg("svg", { viewBox: `0 0 ${frame.width} ${frame.height}`, class: "boxes" });
  const list = h("div", { class: "codes" });
  sorted.forEach((code, at) => {
    const fits = wants(asScanned(code));
    boxes.append(box(code, at + 1, fits, frame.width, () => take(code)));
    list.append(h("button", { type: "button", class: `button code ${fits ? "fits" : ""}`, onclick: () => take(code) },
      h("b", { class: "number" }, at + 1), h("span", {}, code.text)));
  });
  fill(view, ask(t("camera_which")), h("div", { class: "picture-of" }, frame, boxes), list, button(t("camera_again"), "camera", again));
}

function box({ corners }, number, fits, width, onclick) {
  const points = corners.map((corner) => corner.join(",")).join(" ");
  const [x, y] = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / 4);
  const size = width / 30;
  const group = svg("g", { class: fits ? "fits" : "" },
    svg("polygon", { points, class: "touch" }), svg("polygon", { points }),
    svg("circle", { cx: x, cy: y, r: size }), svg("text", { x, y, "font-size": size * 1.3 }, String(number)));
  group.addEventListener("click", onclick);
  return group;
}
