"""The README's first shift, done by somebody who has only its text: what stands in bold is pressed, what stands in code
is typed. Whoever changes the text or the screens so that they part finds it here."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import SECONDS, Someone, screen
from tests.served import served

README = Path(__file__).resolve().parents[2] / "README.md"
MOVES = re.compile(
    r"until the screen says \*\*(?P<until>[^*]+)\*\*"
    r"|badge `(?P<badge>\d+)`"
    r"|type `(?P<type>[^`]+)`"
    r"|(?:Type |, )(?P<words>[\w ]+) in \*\*(?P<field>[^*]+)\*\*"
    r"|(?P<sign>sign with the finger)"
    r"|\*\*(?P<press>[^*]+)\*\*"
)
HAND = 400  # ms between two taps: one unit after another
PATIENCE = 120  # seconds for one "until"


def steps():
    shift = README.read_text("utf-8").partition("## A first shift")[2].partition("\n## ")[0]
    return [" ".join(step.split()) for step in re.split(r"\n\d+\. ", shift)[1:]]


def moves(step):
    return [(found.lastgroup, found[found.lastgroup], found["words"]) for found in MOVES.finditer(step)]


class Newcomer:
    """`pressed` are the buttons of this step: "until" presses on."""

    def __init__(self, page: Page, pins: dict[str, str]) -> None:
        self.page, self.pins, self.pressed = page, pins, []

    def do(self, step):
        """Shown by a test that fails: where it was."""
        print(step, self.page.url)
        self.pressed = []
        for kind, said, words in moves(step):
            getattr(self, kind)(said) if kind != "field" else self.field(said, words)

    def named(self, name):
        begins = re.compile(rf"^{re.escape(name)}\b")
        links, buttons = (self.page.get_by_role(role, name=begins) for role in ("link", "button"))
        return links.or_(buttons).filter(visible=True).first

    def press(self, name):
        self.pressed.append(name)
        if not name.startswith("Put on"):  # it comes in its turn
            self.named(name).click()
            self.page.wait_for_timeout(2 * HAND)  # as long as somebody looks what came of it
            self.page.wait_for_load_state()

    def until(self, words):
        asked, give_up = self.page.locator("#stage .ask, #stage h1"), time.monotonic() + PATIENCE
        while not asked.filter(has_text=words).count():
            assert time.monotonic() < give_up, f"{words}: {self.page.locator('body').inner_text()}"
            for name in self.pressed:
                if (button := self.named(name)).count():
                    button.click(timeout=SECONDS)
            self.page.wait_for_timeout(HAND)
        self.page.wait_for_timeout(5 * HAND)  # nobody writes at once on what has just come up

    def badge(self, badge):
        if self.page.url == "about:blank":
            self.page.goto("/")
        self.page.wait_for_url(
            re.compile("/sign-in")
        )  # where whoever signed out before has come by themselves
        expect(self.page.locator("#badge")).to_be_focused()
        self.type(badge)
        for digit in self.pins[badge]:
            self.page.locator(f'#pin-keys [data-key="{digit}"]').click()
        self.page.locator("#pin-keys .primary").click()
        expect(self.page.locator("#sign-out")).to_be_visible()

    def type(self, text):
        self.page.keyboard.type(text, delay=80)
        self.page.keyboard.press("Enter")

    def field(self, name, words):
        self.page.get_by_label(name).fill(words)

    def sign(self, _said):
        canvas = self.page.locator("canvas.signature")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box
        self.page.mouse.move(box["x"] + 20, box["y"] + 20)
        self.page.mouse.down()
        for along in range(1, 8):
            self.page.mouse.move(box["x"] + 20 + 12 * along, box["y"] + 20 + (along % 2) * 25)
        self.page.mouse.up()


@pytest.fixture
def demo(tmp_path):
    with served(tmp_path / "home") as server:
        printed = server.command("demo")
        server.start()
        yield server, dict(re.findall(r"BADGE-(\d+)\s+(\d+)", printed))


def test_the_readme_s_first_shift_is_done_from_its_text_alone(demo, chromium):
    server, pins = demo
    told = steps()
    assert len(told) == 10
    assert "make run" in told[0]
    assert "floor check" in told[-1]
    someone = Someone(screen(chromium, server.url, 1024, 768))
    newcomer, labels = Newcomer(someone.page, pins), []
    someone.page.on(
        "response", lambda told: told.url.endswith("/label.png") and labels.append((told.url, told.status))
    )
    for step in told[:-1]:
        newcomer.do(step.replace("`make run HOST=0.0.0.0`", "").replace("`make run`", ""))
    expect(someone.page.locator("#stage .picture.proud")).to_be_visible()
    assert len(labels) == len(set(labels)) > 0, "each came out of the printer on the screen, and once"
    assert {status for _url, status in labels} == {200}
    assert someone.complaints == []
    someone.context.close()
    assert server.command("check").strip() == "everything adds up"
