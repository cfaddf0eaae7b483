"""The pack check, through the writer, on both databases."""

import pytest
from sqlalchemy import select

from floor.core import messages
from floor.order_changes import cancelling
from floor.packing import label_copies, parcels
from floor.planning import waves
from floor.supervision import board, decisions
from models import (
    Alert,
    Approval,
    Barcode,
    CarrierRule,
    LabelPrint,
    MisplacedGoods,
    Order,
    Parcel,
    ParcelLabel,
    PickTask,
    Place,
    PutAwayTask,
    Refused,
    Serial,
    Sku,
    Work,
)
from scanners.gs1 import check_digit, is_valid_sscc
from tests import build
from tests.packing.steps import (
    LAMP,
    MILK,
    MUG,
    OIL,
    check_ledger,
    follow,
    lying,
    open_packing,
    packed_parcel,
    picked_order,
    status,
)


def kinds(packer):
    return [step.kind for step in packer.work.steps]


def at_units(hands, tote="TOTE-1", carton="CTN-BOX-M", materials=("MAT-FRAGILE",)):
    """A packer with the tote open, a carton chosen and the notices acknowledged."""
    packer = hands("packer")
    packer.open("pack", scan=tote)
    for scan in (carton, *materials):
        assert packer.scan(scan).accepted
    return packer


def test_an_order_is_packed_scan_by_scan(hands, database, there):
    order = picked_order(database, there, {"MUG": 14, "LAMP": 1})
    packer = hands("packer")
    packer.take("pack")
    assert kinds(packer) == ["tote", "carton", "material", "sku", "sku", "weight", "close", "parcel"]
    assert packer.scan("TOTE-1").code == "pack.tote_ok"
    assert packer.work.steps[0].codes == ["CTN-BOX-L"]
    assert packer.scans("CTN-BOX-L", "MAT-FRAGILE") == ["pack.carton_ok", "pack.material_ok"]
    case = packer.scan(build.MUG_CASE)
    assert (case.code, case.params["units"], case.params["left"]) == ("pack.item_ok", 12, 3)
    assert packer.scans(LAMP, MUG, MUG) == ["pack.item_ok"] * 3
    assert packer.work.steps[0].quantity == 14 * 300 + 1200 + 480
    assert packer.scans("WGT-5900", "CMD-CLOSE") == ["pack.weight_ok", "pack.parcel_closed"]
    sscc = packer.work.steps[0].name
    assert is_valid_sscc(sscc)
    assert packer.work.steps[0].codes == [sscc, f"00{sscc}"]
    assert packer.scan(f"00{sscc}").code == "pack.session_done"
    assert (packer.work.state, status(database, order)) == ("done", "packed")
    assert lying(database, there, "MUG", sscc) == 14
    with database.reading() as session:
        parcel = session.scalars(select(Parcel)).one()
        assert (parcel.state, parcel.carrier, parcel.weight_g) == ("labelled", "POST", 5900)
    check_ledger(database)


def test_no_unit_is_packed_before_tote_carton_and_material(hands, database, there):
    picked_order(database, there, {"MUG": 1})
    packer = hands("packer")
    packer.take("pack")
    assert packer.scans(MUG, "CTN-BOX-S", "TOTE-1", MUG, "MAT-FRAGILE", "CTN-BOX-S") == [
        "pack.tote_first",
        "pack.tote_first",
        "pack.tote_ok",
        "pack.carton_first",
        "pack.carton_first",
        "pack.carton_ok",
    ]
    early = packer.scan(MUG)
    assert (early.code, early.params["notice"]) == ("pack.material_required", "handling.fragile")
    assert packer.scans("MAT-LIQUID", "MAT-FRAGILE", "MAT-FRAGILE", "WGT-390", MUG, "CMD-CLOSE") == [
        "pack.material_not_needed",
        "pack.material_ok",
        "pack.material_not_needed",
        "pack.units_first",
        "pack.item_ok",
        "pack.weigh_first",
    ]


def test_what_is_too_many_is_refused_without_saying_how_many_were_wanted(hands, database, there):
    picked_order(database, there, {"MUG": 2, "LAMP": 1})
    packer = at_units(hands)
    for text, quantity in ((build.MUG_CASE, 1), (MUG, 3)):
        refused = packer.scan(text, quantity)
        assert refused.code == "pack.too_many"
        assert set(refused.params) == {"sku", "name", "scanned"}
    assert packer.scan(MUG, 2).code == "pack.item_ok"
    assert packer.scan(MUG).code == "pack.too_many"
    check_ledger(database)


