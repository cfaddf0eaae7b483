// What only the dock needs: which carrier, why parcels stay behind, and the driver's signature.

import { button, h } from "./dom.js";
import { signaturePad } from "./signature.js";
import { t } from "./texts.js";

/** Elements to begin a load: choose a carrier, then scan the dock's code. */
export function drawLoadStart({ carriers, carrier, choose }) {
  const title = h("h1", { class: "ask" }, t("choose_carrier"));
  if (carrier) {
    return [
      h("h1", { class: "ask" }, t("scan_dock")), h("p", { class: "place" }, carrier.name ?? carrier.code),
      button(t("other_carrier"), "back", () => choose(null), "quiet"),
    ];
  }
  if (!carriers) return [title, h("p", { class: "quiet", role: "status" }, t("loading"))];
  if (carriers.length === 0) return [title, h("p", { class: "quiet" }, t("no_carriers"))];
  const one = (each) => button(each.name ?? each.code, "dock", () => choose(each), "choice");
  return [title, h("div", { class: "choices" }, carriers.map(one))];
}

/** Elements of the form. hand({driver, plate, signature}) is called with all three filled in. */
export function drawHandover(hand) {
  const driver = h("input", { id: "driver", required: true, maxlength: "80", autocomplete: "off" });
  const plate = h("input", { id: "plate", required: true, maxlength: "20", autocomplete: "off", autocapitalize: "characters" });
  const go = button(t("hand_over"), "check", null, "primary main");
  go.type = "submit";
  go.disabled = true;
  const ready = () => { go.disabled = !(driver.value.trim() && plate.value.trim() && pad.path()); };
  const pad = signaturePad(t("signature"), ready);
  driver.addEventListener("input", ready);
  plate.addEventListener("input", ready);

  const form = h("form", { class: "handover" },
    h("label", { for: "driver" }, t("driver")), driver,
    h("label", { for: "plate" }, t("plate")), plate,
    h("p", { class: "label" }, t("signature")), pad.element,
    button(t("sign_again"), "undo", pad.clear, "quiet"), go);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    hand({ driver: driver.value.trim(), plate: plate.value.trim(), signature: pad.path() });
  });
  return [h("h1", { class: "ask" }, t("handover")), form];
}

const REASONS = ["reason_not_packed", "reason_not_found", "reason_no_room"];

/** Buttons to say why parcels wait for the next load. choose(reason) gets it in words. */
export function drawReasons(choose) {
  const one = (code) => button(t(code), "skip", () => choose(t(code)), "choice");
  return h("div", { class: "choices" }, h("h2", { class: "ask" }, t("why_behind")), REASONS.map(one));
}
