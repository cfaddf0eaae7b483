// Small hands for drawing: no templates in strings, so nothing a scan says can become HTML.

const SVG = "http://www.w3.org/2000/svg";
const SPRITE = new URL("icons.svg", import.meta.url).pathname;

/** h("p", {class: "ask", onclick}, "text", node, null …) → the element. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function icon(name, extra = "") {
  return svg("svg", { class: `icon ${extra}`.trim(), "aria-hidden": "true" }, svg("use", { href: `${SPRITE}#${name}` }));
}

export function button(label, iconName, onclick, extra = "") {
  return h("button", { type: "button", class: `button ${extra}`.trim(), onclick }, iconName && icon(iconName), h("span", {}, label));
}

/** Whether two values say the same. Parts that are one and the same object cost nothing. */
export function alike(one, other) {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => alike(one[name], other[name]));
}

/** Calls `draw` when what is shown so far has been painted; once, however often it is asked to meanwhile. */
export function afterPaint(draw) {
  let asked = false;
  function now() {
    asked = false;
    draw();
  }
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => setTimeout(now));
  };
}

/** Puts `children` in the place of what an element holds. */
export function fill(element, ...children) {
  element.textContent = "";
  element.append(...children);
}

export const $ = (selector) => document.querySelector(selector);
