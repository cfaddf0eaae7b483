// Handhelds keep the browser that they came with: scripts of pages hold to what Chromium 69 knows.

import compat from "eslint-plugin-compat";
import es from "eslint-plugin-es-x";

// What came with ES2020, but is in Chromium 69 already: import() (63), import.meta (64).
const OLDER = ["no-dynamic-import", "no-import-meta"];

// What came with ES2019, but is newer: Chromium 70 and 73.
const YOUNGER = ["no-object-fromentries", "no-symbol-prototype-description"];

// What is newer, of an object or an element, as no list that a rule reads has it.
const NEWER = {
  "": ["replaceChildren", "requestSubmit", "submitter", "checkVisibility", "randomUUID", "showPicker", "showPopover", "togglePopover"],
  AbortSignal: ["any", "timeout"],
};
const newer = Object.entries(NEWER).flatMap(([object, names]) => names.map((property) => ({
  ...(object ? { object } : {}), property, message: "No browser before Chromium 70 has it.",
})));

export default [
  { ignores: ["static/vendor/"] },
  es.configs["flat/restrict-to-es2019"],
  compat.configs["flat/recommended"],
  {
    files: ["static/**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module" },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    settings: { "es-x": { aggressive: true }, browsers: ["chrome 69"], lintAllEsApis: true, polyfills: ["BarcodeDetector"] },
    rules: {
      ...Object.fromEntries(OLDER.map((rule) => [`es-x/${rule}`, "off"])),
      ...Object.fromEntries(YOUNGER.map((rule) => [`es-x/${rule}`, "error"])),
      "no-restricted-properties": ["error", ...newer],
    },
  },
  // the clients of a service worker have a matchAll of their own
  { files: ["static/service-worker.js"], rules: { "es-x/no-string-prototype-matchall": "off" } },
  { files: ["static/shared/{appearance,too_old}.js", "static/service-worker.js"], languageOptions: { sourceType: "script" } },
];
