"""What a packer may ask of the order in hand, what a question to a supervisor shows, and where papers are printed."""

import pytest

from floor.core.messages import text
from floor.packing import parcels
from floor.packing.box import box_of
from floor.supervision import decisions
from floor.warehouse import setup
from models import Place, Printer, Refused
from tests.packing.steps import LAMP, MUG, follow, packed_parcel, picked_order


@pytest.fixture
def packer(hands, database, there):
    picked_order(database, there, {"MUG": 2, "LAMP": 1})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    packer.scans("CTN-BOX-M", "MAT-FRAGILE")
    return packer


def box(database, packer):
    with database.reading() as session:
        return box_of(session, packer.work.id)


def test_the_box_and_whose_it_is_are_there_to_ask_and_what_is_left_only_with_a_list(hands, database, packer):
    assert (box(database, packer).order, box(database, packer).inside, box(database, packer).left) == (
        "N1",
        [],
        None,
    )
    packed = packer.scan(MUG)
    assert (packed.code, packed.params["name"]) == ("pack.item_ok", "The mug")
    hands("supervisor").do(setup.change_warehouse, pack_list=True)
    now = box(database, packer)
    assert [(each.name, each.units) for each in now.inside] == [("The mug", 1)]
    assert {each.name: each.units for each in now.left} == {"The mug": 1, "The lamp": 1}
    assert now.parcel == 1
    with pytest.raises(Refused) as refused, database.reading() as session:
        box_of(session, 999_999)
    assert refused.value.code == "work.not_found"


def test_a_question_stays_in_sight_until_its_answer_was_used(hands, packer):
    packer.scans(MUG, LAMP, "CMD-SHORT")
    asked = packer.scan("CMD-SHORT").params["approval"]
    assert packer.work.notices[0][0] == "approval.is_open"
    hands("supervisor").do(decisions.decide, int(asked), "approve", "leave it")
    packer.take("pack")
    code, params = packer.work.notices[0]
    assert (code, text(code, "en", params)) == ("approval.is_approved", "Approved: go on. leave it")
    assert packer.scan("CMD-SHORT").code == "pack.missing_approved"
    assert not any(code.startswith("approval.") for code, _params in packer.work.notices)


def test_the_box_that_was_reopened_is_named(hands, database, there):
    sscc = packed_parcel(hands, database, picked_order(database, there, {"LAMP": 1}))
    hands("supervisor").do(parcels.reopen_parcel, sscc)
    packer = hands("packer")
    packer.take("pack")
    assert ("pack.box_reopened", {"sscc": sscc}) in packer.work.notices


@pytest.mark.parametrize("printer", [True, False])
def test_a_label_that_no_printer_brings_is_printed_from_the_screen(hands, database, there, printer):
    if printer:
        with database.writing() as session:
            station = session.get_one(Place, there.places["PACK-1"].id)
            session.add(Printer(name="Zebra", way="tcp", address="127.0.0.1", station=station))
            session.commit()
    picked_order(database, there, {"LAMP": 1})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    while packer.work.steps[0].kind != "parcel":
        step = packer.work.steps[0]
        packer.scan(f"WGT-{step.quantity}" if step.kind == "weight" else step.codes[0])
    assert packer.work.steps[0].hint == (None if printer else ("hint.print_here", {}))
    follow(packer)
