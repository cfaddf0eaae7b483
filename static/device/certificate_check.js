// Says whether this browser really trusts the server: only then does it let a service worker in.

import { $ } from "../shared/dom.js";

const code = location.hash.slice(1);

async function register() {
  if (!navigator.serviceWorker) throw new Error("no service worker in this browser, or none on this address");
  await navigator.serviceWorker.register("/service-worker.js");
}

function show(...selectors) {
  $("#testing").hidden = true;
  for (const selector of selectors) $(selector).hidden = false;
}

function goOn() {
  if (code) $("#go-on").href = `/pair#${code}`;
  show("#ready", "#go-on");
}

$("#testing").hidden = false;
register().then(goOn).catch((problem) => {
  $("#why").textContent = problem.message;
  $("#steps").hash = location.hash;
  show("#not-ready", "#steps");
});
