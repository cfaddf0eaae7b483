// What this device must not forget: scans that no server has answered yet, and the works that they
// belong to. IndexedDB outlives reloads, crashes and sign-outs, and works on plain http too.

const NAME = "floor";
const SCANS = "scans";
const WORKS = "works";
const PATIENCE = 5000; // ms for the disk; behind one that hangs scans still go out

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Opens the device's store, which all tabs share. Scans in the order of their `seq`: all(), put(scans), drop(ids).
 * Works, as last heard of from the server: works(person), putWork(person, document), dropWork(id).
 * `durable` is false when all of it ends with the page; `lasts` is true where it outlives the window, too.
 */
export async function openStore(device = self) {
  try {
    const opening = device.indexedDB.open(NAME, 3);
    opening.onupgradeneeded = async ({ oldVersion }) => {
      const { result: db, transaction } = opening;
      if (oldVersion < 2) db.createObjectStore(WORKS, { keyPath: "id" });
      // Until version 3 they lay by `seq`, which two tabs could give to two.
      const scans = oldVersion ? await asked(transaction.objectStore(SCANS).getAll()) : [];
      if (oldVersion) db.deleteObjectStore(SCANS);
      const byId = db.createObjectStore(SCANS, { keyPath: "id" });
      byId.createIndex("seq", "seq");
      scans.forEach((scan) => byId.put(scan));
    };
    const refused = new Promise((_resolve, reject) => { opening.onblocked = () => reject(new Error("an older page is open")); });
    const store = keptStore(await Promise.race([asked(opening), refused]));
    promised().then((lasts) => { store.lasts = lasts; });
    return store;
  } catch (problem) {
    // A private window may have no IndexedDB: scanning goes on, and the page says what that costs.
    console.warn("scans are kept in this page only:", problem);
    return memoryStore();
  }
}

/** Whether the browser promises to keep it. A private window never does, and says so by nothing else. */
async function promised() {
  try {
    return await navigator.storage.persist();
  } catch (problem) {
    return false; // plain http
  }
}

function keptStore(db) {
  // A page of a newer version wants to change the tables: better this one stops keeping than that one never starts.
  db.onversionchange = () => db.close();
  const read = (name) => db.transaction(name).objectStore(name);

  /** Resolves when the transaction is on disk, not when the request was taken; rejects when that takes too long. */
  function write(name, work) {
    const transaction = db.transaction(name, "readwrite", { durability: name === SCANS ? "strict" : "relaxed" });
    return new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("the disk does not answer")), PATIENCE);
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
      work(transaction.objectStore(name));
      if (transaction.commit) transaction.commit(); // at once, or a page that is left takes it along
    });
  }

  return {
    durable: true,
    all: () => asked(read(SCANS).index("seq").getAll()),
    put: async (scans) => write(SCANS, (store) => scans.forEach((scan) => store.put(scan))),
    drop: async (ids) => write(SCANS, (store) => ids.forEach((id) => store.delete(id))),
    works: async (person) => mine(await asked(read(WORKS).getAll()), person),
    putWork: (person, document) => tried(() => write(WORKS, (store) => store.put({ id: String(document.id), person, document }))),
    dropWork: (id) => tried(() => write(WORKS, (store) => store.delete(String(id)))),
  };
}

// A work can be fetched again: without it this page goes on, only the next one could not.
async function tried(writing) {
  try {
    await writing();
  } catch (problem) {
    console.warn("this device does not keep the work:", problem);
  }
}

const mine = (rows, person) => rows.filter((row) => row.person === person).map((row) => row.document);

export function memoryStore() {
  const scans = new Map();
  const works = new Map();
  return {
    durable: false,
    all: async () => [...scans.values()].sort((one, other) => one.seq - other.seq),
    put: async (some) => { for (const scan of some) scans.set(scan.id, { ...scan }); },
    drop: async (ids) => { for (const id of ids) scans.delete(id); },
    works: async (person) => mine([...works.values()], person),
    putWork: async (person, document) => { works.set(String(document.id), { person, document }); },
    dropWork: async (id) => { works.delete(String(id)); },
  };
}
