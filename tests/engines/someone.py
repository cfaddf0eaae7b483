"""Somebody before a browser of any age: what they can do with it, and what they see."""

import contextlib
import time
from collections.abc import Iterator
from typing import Any

from floor.core import messages
from tests.browser.people import HAND
from tests.engines.devtools import Tab

SECONDS = 15.0  # long for a person, but the machine may be busy
ENTER = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
UNIDENTIFIED = {"key": "Unidentified", "windowsVirtualKeyCode": 229}

# All of this is read by the oldest browser.
SEEN = """(selector, text) => Array.from(document.querySelectorAll(selector)).some((each) => {
  const isDrawn = each.getClientRects().length > 0 && getComputedStyle(each).visibility === "visible";
  return isDrawn && each.textContent.includes(text);
})"""
TEXT = "(selector) => document.querySelector(selector).innerText"
# The middle of what can be pressed there: it counts only where nothing lies over it.
MIDDLE = """(selector, text) => {
  const all = Array.from(document.querySelectorAll(selector));
  const named = (each) => !text || each.textContent.trim() === text || each.getAttribute("aria-label") === text;
  const found = all.find((each) => named(each) && !each.disabled && each.getClientRects().length > 0);
  if (!found) return null;
  found.scrollIntoView({ block: "center" });
  const { left, top, width, height } = found.getBoundingClientRect();
  const at = [left + width / 2, top + height / 2];
  const hit = document.elementFromPoint(...at);
  return found.contains(hit) || (hit && hit.contains(found) && hit.tagName === "LABEL") ? at : null;
}"""


class NotSeen(AssertionError):
    """What should have come to be seen has not."""


class Someone:
    """At `url`, with one browser."""

    def __init__(self, tab: Tab, url: str) -> None:
        self.tab, self.url = tab, url

    # --- hands

    def go(self, path: str) -> None:
        self.tab.run("() => { window.left = true; }")
        self.tab.call("Page.navigate", url=self.url + path)
        self.loaded()

    def reload(self) -> None:
        self.tab.run("() => { window.left = true; }")
        self.tab.call("Page.reload")
        self.loaded()

    def loaded(self) -> None:
        self.until("() => !window.left && document.readyState === 'complete'")

    def network(self, on: bool) -> None:
        """Of the page alone: its service worker still has one."""
        without = {"offline": not on, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        self.tab.call("Network.emulateNetworkConditions", **without)

    @contextlib.contextmanager
    def spoilt(self, script: str) -> Iterator[None]:
        """Pages that are loaded within the block begin with a script that takes something away."""
        added = self.tab.call("Page.addScriptToEvaluateOnNewDocument", source=script)
        yield
        self.tab.call("Page.removeScriptToEvaluateOnNewDocument", **added)

    def ready(self) -> None:
        """The station has drawn itself, and its scan line has the keys."""
        self.sees("#scan-form.ready")

    def wedge(self, text: str) -> None:
        """A trigger pull of a scanner that is a keyboard: key by key, and Enter."""
        keys = [{"key": each, "windowsVirtualKeyCode": ord(each.upper()), "text": each} for each in text]
        self.keys(*keys, ENTER)

    def android(self, text: str) -> None:
        """As Android's scanner apps write: a key without a name, the whole text in one event, and no Enter."""
        self.keys(UNIDENTIFIED)
        self.insert(text)

    def insert(self, text: str) -> None:
        self.tab.run("(text) => document.execCommand('insertText', false, text)", text)

    def keys(self, *keys: dict[str, Any]) -> None:
        strokes = [{"type": kind, **key} for key in keys for kind in ("keyDown", "keyUp")]
        self.tab.together(*(("Input.dispatchKeyEvent", stroke) for stroke in strokes))

    def scan(self, text: str) -> None:
        """One trigger pull; before the next of the same a hand moves."""
        self.ready()
        self.hand()
        self.wedge(text)

    def hand(self) -> None:
        time.sleep(HAND / 1000)

    def tap(self, selector: str, text: str = "") -> None:
        """Where one sees it: what something else lies over cannot be tapped."""
        x, y = self.until(MIDDLE, selector, text)
        for kind in ("mousePressed", "mouseReleased"):
            self.mouse(kind, x, y)

    def mouse(self, kind: str, x: float, y: float) -> None:
        button = {"button": "left", "clickCount": 1, "buttons": 0 if kind == "mouseReleased" else 1}
        self.tab.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **button)

    def press(self, code: str) -> None:
        """The button or link with this text."""
        self.tap("button, a", says(code))

    def key_in(self, digits: str) -> None:
        """On the pad that is open, then Enter."""
        for digit in digits:
            self.tap(".pad .key", digit)
        self.tap(".pad .primary")

    def fill(self, selector: str, text: str) -> None:
        self.tap(selector)
        self.insert(text)

    # --- eyes

    def until(self, function: str, *given: Any) -> Any:
        """What a function of the page returns, as soon as it is anything. Raises `NotSeen`."""
        give_up = time.monotonic() + SECONDS
        while not (found := self._run(function, *given)):
            if time.monotonic() > give_up:
                raise NotSeen(f"{given or function}; seen was: {self._run(TEXT, 'body')!r}")
            time.sleep(0.05)
        return found

    def _run(self, function: str, *given: Any) -> Any:
        try:
            return self.tab.run(function, *given)
        except (RuntimeError, AssertionError):  # between two pages there is none
            return None

    def sees(self, selector: str, text: str = "") -> None:
        self.until(SEEN, selector, text)

    def sees_not(self, selector: str) -> None:
        self.until(f"(selector) => !({SEEN})(selector, '')", selector)

    def asked(self, code: str, *also: str) -> None:
        """The station asks for this now, and shows these."""
        self.sees("#stage .ask", says(code))
        for text in also:
            self.sees("#stage", text)

    def told(self, tone: str, text: str = "") -> None:
        """The verdict has this colour, and this in its words, over the whole screen."""
        self.sees(f"#verdict.tone-{tone}", text)
        self.until("""() => {
          const { left, top, right, bottom } = document.querySelector("#verdict").getBoundingClientRect();
          return left <= 0 && top <= 0 && right >= innerWidth && bottom >= innerHeight;
        }""")

    def left(self, units: int) -> None:
        self.sees("#stage .many span", str(units))

    def settled(self) -> None:
        """Every scan was answered, and no verdict hides the screen."""
        self.sees('body[data-waiting="0"]')
        self.sees_not("#verdict")

    def kept(self, scans: int) -> None:
        self.sees(f'body[data-kept="{scans}"]')


def says(code: str) -> str:
    return messages.template(code, "en")
