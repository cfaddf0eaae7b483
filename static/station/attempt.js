// What breaks, or does not come, costs no scan, and nobody takes the screen for right that it left behind.

import { $ } from "../shared/dom.js";

const AGAIN = 1000; // ms

/** Runs each; one that throws is told, and the rest goes on. */
export function attempt(...acts) {
  for (const act of acts) {
    try {
      act();
    } catch (problem) {
      broken(problem);
    }
  }
}

/** Red as a rule, with words that the page brought along, and by nothing that could be broken as well. */
export function broken(problem, text = $("#verdict").dataset.broken, tone = "bad") {
  console.error("the page cannot go on:", problem);
  const box = $("#verdict");
  box.className = `verdict tone-${tone}`;
  const words = document.createElement("p");
  words.className = "verdict-word";
  words.textContent = text;
  box.textContent = "";
  box.appendChild(words);
  box.hidden = false;
  box.addEventListener("click", () => { box.hidden = true; }, { once: true });
  box.dispatchEvent(new Event("broken"));
}

/** A module behind the first screen: asked for until it is there. */
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
