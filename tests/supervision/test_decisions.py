"""Decisions: by whom, once, and what a worker hears of them; on both databases."""

import pytest
from sqlalchemy import select

from floor.order_changes import cancelling
from floor.planning import waves
from floor.supervision import decisions
from models import Approval, Order, Outbox, Quant, Refused, Wave, Work
from tests.packing.steps import LAMP, MUG, check_ledger, follow, picked_order, status


@pytest.fixture
def asked(hands, database, there):
    """A packer who misses one mug of two, and the question about it."""
    picked_order(database, there, {"MUG": 2})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    packer.scans("CTN-BOX-S", "MAT-FRAGILE", MUG)
    return packer, int(packer.scan("CMD-CLOSE").params["approval"])


def code_of(call, *args):
    with pytest.raises(Refused) as refused:
        call(*args)
    return refused.value.code


def test_nobody_decides_without_the_role_or_on_their_own_question(hands, database, there, asked):
    _packer, approval = asked
    assert code_of(hands("packer").do, decisions.decide, approval, "approve") == "approval.supervisor_only"
    with database.writing() as session:
        session.get_one(Approval, approval).asked_by = there.people["supervisor"].id
        session.commit()
    assert code_of(hands("supervisor").do, decisions.decide, approval, "approve") == "approval.own"
    assert hands("admin").do(decisions.decide, approval, "approve").state == "approved"


def test_a_decision_is_made_once(hands, asked):
    _packer, approval = asked
    supervisor = hands("supervisor")
    assert code_of(supervisor.do, decisions.decide, approval, "maybe") == "approval.unknown_decision"
    assert code_of(supervisor.do, decisions.decide, 999_999, "approve") == "approval.not_found"
    decided = supervisor.do(decisions.decide, approval, "approve", "ship it")
    assert (decided.state, decided.note) == ("approved", "ship it")
    assert code_of(supervisor.do, decisions.decide, approval, "refuse") == "approval.not_allowed"


def test_a_decision_is_heard(hands, database, asked):
    packer, approval = asked
    version = packer.work.version
    with database.writing() as session:
        for row in session.scalars(select(Outbox)):
            session.delete(row)
        session.commit()
    hands("supervisor").do(decisions.decide, approval, "approve")
    with database.reading() as session:
        topics = set(session.scalars(select(Outbox)).one().topics)
    assert {"approvals", "board", f"work:{packer.work.id}"} <= topics
    judged = packer.scan("CMD-CLOSE")
    assert (judged.code, judged.work.version) == ("pack.missing_approved", version + 2)


def test_a_question_is_one_until_it_is_settled(hands, database, asked):
    packer, approval = asked
    assert packer.scan("CMD-SHORT").params["approval"] == str(approval)
    hands("supervisor").do(decisions.decide, approval, "approve")
    packer.scan("CMD-CLOSE")
    with database.reading() as session:
        assert [(a.id, a.state) for a in session.scalars(select(Approval))] == [(approval, "used")]
    assert follow(packer)[-1] == "pack.session_done"
    check_ledger(database)


def test_what_was_asked_is_withdrawn_when_the_unit_turns_up(hands, database, asked):
    packer, approval = asked
    assert packer.scan(MUG).accepted
    assert follow(packer)[-1] == "pack.session_done"
    with database.reading() as session:
        assert session.get_one(Approval, approval).state == "withdrawn"


def test_a_no_without_stock_leaves_the_question_to_be_asked_again(hands, database, there, asked):
    packer, approval = asked
    with database.writing() as session:
        for quant in session.scalars(select(Quant).where(Quant.place_id == there.places["BIN-1"].id)):
            quant.counting = True
        session.commit()
    hands("supervisor").do(decisions.decide, approval, "refuse")
    assert packer.scan("CMD-CLOSE").code == "approval.refused"
    again = packer.scan("CMD-CLOSE")
    assert (again.code, again.params["approval"] != str(approval)) == ("pack.missing_items", True)
    hands("supervisor").do(decisions.decide, int(again.params["approval"]), "approve")
    assert packer.scan("CMD-CLOSE").accepted
    assert follow(packer)[-1] == "pack.session_done"
    check_ledger(database)


