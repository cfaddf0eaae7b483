// What every page can do: sign out, change the language, keep itself for when there is no network,
// and send what people left on this device.

import { NoAnswer, call } from "./api.js";
import { startCourier, unsent } from "./courier.js";
import { $ } from "./dom.js";
import "./settings.js";
import { openStore } from "./store.js";

const PAGES = "floor-pages"; // as in service-worker.js

function on(form, submitted) {
  if ($(form)) $(form).addEventListener("submit", submitted);
}

on("#sign-out", async (event) => {
  event.preventDefault();
  const { kept, offline } = event.target.dataset;
  const count = await unsent();
  if (count > 0 && !confirm(kept.replace("{count}", count))) return;
  try {
    await call("POST", "/api/v1/logout");
    // Whoever comes next must not be shown this person's pages.
    if (window.caches) await caches.delete(PAGES);
    location.assign("/sign-in");
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
    alert(offline);
  }
});

// A station's address names its work only after the page was drawn.
on("#languages", (event) => {
  event.target.elements.next.value = location.pathname + location.search;
});

// Without a network a decision would end on the browser's own page, and what was typed would be gone.
document.addEventListener("submit", (event) => {
  if (navigator.onLine || event.defaultPrevented) return;
  event.preventDefault();
  alert($("header").dataset.offline);
});

// A station that would not come back is not left by a slip of the hand.
window.addEventListener("beforeunload", (event) => {
  if (!$("#connection.offline") || (navigator.serviceWorker && navigator.serviceWorker.controller)) return;
  event.preventDefault();
  event.returnValue = ""; // what Chromium before 119 needs to ask
});

// A station sends its own scans itself, and those of others beside them.
if (!document.body.dataset.kind) openStore().then((store) => startCourier(store, null));

// Only devices of the warehouse say how they are.
if ($('meta[name="device"]')) import("../device/heartbeat.js");

// Plain http has no service worker: there all goes on in the open page, and the start page says what that takes away.
if (!window.isSecureContext && $("#plain-http")) $("#plain-http").hidden = false;
if (navigator.serviceWorker) {
  keepPages().catch((problem) => console.info("pages are not kept this time:", problem.message));
}

async function keepPages() {
  await navigator.serviceWorker.register("/service-worker.js");
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ keep: [location.pathname, ...[...document.querySelectorAll("a.tile")].map((tile) => tile.pathname)] });
}
