// What this device must not forget: scans that no server has answered yet, and the works that they
// belong to. IndexedDB outlives reloads, crashes and sign-outs, and works on plain http too.

const NAME = "floor";
const SCANS = "scans";
const WORKS = "works";
const PATIENCE = 5000; // ms for the disk; behind one that hangs scans must go out all the same

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Opens the device's store. Scans, in the order of their `seq`: all(), put(scans), drop(ids).
 * Works, as last heard of from the server: works(person), putWork(person, document), dropWork(id).
 * `durable` is false when all of it ends with the page.
 */
export async function openStore(indexedDB = self.indexedDB) {
  try {
    const opening = indexedDB.open(NAME, 2);
    opening.onupgradeneeded = ({ oldVersion }) => {
      const db = opening.result;
      if (oldVersion < 1) db.createObjectStore(SCANS, { keyPath: "seq", autoIncrement: true }).createIndex("id", "id", { unique: true });
      db.createObjectStore(WORKS, { keyPath: "id" });
    };
    const refused = new Promise((_resolve, reject) => { opening.onblocked = () => reject(new Error("an older page is open")); });
    return keptStore(await Promise.race([asked(opening), refused]));
  } catch (problem) {
    // A private window may have no IndexedDB: scanning goes on, and the page says what that costs.
    console.warn("scans are kept in this page only:", problem);
    return memoryStore();
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
    });
  }

  return {
    durable: true,
    all: () => asked(read(SCANS).getAll()),
    put: async (scans) => write(SCANS, (store) => scans.forEach((scan) => store.put(scan))),
    drop: async (ids) => write(SCANS, (store) => {
      for (const id of ids) {
        const found = store.index("id").getKey(id);
        found.onsuccess = () => found.result !== undefined && store.delete(found.result);
      }
    }),
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
