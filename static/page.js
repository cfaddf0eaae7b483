// What every page's head can do: sign out, change the language.

import { NoAnswer, call } from "./api.js";
import { $ } from "./dom.js";

$("#sign-out")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const kept = Number(document.body.dataset.kept ?? 0);
  const question = event.target.dataset.kept?.replace("{count}", kept);
  if (kept > 0 && !confirm(question)) return;
  try {
    await call("POST", "/api/v1/logout");
    location.assign("/sign-in");
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
    alert(event.target.dataset.offline);
  }
});

// A station's address names its work only after the page was drawn.
$("#languages")?.addEventListener("submit", (event) => {
  event.target.elements.next.value = location.pathname + location.search;
});
