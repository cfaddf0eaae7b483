"""Weighed goods: each unit is told by a label that says what it weighs or costs, from the shelf to the parcel."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from floor.catalogue import in_store, rows
from floor.catalogue.lookup import find_sku
from floor.counting import counts
from floor.invariants import findings
from floor.planning import waves
from floor.putaway import putaway
from floor.work import document
from models import Barcode, InStoreForm, Outbox, ParcelLine, Place, Quant, Receipt, Refused, Sku
from scanners import RawRead, parse
from tests import build
from tests.packing.steps import lying
from tests.picking.test_picking import started
from tests.work.test_handheld_verdicts import handheld  # noqa: F401
from tests.work.test_trigger import pull

WEIGHED = json.loads((Path(__file__).parents[1] / "vectors" / "weighed.json").read_text("utf-8"))
VECTORS = WEIGHED["vectors"]
FORMS = [
    {"prefix": "21", "item": "3-7", "means": "weight", "value": "8-12", "decimals": "3"},
    {"prefix": "22", "item": "3-7", "means": "price", "value": "9-12", "decimals": "2", "check_at": "8"},
    {"prefix": "23", "item": "3-7", "means": "price", "value": "8-12", "decimals": "2"},
]
HAM = {
    "sku": "HAM", "name": "The ham", "weight_g": "300", "weight_tolerance_percent": "10",
    "barcodes": "2112345003016 2212345804993 2312345000002 99521321000011",
}  # fmt: skip
LABEL, LIGHTER, HEAVIER = "2112345003016", "2112345002705", "2112345003306"
PRICED = "2312345004994"


@pytest.fixture
def ham(hands, database, there):
    """Forty hams in BIN-3, each with a label of its own; in the small warehouse."""
    supervisor = hands("supervisor")
    assert supervisor.do(in_store.put_forms, FORMS) == ["loaded"] * 3
    assert supervisor.do(rows.put_skus, [HAM]) == ["loaded"]
    with database.writing() as session:
        there.skus["HAM"] = session.scalar(select(Sku).where(Sku.code == "HAM"))
        build.put(session, there, "HAM", "BIN-3", 40)
        session.commit()
    return there


@pytest.fixture
def at_hams(hands, ready, ham):
    """A picker before the hams, of which nine are wanted."""
    _order, picker = started(hands, ready, {"HAM": 9})
    picker.scan("LOC-BIN-3")
    return picker


def at_table(hands, picker):
    """A packer with the hams that were picked."""
    while picker.expects[0] == "sku":
        assert picker.scan(LABEL).accepted
    picker.scan("LOC-PACK-1")
    packer = hands("packer")
    packer.open("pack", scan="TOTE-0001")
    packer.scan("CTN-BOX-M")
    return packer


def as_expected(worker, handheld, area, units=9):  # noqa: F811
    """Each vector is judged by the handheld and by the server as it says; what counted is taken back."""
    shown = document.render(worker.work, "en")
    for vector in VECTORS:
        assert handheld(shown, vector["scan"]) == vector["verdict"], vector
        answer = worker.scan(vector["scan"])
        code = vector["code"].replace("sku_ok", {"pick": "sku_ok", "pack": "item_ok"}[area])
        code = code.replace("wrong_sku", {"pick": "wrong_sku", "pack": "wrong_item"}[area])
        assert answer.code in (code, f"{area}.{code}", f"scan.{code}"), (vector, answer)
        params = {
            name: value for name, value in vector["params"].items() if name != "added" or area == "pick"
        }
        assert answer.params.items() >= params.items(), (vector, answer)
        if answer.accepted:
            assert worker.scan("CMD-UNDO").accepted
        assert worker.work.steps[0].quantity == units


def test_what_a_handheld_is_told_is_what_its_own_vectors_say(at_hams):
    assert document.render(at_hams.work, "en")["expect"] | {"step": 1} == WEIGHED["step"]


def test_both_judges_agree_at_the_bin(at_hams, handheld):  # noqa: F811
    as_expected(at_hams, handheld, "pick")


def test_both_judges_agree_at_the_table(hands, at_hams, handheld):  # noqa: F811
    as_expected(at_table(hands, at_hams), handheld, "pack")


def test_weights_go_from_the_labels_into_receipts_parcel_and_event(hands, database, at_hams):
    packer = at_table(hands, at_hams)
    assert packer.scans(LIGHTER, HEAVIER, PRICED, *[LABEL] * 7)[-1] == "pack.too_many"
    assert packer.scan("CMD-UNDO").accepted  # the last of 301 g
    assert packer.scan(LIGHTER).params["grams"] == 270
    grams = 270 + 330 + 300 + 5 * 301 + 270  # a price says no weight
    assert packer.work.steps[0].quantity == 210 + grams
    assert packer.scans(f"WGT-{210 + grams}", "CMD-CLOSE") == ["pack.weight_ok", "pack.parcel_closed"]
    with database.reading() as session:
        assert session.scalars(select(ParcelLine.grams)).all() == [grams]
        told = session.scalars(select(Receipt.params).where(Receipt.code == "pack.item_ok")).all()
        assert [params.get("grams") or params["price"] for params in told[:3]] == [270, 330, "4.99"]
        assert [*findings(session)] == []


def test_the_event_of_a_closed_parcel_says_what_weighed_goods_weigh(hands, database, at_hams):
    packer = at_table(hands, at_hams)
    packer.scans(*[LABEL] * 9, "WGT-2919", "CMD-CLOSE")
    with database.reading() as session:
        told = [event for row in session.scalars(select(Outbox.events)) for event in row]
    [data] = [event["data"] for event in told if event["type"] == "parcel.closed"]
    assert data["weighed"] == [{"sku": "HAM", "units": 9, "grams": 2709}]


def test_each_one_is_scanned_by_itself(hands, at_hams):
    assert at_hams.scan(LABEL, 2).code == "weighed.each"
    at_hams.scan(LABEL)
    assert at_hams.scan("CMD-QTY-3").code == "weighed.each"
    packer = at_table(hands, at_hams)
    assert packer.scan(LABEL, 2).code == "weighed.each"
    packer.scan(LABEL)
    assert packer.scan("CMD-QTY-3").code == "weighed.each"


def test_two_weights_are_two_units_and_one_read_again_is_asked_about(at_hams):
    assert [pull(at_hams, text, ms).code for ms, text in ((0, LABEL), (90, LIGHTER), (180, LABEL))] == [
        "pick.sku_ok", "pick.sku_ok", "scan.read_twice",
    ]  # fmt: skip
    gs1 = [
        "(01)99521321000011(3103)000301",
        "]C101995213210000113103000301",
        "(01)99521321000011(3103)000302",
    ]
    assert [pull(at_hams, text, 1000 + 90 * at).code for at, text in enumerate(gs1)] == [
        "pick.sku_ok", "scan.read_twice", "pick.sku_ok",
    ]  # fmt: skip


def test_a_lot_of_weighed_goods_is_asked_for_first(hands, ready, database, ham):
    with database.writing() as session:
        milk = session.get_one(Sku, ham.skus["MILK"].id)
        milk.weight_tolerance_percent = 20
        milk.barcodes.append(Barcode(code="2154321000008", key="02154321000008"))
        session.commit()
    _order, picker = started(hands, ready, {"MILK": 2})
    picker.scan("LOC-BIN-4")
    assert picker.scan("2154321005003").code == "pick.lot_next"
    assert picker.scan("LOT-M1").accepted
    assert picker.scan("2154321005003").params["grams"] == 500
    assert picker.scan("(01)09521321000025(3103)000480(10)M1").params["grams"] == 480


def test_they_are_put_away_and_counted_as_units(hands, database, at_hams, ham):
    at_table(hands, at_hams)
    putter = hands("supervisor")
    with database.reading() as session:
        tote_id = session.scalar(select(Place.id).where(Place.code == "TOTE-0001"))
    putter.do(lambda tx: putaway.create(tx, tx.db.get_one(Place, tote_id), "returned").id)
    putter.open("putaway", scan="TOTE-0001")
    assert [putter.scan(text).params["units"] for text in (LABEL, HEAVIER, "SKU-HAM", PRICED)] == [1, 2, 3, 4]
    assert putter.scan("LOC-BIN-2").accepted
    assert lying(database, ham, "HAM", "BIN-2") == 4
    putter.do(counts.enter_count, "BIN-2", "HAM", None, 3)
    with database.reading() as session:
        assert (
            session.scalar(
                select(Quant.on_hand).where(
                    Quant.place_id == ham.places["BIN-2"].id, Quant.sku_id == ham.skus["HAM"].id
                )
            )
            == 3
        )


def test_goods_of_which_nobody_entered_a_weight_may_weigh_anything(hands, ready, ham):
    hands("supervisor").do(rows.put_skus, [HAM | {"weight_g": ""}])
    _order, picker = started(hands, ready, {"HAM": 2})
    picker.scan("LOC-BIN-3")
    assert picker.scan("2112345000015").params["grams"] == 1
    assert picker.scan("2112345000008").code == "weighed.label_next"


def test_a_code_that_is_on_file_as_it_stands_is_that_code(database, ham):
    """As a fixed in-store code of the same prefix is; and without a form a code is what it was before."""
    with database.writing() as session:
        mug = session.get_one(Sku, ham.skus["MUG"].id)
        mug.barcodes.append(Barcode(code=LIGHTER, key="0" + LIGHTER))
        session.commit()
        assert [find_sku(session, parse(RawRead(text)))[0].code for text in (LIGHTER, LABEL)] == [
            "MUG",
            "HAM",
        ]
        session.query(InStoreForm).delete()
        with pytest.raises(Refused, match=r"scan.unknown"):
            find_sku(session, parse(RawRead(LABEL)))


def test_a_form_says_each_digit_once(hands):
    wrong = {
        "weighed.bad_prefix": [{"prefix": "30"}, {"prefix": ""}],
        "weighed.bad_digits": [
            {"item": "2-7"}, {"item": "3-8"}, {"value": "8-13"}, {"value": "12-8"}, {"value": "all"},
        ],
        "weighed.bad_check": [
            {"check_at": "9"}, {"check_at": "13"}, {"item": "3-6", "value": "8-10", "check_at": "7"},
        ],
        "weighed.bad_decimals": [{"decimals": "4"}, {"means": "price", "decimals": "6"}],
        "file.bad_choice": [{"means": "length"}],
    }  # fmt: skip
    form = FORMS[0] | {"prefix": "29"}
    for code, changes in wrong.items():
        for outcome in hands("supervisor").do(in_store.put_forms, [form | change for change in changes]):
            assert outcome.code in (code, "file.missing_value"), changes
    right = [{"prefix": "02"}, {"item": "3-6", "check_at": "7"}]
    assert hands("supervisor").do(in_store.put_forms, [form | change for change in right]) == ["loaded"] * 2


def test_the_longest_prefix_says_how_a_code_is_read(hands, database, ham):
    hands("supervisor").do(
        in_store.put_forms, [{"prefix": "2112", "item": "5-8", "value": "9-12", "decimals": "2"}]
    )
    with database.reading() as session:
        assert in_store.named(session, parse(RawRead(LABEL))).gtin[1:9] == LABEL[:8]
    assert hands("supervisor").do(in_store.put_forms, FORMS) == ["unchanged"] * 3


def test_goods_with_serials_are_not_weighed(hands):
    [refused] = hands("supervisor").do(rows.put_skus, [HAM | {"track": "serial"}])
    assert (refused.code, refused.params["column"]) == ("sku.serial_weighed", "weight_tolerance_percent")


def test_several_orders_on_a_cart_take_labels_too(hands, ready, ham):
    orders = [ready({"HAM": 1}), ready({"HAM": 2})]
    hands("supervisor").do(waves.plan_wave, orders, mode="cluster")
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "TOTE-2", "LOC-BIN-3")
    assert picker.scans(LABEL, "TOTE-1", LIGHTER, HEAVIER, "TOTE-2") == [
        "pick.sku_ok", "pick.line_done", "pick.sku_ok", "pick.sku_ok", "pick.line_done",
    ]  # fmt: skip