def test_two_lines_of_one_sku_are_one_to_the_packer(hands, database):
    lines = [{"sku": "MUG", "quantity": units, "unit_price": f"{units}.00"} for units in (2, 3)]
    order = {"channel": "shop", "number": "N1", "paid": True, "ship_to": build.SHIP_TO, "lines": lines}
    boss, picker = hands("admin"), hands("picker")
    boss.do(build.received, order)
    boss.do(waves.plan_wave, None)
    picker.take("pick")
    picker.scan("TOTE-1")
    follow(picker)
    packer = at_units(hands, carton="CTN-BOX-L")
    counts = {"CMD-QTY-5": [], "CMD-QTY-1": [(4, 1)], "CMD-UNDO": [], "CMD-QTY-3": [(2, 3)]}
    assert packer.scans(MUG, "CMD-QTY-6") == ["pack.item_ok", "pack.too_many"]
    for text, left in counts.items():
        assert packer.scan(text).accepted
        assert [(step.quantity, step.counted) for step in packer.work.steps if step.kind == "sku"] == left
    check_ledger(database)
    assert follow(packer)[-1] == "pack.session_done"


def test_quantity_is_set_after_a_scan_and_not_beyond_what_was_picked(hands, database, there):
    picked_order(database, there, {"MUG": 20, "LAMP": 2})
    packer = at_units(hands, carton="CTN-BOX-L")
    assert packer.scans("CMD-QTY-3", MUG, "CMD-QTY-21", "CMD-QTY-0", "CMD-QTY-20", "CMD-QTY-7") == [
        "scan.scan_first",
        "pack.item_ok",
        "pack.too_many",
        "scan.not_allowed",
        "pack.quantity_set",
        "pack.quantity_set",
    ]
    step = next(step for step in packer.work.steps if step.sku == "MUG")
    assert (step.counted, step.quantity) == (7, 13)
    assert lying(database, there, "MUG", "TOTE-1") == 13
    assert packer.scans("CMD-UNDO", "CMD-UNDO", "CMD-UNDO") == ["scan.undone"] * 3
    assert lying(database, there, "MUG", "TOTE-1") == 20
    check_ledger(database)


def test_misplaced_goods_are_recorded_once_with_where_they_belong(hands, database, there):
    picked_order(database, there, {"MUG": 1})
    packer = at_units(hands)
    for _ in range(2):
        refused = packer.scan(LAMP)
        assert (refused.accepted, refused.code, refused.params["belongs"]) == (
            False,
            "pack.wrong_item",
            "BIN-2",
        )
    waiting = picked_order(database, there, {"OIL": 2}, {"TOTE-2": {"OIL": 1}})
    assert packer.scan(OIL).params["belongs"] == "N2"
    with database.reading() as session:
        found = session.scalars(select(MisplacedGoods).order_by(MisplacedGoods.id)).all()
        assert [each.belongs for each in found] == ["BIN-2", session.get_one(Order, waiting).number]
        assert {each.person_id for each in found} == {there.people["packer"].id}


def test_undo_goes_back_to_the_start_of_the_parcel(hands, database, there):
    picked_order(database, there, {"MUG": 3})
    packer = hands("packer")
    packer.take("pack")
    scans = ["TOTE-1", "CTN-BOX-L", "CTN-BOX-S", "MAT-FRAGILE", MUG, "CMD-QTY-3", "WGT-990"]
    before = []
    for text in scans:
        before.append(packer.expects)
        assert packer.scan(text).accepted
    for expected in reversed(before):
        undone = packer.scan("CMD-UNDO")
        assert (undone.code, packer.expects) == ("scan.undone", expected)
        assert undone.params["todo"].startswith("pack.todo_")
    assert packer.scan("CMD-UNDO").code == "scan.nothing_to_undo"
    assert lying(database, there, "MUG", "TOTE-1") == 3
    check_ledger(database)


def test_a_closed_parcel_is_not_undone(hands, database, there):
    picked_order(database, there, {"MUG": 1})
    packer = at_units(hands)
    assert packer.scans(MUG, "WGT-510", "CMD-CLOSE", "CMD-UNDO") == [
        "pack.item_ok",
        "pack.weight_ok",
        "pack.parcel_closed",
        "scan.nothing_to_undo",
    ]


