// The self-test of a device: scan codes whose content is known, see what came, and what to change.

import { NoAnswer, call, reason } from "../shared/api.js";
import { diagnose, profileOf, recognise } from "./diagnose.js";
import { $, fill, h, icon } from "../shared/dom.js";
import { openRecorder } from "./recorder.js";
import { say } from "../shared/texts.js";

const codes = JSON.parse($("#codes-known").textContent);
const results = new Map(); // name of the code → what came of its last scan
const NAMES = { "\u001d": "GS", "\t": "Tab", " ": "␠" };

openRecorder($("#line"), (read) => {
  const code = recognise(codes, read.text);
  const result = code ? diagnose(code, read) : { ok: false, findings: [{ code: "no_test_code", params: {}, bad: true }] };
  for (const key of read.keys) result.findings.unshift({ code: "key", params: { key }, bad: false });
  if (code) results.set(code.name, result);
  drawResult(code, read, result);
  drawNext();
  drawProfile(result);
});

function drawNext() {
  const next = codes.find((code) => !results.has(code.name));
  $("#next").textContent = next ? say("selftest.scan_code", { number: codes.indexOf(next) + 1, name: say(`selftest.code_${next.name}`) }) : say("selftest.all_scanned");
  for (const code of codes) {
    const state = results.get(code.name);
    const card = $(`[data-code="${code.name}"]`);
    card.classList.toggle("next", code === next);
    fill(card.querySelector(".code-state"), ...(state ? [icon(state.ok ? "check" : "cross"), say(state.ok ? "selftest.ok" : "selftest.look")] : []));
  }
}

function drawResult(code, read, result) {
  const name = code ? say("selftest.came", { number: codes.indexOf(code) + 1, name: say(`selftest.code_${code.name}`) }) : say("selftest.came_unknown");
  $("#result").hidden = false;
  fill(
    $("#result"),
    h("h2", { class: result.ok ? "fine" : "wrong" }, icon(result.ok ? "check" : "cross"), name),
    h("ul", { class: "findings" }, result.findings.map(finding)),
  );
  $("#raw").hidden = false;
  fill(
    $("#raw"),
    h("h2", {}, say("selftest.characters", { count: read.text.length })),
    h("ol", { class: "characters" }, [...read.text].map((character, at) => cell(character, read.gaps[at - 1]))),
  );
}

function finding({ code, params, bad }) {
  const named = params.country ? { ...params, country: say(`selftest.country_${params.country}`) } : params;
  return h("li", { class: bad ? "wrong" : null }, icon(bad ? "warn" : "check"), h("span", {}, say(`selftest.is_${code}`, named)));
}

function cell(character, gap) {
  const point = character.codePointAt(0);
  return h("li", { class: point < 32 ? "control" : null },
    h("b", {}, NAMES[character] || (point < 32 ? "?" : character)), h("small", {}, `U+${point.toString(16).toUpperCase().padStart(4, "0")}`),
    h("small", {}, gap === undefined ? "–" : `${Math.round(gap)} ms`));
}

// --- the profile ---

function drawProfile(last) {
  const profile = profileOf([...results.values()]);
  $("#profile").hidden = results.size === 0;
  fill($("#changes"), ...changes(profile, last).map(finding));
  const shown = { prefix: profile.prefix, suffix: profile.suffix, separators: profile.separators.join(" "), aim: say(profile.aim ? "selftest.yes" : "selftest.no") };
  for (const [name, value] of Object.entries(shown)) $(`#profile-${name}`).textContent = value || say("selftest.nothing");
  $("#saved").hidden = true;
}

/** What else is to be changed on the device, from all codes scanned so far, each once. */
function changes(profile, last) {
  const found = [...last.findings, ...[...results.values()].flatMap((result) => result.findings.filter((each) => each.bad))];
  if (profile.varies) found.push({ code: "varies", params: {}, bad: true });
  return found.filter((each, at) => at >= last.findings.length && found.findIndex((other) => other.code === each.code) === at);
}

if ($("#save")) $("#save").addEventListener("click", () => {
  const { prefix, suffix, separators, aim } = profileOf([...results.values()]);
  return save($("#saved"), () => ({ prefix, suffix, separators, aim }));
});

// How Code 39 is printed no scan can tell; all else stays as it was saved.
if ($("#full-ascii")) $("#full-ascii").addEventListener("change", async ({ target }) => {
  const saved = await save($("#form-saved"), async () => {
    const { prefix, suffix, separators, aim } = (await call("GET", "/api/v1/profile")).body;
    return { prefix, suffix, separators, aim, code39_full_ascii: target.checked };
  });
  if (!saved) target.checked = !target.checked;
});

/** Saves a profile, says in `told` what became of it, and whether it was taken. */
async function save(told, profile) {
  let taken = false;
  try {
    const { status, body } = await call("POST", "/api/v1/profile", await profile());
    taken = status === 200;
    told.className = taken ? "fine" : "problem";
    told.textContent = taken ? say("selftest.saved") : reason(body);
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
    told.className = "problem";
    told.textContent = say("selftest.no_network");
  }
  told.hidden = false;
  return taken;
}

$("#print").addEventListener("click", () => window.print());
document.addEventListener("click", (event) => event.target.closest("a, button, input, summary") || $("#line").focus());
drawNext();
$("#line").focus();
