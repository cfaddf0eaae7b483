// A step on the screen, drawn from the work document alone. Each station's own screens lie in steps_KIND.js.

import { h, icon } from "../shared/dom.js";
import { t } from "../shared/texts.js";

/**
 * What `work` expects, on one of `screens`: a list of elements. A screen is a function of the work, its step and
 * hands: hands.command(code) sends a command as a scan, hands.typed(text) a text that was typed. Its `saysHint` tells
 * that the step's hint is said already, or not to be said.
 */
export function drawStep(screens, work, hands) {
  const step = work.expect;
  const screen = screens[step.kind];
  const hint = screen.saysHint ? null : step.hint;
  return [...screen(work, step, hands), hint && h("p", { class: "hint" }, hint)].filter(Boolean);
}

export const ask = (code, params) => h("h1", { class: "ask" }, t(code, params));
export const place = (name) => h("p", { class: name && name.length > 9 ? "place long" : "place" }, name || "");
export const many = (number, word) => h("p", { class: "many" }, h("span", {}, String(number)), h("small", {}, word));
export const picture = (name, extra = "") => h("div", { class: `picture ${extra}`.trim() }, icon(name));

/** How many units are still to be moved. */
export const manyUnits = (step) => many(step.quantity, step.counted ? t("more", { counted: step.counted }) : t("units"));

/** What to take: its picture where there is one, its name, its code; with `units` how many, where no number stands above. */
export function goods(step, units = null) {
  const name = step.goods || step.name;
  return h("div", { class: units ? "goods so-many" : "goods" },
    step.picture && h("img", { src: step.picture, alt: "", width: 96, height: 96 }),
    h("div", {}, h("p", { class: "sku-name" }, units ? `${units} × ${name}` : name), step.sku && h("p", { class: "sku-code" }, step.sku)));
}

/** Whether a step counts units. */
export const isUnit = ({ kind }) => kind === "sku" || kind === "serial";

/** Goods in a list: how they look, how many, and what they are called. */
export const listed = (units, { name, picture: looks }) => h("li", {}, looks && h("img", { src: looks, alt: "", width: 48, height: 48 }), `${units} × ${name}`);

/** A document to print. */
export const paper = (href, label, look = "") => h("a", { class: `button ${look}`.trim(), href, target: "_blank", rel: "noopener" }, icon("print"), h("span", {}, label));

/** The bin of the goods, small: it stays in sight while they are counted. */
export const at = (step) => step.place && h("p", { class: "at" }, step.place);

/** Fetched with the work, so that they are there without a network: the browser keeps pictures by their address. */
export function fetchPictures(work) {
  for (const address of new Set(work.steps.map((step) => step.picture).filter(Boolean))) new Image().src = address;
}