def test_an_order_cancelled_while_missing_units_are_picked_again_leaves_no_box_behind(hands, database, asked):
    packer, approval = asked
    hands("supervisor").do(decisions.decide, approval, "refuse")
    with database.reading() as session:
        order = session.scalars(select(Order)).one()
    assert order.status == "picking"
    hands("supervisor").do(cancelling.cancel_order, order.id)
    assert packer.scan("CMD-CLOSE").code == "work.cancelled"
    with database.reading() as session:
        open_kinds = session.scalars(select(Work.kind).where(Work.state == "open")).all()
        assert set(open_kinds) == {"putaway"}
    check_ledger(database)


def states(database):
    with database.reading() as session:
        return list(session.scalars(select(Approval.state).order_by(Approval.id)))


def test_a_yes_stands_again_and_what_was_asked_since_is_withdrawn(hands, database, there):
    packer = hands("packer")
    picked_order(database, there, {"MUG": 3, "LAMP": 1})
    packer.open("pack", scan="TOTE-1")
    packer.scans("CTN-BOX-M", "MAT-FRAGILE")
    packer.scan(MUG, 3)
    asked = packer.scan("CMD-SHORT").params["approval"]
    hands("supervisor").do(decisions.decide, int(asked), "approve")
    assert packer.scans("CMD-SHORT", "CMD-QTY-2", "CMD-SHORT", "CMD-UNDO", "CMD-UNDO") == [
        "pack.missing_approved",
        "pack.quantity_set",
        "pack.missing_items",
        "scan.undone",
        "scan.undone",
    ]
    assert states(database) == ["approved", "withdrawn"]


def test_so_it_is_with_a_weight_that_was_let_pass(hands, database, there):
    packer = hands("packer")
    picked_order(database, there, {"LAMP": 1})
    packer.open("pack", scan="TOTE-1")
    packer.scans("CTN-BOX-M", LAMP, "WGT-3000", "WGT-3000")
    asked = packer.scan("WGT-3000").params["approval"]
    hands("supervisor").do(decisions.decide, int(asked), "approve")
    assert packer.scans("WGT-3000", "WGT-5000", "CMD-UNDO") == [
        "pack.weight_ok",
        "pack.weight_off",
        "scan.undone",
    ]
    assert states(database) == ["approved", "withdrawn"]


def test_an_order_whose_second_round_found_nothing_leaves_no_pack_work(hands, database, there):
    order = picked_order(database, there, {"LAMP": 1})
    packer = hands("packer")
    packer.open("pack", scan="TOTE-1")
    asked = packer.scan("CMD-SHORT").params["approval"]
    hands("supervisor").do(decisions.decide, int(asked), "refuse")
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-9", "42", "CMD-SHORT", "CMD-SHORT")
    assert picker.scan("LOC-PACK-1").code == "pick.task_done"
    assert status(database, order) == "held"
    assert packer.scan("CTN-BOX-S").code == "work.closed"


def test_a_wave_is_under_way_again_while_its_missing_units_are_picked_again(hands, ready, database):
    made = hands("supervisor").do(waves.plan_wave, [ready({"MUG": 2})])
    picker, packer = hands("picker"), hands("packer")
    picker.take("pick")
    picker.scans("TOTE-0001", "LOC-BIN-1", MUG, MUG, "LOC-PACK-1")
    packer.open("pack", scan="TOTE-0001")
    packer.scans("CTN-BOX-S", "MAT-FRAGILE", MUG)

    def wave():
        with database.reading() as session:
            return session.get_one(Wave, made.id).status

    assert wave() == "done"
    question = packer.scan("CMD-CLOSE").params["approval"]
    hands("supervisor").do(decisions.decide, int(question), "refuse")
    assert wave() == "released"
    picker.take("pick")
    picker.scans("TOTE-0002", "LOC-BIN-1", MUG, "LOC-PACK-1")
    assert wave() == "done"
