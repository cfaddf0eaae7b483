// A new device shows the code that a supervisor gave it, and from then on has a name.

import { NoAnswer, call, reason } from "../shared/api.js";
import { $ } from "../shared/dom.js";

const form = $("#pair");
const code = $("#pairing-code");
const problem = $("#problem");

/** What was typed, or what stands behind the # of the address that was scanned. */
const bare = (text) => text.slice(text.indexOf("#") + 1).trim();

function say(text) {
  problem.hidden = !text;
  problem.lastElementChild.textContent = text;
}

async function pair() {
  say("");
  try {
    const { status, body } = await call("POST", "/api/v1/devices/pair", { code: bare(code.value) });
    if (status === 201) return done(body.name);
    say(reason(body));
  } catch (failure) {
    if (!(failure instanceof NoAnswer)) throw failure;
    say(form.dataset.noAnswer);
  }
  code.focus();
}

function done(name) {
  form.hidden = true;
  $("#paired").hidden = false;
  $("#paired h1 b").textContent = name;
  $("#paired a").focus();
  // A code that was used up must not stay in the address.
  history.replaceState(null, "", location.pathname);
}

form.querySelector("button").disabled = false;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (bare(code.value)) pair();
  else code.focus();
});

// A second code scanned while this page is open changes nothing but what is behind the #.
function take() {
  code.value = bare(location.hash);
  (code.value ? form.querySelector("button") : code).focus();
}
window.addEventListener("hashchange", take);
take();
