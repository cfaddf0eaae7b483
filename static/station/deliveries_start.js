// How receiving begins: scan the delivery, choose it, or say what came without notice.

import { button, h } from "../shared/dom.js";
import { ask, picture } from "./steps.js";
import { t } from "../shared/texts.js";

/** Elements to begin with: open(work number), blind({supplier, number}). */
export function drawStart({ expected, open, blind }) {
  const free = (expected || []).filter((each) => !each.person);
  const one = (each) => {
    const made = button(each.supplier, "receive", () => open(each.work), "choice");
    made.lastChild.append(h("small", {}, `${each.number} · ${t("units_expected", { count: units(each) })}`));
    return made;
  };
  return [
    ask("start_receive"), free.length === 0 && picture("receive"), h("p", { class: "hint" }, t("start_receive_hint")),
    free.length > 0 && h("div", { class: "choices" }, free.map(one)),
    h("details", { class: "lanes" }, h("summary", {}, t("without_notice")), blindForm(blind)),
  ].filter(Boolean);
}

const units = ({ lines }) => lines.reduce((sum, line) => sum + line.expected, 0);

function blindForm(blind) {
  const [supplier, number] = ["supplier", "delivery_number"].map((id) => h("input", { id, required: true, maxlength: "100", autocomplete: "off" }));
  const go = button(t("receive_it"), "arrow", null, "primary");
  go.type = "submit";
  const form = h("form", { class: "say" },
    h("label", { for: "supplier" }, t("supplier")), supplier, h("label", { for: "delivery_number" }, t("delivery_number")), number, go);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    blind({ supplier: supplier.value.trim(), number: number.value.trim() });
  });
  return form;
}