def test_a_full_carton_is_followed_by_another(hands, database, there):
    order = picked_order(database, there, {"MUG": 2, "LAMP": 1})
    packer = at_units(hands)
    assert packer.scan("CMD-FULL").code == "scan.not_allowed"  # nothing is in it
    assert packer.scans(LAMP, "CMD-FULL") == ["pack.item_ok", "pack.parcel_full"]
    assert kinds(packer)[:4] == ["weight", "close", "parcel", "carton"]
    assert packer.scan(MUG).code == "pack.weigh_first"
    assert packer.scans("WGT-1410", "CMD-CLOSE") == ["pack.weight_ok", "pack.parcel_closed"]
    first = packer.work.steps[0].name
    assert packer.scan(first).code == "pack.label_ok"
    assert status(database, order) == "packing"
    assert "material" in kinds(packer)  # acknowledged for each parcel
    follow(packer)
    assert status(database, order) == "packed"
    with database.reading() as session:
        made = session.scalars(select(Parcel).order_by(Parcel.id)).all()
        assert [(each.number, each.units, each.state) for each in made] == [
            (1, 1, "labelled"),
            (2, 2, "labelled"),
        ]
        assert made[0].sscc == first != made[1].sscc
    check_ledger(database)


def test_the_label_goes_on_before_anything_else(hands, database, there):
    picked_order(database, there, {"MUG": 1})
    picked_order(database, there, {"LAMP": 1}, {"TOTE-2": {"LAMP": 1}})
    packer = at_units(hands)
    packer.scans(MUG, "WGT-510", "CMD-CLOSE")
    sscc = packer.work.steps[0].name
    with pytest.raises(Refused, match=r"pack\.label_first"):
        packer.open("pack", scan="TOTE-2")
    assert packer.scans("CTN-BOX-S", "WGT-510", "CMD-CLOSE", "095213210000000010") == [
        "pack.label_first",
        "pack.label_first",
        "pack.label_first",
        "scan.unknown",
    ]
    other = f"{sscc[:16]}9"
    assert packer.scan(other + check_digit(other)).code == "pack.wrong_label"
    assert packer.scan(sscc).code == "pack.session_done"


def test_cartons_that_fit_come_first_and_another_is_taken_with_a_warning(hands, database, there):
    picked_order(database, there, {"LAMP": 1})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    assert packer.scans("CTN-NOPE", "CTN-BOX-S", "CTN-BOX-M") == [
        "pack.unknown_carton",
        "pack.carton_unusual",
        "pack.carton_ok",
    ]


def test_a_weight_that_is_off_is_weighed_again_counted_again_and_then_decided(hands, database, there):
    picked_order(database, there, {"MUG": 10})
    packer = at_units(hands)
    packer.scan(MUG, 10)  # 3210 g with the box; 5 % are 160 g
    first, second = packer.scan("WGT-3371"), packer.scan("WGT-3049")
    assert (first.params, second.params) == (
        {"weighed": 3371, "todo": "pack.weigh_again"},
        {"weighed": 3049, "todo": "pack.count_again"},
    )
    third, fourth = packer.scan("WGT-2800"), packer.scan("WGT-2800")
    assert third.code == fourth.code == "pack.weight_off"
    assert "3210" not in str(third.params.values())
    assert third.params["approval"] == fourth.params["approval"]
    assert packer.expects == ("weight", "")
    version = packer.work.version
    hands("supervisor").do(decisions.decide, int(third.params["approval"]), "approve", "wet box")
    assert packer.scan("WGT-2500").code == "pack.weight_off"  # another weight is another question
    asked = packer.scan("WGT-2810").params["approval"]
    assert asked != third.params["approval"]
    hands("supervisor").do(decisions.decide, int(asked), "approve")
    accepted = packer.scan("WGT-2800")
    assert (accepted.code, packer.work.version > version + 2) == ("pack.weight_ok", True)


@pytest.mark.parametrize(
    ("grams", "code"), [(340, "pack.weight_ok"), (440, "pack.weight_ok"), (339, "pack.weight_off")]
)
def test_a_light_parcel_may_be_50_g_off(hands, database, there, grams, code):
    picked_order(database, there, {"MUG": 1})
    packer = at_units(hands, carton="CTN-BOX-S")
    assert packer.scans(MUG, f"WGT-{grams}") == ["pack.item_ok", code]


