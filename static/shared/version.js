// Which version of Floor this page is of, and what it hears of the server's.

const OWN = new URL(import.meta.url).pathname.split("/")[2];

/** What the server says with each answer, and to each socket. A page of another version loads itself anew. */
export function heardVersion(version) {
  if (!version || version === OWN) return;
  import("./load_anew.js").catch((problem) => console.info("asked for again with the next answer:", problem.message));
}
