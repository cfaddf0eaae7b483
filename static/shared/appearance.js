// Before the first paint: the light and the hand that this device is set to. Not a module, as those come later.

(() => {
  const html = document.documentElement;
  const dark = document.getElementById("dark");
  const LIGHT = { light: "not all", dark: "all", auto: dark.media };
  const set = (name, usual) => {
    try {
      return localStorage.getItem(`floor.${name}`) ?? usual;
    } catch {
      return usual; // a browser that keeps nothing looks as it usually does
    }
  };
  html.dataset.hand = set("hand", "right");
  dark.media = LIGHT[set("light", "auto")] ?? LIGHT.auto;
})();
