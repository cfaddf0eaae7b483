// A list with ticks: all of them at once, and only those decisions that one of the ticked takes now.

import { $ } from "../shared/dom.js";

const ticks = () => [...document.querySelectorAll("[form=together][data-may]:enabled")];

function show() {
  const form = $("#together");
  if (!form) return;
  const ticked = ticks().filter((tick) => tick.checked);
  form.hidden = ticked.length === 0; // what nobody can press stands in nobody's way
  const may = new Set(ticked.flatMap((tick) => tick.dataset.may.split(" ")));
  for (const button of form.querySelectorAll("[name=decision]")) button.disabled = !may.has(button.value);
  $("#tick-all").checked = ticked.length > 0 && ticked.length === ticks().length;
}

document.addEventListener("change", (event) => {
  if (event.target.id === "tick-all") for (const tick of ticks()) tick.checked = event.target.checked;
  show();
});
show();
