// The handover: the driver's name, plate and signature; and why parcels stay behind.

import { button, h } from "../shared/dom.js";
import { signaturePad } from "./signature.js";
import { ask } from "./steps.js";
import { t } from "../shared/texts.js";

const REASONS = ["reason_not_packed", "reason_not_found", "reason_no_room"];

/** Elements of the form. hand({driver, plate, signature}) is called with all three filled in. */
export function drawHandover(hand) {
  const driver = h("input", { id: "driver", required: true, maxlength: "80", autocomplete: "off" });
  const plate = h("input", { id: "plate", required: true, maxlength: "20", autocomplete: "off", autocapitalize: "characters" });
  const go = button(t("hand_over"), "check", null, "primary main");
  go.type = "submit";
  go.disabled = true;
  const ready = () => { go.disabled = !(driver.value.trim() && plate.value.trim() && pad.path()); };
  const pad = signaturePad(t("signature"), () => ready());
  driver.addEventListener("input", ready);
  plate.addEventListener("input", ready);

  const form = h("form", { class: "handover" },
    h("label", { for: "driver" }, t("driver")), driver,
    h("label", { for: "plate" }, t("plate")), plate,
    h("p", { class: "label" }, t("signature")), h("div", {}, pad.element),
    button(t("sign_again"), "undo", () => pad.clear(), "quiet"), go);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hand({ driver: driver.value.trim(), plate: plate.value.trim(), signature: pad.path() });
  });
  return [ask("handover"), form];
}

/** Buttons to say why parcels wait for the next load. choose(reason) gets it in words. */
export function drawReasons(choose) {
  const one = (code) => button(t(code), "skip", () => choose(t(code)), "choice");
  return h("div", { class: "choices" }, h("h2", { class: "ask" }, t("why_behind")), REASONS.map(one));
}
