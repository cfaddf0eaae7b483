// How a load ends: why parcels stay behind, the driver's name, plate and signature, and the papers.

import { call } from "../shared/api.js";
import { button, h } from "../shared/dom.js";
import { closeSheet, openSheet } from "./sheet.js";
import { signaturePad } from "./signature.js";
import { ask, paper } from "./steps.js";
import { t } from "../shared/texts.js";

const REASONS = ["reason_not_packed", "reason_not_found", "reason_no_room"];

/** What becomes of a load that is no scan; the dock gives take(document), refuse(reply), unheard(problem), work(), close(). */
export function openHandover({ take, refuse, unheard, work, close }) {
  /** True when the server took it. Also without its answer the page may hear that it did. */
  async function tell(what, body) {
    const before = work();
    try {
      const reply = await call("POST", `/api/v1/work/${encodeURIComponent(before.id)}/${what}`, body);
      if (reply.status === 200) take(reply.body);
      else refuse(reply);
      return reply.status === 200;
    } catch (problem) {
      if (work() === before) await unheard(problem, t("dock_waits"));
      return false;
    }
  }

  async function leaveBehind(reason) {
    closeSheet();
    if (await tell("incomplete", { reason })) close();
  }

  return {
    askWhy: () => openSheet(drawReasons(leaveBehind)),
    drawHandover: () => drawHandover((papers) => tell("handover", papers)),
    papersOf,
  };
}

/** What the driver signed for, to print. */
function papersOf({ id, state }) {
  return state !== "done" ? [] : ["pdf", "csv"].map((form) => paper(
    `/api/v1/loads/${encodeURIComponent(id)}/manifest.${form}`, t(`manifest_${form}`), form === "pdf" ? "primary" : ""));
}

/** Elements of the form. hand({driver, plate, signature}) is called with all three filled in. */
function drawHandover(hand) {
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
function drawReasons(choose) {
  const one = (code) => button(t(code), "skip", () => choose(t(code)), "choice");
  return h("div", { class: "choices" }, h("h2", { class: "ask" }, t("why_behind")), REASONS.map(one));
}
