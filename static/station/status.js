// The quiet lines around the stage: connection, kept scans, progress, notices.

import { attempt } from "./attempt.js";
import { $, afterPaint, button, fill, h, icon } from "../shared/dom.js";
import { t } from "../shared/texts.js";

let push = "polling";
let reachable = true;
let kept = null;

/** The push line's state: live, polling or missing. */
export function showConnection(state) {
  push = state;
  document.body.dataset.live = state;
  drawConnection();
}

/** Whether the server has answered when it was last asked how the work is. */
export function showAnswered(yes) {
  reachable = yes;
  drawConnection();
}

const isOffline = () => !(reachable && navigator.onLine);
function drawConnection() {
  const state = isOffline() ? "offline" : push;
  if ($("#connection").classList.contains(state)) return;
  $("#connection").className = `connection ${state}`;
  fill($("#connection"), icon(state === "offline" ? "offline" : "wifi"), h("span", {}, t(`connection_${state}`)));
  if (kept) drawBanner();
}

window.addEventListener("online", drawConnection);
window.addEventListener("offline", drawConnection);

/** The banner of scans without an answer. goOn() sends those that were stopped. */
export function showKept(state, goOn) {
  reachable = state.online;
  Object.assign(document.body.dataset, { waiting: state.waiting, kept: state.kept, lasts: state.lasts });
  kept = { ...state, goOn };
  drawKept();
}

// Whoever pulled a trigger waits for a verdict, not for this.
const drawKept = afterPaint(() => attempt(drawConnection, drawBanner));

function drawBanner() {
  const { stopped, signedOut, goOn } = kept;
  const lines = keptLines(kept);
  const banner = $("#kept");
  banner.hidden = lines.length === 0;
  // Drawn again under a finger, a button would not hear the tap.
  const told = JSON.stringify([lines, signedOut, stopped]);
  if (banner.dataset.told === told) return;
  banner.dataset.told = told;
  fill(
    banner, icon("hourglass"), h("span", {}, lines.join(" ")),
    signedOut ? h("a", { href: "/sign-in" }, t("sign_in")) : "",
    stopped ? button(t("send_rest"), "arrow", goOn, "quiet") : "",
  );
}

function keptLines({ waiting, kept: onDisk, oldest, others, stopped, online, signedOut, durable, lasts }) {
  const count = lasts ? onDisk : waiting;
  const seconds = oldest ? Math.max(0, Math.round((Date.now() - Date.parse(oldest)) / 1000)) : 0;
  return [
    // One scan on its way for a moment is no news.
    count > 0 && (!online || stopped || signedOut || seconds >= 2) && t(lasts ? "kept_count" : "waiting_count", { count, age: age(seconds) }),
    signedOut && t("signed_out"),
    stopped && t("stopped"),
    others > 0 && t("kept_others", { count: others }),
    !durable && t("not_durable"),
    isOffline() && !(navigator.serviceWorker && navigator.serviceWorker.controller) && t("no_reload"), // nothing keeps this page
  ].filter(Boolean);
}

function age(seconds) {
  return seconds < 120 ? t("seconds", { count: seconds }) : t("minutes", { count: Math.round(seconds / 60) });
}

export function showProgress(work) {
  const box = $("#progress");
  box.hidden = !work || work.state !== "open";
  if (box.hidden) return;
  const { done, total } = work.progress;
  const number = work.kind !== "pick" ? h("span", { class: "number" }, work.number) : h("button", {
    type: "button", class: "number", onclick: async () => (await import("./round.js")).openRound(work),
  }, icon("more"), work.number);
  const known = total || work.kind !== "count"; // whoever counts is not told how many there are
  fill(
    box, number, h("span", {}, known ? t("progress", { done, total }) : String(done)),
    known ? h("progress", { max: Math.max(total, 1), value: done, "aria-label": t("progress", { done, total }) }) : "",
  );
}

export function showNotices(work) {
  const box = $("#notices");
  const notices = (work && work.state !== "done" && work.notices) || [];
  box.hidden = notices.length === 0;
  fill(box, ...notices.map(({ text }) => h("li", {}, icon("warn"), text)));
}
