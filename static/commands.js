// Buttons that send the same command codes as the card beside the station.

import { $, button, h } from "./dom.js";
import { numberPad } from "./pad.js";
import { t } from "./texts.js";

// code → [text, icon]
const COMMANDS = {
  "CMD-SHORT": ["short", "short"],
  "CMD-SHORT-DAMAGED": ["damaged", "damaged"],
  "CMD-SKIP": ["skip", "skip"],
  "CMD-FULL": ["full", "full"],
  "CMD-UNLOAD": ["unload", "unload"],
  "CMD-CLOSE": ["close_now", "check"],
  "CMD-UNDO": ["undo", "undo"],
  "CMD-HELP": ["help", "help"],
};

const AT_THE_BIN = ["CMD-SHORT", "CMD-SHORT-DAMAGED"];

/** The commands that make sense now, most likely first. Pure, so that it can be tested. */
export function commandsFor(work) {
  const at = work.expect?.kind;
  const ends = ["CMD-UNDO", "CMD-HELP"];
  if (work.kind === "pick") {
    const atBin = ["sku", "lot", "serial"].includes(at);
    const walking = atBin || at === "location";
    return [...(atBin ? AT_THE_BIN : []), ...(walking ? ["CMD-SKIP", "CMD-FULL"] : []), ...ends];
  }
  if (work.kind === "pack") return [...(at === "sku" ? ["CMD-FULL", "CMD-CLOSE"] : []), ...ends];
  if (work.kind === "load") return [...(at === "parcel" || at === "close" ? ["CMD-UNLOAD"] : []), ...(at === "parcel" ? ["CMD-CLOSE"] : []), ...ends];
  return ends;
}

/** Whether a quantity may be keyed in: only after one scan of the SKU. */
export function takesQuantity(work) {
  const step = work.expect;
  if (step?.kind !== "sku") return false;
  return work.kind === "pack" || (work.kind === "pick" && step.counted > 0);
}

/** Draws the action bar, and the sheet behind its "more" button. hands as in steps.js. */
export function drawCommands(work, hands) {
  const bar = $("#actions");
  const more = $("#more");
  bar.replaceChildren();
  closeSheet();
  more.hidden = !work?.expect;
  if (more.hidden) return;
  more.onclick = () => openSheet(commandList(work, hands));
  if (takesQuantity(work)) bar.append(button(t("quantity"), "keypad", () => openSheet(quantityPad(hands))));
  if (work.expect.codes.some((code) => /^\d{2}$/.test(code))) {
    bar.append(button(t("check_digits"), "keypad", () => openSheet(checkPad(hands))));
    if (hears()) bar.append(button(t("say_digits"), "mic", ({ currentTarget }) => listen(currentTarget, hands)));
  }
}

/** Whoever lets the station speak may answer it, where the browser has an ear. */
const hears = () => localStorage.getItem("floor.voice") === "on" && ("SpeechRecognition" in globalThis || "webkitSpeechRecognition" in globalThis);

async function listen(mic, hands) {
  mic.setAttribute("aria-pressed", "true");
  mic.lastChild.textContent = t("listening");
  (await import("./voice.js")).hearDigits(hands.spoken, () => {
    mic.setAttribute("aria-pressed", "false");
    mic.lastChild.textContent = t("say_again");
  });
}

function commandList(work, hands) {
  const one = (code) => {
    const [text, sign] = COMMANDS[code];
    return button(t(text), sign, () => { closeSheet(); hands.command(code); }, "command");
  };
  return h("div", { class: "command-list" }, commandsFor(work).map(one));
}

function quantityPad(hands) {
  return numberPad({
    label: t("quantity_now"), digits: 4, enter: t("enter"),
    onEnter: (number) => { closeSheet(); hands.command(`CMD-QTY-${number}`); },
  });
}

function checkPad(hands) {
  return numberPad({
    label: t("check_digits"), exactly: 2, enter: t("enter"),
    onEnter: (digits) => { closeSheet(); hands.typed(digits); },
  });
}

/** A sheet is not modal: a scan made while it is open still counts, and closes it. */
export function openSheet(content) {
  const sheet = $("#sheet");
  sheet.replaceChildren(content, button(t("back"), "back", closeSheet, "quiet"));
  sheet.hidden = false;
  sheet.querySelector("button")?.focus({ preventScroll: true });
}

export function closeSheet() {
  $("#sheet").hidden = true;
  $("#sheet").replaceChildren();
}
