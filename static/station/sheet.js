// What slides up over a station. Not modal: a scan made while it is open still counts, and closes it.

import { $, button, fill } from "../shared/dom.js";
import { t } from "../shared/texts.js";

export function openSheet(content) {
  const sheet = $("#sheet");
  fill(sheet, content, button(t("back"), "back", closeSheet, "quiet"));
  sheet.hidden = false;
  sheet.querySelector("button").focus({ preventScroll: true });
}

export function closeSheet() {
  $("#sheet").hidden = true;
  fill($("#sheet"));
}

if (typeof document === "object") document.addEventListener("keydown", (event) => event.key === "Escape" && closeSheet());
