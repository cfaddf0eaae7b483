// Two check digits out of what somebody said, in any of the three languages.

const ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"];
const TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const HAN = [..."零一二三四五六七八九"];
const ALIKE = { oh: "zero", o: "zero", to: "two", too: "two", for: "four", fourty: "forty", "〇": "零", "幺": "一", "两": "二", "兩": "二" };

/** "47" from "47", "four seven", "forty-seven", "四七" or "四十七"; null where it is not two digits. */
export function twoDigits(said) {
  const words = said.toLowerCase().match(/\d|[a-z]+|[\u3007\u4e00-\u9fff]/g) || [];
  const [, ten, digits] = /^(T?)(\d{1,2})$/.exec(tensOfHan(words.map((word) => ALIKE[word] || word)).map(digitsOf).join("")) || [];
  if (ten && digits.length === 1) return `${digits}0`;
  return digits && digits.length === 2 ? digits : null;
}

function digitsOf(word) {
  const [one, teen, ten, han] = [ONES, TEENS, TENS, HAN].map((list) => list.indexOf(word));
  if (/^\d+$/.test(word)) return word;
  if (one >= 0 || han >= 0) return String(Math.max(one, han));
  if (teen >= 0) return String(teen + 10);
  return ten >= 0 ? `T${ten + 2}` : "?"; // T: alone it is so many tens
}

/** 四十七 as 四七, 四十 as 四零, 十七 as 一七. */
function tensOfHan(words) {
  const at = words.indexOf("十");
  if (at < 0) return words;
  return [...(at === 0 ? ["一"] : words.slice(0, at)), ...(at === words.length - 1 ? ["零"] : words.slice(at + 1))];
}
