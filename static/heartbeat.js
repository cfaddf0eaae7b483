// A paired device says once a minute how it is, so that the supervisor sees which one needs charging.

import { NoAnswer, call } from "./api.js";
import { openStore } from "./store.js";

const EVERY = 60_000; // ms

async function tell() {
  const battery = await navigator.getBattery?.();
  const how = {
    battery: battery ? Math.round(battery.level * 100) : null,
    charging: battery ? battery.charging : null,
    queue: (await store.all()).length,
  };
  try {
    const { status } = await call("POST", "/api/v1/devices/me", how);
    // Revoked, or handed over in another window: whoever looks at this page is nobody any more.
    if (status === 401) location.assign("/sign-in");
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
  }
}

const store = await openStore();
await tell();
setInterval(tell, EVERY);
