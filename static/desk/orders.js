// The list of orders: all of it ticked at once, and nothing decided about none, or cancelled unasked.

import { $ } from "../shared/dom.js";

const form = $("#together");
const ticks = form ? [...form.querySelectorAll("[name=orders]")] : [];
const ticked = () => ticks.filter((tick) => tick.checked).length;

function show() {
  for (const button of form.querySelectorAll("[name=decision]")) button.disabled = ticked() === 0;
  $("#tick-all").checked = ticked() === ticks.length;
}

if (form) {
  $("#tick-all").addEventListener("change", (event) => {
    for (const tick of ticks) tick.checked = event.target.checked;
  });
  form.addEventListener("change", show);
  form.addEventListener("click", (event) => {
    const asked = event.target.dataset.confirm;
    if (asked && !confirm(asked.replace("{count}", ticked()))) event.preventDefault();
  });
  show();
}