def test_a_short_at_the_bin_is_decided_once_when_the_parcel_closes(hands, database, there):
    order = picked_order(database, there, {"MUG": 3}, {"TOTE-1": {"MUG": 2}})
    packer = at_units(hands)
    assert packer.scan(MUG, 2).accepted
    asked = packer.scans("WGT-810", "CMD-CLOSE", "CMD-CLOSE")
    assert asked == ["pack.weight_ok", "pack.missing_items", "pack.missing_items"]
    with database.reading() as session:
        approval = session.scalars(select(Approval)).one()
        assert (approval.kind, approval.state) == ("missing", "open")
        assert approval.params["missing"] == [{"sku": "MUG", "name": "The mug", "units": 1}]
    assert packer.expects == ("close", "")
    hands("supervisor").do(decisions.decide, approval.id, "approve")
    assert packer.scan("CMD-CLOSE").code == "pack.parcel_closed"
    assert packer.scan(packer.work.steps[0].name).code == "pack.session_done"
    assert status(database, order) == "packed"
    check_ledger(database)


def test_a_short_that_was_approved_before_is_not_asked_again(hands, database, there):
    order = picked_order(database, there, {"MUG": 3}, {"TOTE-1": {"MUG": 2}})
    with database.reading() as session:
        line_id = session.get_one(Order, order).lines[0].id
    hands("supervisor").do(decisions.approve_short, line_id)
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    assert follow(packer)[-1] == "pack.session_done"
    with pytest.raises(Refused, match=r"approval\.nothing_short"):
        hands("supervisor").do(decisions.approve_short, line_id)


def test_units_that_did_not_arrive_are_let_go_only_by_a_supervisor(hands, database, there):
    order = picked_order(database, there, {"MUG": 3, "LAMP": 1})
    packer = at_units(hands)
    packer.scans(MUG, MUG)
    asked = packer.scan("CMD-SHORT")
    assert (asked.accepted, asked.code, asked.params["units"]) == (False, "pack.missing_items", 2)
    assert asked.params["missing"] == [{"sku": "MUG", "units": 1}, {"sku": "LAMP", "units": 1}]
    assert packer.scan(LAMP).code == "pack.item_ok"  # found after all
    assert packer.scan("CMD-CLOSE").params["approval"] == asked.params["approval"]
    hands("supervisor").do(decisions.decide, int(asked.params["approval"]), "approve")
    assert packer.scan("CMD-CLOSE").code == "pack.missing_approved"
    assert lying(database, there, "MUG", "TOTE-1") == 0
    assert packer.scan("CMD-UNDO").code == "scan.undone"
    assert lying(database, there, "MUG", "TOTE-1") == 1
    assert packer.scan("CMD-SHORT").code == "pack.missing_approved"
    assert follow(packer)[-1] == "pack.session_done"
    with database.reading() as session:
        line = session.get_one(Order, order).lines[0]
        assert (line.picked, line.packed, line.short, line.short_approved) == (2, 2, 1, 1)
    check_ledger(database)


def test_damaged_units_go_to_the_damaged_place(hands, database, there):
    picked_order(database, there, {"MUG": 2})
    packer = at_units(hands)
    packer.scan(MUG)
    asked = packer.scan("CMD-SHORT-DAMAGED")
    with database.reading() as session:
        [question] = board.questions(session)
        assert question.about == "damaged"
        assert "are damaged" in messages.text(f"board.asks_{question.about}", "en", question.params)
    hands("supervisor").do(decisions.decide, int(asked.params["approval"]), "approve")
    assert packer.scan("CMD-SHORT-DAMAGED").code == "pack.missing_approved"
    assert lying(database, there, "MUG", "damaged") == 1
    check_ledger(database)


def test_units_that_may_not_be_left_out_are_picked_again(hands, database, there):
    order = picked_order(database, there, {"MUG": 3, "LAMP": 1})
    packer = at_units(hands)
    packer.scans(MUG, MUG, LAMP)
    asked = packer.scan("CMD-CLOSE")
    hands("supervisor").do(decisions.decide, int(asked.params["approval"]), "refuse", "it must be there")
    assert status(database, order) == "picking"
    with database.reading() as session:
        task = session.scalars(select(PickTask).where(Work.state == "open")).one()
        assert [(line.quantity, line.order_id) for line in task.lines] == [(1, order)]
    assert packer.scans("CMD-CLOSE", "CMD-CLOSE") == ["approval.refused", "pack.not_all_picked"]
    with pytest.raises(Refused, match=r"pack\.not_all_picked"):
        hands("packer", "another").open("pack", scan="TOTE-1")
    picker = hands("picker")
    picker.take("pick")
    assert picker.scans("TOTE-9", "LOC-BIN-1", MUG, "LOC-PACK-1")[-1] == "pick.task_done"
    packer.open("pack", scan="TOTE-9")
    assert "material" not in kinds(packer)
    assert follow(packer)[-1] == "pack.session_done"
    assert status(database, order) == "packed"
    check_ledger(database)


