// A number pad for gloves.

import { button, fill, h, icon } from "../shared/dom.js";
import { t } from "../shared/texts.js";

/**
 * A pad in an element. onEnter gets the digits as text: a whole number from 1 on, or, with
 * `exactly`, just that many digits, leading zeros kept. With `all` one button enters that many at once.
 */
export function numberPad({ label, unit = "", digits = 5, exactly = 0, all = 0, enter, onEnter }) {
  let value = "";
  const shown = h("output", { class: "pad-value", "aria-live": "polite", "aria-label": label });
  const go = button(enter, "check", () => onEnter(value), "primary");

  function type(key) {
    if (key === "back") value = value.slice(0, -1);
    else if (value.length < (exactly || digits)) value += key;
    if (!exactly) value = value.replace(/^0+/, "");
    fill(shown, h("span", {}, value || (exactly ? "–".repeat(exactly) : "0")), h("small", {}, unit));
    shown.classList.toggle("empty", value === "");
    go.disabled = exactly ? value.length !== exactly : value === "";
  }

  const key = (name) => h("button", { type: "button", class: "key", onclick: () => type(name) }, name);
  const back = h("button", { type: "button", class: "key", "aria-label": t("delete"), onclick: () => type("back") }, icon("back"));
  const keys = h("div", { class: "pad-keys" }, [..."123456789"].map(key), back, key("0"));
  keys.append(go);
  type("back");
  const whole = all > 0 && button(t("all_of_them", { count: all }), "check", () => onEnter(String(all)));
  return h("div", { class: "pad", role: "group", "aria-label": label }, shown, whole, keys);
}
