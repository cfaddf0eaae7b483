// Board and wall: panels are drawn on the server; this fetches those that changed, soon after a hint and every 4 s.

import { NoAnswer, call } from "../shared/api.js";
import "./bell.js";
import { $ } from "../shared/dom.js";
import { openLive } from "../shared/live.js";

const AT_MOST_EVERY = 1000; // ms between two fetches
const AT_LEAST_EVERY = 4000;
const STALE_AFTER = 5000; // ms without any contact
const LEAVING = 5000; // ms in which the next page comes after a form was sent
const BLOCKED_AFTER = 20000; // ms in which the server answers, and yet no hint comes through

const panels = $(".panels");
const contact = $("#contact");
const { left, gone } = panels.dataset;

const aheadOf = (now) => Date.now() - new Date(now);
let ahead = aheadOf(panels.dataset.now); // ms by which this screen's clock is before the server's
let push = "polling"; // live, polling or missing: what live.js says of the socket
let pollingSince = Date.now();
let answered = false; // until then the page says when it was drawn, and no more is known
let lastContact = Date.now();
let lastFetch = 0;
let hintedAt = null; // when the newest hint came, until a drawing covers it, and with it all before
let formSent = -LEAVING;
let busy = false;
let timer = null;

function plan(inMs) {
  clearTimeout(timer);
  timer = setTimeout(refresh, Math.max(inMs, lastFetch + AT_MOST_EVERY - Date.now(), 0));
}

async function refresh() {
  if (busy) return;
  // what is asked now may be refused, as when the board becomes a wall, and would send the page back
  if (performance.now() - formSent < LEAVING) {
    plan(AT_MOST_EVERY);
    return;
  }
  busy = true;
  lastFetch = Date.now();
  try {
    await fetchPanels(lastFetch);
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
  } finally {
    busy = false;
    showContact();
    plan(hintedAt === null ? AT_LEAST_EVERY : 0);
  }
}

async function fetchPanels(asked) {
  const have = [...panels.children].map((panel) => `${panel.dataset.panel}:${panel.dataset.tag}`).join();
  const { status, body: answer } = await call("GET", `${panels.dataset.address}?have=${have}`);
  // signed out, or no longer allowed to look: the page itself says so best
  if ((status === 401 || status === 403) && performance.now() - formSent >= LEAVING) location.reload();
  if (status !== 200) return;
  answered = true;
  lastContact = Date.now();
  ahead = aheadOf(answer.now);
  for (const [name, drawn] of Object.entries(answer.panels)) replace(name, drawn);
  // drawings are shared and up to a second old: one from before the hint does not show what it told of
  if (hintedAt !== null && hintedAt <= asked - answer.age) hintedAt = null;
  tick();
}

function replace(name, { html, tag }) {
  const panel = panels.querySelector(`[data-panel="${name}"]`);
  if (panel.matches(":active")) return; // a finger is on a button in it: the next fetch brings it again
  const focused = panel.contains(document.activeElement) ? aimOf(document.activeElement) : null;
  panel.innerHTML = html;
  panel.dataset.tag = tag;
  const again = focused && [...panel.querySelectorAll("a, button")].find((each) => aimOf(each) === focused);
  if (again) again.focus();
}

/** What a link or button leads to. Approve and refuse go to the same address: only their value tells them apart. */
const aimOf = (element) => `${element.getAttribute("href")} ${element.getAttribute("formaction")} ${element.value}`;

function showContact() {
  const stale = Date.now() - lastContact > STALE_AFTER;
  if (stale || push !== "polling") pollingSince = Date.now();
  const state = stale ? "stale" : Date.now() - pollingSince > BLOCKED_AFTER ? "blocked" : push;
  if (!answered && !stale) return;
  const time = new Date(lastContact - ahead).toLocaleTimeString("en-GB");
  const text = contact.dataset[state].replace("{time}", time);
  if (contact.textContent !== text) contact.textContent = text;
  contact.dataset.state = state;
  document.body.classList.toggle("is-stale", stale);
}

/** What runs with the clock: the countdowns, and the time of day on the wall. */
function tick() {
  const clock = $("#time");
  const now = Date.now() - ahead;
  if (clock) clock.textContent = new Date(now).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  for (const time of document.querySelectorAll("[data-until]")) {
    const minutes = Math.ceil((new Date(time.dateTime) - now) / 60000);
    time.textContent = minutes < 0 ? gone
      : left.replace("{hours}", Math.floor(minutes / 60)).replace("{minutes}", String(minutes % 60).padStart(2, "0"));
    time.parentElement.classList.toggle("soon", minutes <= 30);
  }
  showContact();
}

openLive({
  onChanged() {
    hintedAt = Date.now();
    plan(0);
  },
  onAssigned() {},
  onState(state) {
    push = state;
    showContact();
  },
  onConnected() {
    hintedAt = Date.now(); // hints may have passed by meanwhile
    plan(0);
  },
}).watch(panels.dataset.topics.split(" "));

document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) formSent = performance.now();
});
document.addEventListener("visibilitychange", () => !document.hidden && plan(0));
setInterval(tick, 1000);
tick();
plan(AT_LEAST_EVERY);