def test_an_order_of_which_nothing_arrived_is_held(hands, database, there):
    order = picked_order(database, there, {"LAMP": 1})
    packer = at_units(hands, materials=())
    asked = packer.scan("CMD-SHORT")
    hands("supervisor").do(decisions.decide, int(asked.params["approval"]), "approve")
    assert packer.scan("CMD-SHORT").code == "pack.nothing_to_ship"
    assert (packer.work.state, status(database, order)) == ("done", "held")
    check_ledger(database)


def test_lots_come_from_the_scan_or_what_expires_first(hands, database, there):
    with database.writing() as session:
        made = build.order(session, there, {"MILK": 5})
        build.picked(session, there, made, {"TOTE-1": {"MILK": 3}}, lot="M2")
        build.put(session, there, "MILK", "TOTE-1", 2, lot="M1")
        made.lines[0].picked, made.lines[0].short = 5, 0
        session.commit()
    open_packing(database, made.id)
    packer = at_units(hands, materials=())
    wrong = packer.scan(f"(01)0{MILK}(10)M9")
    assert (wrong.code, wrong.params["expected"]) == ("pack.wrong_lot", ["M1", "M2"])
    assert packer.scan(f"(01)0{MILK}(10)M2").code == "pack.item_ok"
    assert packer.scan(MILK, 3).code == "pack.item_ok"
    with database.reading() as session:
        inside = session.scalars(select(Parcel)).one().lines
        assert {line.lot_id: line.quantity for line in inside} == {
            there.lots["M1"].id: 2,
            there.lots["M2"].id: 2,
        }
    check_ledger(database)


def test_serials_are_scanned_one_by_one_and_must_have_been_picked(hands, database, there):
    picked_order(database, there, {"PHONE": 2})
    packer = at_units(hands, carton="CTN-BOX-S", materials=())
    step = packer.work.steps[0]
    assert (step.kind, step.codes) == ("serial", ["SER-S1", "S1", "SER-S2", "S2"])
    assert packer.scans("SKU-PHONE", "SER-S9", "SER-S1", "SER-S1", "CMD-QTY-2", "S2") == [
        "pack.serial_needed",
        "pack.wrong_serial",
        "pack.item_ok",
        "pack.wrong_serial",
        "scan.scan_first",
        "pack.item_ok",
    ]
    assert packer.scan("CMD-UNDO").code == "scan.undone"
    assert packer.scan("S2").code == "pack.item_ok"
    with database.reading() as session:
        places = session.scalars(select(Place.kind).join(Serial, Serial.place_id == Place.id)).all()
        assert places == ["parcel", "parcel"]
    check_ledger(database)


def test_one_scan_packs_one_serial_and_case_counts_where_both_are_there(hands, database, there):
    gtin = "09521321000032"
    picked_order(database, there, {"PHONE": 2})
    with database.writing() as session:
        session.add(Barcode(sku=session.get_one(Sku, there.skus["PHONE"].id), code=gtin, key=gtin))
        for serial, code in zip(session.scalars(select(Serial)).all(), ("ab1", "AB1"), strict=True):
            serial.code = code
        session.commit()
    packer = at_units(hands, carton="CTN-BOX-S", materials=())
    assert [packer.scan("AB1", 2).code, packer.scan(f"(01){gtin}(30)2(21)AB1").code] == [
        "pack.serial_each"
    ] * 2
    for asked in (packer.scan("aB1"), packer.scan(f"(01){gtin}(21)aB1")):
        assert (asked.code, asked.params["fits"]) == ("scan.ambiguous", ["AB1", "ab1"])
    assert packer.scan(f"(01){gtin}(21)AB1").code == "pack.item_ok"
    assert packer.work.steps[0].codes == ["SER-ab1", "ab1"]
    assert packer.scan("aB1").code == "pack.item_ok"  # now only one fits


