// Hints from the server that something changed. Without them the page asks by itself.

import { heardVersion } from "./version.js";

const CLIENT = new URL("../vendor/socket.io.min.js", import.meta.url).pathname;

/**
 * Connects for hints. onChanged(topic, version), onAssigned(work id), onState("live" | "polling" |
 * "missing"): polling while the line is down, missing when there is no client library at all.
 * After each connect onConnected() is called, since hints may have passed by meanwhile.
 */
export function openLive({ onChanged, onAssigned, onState, onConnected }) {
  let socket = null;
  let topics = [];
  onState("polling");

  function connect() {
    socket = globalThis.io({ transports: ["websocket", "polling"], tryAllTransports: true, reconnectionDelayMax: 10_000 });
    socket.on("connect", () => {
      onState("live");
      if (topics.length) socket.emit("watch", { topics });
      onConnected();
    });
    socket.on("disconnect", () => onState("polling"));
    socket.on("connect_error", () => onState("polling"));
    socket.on("version", heardVersion);
    socket.on("changed", ({ topic, version }) => onChanged(topic, version));
    socket.on("assigned", ({ work }) => onAssigned(String(work)));
  }

  // Loaded after the page: the first paint needs no socket.
  const script = document.createElement("script");
  script.src = CLIENT;
  script.onload = () => (globalThis.io ? connect() : onState("missing"));
  script.onerror = () => onState("missing");
  document.head.append(script);

  return {
    watch(wanted) {
      topics = wanted;
      if (socket?.connected && topics.length) socket.emit("watch", { topics });
    },
  };
}
