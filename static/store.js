// Scans that no server has answered yet, in the order they were made. IndexedDB outlives
// reloads, crashes and sign-outs, and works on plain http too.

const NAME = "floor";
const SCANS = "scans";

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Opens the device's store: {durable, all(), put(scan), drop(id)}. `all` gives the oldest first. */
export async function openStore(indexedDB = globalThis.indexedDB) {
  try {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => {
      const scans = opening.result.createObjectStore(SCANS, { keyPath: "seq", autoIncrement: true });
      scans.createIndex("id", "id", { unique: true });
    };
    return keptStore(await asked(opening));
  } catch (problem) {
    // A private window may have no IndexedDB: scanning goes on, and the page says what that costs.
    console.warn("scans are kept in this page only:", problem);
    return memoryStore();
  }
}

function keptStore(db) {
  const scans = (mode) => db.transaction(SCANS, mode, { durability: "strict" });
  return {
    durable: true,
    all: () => asked(scans("readonly").objectStore(SCANS).getAll()),
    put: (scan) => finished(scans("readwrite"), (store) => store.add(scan)),
    drop: (id) => finished(scans("readwrite"), (store) => {
      const found = store.index("id").getKey(id);
      found.onsuccess = () => found.result !== undefined && store.delete(found.result);
    }),
  };
}

/** Resolves when the transaction is on disk, not when the request was taken. */
function finished(transaction, work) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
    work(transaction.objectStore(SCANS));
  });
}

export function memoryStore() {
  let kept = [];
  return {
    durable: false,
    all: async () => [...kept],
    put: async (scan) => { kept.push(scan); },
    drop: async (id) => { kept = kept.filter((scan) => scan.id !== id); },
  };
}
