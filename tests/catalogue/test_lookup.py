"""What nobody here knows is refused by what can be said of it; and no courier's form takes a code from the goods."""

import pytest
from sqlalchemy import select

from floor.core.settings import ROOT
from floor.planning import waves
from models import Barcode, Serial, Sku
from scanners import keyboards
from tests import build

UPS, TEN_DIGITS = "1Z5R89390357567127", "3318810025"


def picking(hands, order, *scans):
    hands("supervisor").do(waves.plan_wave, [order])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", *scans)
    return picker


def test_a_couriers_number_is_named_for_what_it_looks_like(hands, ready):
    picker = picking(hands, ready({"MUG": 2}), "LOC-BIN-1")
    judged = picker.scan(UPS)
    assert (judged.accepted, judged.code) == (False, "scan.waybill")
    assert (judged.params["scanned"], list(judged.params["couriers"])) == (UPS, ["UPS"])
    assert picker.scan(TEN_DIGITS).code == "scan.unknown"  # DHL's, or one in seven of all such numbers


def test_half_a_label_asks_for_the_other_half(hands, ready):
    picker = picking(hands, ready({"MUG": 2}), "LOC-BIN-1")
    assert picker.scan("]C110LOT7").code == "scan.half_label"
    assert picker.scan("]C10109520123456788").code == "scan.unknown"
    assert picker.scan("]C191LOT7").code == "scan.unknown"  # an internal number is whole by itself


@pytest.mark.parametrize("code", [UPS, TEN_DIGITS])
def test_goods_may_bear_a_code_in_the_form_of_a_couriers(hands, ready, database, there, code):
    with database.writing() as session:
        mug = session.scalars(select(Sku).where(Sku.code == "MUG")).one()
        session.add(Barcode(code=code, key=code, sku=mug))
        session.commit()
    picker = picking(hands, ready({"MUG": 2}), "LOC-BIN-1")
    assert picker.scan(code).code == "pick.sku_ok"


@pytest.mark.parametrize("serial", [UPS, TEN_DIGITS])
def test_a_serial_may_have_the_form_of_a_couriers(hands, ready, database, there, serial):
    with database.writing() as session:
        build.put(session, there, "PHONE", "BIN-3", 1)
        session.commit()
    picker = picking(hands, ready({"PHONE": 1}), "LOC-BIN-3")
    assert picker.scan(serial).code == "pick.line_done"
    with database.reading() as session:
        assert session.scalars(select(Serial.code)).all() == [serial]


def test_the_self_test_knows_the_same_keyboards():
    told = (ROOT / "static/device/keyboards.js").read_text("utf-8").replace('" + "', "")
    for keys in keyboards._COUNTRIES:
        assert keys.replace("\\", r"\\").replace('"', r"\"") in told, keys


@pytest.mark.parametrize("scan", ["LOCßBINß1", "ДЩС-ИШТ-1", "LOC)BIN)&", "ΛΟΨ-ΒΙΝ-1", "%%%%"])
def test_a_keyboard_of_another_country_is_said_at_the_station(hands, ready, scan):
    refused = picking(hands, ready({"MUG": 1})).scan(scan)
    assert refused.code == "scan.unknown"
    assert refused.params["todo"] == ("pick.scan_place" if scan == "%%%%" else "scan.keyboard")
