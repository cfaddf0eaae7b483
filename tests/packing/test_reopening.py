"""A parcel is packed again while the order's other one is closed, aboard or gone; on both databases."""

import pytest
from sqlalchemy import select

from floor.packing import parcels
from floor.supervision import decisions
from models import Order, Parcel
from tests.dispatch.test_loading import at_door, hand_over
from tests.packing.steps import LAMP, check_ledger, follow, picked_order, status

FULL = ("CTN-BOX-M", LAMP, "CMD-FULL", "WGT-1410", "CMD-CLOSE")


@pytest.fixture
def packer(hands, database, there):
    """Somebody who has closed the first box of two lamps, and stuck its label on."""
    picked_order(database, there, {"LAMP": 2})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    packer.scans(*FULL)
    assert packer.scan(packer.expects[1]).code == "pack.label_ok"
    return packer


def parcels_in(database, state):
    with database.reading() as session:
        return list(session.scalars(select(Parcel).where(Parcel.state == state).order_by(Parcel.id)))


def reopen_one_of_two(hands, database, packer):
    """The other one is aboard a closed load."""
    follow(packer)
    aboard, again = (parcel.sscc for parcel in parcels_in(database, "labelled"))
    loader = at_door(hands)
    loader.scan(aboard)
    hands("supervisor").do(parcels.reopen_parcel, again)
    assert loader.scan("CMD-CLOSE").code == "load.closed"
    assert packer.take("pack")
    return loader


def lose_the_rest(hands, packer):
    asked = packer.scan("CMD-SHORT").params["approval"]
    hands("supervisor").do(decisions.decide, int(asked), "approve")
    assert packer.scan("CMD-SHORT").code == "pack.session_done"


def order_status(database):
    return status(database, parcels_in(database, "handed_over")[0].order_id)


def test_a_closed_box_keeps_its_weight(hands, database, packer):
    (first,) = parcels_in(database, "labelled")
    packer.scans("CTN-BOX-M", LAMP, "WGT-1410", "CMD-CLOSE")
    hands("supervisor").do(parcels.reopen_parcel, first.sscc)
    assert [parcel.weight_g for parcel in parcels_in(database, "closed")] == [1410]


def test_the_lorry_leaves_with_one_while_the_other_is_packed_again(hands, database, packer):
    hand_over(reopen_one_of_two(hands, database, packer))
    assert order_status(database) == "packing"
    follow(packer)
    assert order_status(database) == "packed"
    loader = at_door(hands)
    (last,) = parcels_in(database, "labelled")
    assert loader.scans(last.sscc, "CMD-CLOSE") == ["load.parcel_ok", "load.closed"]
    hand_over(loader)
    assert order_status(database) == "handed_over"


@pytest.mark.parametrize("gone", [False, True], ids=["aboard", "gone"])
def test_an_order_follows_its_only_parcel_when_the_other_is_lost(hands, database, packer, gone):
    loader = reopen_one_of_two(hands, database, packer)
    if gone:
        hand_over(loader)
    lose_the_rest(hands, packer)
    if not gone:
        hand_over(loader)
    assert order_status(database) == "handed_over"
    check_ledger(database)


@pytest.mark.parametrize("early", [True, False], ids=["while it is picked", "after"])
def test_no_empty_box_is_closed_for_what_was_let_go(hands, database, there, early):
    order = picked_order(database, there, {"LAMP": 2}, {"TOTE-1": {"LAMP": 1}})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    asked = [packer.scan(text) for text in FULL][-1].params["approval"]
    hands("supervisor").do(decisions.decide, int(asked), "refuse")
    assert packer.scans("CMD-CLOSE", "CMD-CLOSE") == ["approval.refused", "pack.parcel_closed"]
    packer.scan(packer.expects[1])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-9", "42", "CMD-SHORT", "CMD-SHORT")
    with database.reading() as session:
        (line,) = session.get_one(Order, order).lines
    if not early:
        picker.scan("LOC-PACK-1")
    hands("supervisor").do(decisions.approve_short, line.id)
    if early:
        picker.scan("LOC-PACK-1")
    assert status(database, order) == "packed"
    assert packer.scan("CTN-BOX-M").code == "work.closed"
