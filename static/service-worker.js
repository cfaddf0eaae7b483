// Serves the station pages and what they load when there is no network. Answers of the server to
// scans are never kept: what is waiting to be sent lies in the pages' own store.
//
// The server writes FILES above this: the addresses of all static files, with their version in the
// path. So an update of any file is another script to the browser, which then changes over by itself.

/* global FILES */

const KEPT = `floor-files-${FILES[0].split("/")[2]}`;
const PAGES = "floor-pages"; // as in page.js, which forgets them when another person signs in
const STATIONS = new Set(["/", "/pick", "/pack", "/load", "/putaway"]);
const PATIENCE = 3000; // ms for a page from the network, before the kept one is shown

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  event.waitUntil(keepPages(event.data.keep));
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) return;
  if (mode === "navigate" && STATIONS.has(pathname)) event.respondWith(page(event.request, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

/** Files of an earlier version have no page any more that could ask for them. */
async function tidy() {
  const old = (await caches.keys()).filter((name) => name.startsWith("floor-files-") && name !== KEPT);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The pages that this person may need without the network; those that were seen meanwhile are newer. */
async function keepPages(paths) {
  const cache = await caches.open(PAGES);
  for (const path of paths.filter((each) => STATIONS.has(each))) {
    if (!(await cache.match(path))) await keepPage(path, await fetch(path, { redirect: "manual" }));
  }
}

async function keepPage(path, response) {
  // A page of somebody signed out is a redirect, and of a wrong role a refusal: neither is kept.
  if (response.status !== 200) return;
  const cache = await caches.open(PAGES);
  await cache.put(path, response.clone());
}

/** From the network, so that it is this person's and of now; what was kept when no answer comes. */
async function page(request, path) {
  const kept = await caches.match(path, { cacheName: PAGES });
  const fresh = fetch(request).then(async (response) => {
    await keepPage(path, response);
    return response.status >= 500 ? kept ?? response : response;
  });
  if (!kept) return fresh;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, kept); });
  return Promise.race([fresh.catch(() => kept), late]);
}

async function file(request) {
  const kept = await caches.match(request, { ignoreSearch: true });
  return kept ?? fetch(request);
}
