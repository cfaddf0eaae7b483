// In training the label of a parcel just closed comes out on the screen where no printer stands at the station. It is
// fetched once a parcel, as the server writes down each printing.

import { sscc } from "../station/codes.js";
import { $, h } from "../shared/dom.js";
import { t } from "../shared/texts.js";

let number = null;
let label = null;

/** Lays the label of this step's parcel above its number; nothing where the step has none, or it lies there already. */
export async function printOut(step) {
  const wanted = step && step.kind === "parcel" && step.hint && step.codes.map(sscc).find(Boolean);
  if (!wanted) return;
  if (wanted !== number) {
    [number, label] = [wanted, null];
    const address = await fetched(`/api/v1/parcels/${wanted}/label.png`);
    if (address) label = h("img", { class: "printed", src: address, alt: t("label_pdf") });
    else number = null;
  }
  const digits = $("#stage .place");
  if (label && digits && !label.isConnected) digits.before(label);
}

/** As an address that the page's policy allows; null without a network: the buttons below print as well. */
async function fetched(path) {
  try {
    const answer = await fetch(path);
    return answer.ok ? await read(await answer.blob()) : null;
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem;
    return null;
  }
}

const read = (blob) => new Promise((done) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.readAsDataURL(blob);
});
