"""The devices at the desk, the code on the supervisor's screen, and the sign-in of a device that has a name."""

import base64
import io
import re

import zxingcpp
from PIL import Image

from floor.web.access import DEVICE_COOKIE
from tests.callers import PIN
from tests.people.test_pages import csrf


def code_on(page):
    return re.search(r'class="typed">([0-9A-Z]{4}-[0-9A-Z]{4})<', page)[1]


def pair(browser, code):
    headers = {"X-CSRF-Token": csrf(browser, "/pair")}
    return browser.post("/api/v1/devices/pair", json={"code": code}, headers=headers)


def test_a_supervisor_shows_a_code_and_a_device_pairs_with_it(app, desk):
    page = desk.send("/desk/devices", name="Handheld 7").get_data(as_text=True)
    code = code_on(page)
    image = re.search(r'src="data:image/png;base64,([^"]+)"', page)[1]
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(base64.b64decode(image))).convert("L"))
    # who sits at the server's own computer sees the address for others
    assert read.text == f"http://127.0.0.1:8000/pair#{code.replace('-', '')}"
    device = app.test_client()
    answer = pair(device, code)
    assert answer.status_code == 201
    cookie = device.get_cookie(DEVICE_COOKIE)
    assert (cookie.value, cookie.http_only, cookie.same_site) == (answer.json["token"], True, "Lax")
    assert "Handheld 7" in device.get("/sign-in").get_data(as_text=True)
    assert "Handheld 7" in desk.see("/desk/devices")
    assert desk.see("/desk/devices").count("waits to be paired") == 0


def test_the_code_is_not_shown_again(desk):
    code = code_on(desk.send("/desk/devices", name="Handheld 7").get_data(as_text=True))
    page = desk.see("/desk/devices")
    assert "waits to be paired" in page
    assert code not in page
    again = code_on(desk.send("/desk/devices/1/invite").get_data(as_text=True))
    assert again != code


def test_a_name_that_is_taken_is_refused_in_words_with_the_way_back(desk):
    desk.send("/desk/devices", name="Handheld 7")
    answer = desk.send("/desk/devices", name="handheld 7")
    assert answer.status_code == 409
    assert 'href="/desk/devices"' in answer.get_data(as_text=True)


def test_a_revoked_device_is_told_where_people_sign_in(app, desk):
    device = app.test_client()
    pair(device, code_on(desk.send("/desk/devices", name="Handheld 7").get_data(as_text=True)))
    headers = {"X-CSRF-Token": csrf(device)}
    assert (
        device.post("/api/v1/login", json={"badge": "1001", "pin": PIN}, headers=headers).status_code == 201
    )
    assert '<meta name="device" content="Handheld 7">' in device.get("/").get_data(as_text=True)
    assert desk.send("/desk/devices/1/revoke").status_code == 303
    assert device.get("/").location.startswith("/sign-in")
    page = device.get("/sign-in").get_data(as_text=True)
    assert "Handheld 7 was let go" in page
    assert 'href="/pair"' in page


def test_a_browser_that_is_not_paired_does_not_report(desk):
    assert 'name="device"' not in desk.see("/")
