// The devices at the desk: drawn by the server, and fetched again when one of them changes.

import { call } from "../shared/api.js";
import { $, fill } from "../shared/dom.js";
import { openLive } from "../shared/live.js";

const EVERY = 20000; // ms; batteries and queues change without a hint

const list = $("#devices");
const code = $("#code");

async function refresh() {
  try {
    await (code ? lookWhetherPaired() : drawAgain());
  } catch (problem) {
    console.info("devices not fetched:", problem.message);
  }
}

async function lookWhetherPaired() {
  const { status, body } = await call("GET", "/api/v1/devices");
  if (status !== 200 || !body.devices.some(({ id, state }) => id === code.dataset.device && state === "paired")) return;
  code.hidden = true;
  $("#paired").hidden = false;
}

async function drawAgain() {
  const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#devices");
  // Signed out meanwhile, or a button is in somebody's hands: the next look will do.
  const busy = list.contains(document.activeElement) || list.querySelector(":checked");
  if (!fresh || busy) return;
  fill(list, ...fresh.childNodes);
  list.dispatchEvent(new Event("change", { bubbles: true })); // nothing is ticked in it now
}

openLive({ onState: () => {}, onConnected: refresh, onChanged: refresh, onAssigned: () => {} }).watch(["devices"]);
setInterval(() => document.hidden || refresh(), EVERY);
