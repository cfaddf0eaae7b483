// In a browser that lacks what all other scripts count on: says so, in place of a page that would not work. So it is
// written for any browser.

(function () {
  var hasAll = "noModule" in document.createElement("script") && "flatMap" in Array.prototype
    && "AbortController" in window && CSS.supports("display", "grid");
  if (hasAll) return;
  var told = document.getElementById("too-old");
  var hint = told.querySelector("p");
  var found = /(?:Edge?|Chrome|Firefox|Version|MSIE)[/ ]\d+/.exec(navigator.userAgent);
  hint.textContent = hint.textContent.replace("{found}", found ? found[0].replace("/", " ") : navigator.userAgent);
  document.body.innerHTML = "";
  document.body.appendChild(told);
  told.removeAttribute("hidden");
})();
