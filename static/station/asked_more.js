// What is asked of received goods and has no label: a date, and why something is damaged or differs.

import { button, h } from "../shared/dom.js";
import { t } from "../shared/texts.js";

const MOST = 100; // characters of somebody's own words

/** A field for the expiry date. */
export function dateField(hands) {
  const field = h("input", { type: "date", id: "expiry", required: true });
  return [form(h("label", { for: "expiry" }, t("expiry_date")), field, () => hands.typed(`EXP-${field.value}`))];
}

/** A button for each reason of the step, and somebody's own words. */
export function reasons(step, hands) {
  const own = h("input", { id: "reason", required: true, maxlength: String(MOST), autocomplete: "off" });
  const one = (code) => button(t(`why_${code.slice("WHY-".length).toLowerCase().replace("-", "_")}`), "arrow", () => hands.typed(code), "choice");
  return [...step.codes.map(one), form(h("label", { for: "reason" }, t("own_words")), own, () => hands.typed(`WHY-${own.value.trim()}`))];
}

function form(label, field, done) {
  const go = button(t("enter"), "check", null, "primary");
  go.type = "submit";
  const made = h("form", { class: "say" }, label, field, go);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) done();
  });
  return made;
}
