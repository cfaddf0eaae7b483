// The keys of the desk: j and k walk through a list's rows, x ticks one, o opens it, ? tells which keys there are.

import { $ } from "../shared/dom.js";

const help = $("#keys");
const opener = $("#open-keys");

const rows = () => [...document.querySelectorAll(".list tbody tr, .found li")];
const inHand = () => rows().find((row) => row.contains(document.activeElement));

function walk(by) {
  const all = rows();
  const next = all[Math.max(0, Math.min(all.indexOf(inHand()) + by, all.length - 1))];
  if (!next) return;
  const takes = next.querySelector("a[href], input:enabled, button:enabled") || next;
  if (takes === next) next.tabIndex = -1;
  takes.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function press(what) {
  const row = inHand();
  const found = row && row.querySelector(what);
  if (found) found.click();
}

function show(open) {
  help.hidden = !open;
  opener.setAttribute("aria-expanded", String(open));
  (open ? help.querySelector("button") : opener).focus({ preventScroll: true });
}

/** What nobody minds if a scan begins with it. */
export const AT_ONCE = { j: () => walk(1), k: () => walk(-1) };

/** What is done only where no more of a scan follows. */
export const ALONE = { x: () => press(".tick input:enabled"), o: () => press("a[href]"), "?": () => show(help.hidden) };

opener.addEventListener("click", () => show(help.hidden));
help.querySelector("button").addEventListener("click", () => show(false));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !help.hidden) show(false);
});
