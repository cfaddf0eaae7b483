// What a device did to a code whose content is known. Pure, so that it can be tested.

import { PAUSE } from "../shared/burst.js";
import { keyboardTrouble } from "./keyboards.js";

const GS = "\u001d";
const KNOWN_GS = [GS, "{GS}", "<GS>", "[GS]", "^]", "\u241d"]; // understood from every device
const AIM = /\][A-Za-z][0-9A-F]$/;
const PACE = 60; // ms a character; slower than that the station takes it for typing
const LONGEST_SEPARATOR = 8;
const SAME = 0.7; // of a code's characters, in order, to take a text for that code

/**
 * Reads one test scan. code: {name, kind: "keys" | "retail" | "gs1", text}; read: {text, gaps: ms between its
 * characters, end: "enter" | "tab" | "pause", composed}.
 * Returns {ok, findings: [{code, params, bad}], prefix, suffix, aim, separator}; null for what a clean device would
 * not send. `bad` findings ask for a change, the others only say how it is.
 */
export function diagnose(code, read) {
  const found = locate(code, read.text);
  const findings = [...found.findings, ...pace(read)];
  if (read.composed) findings.push(bad("composed"));
  return { ...found, findings, ok: !findings.some((finding) => finding.bad) };
}

/** The code that the text is most likely of: one of `codes`, or null. */
export function recognise(codes, text) {
  const scored = codes.map((code) => ({ code, score: keyboard(code, text) ? 1 : alike(code.text, text) }));
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  return best.score >= SAME ? best.code : null;
}

/**
 * What all scans together say of the device: {prefix, suffix, separators, aim}, as it can be saved, and `varies` where
 * what stands around a code is not always the same, so that nobody knows what to take off.
 */
export function profileOf(results) {
  const whole = results.filter((result) => result.whole);
  const same = (name) => whole.every((result) => result[name] === whole[0][name]);
  return {
    prefix: whole.length && same("prefix") ? whole[0].prefix : "",
    suffix: whole.length && same("suffix") ? whole[0].suffix : "",
    separators: [...new Set(whole.map((result) => result.separator).filter((each) => each && !KNOWN_GS.includes(each)))],
    aim: whole.some((result) => result.aim),
    varies: whole.length > 0 && (!same("prefix") || !same("suffix")),
  };
}

const bad = (code, params = {}) => ({ code, params, bad: true });
const says = (code, params = {}) => ({ code, params, bad: false });

/** Finds the code's content in what came, undoing one kind of trouble after the other. */
function locate(code, text) {
  for (const attempt of [zeroInFront, asIs, wide, capitals, keyboard, retail, lost]) {
    const found = attempt(code, text);
    if (found) return { whole: false, prefix: "", suffix: "", separator: null, aim: "", ...found };
  }
  return { whole: false, prefix: "", suffix: "", separator: null, aim: "", findings: [bad("changed", firstDifference(code.text, text))] };
}

function asIs(code, text) {
  const [left, right = ""] = code.text.split(GS);
  const start = text.indexOf(left);
  if (start < 0) return null;
  const behind = start + left.length;
  const rest = code.kind === "gs1" ? text.indexOf(right, behind) : behind;
  if (rest < 0 || rest - behind > LONGEST_SEPARATOR) return null;
  const [before, after] = [text.slice(0, start), text.slice(rest + right.length)];
  const aim = (AIM.exec(before) || [""])[0];
  // FNC1 in front of everything may come as a GS, too: the server takes that for what it is.
  const prefix = before.slice(0, before.length - aim.length).replace(code.kind === "gs1" ? /[\u001d]$/ : "", "");
  const separator = code.kind === "gs1" ? text.slice(behind, rest) : null;
  return { whole: true, prefix, suffix: after, aim, separator, findings: dressed(prefix, after, aim, separator) };
}

