// The buttons above the scan line: those that the step is likeliest to need, and one for all others.

import { $, button, fill } from "../shared/dom.js";
import { closeSheet } from "./sheet.js";
import { isUnit } from "./steps.js";
import { t } from "../shared/texts.js";

const commands = () => import("./commands.js"); // only a tap needs them
const pads = () => import("./pads.js");

/** Whether a quantity may be keyed in: only after one scan of the SKU. */
export function takesQuantity(work) {
  const step = work.expect;
  if (step && step.kind === "location" && step.goods) return work.kind === "putaway" || work.kind === "move"; // in hand
  if (!step || step.kind !== "sku") return false;
  return work.kind === "pack" || step.counted > 0;
}

/** Whoever lets the station speak may answer it, where the browser understands speech. */
const hears = () => document.documentElement.dataset.voice === "on" && ("SpeechRecognition" in window || "webkitSpeechRecognition" in window);

/** hands as in steps.js. */
export function drawActions(work, hands) {
  const more = $("#more");
  closeSheet();
  const step = work && work.expect;
  more.hidden = !work;
  more.onclick = async () => (await commands()).openCommands(work, hands);
  const takesDigits = step && step.codes.some((code) => /^\d{2}$/.test(code));
  fill($("#actions"), ...[
    work && work.kind === "count" && step && isUnit(step) && button(t("all_counted"), "check", () => hands.command("CMD-CLOSE"), "primary"),
    work && takesQuantity(work) && button(t("quantity"), "keypad", async () => (await pads()).openQuantity(hands, work)),
    work && work.notices.some(({ code }) => code === "approval.is_open") && button(t("set_aside"), "arrow", hands.leave),
    takesDigits && button(t("check_digits"), "keypad", async () => (await pads()).openDigits(hands)),
    takesDigits && hears() && button(t("say_digits"), "mic", ({ currentTarget }) => listen(currentTarget, hands)),
  ].filter(Boolean));
}

async function listen(mic, hands) {
  mic.setAttribute("aria-pressed", "true");
  mic.lastChild.textContent = t("listening");
  (await import("./voice.js")).hearDigits(hands.spoken, () => {
    mic.setAttribute("aria-pressed", "false");
    mic.lastChild.textContent = t("say_again");
  });
}
