// Hints from the server that something changed. Without them the page asks by itself.

import { csrfToken, heardVersion } from "./api.js";

const CLIENT = new URL("../vendor/socket.io.min.js", import.meta.url).pathname;
const COMPARE_EVERY = 10000; // ms: whether every hint has come, and whether the line is there at all
const PATIENCE = 3000; // ms for the answer to that
const STARTS_WITHIN = 10000; // ms; a server that starts takes whoever waits at its door, once it has
const AGAIN_AFTER = 2000; // ms, and up to as much again, so that not all pages come at once
const LATEST_AGAIN = 4000;
const SLEPT = 3000; // ms by which a clock that ticks each second is late when the device slept

/**
 * Connects for hints. onChanged(topic), onAssigned(work id), onState("live" | "polling" | "missing"): live once the
 * server has said that it sends hints to this page, missing where the page can have no such line: its script did not come, or the browser has no WebSocket.
 * onConnected() is called whenever hints may have passed by: the page is to ask.
 */
export function openLive({ onChanged, onAssigned, onState, onConnected }) {
  let socket = null;
  let topics = [];
  let heard = -1; // the newest version that this page was told of; none since it last connected
  let compared = 0;
  let ticked = Date.now();
  onState("polling");

  function connect() {
    socket = window.io({
      auth: { csrf: csrfToken() }, transports: ["websocket"],
      timeout: STARTS_WITHIN, reconnectionDelayMax: LATEST_AGAIN,
    });
    socket.on("connect", () => {
      heard = -1;
      compare();
    });
    socket.on("version", heardVersion);
    socket.on("disconnect", lost);
    socket.on("connect_error", lost);
    socket.on("changed", ({ topic, version }) => {
      heard = Math.max(heard, version);
      onChanged(topic);
    });
    socket.on("assigned", ({ work }) => onAssigned(String(work)));
    setInterval(tick, 1000);
    window.addEventListener("online", compare);
  }

  function lost() {
    onState("polling");
    // Where the server itself has parted from us, or refused us, the client would never come back.
    if (!socket.active) setTimeout(() => socket.connect(), AGAIN_AFTER * (1 + Math.random()));
  }

  /** Says what this page watches, and learns which version of it is the newest: an older one has missed a hint. */
  function compare() {
    if (!socket || !socket.connected) return;
    const asked = topics;
    compared = Date.now();
    socket.timeout(PATIENCE).emit("watch", { topics }, (late, answer) => {
      if (late) socket.io.engine.close(); // the line is dead, and nobody has said so: it comes back as another
      if (late || asked !== topics) return;
      onState("live");
      if (answer.version <= heard) return;
      heard = answer.version;
      onConnected();
    });
  }

  function tick() {
    const slept = Date.now() - ticked > SLEPT;
    ticked = Date.now();
    if (slept) {
      onState("polling");
      onConnected();
    }
    if (slept || ticked - compared > COMPARE_EVERY) compare();
  }

  // Loaded after the page: the first paint needs no socket.
  const script = document.createElement("script");
  script.src = CLIENT;
  script.onload = () => (window.io && window.WebSocket ? connect() : onState("missing"));
  script.onerror = () => onState("missing");
  document.head.append(script);

  return {
    watch(wanted) {
      topics = wanted;
      heard = -1;
      compare();
    },
  };
}
