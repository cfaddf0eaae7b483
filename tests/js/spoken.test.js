import assert from "node:assert/strict";
import { test } from "node:test";

import { twoDigits } from "../../static/station/spoken.js";

const HEARD = {
  "47": "47", "4 7": "47", " 47. ": "47", "four seven": "47", "Forty-seven": "47", "forty": "40", "oh seven": "07",
  "zero zero": "00", "twelve": "12", "四七": "47", "四十七": "47", "四十": "40", "十七": "17", "零七": "07", "兩五": "25",
  "幺二": "12", "for too": "42", "ninety nine": "99",
};
const NOT_HEARD = ["", "four", "four seven one", "hello", "四", "四七一", "forty seventy", "one hundred"];

for (const [said, digits] of Object.entries(HEARD)) {
  test(`“${said}” is ${digits}`, () => assert.equal(twoDigits(said), digits));
}
for (const said of NOT_HEARD) {
  test(`“${said}” is no two digits`, () => assert.equal(twoDigits(said), null));
}
