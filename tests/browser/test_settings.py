"""What a device is set to: hand, light, sound, voice. It stays so, whoever signs in."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import release_wave

# The browser's own voice and speech recognition, which a machine without loudspeaker and microphone has not.
VOICE = """
    window.said = [];
    const speech = { cancel() {}, speak: ({ text, lang }) => said.push([lang, text]) };
    Object.defineProperty(window, "speechSynthesis", { value: speech });
    window.SpeechRecognition = class {
      start() {
        const words = window.hears.map((transcript) => ({ transcript }));
        setTimeout(() => { this.onresult({ results: [words] }); this.onend(); }, 50);
      }
    };
"""


@pytest.fixture
def picker(already_in):
    supervisor, picker = already_in("9001", 1280, 800), already_in("1001", 360, 640)
    release_wave(supervisor, orders=1)
    picker.page.add_init_script(VOICE)
    picker.go("/pick")
    picker.press("station.next_pick")
    picker.scan("TOTE-0041")
    picker.asked("station.go_to", "01-02-A")
    picker.settled()
    return picker


def open_settings(someone):
    """With work in hand they lie behind “other”."""
    if someone.page.locator(".station").count():
        someone.ready()
    if someone.page.locator("#open-settings").is_visible():
        someone.page.locator("#open-settings").click()
    else:
        someone.press("page.other")
        someone.press("station.settings")
    expect(someone.page.locator("#settings")).to_be_visible()


def choose(someone, name, value):
    open_settings(someone)
    someone.page.locator(f'#settings [data-set="{name}"][value="{value}"]').click()
    someone.page.locator("#settings .quiet").click()
    expect(someone.page.locator("#settings")).to_be_hidden()


def left_of(one, other):
    """Whether the one lies left of the other, once both are drawn."""
    expect(one).to_be_visible()
    expect(other).to_be_visible()
    return one.bounding_box()["x"] < other.bounding_box()["x"]


def test_hand_and_loudness_are_kept_and_a_scan_counts_while_they_are_chosen(picker):
    page = picker.page
    line, more = page.locator(".scan-line"), page.locator("#more")
    assert left_of(line, more)
    choose(picker, "hand", "left")
    choose(picker, "volume", "0.35")
    page.reload()
    picker.ready()
    assert left_of(more, line)
    picker.press("station.check_digits")
    assert left_of(page.locator(".pad .primary"), page.locator(".pad .key").nth(9))
    picker.press("station.back")
    assert page.evaluate("localStorage.getItem('floor.volume')") == "0.35"
    open_settings(picker)
    pressed = page.locator('#settings [data-set="volume"][aria-pressed="true"]')
    expect(pressed).to_have_text(picker.says("setting.volume_low"))
    page.keyboard.insert_text("LOC-01-02-A")
    page.keyboard.press("Enter")
    picker.asked("station.pick", "3")


def test_the_light_is_the_device_s_own_choice_from_the_first_paint_on(already_in):
    someone = already_in("1001", 360, 640)
    page = someone.page
    grounds = {"dark": "rgb(13, 20, 19)", "light": "rgb(245, 243, 238)"}
    for chosen, of_the_device in (("dark", "light"), ("light", "dark")):
        page.emulate_media(color_scheme=of_the_device)
        choose(someone, "light", chosen)
        page.reload()
        expect(page.locator("body")).to_have_css("background-color", grounds[chosen])
        choose(someone, "light", "auto")
        expect(page.locator("body")).to_have_css("background-color", grounds[of_the_device])


def test_the_voice_says_place_and_quantity_and_hears_check_digits(picker):
    page = picker.page
    expect(page.get_by_role("button", name=picker.says("station.say_digits"))).to_have_count(0)
    choose(picker, "voice", "on")
    page.wait_for_function("() => window.said.length === 1")
    assert page.evaluate("said[0]") == ["en-GB", "Go to. 0 1, 0 2, A"]
    page.reload()
    picker.ready()
    page.evaluate("window.hears = ['good morning']")
    picker.press("station.say_digits")
    again = page.get_by_role("button", name=picker.says("station.say_again"))
    expect(again).to_be_visible()
    picker.asked("station.go_to", "01-02-A")
    page.evaluate("window.hears = ['', 'forty seven']")
    again.click()
    picker.asked("station.pick", "3")
    page.wait_for_function("() => said.at(-1)[1] === 'Pick. 3. Enamel mug white'")
    picker.scan("5012345678900")
    page.wait_for_function("() => said.at(-1)[1] === '2'")  # of the same goods only the number
    picker.go("/")  # no language stands in the way of work in hand
    page.locator('#languages [value="zh-Hant"]').click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    picker.go("/pick")
    page.wait_for_function("() => window.said.length > 0 && said[0][0] === 'zh-TW'")
