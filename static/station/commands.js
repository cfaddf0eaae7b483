// Buttons that send the same command codes as the card beside the station.

import { button, h } from "../shared/dom.js";
import { numberPad } from "./pad.js";
import { closeSheet, openSheet } from "./sheet.js";
import { isUnit } from "./steps.js";
import { t } from "../shared/texts.js";

// by text and icon, where these have one name
const COMMANDS = {
  "CMD-SHORT": "short", "CMD-SHORT-DAMAGED": "damaged", "CMD-SKIP": "skip", "CMD-FULL": "full", "CMD-UNLOAD": "unload",
  "CMD-CLOSE": ["close_now", "check"], "CMD-UNDO": "undo", "CMD-HELP": "help",
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
  if (work.kind === "pack") return [...(at === "sku" ? ["CMD-FULL", "CMD-CLOSE"] : []), ...ends];
  if (work.kind === "load") return [...(at === "parcel" || at === "close" ? ["CMD-UNLOAD"] : []), ...(at === "parcel" ? ["CMD-CLOSE"] : []), ...ends];
  return ends;
}

/** All that can be done now, in a sheet. hands as in steps.js. */
export function openCommands(work, hands) {
  const one = (code) => {
    const [text, sign = text] = [COMMANDS[code]].flat();
    const act = code === "CMD-SHORT-DAMAGED" && work.kind === "pick" ? () => openDamaged(work, hands.command) : () => { closeSheet(); hands.command(code); };
    return button(t(text), sign, act, "command");
  };
  const box = work.kind === "pack" && button(t("box"), "pack", async () => (await import("./box.js")).openBox(work), "command");
  const settings = button(t("settings"), "gear", () => { closeSheet(); document.querySelector("#open-settings").click(); }, "command");
  openSheet(h("div", { class: "command-list" }, commandsFor(work).map(one), box, settings));
}

/** How many were counted: of how many, and of which goods, unless whoever counts is not to know. */
export function openQuantity(hands, work) {
  const { name, quantity, counted } = work.kind === "pack" ? packed(work, hands.last()) : work.expect;
  const all = quantity + counted || 0;
  openPad(all ? t("quantity_of", { all, name }) : t("quantity_now", { name }), { digits: 4, all }, (number) => hands.command(`CMD-QTY-${number}`));
}

/** What a packer scanned last; how many of it there are is known only where the count is not blind. */
function packed({ steps }, last) {
  const listed = document.body.dataset.counts === "list" && last && steps.find(({ sku }) => sku === last.sku);
  return listed || { name: last ? last.name : t("last_scanned") };
}

/** Damaged is a question of its own: how many, and of which goods. */
export function openDamaged(work, command) {
  const step = work.steps.find(isUnit);
  const { quantity: all, name } = step;
  openPad(t("damaged_how_many", { all, name }), { digits: 4, all }, (number) => command(`CMD-SHORT-DAMAGED-${number}`));
}

export function openDigits(hands) {
  openPad(t("check_digits"), { exactly: 2 }, (digits) => hands.typed(digits));
}

function openPad(label, most, enter) {
  const pad = numberPad({ ...most, label, enter: t("enter"), onEnter: (digits) => { closeSheet(); enter(digits); } });
  openSheet(h("div", { class: "asking" }, h("h2", { class: "ask" }, label), pad));
}
