// Sign in: scan the badge, type the PIN.

import { NoAnswer, call, reason, uuid } from "../shared/api.js";
import { $ } from "../shared/dom.js";
import { remember, remembered } from "../shared/remembered.js";
import { silence, t } from "../shared/texts.js";

const badge = $("#badge");
const pin = $("#pin");
const form = $("#sign-in");
const problem = $("#problem");
const asked = new URLSearchParams(location.search);
const PAIRING = /\/(?:pair|certificate)#([\w-]+)$/i;

/** This device's own name for itself: tries are counted for each badge on a device. */
function device() {
  let name = remembered("device");
  if (!name) remember("device", (name = uuid()));
  return name;
}

function say(text) {
  problem.hidden = !text;
  problem.lastElementChild.textContent = text;
}

async function signIn() {
  say("");
  try {
    const reply = await call("POST", "/api/v1/login", {
      badge: badge.value.trim(), pin: pin.value, device: device(), work: asked.get("work"),
    });
    if (reply.status === 201) return await go(reply.body.resume);
    say(reason(reply.body) || t("sign_in_failed"));
  } catch (failure) {
    if (!(failure instanceof NoAnswer)) throw failure;
    say(silence());
  }
  pin.value = "";
  pin.focus();
}

/** On to the work that was left unfinished, on whatever device, or to the choice of work. */
async function go(resume) {
  if (window.caches) await caches.delete("floor-pages"); // those of whoever was here before
  if (!resume) return location.assign("/");
  const { status, body: work } = await call("GET", `/api/v1/work/${encodeURIComponent(resume.work)}`).catch(onlyUnanswered);
  return location.assign(status === 200 ? `/${work.kind}?work=${encodeURIComponent(work.id)}` : "/");
}

/** Whoever has signed in goes on: the page they come to says what the network does. */
function onlyUnanswered(failure) {
  if (!(failure instanceof NoAnswer)) throw failure;
  return {};
}

form.querySelector(".primary").disabled = false;
badge.addEventListener("keydown", (event) => {
  // A scanner's Enter or Tab goes on to the PIN instead of sending a form with no PIN in it.
  if (event.isComposing || !["Enter", "Tab"].includes(event.key) || !badge.value.trim() || event.shiftKey) return;
  event.preventDefault();
  if (!pairing()) pin.focus();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (pairing()) return;
  if (!badge.value.trim()) badge.focus();
  else if (!pin.value) pin.focus();
  else signIn();
});
$("#pin-keys").addEventListener("click", (event) => {
  const button = event.target.closest("[data-key]");
  if (!button) return;
  const { key } = button.dataset;
  pin.value = key === "back" ? pin.value.slice(0, -1) : (pin.value + key).slice(0, pin.maxLength);
});

/** A scanner that read a supervisor's pairing code instead of a badge. */
function pairing() {
  const [, code] = PAIRING.exec(badge.value.trim()) || [];
  if (code) location.assign(`/pair#${code}`);
  return Boolean(code);
}

// Somebody scanned their badge at a station to take the job over.
badge.value = asked.get("badge") || "";
(badge.value ? pin : badge).focus();
