// Code 39 in its full ASCII form: a sign and a letter stand for one character. The same as in scanners/picture_code.py.

const FIRST_OF = { $: 1, "+": 97, "/": 33 }; // what A stands for behind each
const PERCENT = [..."\u001b\u001c\u001d\u001e\u001f;<=>?[\\]^_{|}~\u007f\0@`"]; // A to W

/** The text of a plain Code 39 as it reads in that form. */
export const inFullAscii = (text) => text.replace(/[$%/+][A-Z]/g, (pair) => {
  const [sign, letter] = pair;
  if (sign === "%") return PERCENT[letter.charCodeAt(0) - 65] || "\u007f";
  if (pair === "/Z") return ":";
  if (sign === "/" && letter > "O") return pair;
  return String.fromCharCode(FIRST_OF[sign] + letter.charCodeAt(0) - 65);
});