def test_a_parcel_that_no_carrier_takes_stays_open_and_alerts(hands, database, there):
    picked_order(database, there, {"LAMP": 1})
    with database.writing() as session:
        for rule in session.scalars(select(CarrierRule)):
            rule.country = "FR"
        session.commit()
    packer = at_units(hands, materials=())
    assert packer.scans(LAMP, "WGT-1410", "CMD-CLOSE", "CMD-CLOSE") == [
        "pack.item_ok",
        "pack.weight_ok",
        "carrier.none",
        "carrier.none",
    ]
    with database.writing() as session:
        assert [alert.code for alert in session.scalars(select(Alert))] == ["carrier.none"]
        session.add(CarrierRule(position=9, carrier="POST", country="GB"))
        session.commit()
    assert packer.scan("CMD-CLOSE").code == "pack.parcel_closed"


def test_a_tote_that_has_no_finished_picks_cannot_be_opened(hands, ready, database, there):
    order = ready({"MUG": 2})
    hands("supervisor").do(waves.plan_wave, [order])
    picker = hands("picker")
    picker.take("pick")
    picker.scan("TOTE-0007")
    with pytest.raises(Refused, match=r"pack\.not_all_picked"):
        hands("packer").open("pack", scan="TOTE-0007")
    with pytest.raises(Refused, match=r"scan\.unknown"):
        hands("packer").open("pack", scan="TOTE-0008")
    picker.scans("LOC-BIN-1", MUG, MUG, "LOC-PACK-2")
    packer = hands("packer")
    packer.open("pack", scan="TOTE-0007")
    assert packer.expects[0] == "carton"
    assert follow(packer)[-1] == "pack.session_done"
    with pytest.raises(Refused, match=r"pack\.nothing_in_tote"):
        packer.open("pack", scan="TOTE-0007")
    check_ledger(database)


def test_reprinting_keeps_the_sscc_and_records_who(hands, database, there):
    sscc = packed_parcel(hands, database, picked_order(database, there, {"LAMP": 1}))
    assert hands("packer").do(label_copies.reprint_label, f"00{sscc}").sscc == sscc
    with database.reading() as session:
        assert session.scalars(select(LabelPrint.person_id)).all() == [there.people["packer"].id]
    with pytest.raises(Refused, match=r"parcel\.unknown"):
        hands("packer").do(label_copies.reprint_label, "095213210000000099")


def test_reopening_voids_the_label_and_every_unit_is_scanned_again(hands, database, there):
    order = picked_order(database, there, {"LAMP": 1, "MUG": 2})
    sscc = packed_parcel(hands, database, order)
    hands("supervisor").do(parcels.reopen_parcel, sscc)
    assert status(database, order) == "packing"
    for refused in (label_copies.reprint_label, parcels.reopen_parcel):
        with pytest.raises(Refused, match=r"parcel\.void_label"):
            hands("supervisor").do(refused, sscc)
    packer = hands("packer")
    packer.take("pack")
    assert kinds(packer) == ["carton", "material", "sku", "sku", "weight", "close", "parcel"]
    assert follow(packer)[-1] == "pack.session_done"
    with database.reading() as session:
        labels = session.scalars(select(ParcelLabel).order_by(ParcelLabel.id)).all()
        assert [label.voided_at is None for label in labels] == [False, True]
        assert labels[0].sscc == sscc != labels[1].sscc
        numbers = session.scalars(select(Parcel.number).where(Parcel.state == "labelled")).all()
        assert (session.get_one(Order, order).status, numbers) == ("packed", [1])
    check_ledger(database)


def test_a_cancelled_order_leaves_tote_and_boxes_on_the_put_back_lane(hands, database, there):
    order = picked_order(database, there, {"MUG": 3, "LAMP": 1})
    packer = at_units(hands)
    packer.scans(LAMP, "CMD-FULL", "WGT-1410", "CMD-CLOSE")
    sscc = packer.work.steps[0].name
    packer.scans(sscc, "CTN-BOX-S", "MAT-FRAGILE", MUG)
    hands("supervisor").do(cancelling.cancel_order, order, "changed their mind")
    assert packer.scan(MUG).code == "work.cancelled"
    assert (lying(database, there, "MUG", "TOTE-1"), lying(database, there, "LAMP", sscc)) == (3, 1)
    with database.reading() as session:
        back = session.scalars(select(Place.code).join(PutAwayTask, PutAwayTask.source_id == Place.id)).all()
        assert sorted(back) == sorted([sscc, "TOTE-1"])
        states = session.scalars(select(Parcel.state)).all()
        assert set(states) == {"cancelled"}
    check_ledger(database)
