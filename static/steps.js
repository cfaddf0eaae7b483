// One screen for each kind of step, drawn from the work document alone.

import { sscc } from "./codes.js";
import { button, h, icon } from "./dom.js";
import { stepsOf } from "./judge.js";
import { numberPad } from "./pad.js";
import { t } from "./texts.js";

/**
 * The screen for what `work` expects: a list of elements. hands.command(code) sends a command as
 * a scan, hands.typed(text) a text that was typed.
 */
export function drawStep(work, hands) {
  const step = work.expect;
  const screen = SCREENS[`${work.kind}.${step.kind}`] ?? SCREENS[step.kind];
  const hint = screen.saysHint ? null : step.hint;
  return [...screen(work, step, hands), hint && h("p", { class: "hint" }, hint)].filter(Boolean);
}

/** Units that are still to be scanned, over all SKUs. */
export function unitsLeft(work) {
  return stepsOf(work).filter((step) => step.kind === "sku" || step.kind === "serial").reduce((sum, step) => sum + (step.quantity ?? 0), 0);
}

export const ask = (code, params) => h("h1", { class: "ask" }, t(code, params));
const place = (name) => h("p", { class: name && name.length > 9 ? "place long" : "place" }, name ?? "");
export const many = (number, word) => h("p", { class: "many" }, h("span", {}, String(number)), h("small", {}, word));

export const SCREENS = {
  location(work, step) {
    if (work.kind === "putaway") return [ask("put_into_bin"), step.name ? place(step.name) : picture("putaway")];
    if (stepsOf(work).length > 1) return [ask("go_to"), place(step.name)];
    return [ask("set_down"), lanes(step.name)];
  },
  door: (work, step) => [ask("go_to_dock"), place(step.name)],
  tote(work, step) {
    if (work.kind === "pack" || work.kind === "putaway") return [ask("scan_tote"), place(step.name)];
    if (step.position) return clusterTote(work, step);
    return [ask(step.name ? "bring_tote" : "take_tote"), step.name ? place(step.name) : picture("tote")];
  },
  sku: (work, step) => [
    ask(work.kind === "putaway" ? "put_back" : "pick"),
    many(step.quantity, step.counted ? t("more", { counted: step.counted }) : t("units")),
    goods(step),
    thenPlace(work, step),
  ],
  // Blind: which SKUs are missing is for the scanner to find out, not for the eyes.
  "pack.sku": (work) => [ask("scan_every_unit"), many(unitsLeft(work), t("units_left"))],
  lot: (work, step) => [ask("scan_lot"), place(step.name)],
  serial: (work, step) => [ask("scan_serial"), many(step.quantity ?? 1, t("units_left")), goods(step)],
  carton,
  material: (work, step) => [ask("scan_material"), picture("warn"), h("p", { class: "place long" }, step.hint ?? step.name)],
  weight: (work, step, hands) => [
    ask("weigh"),
    numberPad({ label: t("weight"), unit: "g", digits: 6, enter: t("enter"), onEnter: (grams) => hands.typed(`WGT-${grams}`) }),
  ],
  close: (work, step, hands) => [
    ask(work.kind === "load" ? "close_load" : "close_parcel"), picture(work.kind === "load" ? "dock" : "pack"),
    button(t(work.kind === "load" ? "close_load_button" : "close_parcel_button"), "check", () => hands.command("CMD-CLOSE"), "primary main"),
  ],
  "pack.parcel": (work, step) => [ask("stick_label"), place(lastDigits(step)), papers(step.codes)],
};

SCREENS["pack.serial"] = SCREENS["pack.sku"];
for (const screen of ["pack.sku", "material"]) SCREENS[screen].saysHint = true;

/** What to take: its picture where there is one, its name, its code. */
function goods(step) {
  return h("div", { class: "goods" },
    step.picture && h("img", { src: step.picture, alt: "", width: 96, height: 96 }),
    h("div", {}, h("p", { class: "sku-name" }, step.name), step.sku && h("p", { class: "sku-code" }, step.sku)));
}

/** Fetched with the work, so that they are there without a network: the browser keeps pictures by their address. */
export function fetchPictures(work) {
  for (const address of new Set(stepsOf(work).map((step) => step.picture).filter(Boolean))) new Image().src = address;
}

function clusterTote(work, step) {
  // With a hint it is a tote to be found again after the work changed hands.
  const why = step.codes.length === 0 ? "put_tote_on_cart" : step.hint ? "bring_tote" : "put_into";
  return [
    ask(why),
    h("p", { class: "position", "aria-label": t("position", { position: step.position }) }, String(step.position)),
    step.name && h("p", { class: "sku-name" }, step.name),
  ];
}

function carton(work, step) {
  const [best, ...others] = step.codes.map((code) => code.replace(/^CTN-/i, ""));
  return [
    ask("take_carton"), place(best ?? step.name),
    best && step.name && step.name !== best && h("p", { class: "sku-name" }, step.name),
    others.length > 0 && h("p", { class: "quiet" }, t("or_carton", { cartons: others.join(", ") })),
  ];
}

function thenPlace(work, step) {
  if (work.kind !== "pick") return null;
  const after = stepsOf(work).filter((other) => other.step !== step.step).find((other) => other.kind === "location");
  return after && h("p", { class: "then" }, icon("arrow"), t("then_place", { place: after.name }));
}

/** "STAGE-1 / PACK-2" as one place a line, for the eye to find the nearest. */
function lanes(names) {
  const each = names.split(" / ");
  if (each.length === 1) return place(names);
  return h("ul", { class: "lanes" }, each.map((name) => h("li", {}, name)));
}

const picture = (name) => h("div", { class: "picture" }, icon(name));

/** The papers of a parcel just closed, to print. */
function papers(codes) {
  const number = codes.map(sscc).find(Boolean);
  if (!number) return null;
  const paper = (file, label) => h("a", { class: "button", href: `/api/v1/parcels/${number}/${file}`, target: "_blank", rel: "noopener" }, icon("print"), h("span", {}, label));
  return h("div", { class: "papers" }, paper("label.pdf", t("label_pdf")), paper("label.zpl", t("label_zpl")), paper("slip.pdf", t("slip_pdf")));
}

const lastDigits = (step) => `…${(step.codes.map(sscc).find(Boolean) ?? step.name ?? "").slice(-5)}`;
