import assert from "node:assert/strict";
import { test } from "node:test";

import { diagnose, profileOf, recognise } from "../../static/device/diagnose.js";

const GS = "\u001d";
const KEYS = { name: "keys", kind: "keys", text: "yzYZ-/:_&aqwm;@09" };
const EAN = { name: "ean", kind: "retail", text: "9501101530003" };
const UPC = { name: "upc", kind: "retail", text: "012345678905" };
const GS1 = { name: "gs1", kind: "gs1", text: `010950110153000310AB-12${GS}217X` };
const CODES = [KEYS, EAN, UPC, GS1];

const read = (text, { end = "enter", gap = 4, composed = false } = {}) => ({
  text, end, composed, gaps: new Array(Math.max(0, [...text].length - 1)).fill(gap),
});

/** What is said of a text, without what is always said. */
function said(text, how) {
  const code = recognise(CODES, text);
  const result = diagnose(code, read(text, how));
  const findings = result.findings.filter((each) => each.code !== "end_enter").map((each) => each.code);
  return { name: code.name, ok: result.ok, findings };
}

test("a device that changes nothing is told so", () => {
  for (const code of [KEYS, EAN, UPC]) assert.deepEqual(said(code.text), { name: code.name, ok: true, findings: [] });
  assert.deepEqual(said(GS1.text), { name: "gs1", ok: true, findings: ["gs_ok"] });
});

// what came → what is said of it
const TROUBLE = {
  [`zyZYß-Ö?/aqwmö"09`]: ["keys", "keyboard_host"], // German
  [`ywYW)!M°7qaz,m2àç`]: ["keys", "keyboard_host"], // French
  [`yzYZ-/:_&aqwm;"09`]: ["keys", "keyboard_host"], // British
  [`няНЯ-.Ж_?фйцьж"09`]: ["keys", "keyboard_host"], // Russian
  "υζΥΖ-/¨_&α;ςμ΄@09": ["keys", "keyboard_host"], // Greek
  "ç(à&&à&(\"ààà\"": ["ean", "keyboard_host"],
  "YZyz-/:_&AQWM;@09": ["keys", "caps_lock"],
  "YZYZ-/:_&AQWM;@09": ["keys", "one_case"],
  "ｙｚＹＺ－／：＿＆ａｑｗｍ；＠０９": ["keys", "wide"],
  "yzYZ/:_&aqw;@09": ["keys", "lost"],
  "yzYZ-/:_&aqxm;@09": ["keys", "changed"],
  950110153000: ["ean", "no_check_digit"],
  501101530003: ["ean", "no_first_digit"],
  "01234567890": ["upc", "no_check_digit"],
  12345678905: ["upc", "no_first_digit"],
  "129501101530003": ["ean", "prefix", "digits_around"],
  [GS1.text.replace(GS, "")]: ["gs1", "gs_lost"],
  [GS1.text.replace(GS, "GS")]: ["gs1", "gs_letters"],
};

for (const [text, [name, ...findings]] of Object.entries(TROUBLE)) {
  test(`${JSON.stringify(text)} is ${findings}`, () => assert.deepEqual(said(text), { name, ok: false, findings }));
}

test("what stands for GS, in front of a code and behind it is found, and is no trouble", () => {
  assert.deepEqual(said(`0012345678905`), { name: "upc", ok: true, findings: ["upc_as_ean"] });
  assert.deepEqual(said(`]C1${GS1.text}`).findings, ["aim", "gs_ok"]);
  assert.deepEqual(said(GS + GS1.text).findings, ["gs_ok"]);
  assert.deepEqual(said(GS1.text.replace(GS, "{GS}")).findings, ["gs_known"]);
  assert.deepEqual(said(`*${GS1.text.replace(GS, "~")}#`), { name: "gs1", ok: true, findings: ["prefix", "suffix", "gs_other"] });
});

test("a scan that comes slowly, in two pieces, through an input method or without an end is told so", () => {
  assert.deepEqual(said(EAN.text, { gap: 80 }).findings, ["slow"]);
  assert.deepEqual(said(EAN.text, { gap: 80, end: "pause" }).findings, ["end_pause", "slow"]);
  assert.deepEqual(said(EAN.text, { gap: 150, end: "pause" }).findings, ["end_pause", "torn"]);
  assert.deepEqual(said(EAN.text, { gap: 150 }).findings, ["torn"]);
  assert.deepEqual(said(EAN.text, { composed: true }), { name: "ean", ok: false, findings: ["composed"] });
  assert.deepEqual(said(EAN.text, { end: "tab" }), { name: "ean", ok: true, findings: ["end_tab"] });
});

test("what is none of the codes is none", () => {
  for (const text of ["hello", "4006381333931", "LOC-01-02-A", "1", "x".repeat(300)]) assert.equal(recognise(CODES, text), null, text);
});

const results = (...texts) => texts.map((text) => diagnose(recognise(CODES, text), read(text)));

test("the profile is what all scans have in common", () => {
  const profile = profileOf(results(`*${KEYS.text}#`, `*]E0${EAN.text}#`, `*${GS1.text.replace(GS, "~")}#`));
  assert.deepEqual(profile, { prefix: "*", suffix: "#", separators: ["~"], aim: true, varies: false });
  assert.deepEqual(profileOf(results(KEYS.text, GS1.text)), { prefix: "", suffix: "", separators: [], aim: false, varies: false });
});

test("letters that name the symbology differ from code to code and are nothing to take off", () => {
  const profile = profileOf(results(`D${KEYS.text}`, `A${EAN.text}`));
  assert.deepEqual([profile.prefix, profile.varies], ["", true]);
});

test("what came changed says nothing of the profile", () => {
  assert.deepEqual(profileOf(results("YZyz-/:_&AQWM;@09")), { prefix: "", suffix: "", separators: [], aim: false, varies: false });
});

test("which country's keyboard it is, is said by name", () => {
  const country = (text) => diagnose(KEYS, read(text)).findings.find((each) => each.code === "keyboard_host").params.country;
  assert.deepEqual([country(`няНЯ-.Ж_?фйцьж"09`), country("υζΥΖ-/¨_&α;ςμ΄@09")], ["ru", "el"]);
});
