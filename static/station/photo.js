// A photo of damaged goods, for the scan that reported them. Loaded by the tap that asks for it.

import { NoAnswer, call, reason } from "../shared/api.js";
import { h } from "../shared/dom.js";
import { silence, t } from "../shared/texts.js";

const EDGE = 1600; // pixels a side: what is torn is seen, and a bad network still carries it
const FINE = 0.85; // of JPEG

/** Lets the person take a photo, sends it for the accepted `scan`, and tells what became of it by `verdict`. */
export function openPhoto(scan, verdict) {
  const input = h("input", { type: "file", accept: "image/*", capture: "environment" });
  input.addEventListener("change", () => input.files.length && send(scan, input.files[0], verdict));
  input.click();
}

async function send(scan, file, verdict) {
  const again = verdict.action(t("photo"), "camera", () => openPhoto(scan, verdict));
  try {
    const form = new FormData();
    form.append("image", await smaller(file), "photo.jpg");
    const { status, body } = await call("POST", `/api/v1/scans/${encodeURIComponent(scan.id)}/photos`, form);
    if (status === 201) verdict.tell({ tone: "done", title: t("photo_kept"), text: t("photo_kept_hint") });
    else verdict.tell({ tone: "bad", title: t("word_bad"), text: reason(body), actions: [again] });
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
    verdict.tell({ tone: "warn", title: silence(), text: t("photo_not_sent"), actions: [again] });
  }
}

/** What a camera made has many megabytes: the server would shrink it anyway, but the network is slower. */
async function smaller(file) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file; // a browser that cannot, or no picture: the server turns it upright, or says what is wrong with it
  }
  const by = Math.min(1, EDGE / Math.max(picture.width, picture.height));
  const canvas = h("canvas", { width: Math.round(picture.width * by), height: Math.round(picture.height * by) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((made) => { canvas.toBlob((blob) => made(blob || file), "image/jpeg", FINE); });
}
