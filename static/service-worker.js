// Serves the station pages and what they load when there is no network. Answers of the server to
// scans are never kept: what is waiting to be sent lies in the pages' own store.
//
// The server writes two lists above this: FILES, the addresses of all static files, with their version in the
// path, and STATIONS, the paths of the pages. So an update of any file is another script to the browser, which
// then changes over by itself.

/* global FILES, STATIONS */

const VERSION = FILES[0].split("/")[2];
const KEPT = `floor-files-${VERSION}`;
const PAGES = "floor-pages"; // as in page.js, which forgets them when another person signs in
const PATIENCE = 3000; // ms for a page from the network, before the kept one is shown
const QUIET = 2000; // ms without a request from a page, after which none of its scans is on the way to the disk

const started = Date.now();
const lastAsked = new Map(); // id of a page → when it asked for something

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(FILES)));
});

self.addEventListener("activate", (event) => {
  const claimed = self.clients.claim();
  event.waitUntil(claimed);
  // not waited for: until this event has ended, no page gets an answer
  changeOver(claimed).catch((problem) => console.info("the next page that opens changes over:", problem.message));
});

self.addEventListener("message", (event) => {
  event.waitUntil(keepPages(event.data.keep));
});

self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  lastAsked.set(event.clientId, Date.now());
  if (method !== "GET" || origin !== self.location.origin) return;
  if (mode === "navigate" && STATIONS.has(pathname)) event.respondWith(page(event.request, pathname));
  else if (pathname.startsWith("/static/")) event.respondWith(file(event.request));
});

/** What is open and what is kept of the version before gives way to this one. */
async function changeOver(claimed) {
  await claimed;
  const pages = (await cannotHear()) ? await self.clients.matchAll({ type: "window" }) : [];
  await keepPages([]);
  await Promise.all(pages.map(loadAnew));
}

/** Caches that were there before this version's own. */
async function elderCaches() {
  const names = (await caches.keys()).filter((name) => name.startsWith("floor-files-"));
  return names.slice(0, Math.max(names.indexOf(KEPT), 0));
}

/** Pages load themselves anew, but those from when all files lay side by side cannot. */
async function cannotHear() {
  const kept = (await elderCaches()).map((name) => caches.match(`/static/${name.split("-").pop()}/page.js`));
  return (await Promise.all(kept)).some(Boolean);
}

async function loadAnew(page) {
  while (Date.now() - (lastAsked.get(page.id) || started) < QUIET) await new Promise((done) => { setTimeout(done, QUIET / 4); });
  await page.navigate(page.url).catch((problem) => console.info("it has gone meanwhile:", problem.message));
}

/**
 * The pages that this person may need without the network; those that were seen meanwhile are newer. One of another
 * version is fetched anew, as it names files that go: then no page is left that could ask for them.
 */
async function keepPages(paths) {
  const cache = await caches.open(PAGES);
  const kept = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  for (const path of new Set([...paths, ...kept].filter((each) => STATIONS.has(each)))) {
    const known = await cache.match(path);
    if (known && (await known.text()).includes(`/static/${VERSION}/`)) continue;
    const fresh = await fetch(path, { redirect: "manual" });
    if (fresh.status >= 500) throw new Error(`no answer for ${path}: ${fresh.status}`);
    if (!(await keepPage(path, fresh))) await cache.delete(path);
  }
  await Promise.all((await elderCaches()).map((name) => caches.delete(name)));
}

/** False for what is no page: somebody signed out is led elsewhere, and a wrong role is refused. */
async function keepPage(path, response) {
  if (response.status !== 200) return false;
  const cache = await caches.open(PAGES);
  await cache.put(path, response.clone());
  return true;
}

/** From the network, so that it is this person's and of now; what was kept when no answer comes. */
async function page(request, path) {
  const kept = await caches.match(path, { cacheName: PAGES });
  const fresh = fetch(request).then(async (response) => {
    await keepPage(path, response);
    return response.status >= 500 ? kept || response : response;
  });
  if (!kept) return fresh;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, kept); });
  return Promise.race([fresh.catch(() => kept), late]);
}

async function file(request) {
  const kept = await caches.match(request, { ignoreSearch: true });
  return kept || fetch(request);
}
