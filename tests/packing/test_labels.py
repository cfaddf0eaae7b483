"""What a label carries beside its goods is held against what was picked, at the packing station too."""

import pytest

from models import Lot
from tests import build
from tests.packing.steps import picked_order
from tests.packing.test_packing import at_units

MUG, MILK = build.GTIN["MUG"].zfill(14), build.GTIN["MILK"].zfill(14)


@pytest.fixture
def packer(hands, database, there):
    """A packer whose tote holds 14 mugs and 3 milk of lot M1."""
    picked_order(database, there, {"MUG": 14, "MILK": 3})
    return at_units(hands)


def test_goods_whose_label_has_expired_are_not_packed(packer):
    refused = packer.scan(f"https://id.example/01/{MUG}?17=200131")
    assert (refused.code, refused.params["expiry"]) == ("pack.expired_lot", "2020-01-31")
    assert packer.scan(f"(01){MILK}(7003)2001310000(10)M1").code == "pack.expired_lot"
    assert packer.scan(f"(01){MUG}(17)491231").accepted


@pytest.mark.parametrize("lot", ["", "(10)M1"])
def test_another_date_than_the_lots_is_told_with_both(packer, lot):
    refused = packer.scan(f"(01){MILK}(17)300201{lot}")
    assert refused.code == "pack.wrong_expiry"
    assert (refused.params["expiry"], refused.params["filed"]) == ("2030-02-01", ["2030-01-31"])
    assert packer.scan(f"(01){MILK}(17)300131{lot}").accepted


def test_a_label_says_what_is_in_this_one(packer):
    assert packer.scan(f"(01){build.MUG_CASE}(30)12").params["units"] == 12
    other = packer.scan(f"(01){build.MUG_CASE}(30)10")
    assert (other.code, other.params["said"], other.params["filed"]) == ("scan.other_content", 10, 12)
    assert packer.scan(f"(01){MUG}(30)0").code == "scan.holds_nothing"
    assert packer.scan(f"(02){MUG}(37)2(00)395201230000000012").params["units"] == 2


def test_two_lots_that_differ_in_case_are_two(packer, database, there):
    assert packer.scan(f"(01){MILK}(10)m1").accepted  # only one fits
    with database.writing() as session:
        session.add(Lot(sku=session.merge(there.skus["MILK"], load=False), code="m1"))
        session.commit()
    assert packer.scan(f"(01){MILK}(10)m1").code == "pack.wrong_lot"
    assert packer.scan(f"(01){MILK}(10)M1").accepted


def test_what_no_label_can_say_is_refused_and_changes_nothing(packer, monkeypatch):
    packer.scans(MUG, "SKU-MUG")

    def unsayable(*_facts):
        raise ValueError("no such symbol")

    monkeypatch.setattr("floor.packing.units.units_of", unsayable)
    before = packer.work.steps[0].quantity
    refused = packer.scan(build.MUG_CASE)
    assert (refused.accepted, refused.code) == (False, "request.unusable")
    assert packer.work.steps[0].quantity == before
    monkeypatch.undo()
    assert packer.scan(MUG).accepted
