// What a scanned text is, as far as a handheld can tell without the network.
// Only plain texts are read here: GS1 strings and Digital Links are the server's.

const GTIN_LENGTHS = new Set([8, 12, 13, 14]);
const OWN_LABEL = /^(LOC|TOTE|CART|CTN|MAT|WGT|LOT|SER|EXP|LOAD|BADGE|SKU|CMD)-(\S+)$/i;

// What a scanner may put in front to say what kind of symbol it was; where FNC1 comes first, the text is GS1's.
const AIM = /^\](?:[AC]0|Q[0-2]|d[01]|I[01]|E0(?=\d{12,13}$)|E4(?=\d{8}$))/;

// In these a letter's case may tell two things apart: 15056N and 15056n are two SKUs.
const CASE_MATTERS = new Set(["SKU", "LOT", "SER"]);

export const FORM_OF_STEP = {
  location: "LOC", door: "LOC", tote: "TOTE", carton: "CTN", material: "MAT", weight: "WGT",
  lot: "LOT", serial: "SER", expiry: "EXP", sku: "SKU", close: "CMD", empty: "LOC", parcel: "SSCC",
};

/** GS1 check digit: weights 3, 1, 3 … from the right, before the check digit itself. */
function checkDigitHolds(digits) {
  let sum = 0;
  for (let i = digits.length - 2, weight = 3; i >= 0; i -= 1, weight = 4 - weight) {
    sum += Number(digits[i]) * weight;
  }
  return (10 - (sum % 10)) % 10 === Number(digits.slice(-1));
}

/** 14 digits when the text is a GTIN of any length with a right check digit, else null. */
export function gtin(text) {
  if (!/^\d+$/.test(text) || !GTIN_LENGTHS.has(text.length)) return null;
  return checkDigitHolds(text) ? text.padStart(14, "0") : null;
}

/** The 18 digits when the text is an SSCC, alone or behind its 00, else null. */
export function sscc(text) {
  if (!/^(00)?\d{18}$/.test(text)) return null;
  const digits = text.slice(-18);
  return checkDigitHolds(digits) ? digits : null;
}

/** As the server keeps codes: NFKC, without invisible marks. */
function seen(text) {
  return text.normalize("NFKC").replace(/\p{Cf}/gu, "").trim();
}

/** A scan without what Chinese keyboards and the symbol's name do to it: blanks, full-width forms, what stands in front. */
export function plain(scan) {
  return seen(scan).replace(AIM, "");
}

/** Which known form a scan has: a prefix of Floor's own labels ("LOC"), "GTIN", "SSCC", or null. */
export function formOf(scan) {
  const text = plain(scan);
  const label = OWN_LABEL.exec(text);
  if (label) return label[1].toUpperCase();
  if (gtin(text)) return "GTIN";
  return sscc(text) ? "SSCC" : null;
}

// As the server does: beyond ASCII, upper case can change a text's length.
function asciiUpper(text) {
  return text.replace(/[a-z](?![\u0300-\u036f])/g, (letter) => letter.toUpperCase());
}

/** One spelling for each code, so that equal codes are equal texts. */
function spell(text, asIs) {
  const label = OWN_LABEL.exec(text);
  if (label) {
    const prefix = label[1].toUpperCase();
    return `${prefix}-${CASE_MATTERS.has(prefix) ? label[2] : asciiUpper(label[2])}`;
  }
  return asIs ? text : gtin(text) || sscc(text) || text;
}

/** "same", "case" when only letters' case differs, else null. asIs: digits are a lot or serial and no GTIN. */
export function compare(scan, code, asIs = false) {
  const [a, b] = [spell(plain(scan), asIs), spell(seen(code), asIs)];
  if (a === b) return "same";
  return a.toLowerCase() === b.toLowerCase() ? "case" : null;
}
