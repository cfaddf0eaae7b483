"""Somebody at a screen: what they can do with it, and what they see."""

import io
import os
import time
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    WebError,
    expect,
)

from floor.core import messages
from floor.web.access import SESSION_COOKIE
from floor.work.kinds import KINDS

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
COLOURS = 64
HAND = 350  # ms in which a hand moves one unit past a scanner
SECONDS = 60_000  # ms; long for a person, but the machine may be busy
# without a network, or a server, a browser cannot help complaining
OFFLINE = ("ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_", "ERR_FAILED")

expect.set_options(timeout=SECONDS)


def screen(chromium: Browser, url: str, width: int, height: int, keeps_pages: bool = True) -> BrowserContext:
    """A new browser before a screen of that size; what is no desk is touched. One that keeps no pages for when there
    is no network does not fetch and store all files first, which takes a second of CPU."""
    return chromium.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        has_touch=width < 1200,
        locale="en-GB",
        service_workers="allow" if keeps_pages else "block",
    )


def until(page: Page, told: str) -> None:
    """Waits for a script that takes its time to answer: `wait_for_function` takes its promise for a yes."""
    give_up = time.monotonic() + SECONDS / 1000
    while not page.evaluate(told):
        assert time.monotonic() < give_up, told
        page.wait_for_timeout(100)


class Someone:
    """One browser with nothing in it from before. `complaints`: what its console said was wrong."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.context.set_default_timeout(SECONDS)
        self.language = "en"
        self.complaints: list[str] = []
        self.context.on("console", self._hear)
        self.context.on("weberror", self._broken)
        self.context.on("response", self._note)
        self.page = self.context.new_page()
        self._pulled: dict[str, float] = {}  # when each code was read last

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(reason in message.text for reason in OFFLINE):
            self.complaints.append(f"{message.text} {message.location}")

    def _note(self, response: Response) -> None:
        """What was asked: the complaint itself names the address alone. Shown by a test that fails."""
        if response.status >= 400:
            print(response.status, response.request.method, response.url, response.request.post_data)

    def _broken(self, error: WebError) -> None:
        self.complaints.append(str(error.error))

    # --- hands

    def sign_in(self, badge: str) -> None:
        """By the badge's barcode and the PIN pad. PINs in the warehouse are 47 and the badge."""
        self.page.goto("/sign-in")
        self._burst(f"BADGE-{badge}")
        for digit in f"47{badge}":
            self.page.locator(f'#pin-keys [data-key="{digit}"]').click()
        self.page.locator("#pin-keys .primary").click()
        expect(self.page.locator("#sign-out")).to_be_visible()
        self.language = self.page.locator("html").get_attribute("lang") or ""

    def let_in(self, badge: str) -> None:
        """Signed in as by hand, where what is tested begins only then."""
        login = {"badge": badge, "pin": f"47{badge}", "device": f"of {badge}"}
        answer = self.context.request.post("/api/v1/login", data=login)
        assert answer.status == 201, answer.text()
        cookie = {"name": SESSION_COOKIE, "value": answer.json()["token"]}
        self.context.add_cookies(
            [{**cookie, "url": urljoin(answer.url, "/"), "httpOnly": True, "sameSite": "Lax"}]
        )
        self.page.goto("/")
        expect(self.page.locator("#sign-out")).to_be_visible()
        self.language = self.page.locator("html").get_attribute("lang") or ""

    def go(self, path: str) -> None:
        self.page.goto(path)
        if path.partition("?")[0][1:] in KINDS:
            self.ready()

    def ready(self) -> None:
        """The station has drawn itself with its work, or without, and its scan line has the keys."""
        expect(self.page.locator("body[data-step] #scan-form.ready")).to_be_visible()

    def has_keys(self) -> None:
        """A scan would be heard, though what it is for may not be drawn yet."""
        expect(self.page.locator("#scan-form.ready")).to_be_visible()

    def scan(self, text: str) -> None:
        """One trigger pull: the scanner writes what it read, and Enter. Before the next of the same a hand moves."""
        self.has_keys()
        since = 1000 * (time.monotonic() - self._pulled.get(text, -HAND))
        self.page.wait_for_timeout(max(0.0, HAND - since))
        self._pulled[text] = time.monotonic()
        self._burst(text)

    def _burst(self, text: str) -> None:
        # In one piece, as scanner apps do: on a busy machine single keys could come as slowly as from a person.
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")

    def lose_network(self) -> None:
        """Until nothing comes through any more: the browser answers before its requests are stopped."""
        self.context.set_offline(True)
        until(self.page, "() => fetch('/healthz', { cache: 'no-store' }).then(() => false, () => true)")

    def find_network(self) -> None:
        self.context.set_offline(False)

    def press(self, code: str) -> None:
        """The button with this text, in the person's language."""
        self.page.get_by_role("button", name=self.says(code), exact=True).click()

    def key_in(self, digits: str) -> None:
        """On the pad that is open, then Enter."""
        pad = self.page.get_by_role("group").last
        for digit in digits:
            pad.get_by_role("button", name=digit, exact=True).click()
        pad.get_by_role("button", name=self.says("station.enter"), exact=True).click()

    # --- what they see

    def says(self, code: str) -> str:
        return messages.template(code, self.language)

    @property
    def stage(self) -> Locator:
        return self.page.locator("#stage")

    @property
    def verdict(self) -> Locator:
        return self.page.locator("#verdict")

    def asked(self, code: str, *also: str) -> None:
        """The station asks for this now, and shows these."""
        try:
            expect(self.stage.locator(".ask")).to_have_text(self.says(code))
            for text in also:
                expect(self.stage).to_contain_text(text)
        except AssertionError as error:
            error.add_note(f"all they see: {self.page.locator('body').inner_text()}")
            raise

    def finished(self) -> None:
        expect(self.stage.locator(".picture.proud")).to_be_visible()

    def settled(self) -> None:
        """Every scan was answered, and no verdict hides the screen."""
        expect(self.page.locator("body")).to_have_attribute("data-waiting", "0")
        expect(self.verdict).to_be_hidden()

    def picture(self, name: str) -> None:
        """Kept for the guides, only when asked for: tests leave the tree as it was."""
        if not os.environ.get("FLOOR_PICTURES"):
            return
        path = PICTURES / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        shot = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        shot.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def tell_api(someone: Someone, path: str, body: object) -> None:
    """Sends it to the API in the name of whoever is signed in before this screen."""
    token = someone.page.locator('meta[name="csrf-token"]').get_attribute("content")
    answer = someone.page.request.post(f"/api/v1{path}", data=body, headers={"X-CSRF-Token": token or ""})
    assert answer.ok, answer.text()


def make_wave(supervisor: Someone, orders: int, release: bool = True) -> None:
    """At the desk, of so many orders, a task for each."""
    supervisor.go("/desk/waves")
    supervisor.page.locator('[name="max_orders"]').fill(str(orders))
    supervisor.page.locator('[name="release"]').set_checked(release)
    supervisor.press("desk.make_wave")
    expect(supervisor.page.get_by_role("link", name="W-000001")).to_be_visible()


def release_wave(supervisor: Someone, orders: int) -> None:
    """The same without the desk, and released."""
    tell_api(supervisor, "/waves", {"max_orders": orders})


def claim(picker: Someone) -> None:
    """Takes the next pick, which asks for a tote first."""
    picker.go("/pick")
    picker.press("station.next_pick")
    picker.asked("station.take_tote")
