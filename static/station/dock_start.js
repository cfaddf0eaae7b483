// How a load begins: those that were begun, and the carriers for whom parcels wait, with their time.

import { button, h } from "../shared/dom.js";
import { ask, place } from "./steps.js";
import { t } from "../shared/texts.js";

/** Elements to begin a load, or to go on with one: choose a carrier, then scan the dock's code. */
export function drawLoadStart({ carriers, carrier, choose, goOn }) {
  const title = ask("choose_carrier");
  if (carrier) {
    return [
      ask("scan_dock"), place(carrier.name || carrier.code), h("p", { class: "hint" }, waits(carrier)),
      button(t("other_carrier"), "back", () => choose(null), "quiet"),
    ];
  }
  if (!carriers) return [title, h("p", { class: "quiet", role: "status" }, t("loading"))];
  if (carriers.length === 0) return [title, h("p", { class: "quiet" }, t("no_carriers"))];
  const begun = carriers.flatMap((each) => each.loads.map((load) => ({ ...load, carrier: each.name || each.code })));
  const [busy, idle] = [carriers.filter((each) => each.waiting), carriers.filter((each) => !each.waiting)];
  const one = (each) => choice(each.name || each.code, waits(each), "load", () => choose(each));
  return [
    begun.length > 0 && h("h2", { class: "label" }, t("go_on_with")),
    begun.length > 0 && h("div", { class: "choices" }, begun.map((load) => choice(
      `${load.carrier} · ${load.dock}`, t(load.closed ? "load_to_sign" : "load_aboard", load), "arrow", () => goOn(load)))),
    title, busy.length > 0 && h("div", { class: "choices" }, busy.map(one)),
    // A load of a carrier for whom nothing waits would be an empty one.
    idle.length > 0 && h("details", { class: "lanes", open: begun.length + busy.length === 0 },
      h("summary", {}, t("nothing_waits", { count: idle.length })), h("div", { class: "choices" }, idle.map(one))),
  ].filter(Boolean);
}

function choice(name, more, sign, act) {
  const made = button(name, sign, act, "choice");
  made.lastChild.append(h("small", {}, more));
  return made;
}

/** How many parcels wait for a carrier, and until when, by the warehouse's clock. */
function waits({ waiting, cutoff }) {
  const parcels = t("parcels_wait", { count: waiting });
  if (!cutoff) return parcels;
  const [day, time] = [cutoff.slice(0, 10), cutoff.slice(11, 16)];
  const on = new Date(`${day}T12:00`);
  const weekday = on.toDateString() === new Date().toDateString() ? "" : on.toLocaleDateString(document.documentElement.lang, { weekday: "short" });
  return `${parcels} · ${t("leaves_at", { time: `${weekday} ${time}`.trim() })}`;
}
