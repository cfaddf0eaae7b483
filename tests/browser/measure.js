// What a page shows, in figures: run inside it by the tests.

(() => {
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const box = (element) => element.getBoundingClientRect();

  const rgba = (text) => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, under) => {
    const mix = (part) => top[part] * top.a + under[part] * (1 - top.a);
    return { r: mix("r"), g: mix("g"), b: mix("b"), a: 1 };
  };

  /** The colour behind an element, through all that can be seen through. Stripes and pictures count by their darkest part elsewhere. */
  function ground(element) {
    if (!element) return { r: 255, g: 255, b: 255, a: 1 };
    const style = getComputedStyle(element);
    const stripes = style.backgroundImage.match(/rgba?\([^)]*\)/g);
    const own = rgba(stripes ? stripes.at(-1) : style.backgroundColor);
    return own.a === 1 ? own : over(own, ground(element.parentElement));
  }

  const light = ({ r, g, b }) => {
    const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  function contrast(element) {
    const under = ground(element);
    let ink = { ...rgba(getComputedStyle(element).color) };
    for (let each = element; each; each = each.parentElement) ink.a *= Number(getComputedStyle(each).opacity);
    const [high, low] = [light(over(ink, under)), light(under)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  }

  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || element.closest("script, noscript, .out-of-sight") || !shown(element)) continue;
    if (element.closest(":disabled")) continue;
    texts.push({ text: node.data.trim(), size: parseFloat(getComputedStyle(element).fontSize), contrast: contrast(element), big: element.matches(".place, .lanes li, .position, .many span") });
  }

  const targets = [...document.querySelectorAll("button, a[href], input:not([type=hidden]), select")].filter(shown).map((element) => {
    const { width, height } = box(element.closest("label") ?? element);
    return { name: element.getAttribute("aria-label") ?? element.innerText, main: element.matches(".primary, .choice, .on-verdict, .command, #actions .button"), inline: getComputedStyle(element).display === "inline", width, height };
  });

  const main = [...document.querySelectorAll("#stage .primary.main")].filter(shown).map((element) => (box(element).top + box(element).height / 2) / innerHeight);

  // What has one of the colours that say good or wrong, and what says the same without it: words, a sign, or both.
  const probe = document.body.appendChild(document.createElement("i"));
  const SAYING = new Map(["good", "done", "warn", "bad", "wait"].map((name) => {
    probe.style.color = `var(--${name})`;
    return [getComputedStyle(probe).color, name];
  }));
  probe.remove();
  const COLOURED = ["backgroundColor", "borderInlineStartColor", "fill"];
  const signs = (element) => [...element.querySelectorAll("svg.icon use")].map((use) => use.getAttribute("href").split("#")[1]);
  const drawn = (element) => ["::before", "::after"].map((part) => getComputedStyle(element, part).content).filter((content) => /^"[^"]/.test(content));
  /** A part of a drawing is named by the mark beside it. */
  const named = (element) => (element.closest("svg") ? element.closest("li")?.querySelector(".mark") : element);
  const coloured = [...document.body.querySelectorAll("*")].filter(shown).flatMap((element) => {
    const style = getComputedStyle(element);
    const tone = COLOURED.map((part) => style[part] !== "" && SAYING.get(style[part])).find(Boolean);
    const teller = tone && named(element);
    return tone ? [{ tone, name: element.getAttribute("class") ?? element.tagName, says: teller ? [teller.innerText.trim(), ...signs(teller), ...drawn(teller)].filter(Boolean) : [] }] : [];
  });

  const told = document.querySelector("#verdict:not([hidden])");
  const verdict = told && { tone: told.className.split("tone-")[1], sign: signs(told)[0], word: told.querySelector(".verdict-word")?.innerText ?? "" };

  // What a picker must not have to look for: how many, and what the thumb needs.
  const inView = ({ left, top, right, bottom }) => left >= 0 && top >= 0 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
  const unseen = [...document.querySelectorAll(".station #stage .many span, .station #stage .place, .station .foot .button")]
    .filter(shown).filter((element) => !inView(box(element))).map((element) => element.innerText || element.getAttribute("aria-label"));
  // what was typed into a field scrolls there
  const cut = [...document.body.querySelectorAll("*:not(input)")].filter(shown)
    .filter((element) => getComputedStyle(element).overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1)
    .map((element) => element.outerHTML.slice(0, 80));

  const page = document.scrollingElement;
  return {
    texts, targets, main, coloured, verdict, unseen, cut,
    wide: page.scrollWidth - innerWidth,
    root: parseFloat(getComputedStyle(document.documentElement).fontSize),
  };
})();
