// A paired device says once a minute how it is, so that the supervisor sees which one needs charging.

import { NoAnswer, call } from "../shared/api.js";
import { openStore } from "../shared/store.js";

const EVERY = 60000; // ms
const PATIENCE = 1000; // ms; a computer without a battery may never answer

/** The battery as far as the browser tells of it, else null. */
function batteryOf(device) {
  const unknown = new Promise((resolve) => setTimeout(resolve, PATIENCE, null));
  return Promise.race([device.getBattery ? device.getBattery().catch(() => null) : null, unknown]);
}

async function tell(store) {
  const battery = await batteryOf(navigator);
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

openStore().then((store) => {
  tell(store);
  setInterval(tell, EVERY, store);
});
