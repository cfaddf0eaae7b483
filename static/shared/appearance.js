// Before the first paint: the light and the hand that this device is set to, and what an old browser lacks. Not a module,
// as those come later.

(() => {
  const html = document.documentElement;
  const dark = document.getElementById("dark");
  const LIGHT = { light: "not all", dark: "all", auto: dark.media };
  const set = (name, usual) => {
    try {
      return localStorage.getItem(`floor.${name}`) || usual;
    } catch {
      return usual; // a browser that keeps nothing looks as it usually does
    }
  };
  html.dataset.hand = set("hand", "right");
  html.dataset.voice = set("voice", "off");
  // Chromium has this since 84, as it has gaps between flex items.
  if (!CSS.supports("appearance", "none")) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", href: document.currentScript.src.replace("appearance.js", "before84.css") });
    document.head.insertBefore(link, document.head.querySelector('link[rel="stylesheet"]'));
  }
  dark.media = LIGHT[set("light", "auto")] || LIGHT.auto;
  // A tap that comes before the scripts is kept for them: settings.js looks for it.
  document.addEventListener("click", ({ target }) => {
    if (target.closest("#open-settings")) html.dataset.tapped = "settings";
  });
})();
