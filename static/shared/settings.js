// What a device is set to: hand, light, loudness, voice. Kept on the device, whoever signs in.

import { $ } from "./dom.js";
import { remember, remembered } from "./remembered.js";

const sheet = $("#settings");
const opener = $("#open-settings");
const USUAL = { hand: "right", light: "auto", volume: "1", voice: "off" };

const setting = (name) => remembered(name) || USUAL[name];

const APPLY = {
  hand: (value) => { document.documentElement.dataset.hand = value; },
  light: (value) => { $("#dark").media = { light: "not all", dark: "all", auto: "(prefers-color-scheme: dark)" }[value]; },
  // Heard at once, so that one knows what was chosen.
  volume: async (value) => (await import("./tones.js")).setVolume(Number(value)),
  voice: (value) => {
    document.documentElement.dataset.voice = value;
    return value === "on" && $("#stage") && import("../station/voice.js");
  },
};
APPLY.voice(setting("voice"));

function show() {
  for (const choice of sheet.querySelectorAll("[data-set]")) {
    choice.setAttribute("aria-pressed", String(setting(choice.dataset.set) === choice.value));
  }
}

function close() {
  sheet.hidden = true;
  opener.setAttribute("aria-expanded", "false");
  opener.focus({ preventScroll: true });
}

export function openSettings() {
  show();
  sheet.hidden = false;
  opener.setAttribute("aria-expanded", "true");
  sheet.querySelector("button").focus({ preventScroll: true });
}

opener.addEventListener("click", () => (sheet.hidden ? openSettings() : close()));
if (document.documentElement.dataset.tapped === "settings") openSettings(); // before this was here
sheet.addEventListener("click", (event) => {
  const choice = event.target.closest("button");
  if (!choice) return;
  if (!choice.dataset.set) { close(); return; }
  remember(choice.dataset.set, choice.value);
  APPLY[choice.dataset.set](choice.value);
  document.dispatchEvent(new CustomEvent("setting", { detail: choice.dataset.set }));
  show();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !sheet.hidden) close();
});
