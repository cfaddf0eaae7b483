// The board rings when somebody on the floor calls: always on the screen, and aloud once a tap has allowed it.

import { $ } from "../shared/dom.js";
import { remember, remembered } from "../shared/remembered.js";
import { play } from "../shared/tones.js";

const AGAIN = 20000; // ms between two rings for a call that nobody has seen to
const LOUD = 0.7;
const KEPT = "bell";

const bell = $("#bell"); // the wall has none: it is there to be looked at
const title = document.title;
let audio = null;
let known = new Set();

const calls = () => [...document.querySelectorAll("[data-call]")].map((call) => call.dataset.call);

function ring() {
  if (audio && audio.state === "running") play(audio, "done", LOUD);
}

function look() {
  const now = new Set(calls());
  if (now.size === known.size && [...now].every((call) => known.has(call))) return;
  const isNew = [...now].some((call) => !known.has(call));
  known = now;
  document.title = known.size ? `(${known.size}) ${title}` : title;
  bell.classList.toggle("ringing", known.size > 0);
  if (isNew) ring();
}

/** Aloud or not, also on the next page: each decision loads this one anew. */
function set(on) {
  remember(KEPT, on ? "on" : "off");
  if (!audio) audio = new AudioContext();
  audio.onstatechange = () => bell.setAttribute("aria-pressed", String(audio.state === "running"));
  return on ? audio.resume() : audio.suspend();
}

function listen() {
  bell.addEventListener("click", () => set(bell.getAttribute("aria-pressed") !== "true").then(ring)); // so that one hears it
  if (remembered(KEPT) === "on") set(true);
  new MutationObserver(look).observe($(".panels"), { childList: true, subtree: true });
  setInterval(() => known.size && ring(), AGAIN);
  look();
}

if (bell) listen();
