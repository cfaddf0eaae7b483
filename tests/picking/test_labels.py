"""What a label carries beside its goods: date, lot and quantity are held against what is on file."""

from datetime import date, timedelta

import pytest

from models import Lot, Warehouse, now
from scanners import RawRead, parse
from tests import build
from tests.picking.test_picking import started

MUG, MILK = build.GTIN["MUG"].zfill(14), build.GTIN["MILK"].zfill(14)
CASE = build.MUG_CASE
PAST = {
    "17": f"(01){MUG}(17)200131",
    "7003": f"(01){MUG}(7003)2001310000",
    "a link": f"https://id.example/01/{MUG}?17=200131",
    "no day": f"(01){MUG}(17)200100",
}


@pytest.fixture
def at_mugs(hands, ready):
    """A picker before the bin of mugs, of which 24 are wanted."""
    _order, picker = started(hands, ready, {"MUG": 24})
    picker.scan("LOC-BIN-1")
    return picker


@pytest.fixture
def at_milk(hands, ready):
    """A picker before the bin of milk, of which 2 of lot M1 are wanted."""
    _order, picker = started(hands, ready, {"MILK": 2})
    picker.scan("LOC-BIN-4")
    return picker


def lot_added(database, there, code, expiry=None):
    with database.writing() as session:
        session.add(Lot(sku=session.merge(there.skus["MILK"], load=False), code=code, expiry=expiry))
        session.commit()


@pytest.mark.parametrize("label", PAST.values(), ids=PAST)
def test_goods_whose_label_has_expired_are_left(at_mugs, label):
    refused = at_mugs.scan(label)
    assert (refused.code, refused.params["scanned"], refused.params["expiry"]) == (
        "pick.expired_lot", "MUG", "2020-01-31",
    )  # fmt: skip
    assert refused.params["todo"] == "pick.take_fresh"


def test_goods_are_good_up_to_the_warehouses_last_day(at_mugs, database):
    with database.reading() as session:
        today = Warehouse.of(session).today(now())
    yesterday = today - timedelta(days=1)
    assert at_mugs.scan(f"(01){MUG}(17){today:%y%m%d}").accepted
    assert at_mugs.scan(f"(01){MUG}(17){yesterday:%y%m%d}").code == "pick.expired_lot"


@pytest.mark.parametrize("lot", ["", "(10)M1"])
def test_another_date_than_the_lots_is_told_with_both(at_milk, lot):
    at_milk.scan("LOT-M1")
    refused = at_milk.scan(f"(01){MILK}(17)300201{lot}")
    assert refused.code == "pick.wrong_expiry"
    assert (refused.params["expiry"], refused.params["filed"]) == ("2030-02-01", "2030-01-31")
    assert at_milk.scan(f"(01){MILK}(17)300131{lot}").accepted


def test_the_lot_itself_may_bear_a_wrong_or_past_date(at_milk):
    assert at_milk.scan(f"(01){MILK}(17)300201(10)M1").code == "pick.wrong_expiry"
    assert at_milk.scan(f"(01){MILK}(17)200131(10)M1").params["todo"] == "pick.take_fresh"
    assert at_milk.scan(f"(01){MILK}(17)200131(10)M2").params["todo"] == "pick.take_lot"
    assert at_milk.expects == ("lot", "M1")


def test_a_label_says_what_is_in_this_one(at_mugs):
    assert at_mugs.scan(f"(01){CASE}(30)12").params["added"] == 12
    assert at_mugs.scan(f"(01){MUG}(30)5").params["added"] == 5
    other = at_mugs.scan(f"(01){CASE}(30)10")
    assert (other.code, other.params["said"], other.params["filed"]) == ("scan.other_content", 10, 12)
    assert at_mugs.scan(f"(02){MUG}(37)3(00)395201230000000012").params["added"] == 3


@pytest.mark.parametrize("label", [f"(01){MUG}(30)0", f"(02){MUG}(37)00(00)395201230000000012"])
def test_a_label_that_says_nothing_is_in_it_counts_nothing(at_mugs, label):
    assert at_mugs.scan(label).code == "scan.holds_nothing"


def test_a_load_of_cases_counts_what_is_in_each(at_mugs):
    assert at_mugs.scan(f"(02){CASE}(37)2(00)395201230000000012").params["added"] == 24


def test_right_goods_at_their_lots_step_are_not_called_wrong(at_milk):
    for goods in (build.GTIN["MILK"], "SKU-MILK", f"(01){MILK}(17)300131"):
        told = at_milk.scan(goods)
        assert (told.code, told.params["lot"]) == ("pick.lot_next", "M1")
    assert at_milk.scan(build.GTIN["MUG"]).code == "pick.wrong_sku"
    assert at_milk.scan(f"(01){MUG}(10)M2").code == "pick.wrong_sku"
    assert at_milk.scan("nobody knows").code == "pick.wrong_lot"


def test_two_lots_that_differ_in_case_are_two(at_milk, database, there):
    assert at_milk.scan("LOT-m1").accepted  # only one fits
    lot_added(database, there, "m1", date(2031, 1, 1))
    assert at_milk.scan(f"(01){MILK}(10)m1").code == "pick.wrong_lot"
    assert at_milk.scan(f"(01){MILK}(10)M1").accepted


def test_a_lot_that_fits_two_is_ambiguous(at_milk, database, there):
    lot_added(database, there, "Ab-7")
    lot_added(database, there, "aB-7")
    asked = at_milk.scan("LOT-AB-7")
    assert (asked.code, asked.params["fits"]) == ("scan.ambiguous", ["Ab-7", "aB-7"])


def test_right_goods_at_their_serials_step_are_not_called_wrong(hands, ready, database, there):
    with database.writing() as session:
        build.put(session, there, "PHONE", "BIN-3", 2)
        session.commit()
    _order, picker = started(hands, ready, {"PHONE": 2})
    picker.scan("LOC-BIN-3")
    told = picker.scan("SKU-PHONE")
    assert (told.code, told.params["sku"]) == ("pick.serial_next", "PHONE")
    assert picker.scan(build.GTIN["MUG"]).code == "pick.wrong_sku"


def test_a_gtin_with_a_second_check_digit_is_named_for_what_it_is(at_mugs):
    told = at_mugs.scan(f"0{CASE}6")
    assert (told.code, told.params["gtin"]) == ("scan.extra_digit", CASE)
    assert at_mugs.scan(f"0{CASE[:-1]}96").code != "scan.extra_digit"


def test_a_symbol_filled_up_with_nul_is_read_as_its_text():
    assert parse(RawRead(f"{MUG}\0\0")) == parse(RawRead(MUG))
    assert parse(RawRead(f"]d2\x1d01{MUG}10L1\0")).lot == "L1"
    assert parse(RawRead("A\0B")).kind == "unknown"


def test_a_percent_sign_before_a_field_is_asked_again():
    for text in (f"]C101{MILK}10AB%17271231", f"]C101{MILK}10AB%21X9"):
        assert [each.lot for each in parse(RawRead(text)).readings] == [text[21:], "AB"]
    assert parse(RawRead(f"]C101{MILK}1050%")).lot == "50%"
    assert parse(RawRead(f"]C101{MILK}10A%B")).lot == "A%B"
