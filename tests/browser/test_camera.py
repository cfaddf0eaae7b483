"""A phone's camera as a scanner, before a video that the browser takes for its camera."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import FLAGS, SHELL
from tests.browser.people import Someone, screen
from tests.client import Handheld
from tests.pictures import Format, code, packed
from tests.served import Served

MUG, LAMP = "5012345678900", "4006381333931"


def shelf(*places):
    """1280 × 720 grey pixels with a code at each (pixels, x, y), on a shelf's dim brown."""
    scene = np.full((720, 1280), 150, np.uint8)
    for pixels, x, y in places:
        scene[y : y + pixels.shape[0], x : x + pixels.shape[1]] = pixels
    return scene


@pytest.fixture
def before(chromium: Browser, server: Served, tmp_path: Path) -> Iterator[Callable[..., Someone]]:
    """before(scene): a picker whose phone's camera sees that; without a scene a phone without a camera."""
    boss = Handheld(server.url, "9001", "479001", "desk")
    boss.sign_in()
    boss.post("/waves", {"max_orders": 1})
    boss.close()
    browsers: list[Browser] = []
    pickers: list[Someone] = []

    def before(scene=None) -> Someone:
        flags = [] if scene is None else camera_flags(video(tmp_path / "camera.y4m", scene))
        browsers.append(chromium.browser_type.launch(executable_path=SHELL, args=[*FLAGS, *flags]))
        pickers.append(Someone(screen(browsers[-1], server.url, 360, 640, keeps_pages=False)))
        pickers[-1].let_in("1001")
        pickers[-1].go("/pick")
        pickers[-1].press("station.next_pick")
        pickers[-1].asked("station.take_tote")
        return pickers[-1]

    yield before
    for browser in browsers:
        browser.close()
    # on a busy machine the server's first picture may be asked for twice
    assert [each for picker in pickers for each in picker.complaints if "429" not in each] == []


def video(path, scene):
    """Two seconds of the scene, as raw as the browser's fake camera wants it."""
    height, width = scene.shape
    frame = b"FRAME\n" + scene.tobytes() + bytes([128]) * (height * width // 2)
    path.write_bytes(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 20)
    return path


def camera_flags(video):
    """With which Chromium takes that video for what its camera sees, and lets every page look."""
    fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    return [*fake, f"--use-file-for-fake-video-capture={video}"]


def sources(picker):
    """(text, source) of every scan that this picker sends from now on."""
    sent: list[tuple[str, str]] = []

    def note(request):
        if request.url.endswith("/scans"):
            body = request.post_data_json
            sent.extend(
                (scan["scan"], scan["source"]) for scan in (body if isinstance(body, list) else [body])
            )

    picker.page.on("request", note)
    return sent


def camera_is_off(picker):
    expect(picker.page.locator("video")).to_have_count(0)


def test_one_code_before_the_camera_is_one_scan(before):
    ada = before(shelf((code("TOTE-0007", scale=6), 500, 240)))
    sent = sources(ada)
    ada.press("station.camera")
    ada.asked("station.go_to", "01-02-A")
    ada.settled()
    assert sent == [("TOTE-0007", "camera")]
    camera_is_off(ada)
    ada.scan("LOC-01-02-A")  # the line has the keys again
    ada.asked("station.pick", "3")


def test_of_several_codes_the_person_takes_one(before):
    ada = before(
        shelf(
            (code(LAMP, Format.EAN13, 3), 80, 120),
            (code(MUG, Format.EAN13, 3), 740, 120),
            (code("LOC-01-04-B"), 240, 440),
        )
    )
    ada.scan("TOTE-0007")
    ada.scan("LOC-01-02-A")
    ada.settled()
    sent = sources(ada)
    ada.press("station.camera")
    choices = ada.page.locator(".codes .code")
    expect(choices).to_have_count(3)
    camera_is_off(ada)
    expect(choices.first).to_contain_text(MUG)  # what the step asks for comes first, and is not taken unasked
    expect(ada.page.locator(".codes .fits, .boxes .fits")).to_have_count(2)
    assert sent == []
    for each in (*choices.all(), *ada.page.locator(".boxes .touch").all()):
        expect(each).to_be_visible()
        box = each.bounding_box()
        assert min(box["width"], box["height"]) >= 48
    assert choices.first.bounding_box()["height"] >= 64

    ada.page.locator(".boxes g").filter(has_text="1").click()
    expect(ada.stage.locator(".many span")).to_have_text("2")
    ada.settled()
    assert sent == [(MUG, "camera")]

    ada.press("station.camera")
    expect(ada.page.locator("video")).to_be_visible()
    ada.page.keyboard.insert_text(MUG)  # a scanner beside the camera: its read counts, and the camera goes
    ada.page.keyboard.press("Enter")
    expect(ada.stage.locator(".many span")).to_have_text("1")
    camera_is_off(ada)

    ada.press("station.camera")
    choices.filter(has_text="LOC-01-04-B").click()
    expect(ada.verdict).to_be_visible()
    expect(ada.page.locator("body")).to_have_attribute("data-waiting", "0")
    assert sent[1:] == [(MUG, "wedge"), ("LOC-01-04-B", "camera")]


def test_without_a_camera_a_photo_is_read_and_where_the_phone_fails_the_server_does(before):
    ada = before()
    for text in ("TOTE-0007", "LOC-01-02-A"):
        ada.scan(text)
    ada.press("station.camera")
    expect(ada.page.locator(".camera .hint")).to_have_text(ada.says("station.camera_none"))
    photo = ada.page.locator(".camera input[type=file]")

    photo.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    expect(ada.page.locator(".camera .hint")).to_have_text(ada.says("station.camera_no_picture"))
    photo.set_input_files(file_of(np.full((480, 640), 200, np.uint8)))
    expect(ada.page.locator(".camera .hint")).to_have_text(ada.says("station.camera_nothing"))

    with ada.page.expect_response("**/api/v1/reads") as answered:
        photo.set_input_files(file_of(askew(code(MUG, Format.EAN13, 3))))
    assert [seen["expected"] for seen in answered.value.json()["codes"]] == [True]
    expect(ada.stage.locator(".many span")).to_have_text("2")


def askew(pixels):
    """As no reader alone gets it: turned by 30 degrees, with a shadow from the left."""
    height, width = pixels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), 30, 1)
    matrix[:, 2] += (450 - width / 2, 300 - height / 2)
    turned = cv2.warpAffine(pixels, matrix, (900, 600), borderValue=255)
    return (turned * np.linspace(0.3, 1, 900)).astype(np.uint8)


def file_of(pixels):
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": packed(pixels, "JPEG", quality=90)}
