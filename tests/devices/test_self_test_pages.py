"""The self-test page: open to all, its codes are what it says they are, and the profile that it saves is used."""

import json
import re

import numpy
import pytest
import zxingcpp

from floor.core import messages
from floor.core.settings import ROOT
from floor.core.transaction import Actor
from floor.devices import profiles
from floor.devices.self_test_pages import CODES, DATAWEDGE
from floor.planning import waves
from models import Refused
from scanners import RawRead, parse
from tests import build
from tests.callers import PIN

STATIC = ROOT / "static" / "device"


def picture(symbol):
    rows = symbol.rows * 30 if symbol.linear else symbol.rows
    dots = numpy.array([[0 if module == "1" else 255 for module in row] for row in rows], dtype=numpy.uint8)
    return numpy.kron(numpy.pad(dots, symbol.quiet, constant_values=255), numpy.ones((3, 3), numpy.uint8))


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.name)
def test_each_code_on_the_page_says_what_the_page_compares_with(code):
    (read,) = zxingcpp.read_barcodes(picture(code.symbol))
    assert read.bytes.decode().removeprefix("0" if code.name == "upc" else "") == code.text
    scan = parse(RawRead(code.text, symbology=read.symbology_identifier if code.kind == "gs1" else None))
    if code.kind == "gs1":
        assert (scan.gtin, scan.lot, scan.serial) == ("09501101530003", "AB-12", "7X")
    else:
        assert scan.kind == ("gtin" if code.kind == "retail" else "plain")


def test_nobody_needs_to_sign_in_to_test_a_device_but_to_save(app, desk):
    stranger = app.test_client()
    page = stranger.get("/selftest").get_data(as_text=True)
    assert page.count('data-code="') == len(CODES)
    known = json.loads(re.search(r'id="codes-known">(.*?)</script>', page)[1])
    assert [code["text"] for code in known] == [code.text for code in CODES]
    assert "/sign-in?next=/selftest" in page
    assert 'id="save"' not in page
    assert 'id="save"' in desk.see("/selftest")


def test_everything_that_the_page_can_find_has_words():
    script = (STATIC / "diagnose.js").read_text("utf-8")
    found = set(re.findall(r'(?:bad|says)\("(\w+)"', script))
    assert {"gs_lost", "torn", "wide"} <= found
    found |= {
        "keyboard_host",
        "keyboard_scanner",
        "end_enter",
        "end_tab",
        "end_pause",
        "key",
        "no_test_code",
        "varies",
    }
    assert {f"selftest.is_{code}" for code in found} <= messages.CODES
    countries = re.findall(r"^  (\w\w): ", (STATIC / "keyboards.js").read_text("utf-8"), re.MULTILINE)
    assert len(countries) == 7
    assert {f"selftest.country_{country}" for country in countries} <= messages.CODES


def test_the_datawedge_settings_can_be_taken_along(app):
    answer = app.test_client().get("/selftest/datawedge.txt")
    assert answer.mimetype == "text/plain"
    text = answer.get_data(as_text=True)
    assert all(f"{where} › {what}: {how}" in text for where, what, how in DATAWEDGE)


def saved(sign_in, name="picker", **fields):
    caller = sign_in(name)
    return caller, caller.post("/profile", fields)


def test_a_saved_profile_is_the_devices_whoever_signs_in_on_it(sign_in):
    picker, profile = saved(sign_in, prefix="*", suffix="#", separators=["~"], aim=False)
    assert picker.get("/profile") == profile
    assert (profile["prefix"], profile["suffix"], profile["separators"], profile["aim"]) == (
        "*",
        "#",
        ["~"],
        False,
    )
    assert picker.post("/profile", {})["prefix"] == ""


def test_the_form_of_code_39_stays_as_it_was_saved_until_it_is_named_again(sign_in):
    said = [saved(sign_in, **fields)[1]["code39_full_ascii"] for fields in ({}, FULL_ASCII, {"suffix": "#"})]
    assert said == [False, True, True]


FULL_ASCII = {"code39_full_ascii": True}


def test_scans_are_read_with_the_profile_of_their_device(floor, warehouse, sign_in):
    with floor.database.writing() as session:
        build.order(session, warehouse, {"MUG": 3})
        session.commit()
    floor.writer.perform(warehouse.actor("supervisor"), waves.plan_wave, None)
    picker, _profile = saved(sign_in, prefix="*", suffix="#", separators=["~"])
    work = picker.post("/work/next", {"kinds": ["pick"]})

    def scan(number, text, **how):
        return picker.post(f"/work/{work['id']}/scans", {"id": f"s{number}", "scan": text, **how})["code"]

    assert scan(1, "*TOTE-1#") == "pick.tote_ok"
    assert scan(2, "*LOC-BIN-1#", source="typed") == "scan.unknown"  # nobody types that
    assert scan(3, "*LOC-BIN-1#") == "pick.location_ok"
    assert scan(4, f"*01{build.GTIN['MUG'].zfill(14)}10L1~21S1#") == "pick.sku_ok"
    assert scan(5, build.GTIN["MUG"]) == "pick.sku_ok"


def test_a_badge_is_read_with_the_profile_before_anybody_has_signed_in(sign_in, app, warehouse):
    _picker, profile = saved(sign_in, prefix="*", suffix="#")

    def login(badge, device):
        answer = app.test_client().post("/api/v1/login", json={"badge": badge, "pin": PIN, "device": device})
        return answer.status_code

    badge = warehouse.people["picker"].badge
    assert login(f"*BADGE-{badge}#", profile["device"]) == 201
    assert login(badge, profile["device"]) == 201
    assert login(f"*BADGE-{badge}#", "another device") == 401


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"prefix": "12"}, "profile.digits"),
        ({"suffix": "0"}, "profile.digits"),
        ({"prefix": "*" * 21}, "profile.too_long"),
        ({"separators": ["GS"]}, "profile.separator"),
        ({"separators": [""]}, "profile.separator"),
        ({"separators": ["~" * 9]}, "profile.separator"),
        ({"separators": list("~|%$#@")}, "profile.too_many"),
    ],
)
def test_what_could_be_taken_off_a_code_itself_is_not_saved(sign_in, fields, code):
    assert sign_in("picker").refused("POST", "/profile", fields) == (422, code)


def test_a_sign_in_without_a_device_has_no_profile_to_save(floor, warehouse):
    nameless = Actor(person_id=warehouse.people["picker"].id)
    with pytest.raises(Refused, match=r"profile\.no_device"):
        floor.writer.perform(nameless, profiles.save_profile, "", "", [], aim=True)
