"""What a serial's step takes: the number of one unit, in whatever spelling, and nothing known as another thing."""

import pytest
from sqlalchemy import select

from models import Alert, Barcode, Serial, Sku
from tests import build
from tests.picking.test_picking import started

CASE = build.MUG_CASE


@pytest.fixture
def at_phones(hands, ready, database, there):
    with database.writing() as session:
        build.put(session, there, "PHONE", "BIN-3", 9)
        session.add(Barcode(sku=session.get_one(Sku, there.skus["PHONE"].id), code="PH-77", key="PH-77"))
        session.commit()
    _order, picker = started(hands, ready, {"PHONE": 5})
    picker.scan("LOC-BIN-3")
    return picker


@pytest.mark.parametrize(
    ("scanned", "what"),
    [
        ("4006381333932", "wrong_check_digit"),  # another SKU's EAN with a wrong check digit
        ("00395201230000000013", "wrong_check_digit"),
        (f"0{CASE}6", "wrong_check_digit"),
        ("https://shop.example/p/123", "link"),
        ("HTTP://SHOP.EXAMPLE/P/1", "link"),
        ("www.shop.example/1", "link"),
        ("shop.example/p?id=1", "link"),
        ("WIFI:S:floor;P:12345678;;", "link"),
        ("mailto:a1@shop.example", "link"),
        ("(01)4006381333932(21)A1", "label"),
        ("tote-0001-", "label"),
        ('{"id":1}', "label"),
        ("x", "no_number"),
        ("7", "no_number"),
        ("nothing known", "no_number"),
        ("m1", "lot"),
        ("BIN-2", "place"),
        ("pack-1", "place"),
        ("1001", "badge"),
        ("cup2", "sku"),
        ("box-9", "barcode"),
    ],
)
def test_what_is_known_as_something_else_is_no_serial(at_phones, database, there, scanned, what):
    with database.writing() as session:
        cup = Sku(code="CUP2", name="Cup")
        cup.barcodes.append(Barcode(code="BOX-9", key="BOX-9"))
        session.add(cup)
        session.commit()
    told = at_phones.scan(scanned)
    assert (told.code, told.params.get("what")) == ("serial.something_else", f"serial.is_{what}")


def test_the_goods_own_code_at_their_serials_step_is_not_called_wrong(at_phones):
    assert at_phones.scan("PH-77").code == "pick.serial_next"


@pytest.mark.parametrize(
    "serial", ["SN-0001", "4F 2C 11", "356938035643809", "A/1+2", "S1", "Ä-17", "C02(XK)9"]
)
def test_a_makers_number_is_a_serial(at_phones, serial):
    assert at_phones.scan(serial).code == "pick.sku_ok"
    assert at_phones.scan(f"SER-{serial}").code == "pick.serial_used"


@pytest.mark.parametrize("serial", ["A(1)B", "20260101", "Ab1", "4006381333932"])
def test_one_unit_has_one_serial_in_all_spellings(at_phones, database, there, serial):
    gtin = "09521321000032"
    with database.writing() as session:
        session.add(Barcode(sku=session.get_one(Sku, there.skus["PHONE"].id), code=gtin, key=gtin))
        session.commit()
    spellings = [
        f"]C101{gtin}21{serial}",
        f"(01){gtin}(21){serial}",
        f"https://id.example/01/{gtin}/21/{serial}",
        f"SER-{serial}",
        f"ser-{serial.lower()}",
        serial,
        f"(21){serial}",
    ]
    for first in spellings[:4]:
        assert at_phones.scan(first).code == "pick.sku_ok"
        for again in spellings:
            assert at_phones.scan(again).code == "pick.serial_used"
        assert at_phones.scan("CMD-UNDO").code == "scan.undone"
    assert at_phones.scan(serial).code == "pick.sku_ok"


def test_serials_that_differ_in_case_are_two_where_both_are_known(at_phones, database, there):
    with database.writing() as session:
        for code in ("ab1", "AB1"):
            session.add(Serial(sku_id=there.skus["PHONE"].id, code=code, place_id=there.places["BIN-3"].id))
        session.commit()
    asked = at_phones.scan("Ab1")
    assert (asked.code, asked.params["fits"]) == ("scan.ambiguous", ["AB1", "ab1"])
    assert at_phones.scans("SER-ab1", "AB1", "ab1") == ["pick.sku_ok", "pick.sku_ok", "pick.serial_used"]


def test_one_label_with_a_serial_is_one_unit(at_phones, database, there):
    unit, case = "09521321000032", "19521321000039"
    with database.writing() as session:
        phone = session.get_one(Sku, there.skus["PHONE"].id)
        phone.barcodes = [Barcode(code=unit, key=unit), Barcode(code=case, key=case, factor=2)]
        session.commit()
    for label in (f"(01){case}(21)A1", f"(01){unit}(30)2(21)A1"):
        refused = at_phones.scan(label)
        assert (refused.code, refused.params["sku"]) == ("pick.serial_each", "PHONE")
    assert at_phones.scan(f"(01){case}(21)A1", 2).code == "pick.wrong_serial"
    assert at_phones.scan(f"(01){unit}(30)1(21)A1").code == "pick.sku_ok"


def test_a_tags_number_that_lost_its_zeros_counts_and_warns(at_phones, database, there):
    gtin = "09521321000032"
    with database.writing() as session:
        session.add(Barcode(sku=session.get_one(Sku, there.skus["PHONE"].id), code=gtin, key=gtin))
        session.commit()
    assert at_phones.scan(f"(01){gtin}(21)0007").accepted
    assert at_phones.scan("urn:epc:id:sgtin:9521321.000003.8").accepted
    with database.reading() as session:
        assert session.scalars(select(Alert).where(Alert.code == "alert.serial_zeros")).all() == []
    assert at_phones.scan("urn:epc:id:sgtin:9521321.000003.7").accepted
    with database.reading() as session:
        alert = session.scalars(select(Alert).where(Alert.code == "alert.serial_zeros")).one()
    assert alert.params == {"scanned": "7", "known": "0007", "sku": "PHONE", "name": "The phone"}
