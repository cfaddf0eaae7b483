// The board rings when somebody on the floor calls: always on the screen, and aloud once a tap has allowed it.

import { $ } from "./dom.js";
import { play } from "./tones.js";

const AGAIN = 20_000; // ms between two rings for a call that nobody has seen to
const LOUD = 0.7;

const bell = $("#bell"); // the wall has none: it is there to be looked at
const title = document.title;
let audio = null;
let known = new Set();

const calls = () => [...document.querySelectorAll("[data-call]")].map((call) => call.dataset.call);

function ring() {
  if (audio?.state === "running") play(audio, "done", LOUD);
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

function listen() {
  bell.addEventListener("click", () => {
    const on = bell.getAttribute("aria-pressed") !== "true";
    bell.setAttribute("aria-pressed", String(on));
    audio ??= new AudioContext();
    (on ? audio.resume() : audio.suspend()).then(ring); // heard at once, so that one knows it works
  });
  new MutationObserver(look).observe($(".panels"), { childList: true, subtree: true });
  setInterval(() => known.size && ring(), AGAIN);
  look();
}

if (bell) listen();
