// Modules that the first screen can do without.

const AGAIN = 1000; // ms

/** Asks until the module is there: nothing would tell a person that it is missing. */
export async function bring(name) {
  for (;;) {
    try {
      return await import(`./${name}.js`);
    } catch (problem) {
      if (!(problem instanceof TypeError)) throw problem;
      console.info("asked for again:", problem.message);
      await new Promise((done) => { setTimeout(done, AGAIN); });
    }
  }
}
