// Imported by a page of another version than the server's: waits until nothing is lost by it, and loads the page anew.
// It comes also to pages of earlier versions, in place of a script that they ask for. So it imports nothing, and goes
// by what such a page shows.

const LOOK_AGAIN = 500; // ms
const CALM = 3000; // ms without a key, a tap or a scan
const NOT_AGAIN = 60000; // ms; where servers of two versions take turns, a page must not load for ever
const LOADED = "floor.loaded-anew";
const TOUCHES = ["keydown", "input", "pointerdown"];
// what slid up, a verdict that waits to be read, a signature, a number on a pad, the result of a test
const BUSY = '[role="dialog"]:not([hidden]), #verdict:not([hidden]), canvas, .pad-value:not(.empty), #result:not([hidden])';

let touched = performance.now();
for (const touch of TOUCHES) document.addEventListener(touch, () => { touched = performance.now(); }, true);

const isTyped = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue);

function isCalm() {
  if (Date.now() - Number(sessionStorage.getItem(LOADED)) < NOT_AGAIN) return false;
  if (!document.hidden && performance.now() - touched < CALM) return false;
  if (location.hash || document.querySelector(BUSY)) return false; // behind the # is a code that is used but once
  return ![...document.querySelectorAll("input, textarea")].some(isTyped);
}

/** Whether every scan that waits for an answer is on the disk, from where the page takes it again. */
async function isKept() {
  const { waiting = "0", kept = "0" } = document.body.dataset;
  return waiting === "0" || (waiting === kept && (await onDisk()) >= Number(waiting));
}

/** How many scans of this page's person the disk holds. */
function onDisk() {
  return new Promise((resolve) => {
    const opening = indexedDB.open("floor");
    opening.onupgradeneeded = () => opening.transaction.abort(); // there was none, and here is not the place to make it
    opening.onerror = () => resolve(0);
    opening.onsuccess = () => {
      const asked = opening.result.transaction("scans").objectStore("scans").getAll();
      asked.onsuccess = () => resolve(asked.result.filter(({ person }) => person === document.body.dataset.person).length);
      asked.onerror = () => resolve(0);
      asked.transaction.oncomplete = asked.transaction.onabort = () => opening.result.close();
    };
  });
}

/** Whether the page would come: without the network, or signed out, this one is better than none. */
async function isServed(address) {
  try {
    return (await fetch(address, { cache: "no-store", redirect: "manual" })).ok;
  } catch {
    return false;
  }
}

/** Notes that the page loads itself anew. What cannot be noted is not done: it might go on for ever. */
function noted() {
  try {
    sessionStorage.setItem(LOADED, Date.now());
    return true;
  } catch (problem) {
    return false;
  }
}

/** What is inert, or cannot be seen where a browser has no such word, takes no keys. */
function deafen(on) {
  document.body.inert = on;
  if (!("inert" in HTMLElement.prototype)) document.body.style.visibility = on ? "hidden" : "";
}

async function loadAnew() {
  const address = location.pathname + location.search;
  if (!isCalm() || !(await isServed(address)) || !isCalm()) return false;
  // From here on nothing is read: a scan that nobody told anything of is made again.
  deafen(true);
  if (!(await isKept()) || !noted()) {
    deafen(false);
    return false;
  }
  location.replace(address);
  return true;
}

async function look() {
  if (!(await loadAnew())) setTimeout(look, LOOK_AGAIN);
}
look();