/** A UPC-A sent as the EAN-13 that it also is. */
function zeroInFront(code, text) {
  const longer = code.kind === "retail" && code.text.length === 12 && asIs({ ...code, text: `0${code.text}` }, text);
  return longer ? { ...longer, findings: [...longer.findings, says("upc_as_ean")] } : null;
}

function dressed(prefix, suffix, aim, separator) {
  return [
    prefix && says("prefix", { prefix }), suffix && says("suffix", { suffix }), aim && says("aim", { aim }),
    (/^\d+$/.test(prefix) || /^\d+$/.test(suffix)) && bad("digits_around"),
    separator === "" && bad("gs_lost"),
    separator === GS && says("gs_ok"),
    separator && separator !== GS && KNOWN_GS.includes(separator) && says("gs_known", { separator }),
    separator && !KNOWN_GS.includes(separator) && (/^[\p{L}\p{N}]+$/u.test(separator) ? bad("gs_letters", { separator }) : says("gs_other", { separator })),
  ].filter(Boolean);
}

/** Found again after `undo` was applied to what came; the trouble is named first. */
function after(code, text, undo, finding) {
  const plain = undo(text);
  const found = plain !== text && asIs(code, plain);
  return found ? { ...found, whole: false, findings: [finding, ...found.findings.filter((each) => each.bad)] } : null;
}

const wide = (code, text) => after(code, text, (each) => each.normalize("NFKC"), bad("wide"));
const swapCase = (text) => text.replace(/\p{L}/gu, (c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase()));

function capitals(code, text) {
  const locked = after(code, text, swapCase, bad("caps_lock"));
  if (locked) return locked;
  return text.toLowerCase().includes(code.text.toLowerCase()) ? { findings: [bad("one_case")] } : null;
}

function keyboard(code, text) {
  for (let start = 0; start + code.text.length <= text.length; start += 1) {
    const trouble = keyboardTrouble(code.text, text.slice(start, start + code.text.length));
    if (trouble) return { findings: [bad(`keyboard_${trouble.where}`, { country: trouble.country })] };
  }
  return null;
}

/** Settings of the EAN/UPC symbols that leave a digit out. */
function retail(code, text) {
  if (code.kind !== "retail") return null;
  if (text.includes(code.text.slice(0, -1))) return { findings: [bad("no_check_digit")] };
  if (text.includes(code.text.slice(1))) return { findings: [bad("no_first_digit")] };
  return null;
}

/** Some characters did not come: the device is faster than what listens. */
function lost(code, text) {
  const missing = missingFrom(code.text, text);
  return missing ? { findings: [bad("lost", { missing: missing.split(GS).join("GS") })] } : null;
}

function missingFrom(sent, got) {
  let at = 0;
  let missing = "";
  for (const character of sent) {
    if (got[at] === character) at += 1;
    else missing += character;
  }
  return at === got.length && missing.length < sent.length / 2 ? missing : "";
}

function firstDifference(sent, got) {
  const at = [...sent].findIndex((character, place) => got[place] !== character);
  return { sent: sent[at] || "–", got: got[at] || "–" };
}

function pace({ gaps, end }) {
  const longest = Math.round(Math.max(0, ...gaps));
  const mean = gaps.length ? gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length : 0;
  return [
    says(`end_${end}`),
    longest > PAUSE && bad("torn", { gap: longest }),
    mean > PACE && longest <= PAUSE && bad("slow", { gap: longest }),
  ].filter(Boolean);
}

/** How much of `sent` is in `got`, in order, as a share of the longer one; whatever its case. */
function alike(sent, got) {
  const [a, b] = [sent.toLowerCase(), got.normalize("NFKC").toLowerCase()];
  let row = new Array(b.length + 1).fill(0);
  for (const character of a) {
    const next = [0];
    for (let at = 0; at < b.length; at += 1) next.push(b[at] === character ? row[at] + 1 : Math.max(row[at + 1], next[at]));
    row = next;
  }
  return row[b.length] / Math.max(a.length, Math.min(b.length, a.length * 2));
}
