// Buttons that send the same command codes as the card beside the station.

import { button, h } from "../shared/dom.js";
import { closeSheet, openSheet } from "./sheet.js";
import { t } from "../shared/texts.js";

// by text and icon, where these have one name
const COMMANDS = {
  "CMD-SHORT": "short", "CMD-SHORT-DAMAGED": "damaged", "CMD-SKIP": "skip", "CMD-FULL": "full", "CMD-UNLOAD": "unload",
  "CMD-CLOSE": ["close_now", "check"], "CMD-UNDO": "undo", "CMD-HELP": "help",
};

const OWN = { // where a kind of work calls one by another name
  receive: { "CMD-FULL": ["container_full", "full"], "CMD-CLOSE": ["end_receipt", "check"] }, move: { "CMD-CLOSE": ["end_move", "check"] },
  assemble: { "CMD-CLOSE": ["end_assembly", "check"] },
};
const AT_THE_BIN = ["CMD-SHORT", "CMD-SHORT-DAMAGED"];

/** The commands that make sense now, most likely first. Pure, so that it can be tested. */
export function commandsFor(work) {
  const at = work.expect && work.expect.kind;
  const ends = ["CMD-UNDO", "CMD-HELP"];
  if (work.kind === "pick") {
    if (at === "tote" && work.expect.goods) return ["CMD-FULL", ...ends];
    const atBin = ["sku", "lot", "serial"].includes(at);
    const walking = atBin || at === "location";
    return [...(atBin ? AT_THE_BIN : []), ...(walking ? ["CMD-SKIP", "CMD-FULL"] : []), ...ends];
  }
  if (work.kind === "receive") {
    const [goods, inside] = [["sku", "close"].includes(at), at === "sku" && work.expect.counted];
    return [...(inside ? ["CMD-SHORT-DAMAGED"] : []), ...(goods ? ["CMD-FULL", "CMD-CLOSE"] : []), ...ends];
  }
  if (work.kind === "pack") return [...(at === "sku" ? ["CMD-FULL", "CMD-CLOSE"] : []), ...ends];
  if (work.kind === "replenish") return [...(at === "sku" && !work.expect.counted ? ["CMD-SHORT"] : []), ...ends];
  if (work.kind === "assemble") return [...(at === "sku" && !work.expect.counted ? ["CMD-SHORT"] : []), "CMD-CLOSE", ...ends];
  if (work.kind === "putaway") return [...(work.steps.some((step) => step.kind === "sku") ? ["CMD-SHORT"] : []), ...ends];
  if (work.kind === "move") return ["CMD-CLOSE", ...ends];
  if (work.kind === "load") return [...(at === "parcel" || at === "close" ? ["CMD-UNLOAD"] : []), ...(at === "parcel" ? ["CMD-CLOSE"] : []), ...ends];
  return ends;
}

/** All that can be done now, in a sheet. hands as in steps.js. */
export function openCommands(work, hands) {
  const one = (code) => {
    const [text, sign = text] = [(OWN[work.kind] || {})[code] || COMMANDS[code]].flat();
    const act = code === "CMD-SHORT-DAMAGED" ? async () => (await import("./pads.js")).openDamaged(work, hands.command) : () => { closeSheet(); hands.command(code); };
    return button(t(text), sign, act, "command");
  };
  const box = work.kind === "pack" && button(t("box"), "pack", async () => (await import("./box.js")).openBox(work), "command");
  const settings = button(t("settings"), "gear", async () => {
    const { openSettings } = await import("../shared/settings.js");
    closeSheet();
    openSettings();
  }, "command");
  openSheet(h("div", { class: "command-list" }, commandsFor(work).map(one), box, settings));
}
