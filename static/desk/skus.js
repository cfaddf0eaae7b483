// The SKUs that the text in a line may mean, offered while it is typed: by code, a part of the name, or barcode.

import { $ } from "../shared/dom.js";

const WAIT = 150;
const list = $("#skus");
let asked = 0;
let wait = 0;

async function offer(text) {
  asked += 1;
  const mine = asked;
  const answer = await fetch(`/desk/skus?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || mine !== asked) return;
  const skus = await answer.json();
  list.textContent = "";
  list.append(...skus.map((each) => {
    const option = document.createElement("option");
    option.value = each.sku;
    option.label = `${each.sku} · ${each.name} · ${each.available}`;
    return option;
  }));
}

document.addEventListener("input", (event) => {
  if (!("skus" in event.target.dataset)) return;
  clearTimeout(wait);
  const text = event.target.value.trim();
  if (text) wait = setTimeout(() => offer(text).catch(() => {}), WAIT);
});
