// What a station must hear before anything can be begun at it.

import { NoAnswer, call } from "../shared/api.js";

const AGAIN = 3000; // ms

/** The answer to a GET, asked again while the network does not answer. */
export async function answered(path) {
  for (;;) {
    try {
      return await call("GET", path);
    } catch (problem) {
      if (!(problem instanceof NoAnswer)) throw problem;
      await new Promise((done) => { setTimeout(done, AGAIN); });
    }
  }
}
