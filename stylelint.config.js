// Handhelds keep the browser that they came with: styles of pages hold to what Chromium 69 knows.

import { readFileSync } from "node:fs";
import stylelint from "stylelint";

// What older browsers leave out without harm, or what the list behind the rule knows only in part: prefixes, parts of
// a feature, minmax() taken for max(), and flex gaps, which the two rules below look after.
const HARMLESS = [
  "css-appearance", "css-clip-path", "css-focus-visible", "css-logical-props", "css-marker-pseudo", "css-masks", "css-math-functions",
  "css-not-sel-list", "css-overflow", "css-scrollbar", "css-sticky", "css-width-stretch", "extended-system-fonts", "flexbox-gap", "multicolumn",
  "prefers-reduced-motion",
  "text-decoration", "viewport-unit-variants",
];
const NEWER = /\b(min|max|clamp)\(|\d[dsl]v[hw]\b/;
const GAPS = readFileSync(new URL("static/shared/before84.css", import.meta.url), "utf8");

/** A rule that calls check(node, complain) for every node of a kind. */
function rule(name, kind, check) {
  const ruleName = `floor/${name}`;
  const run = () => (root, result) => root.walk((node) => {
    const complain = (message) => stylelint.utils.report({ ruleName, result, node, message: `${message} (${ruleName})` });
    if (node.type === kind) check(node, complain);
  });
  return stylelint.createPlugin(ruleName, Object.assign(run, { ruleName, messages: {} }));
}

const fallback = rule("fallback", "decl", (decl, complain) => {
  if (!NEWER.test(decl.value)) return;
  const before = decl.parent.nodes.slice(0, decl.parent.index(decl));
  const isPlain = (other) => other.prop === decl.prop && !NEWER.test(other.value);
  const isUnderHas = /:has\(/.test(decl.parent.selector);
  if (!isUnderHas && !before.some(isPlain)) complain(`no ${decl.prop} before this one for browsers that lack ${decl.value}`);
});

const flexGap = rule("flex-gap", "rule", ({ nodes, selector }, complain) => {
  const has = (prop, value) => nodes.some((node) => node.prop === prop && value.test(node.value));
  if (!has("display", /flex/) || !has("gap", /./)) return;
  for (const each of selector.split(/,\s*/)) {
    if (!GAPS.includes(`${each} > *`)) complain(`no margin in before84.css for the gap of ${each}`);
  }
});

export default {
  plugins: ["stylelint-no-unsupported-browser-features", fallback, flexGap],
  rules: {
    "plugin/no-unsupported-browser-features": [true, { browsers: ["chrome 69"], ignore: HARMLESS }],
    "floor/fallback": true,
    "floor/flex-gap": true,
    // newer shorthands and properties that the list behind the first rule does not part from older ones
    "property-disallowed-list": ["/^inset/", "/^(margin|padding|border)-(inline|block)$/", "aspect-ratio", "translate", "rotate", "scale", "container"],
    "function-disallowed-list": ["color-mix", "light-dark", "oklch", "oklab"],
    "selector-pseudo-class-disallowed-list": ["is", "where"],
  },
  reportNeedlessDisables: true,
};
