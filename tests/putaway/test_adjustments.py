"""Corrections: small ones at once, large ones as a second supervisor agrees; never below what is promised; on both
databases. Then by form and API."""

import pytest
from sqlalchemy import select

from floor.invariants import findings
from floor.planning import waves
from floor.putaway import putaway
from floor.putaway.adjustments import adjust, decide
from models import Move, Place, Quant, Refused, StockAdjustment, Warehouse
from tests import build
from tests.supervision.test_desk_pages import done


@pytest.fixture
def boss(hands):
    return hands("supervisor")


def lying(database, place="BIN-1"):
    with database.reading() as session:
        return session.scalar(select(Quant.on_hand).join(Quant.place).where(Quant.place.has(code=place)))


def code_of(call, *args):
    with pytest.raises(Refused) as refused:
        call(*args)
    return refused.value.code


def test_a_small_one_is_booked_at_once_with_its_reason(boss, database):
    for units in (20, -7):
        made = boss.do(adjust, "loc-bin-1", "mug", "", units, "found behind the shelf")
        assert (made.state, made.decided_at) == ("done", None)
    assert lying(database) == 113
    with database.reading() as session:
        moved = session.scalars(select(Move).where(Move.why == "adjustment").order_by(Move.id)).all()
        assert [move.quantity for move in moved] == [20, 7]
        assert findings(session) == []


def test_a_large_one_waits_for_somebody_else(hands, boss, database):
    made = boss.do(adjust, "BIN-4", "MILK", "M1", -21, "spoilt")
    assert (made.state, lying(database, "BIN-4")) == ("open", 100)
    assert code_of(boss.do, decide, made.id, "approve") == "adjustment.own"
    other = hands("admin")
    assert other.do(decide, made.id, "approve").state == "done"
    with database.reading() as session:
        assert session.scalar(select(Quant.on_hand).where(Quant.lot.has(code="M1"))) == 79
        assert findings(session) == []
    assert code_of(other.do, decide, made.id, "refuse") == "adjustment.not_allowed"
    assert code_of(other.do, decide, 99, "refuse") == "adjustment.not_found"
    left = boss.do(adjust, "BIN-4", "MILK", "M2", 1_000_000, "typed wrong")
    assert other.do(decide, left.id, "refuse").state == "refused"
    with database.reading() as session:
        assert session.scalar(select(Quant.on_hand).where(Quant.lot.has(code="M2"))) == 100


def test_what_is_promised_is_not_corrected_away(hands, boss, ready, database):
    made = boss.do(adjust, "BIN-1", "MUG", "", -99, "gone")
    boss.do(waves.plan_wave, [ready({"MUG": 2})], release=False)
    assert code_of(hands("admin").do, decide, made.id, "approve") == "stock.not_available"
    with database.reading() as session:
        assert session.get_one(StockAdjustment, made.id).state == "open"
    assert lying(database) == 100


@pytest.mark.parametrize(
    ("named", "code"),
    [
        (("BIN-1", "MUG", "", 0, "x"), "adjustment.bad_units"),
        (("BIN-1", "MUG", "", 1_000_001, "x"), "adjustment.bad_units"),
        (("BIN-1", "MUG", "", 1, " "), "adjustment.reason_missing"),
        (("PACK-1", "MUG", "", 1, "x"), "stock.unknown_place"),
        (("BIN-1", "杯子", "", 1, "x"), "stock.unknown_sku"),
        (("BIN-4", "MILK", "", 1, "x"), "adjustment.lot_missing"),
        (("BIN-4", "MILK", "31.02.", 1, "x"), "stock.unknown_lot"),
        (("BIN-2", "PHONE", "", 1, "x"), "adjustment.serials"),
        (("BIN-2", "MUG", "", -1, "x"), "stock.not_available"),
    ],
)
def test_what_cannot_be_is_refused(boss, named, code):
    assert code_of(boss.do, adjust, *named) == code


def test_a_form_enters_and_another_supervisors_form_decides(desk, sits, floor):
    fields = {
        "place": "BIN-1",
        "sku": "MUG",
        "lot": "",
        "reason": "truck hit it",
        "back": "/desk/adjustments",
    }
    done(desk.send("/desk/adjustments", units="-40", **fields), "/desk/adjustments")
    assert desk.send("/desk/adjustments", units="４０", **fields).status_code == 422
    with floor.database.reading() as session:
        made = session.scalars(select(StockAdjustment)).one().id
    form = f'action="/desk/adjustments/{made}"'
    assert "/desk/adjustments?state=open" in desk.see("/desk")
    assert form not in desk.see("/desk/adjustments")
    other = sits("admin")
    assert form in other.see("/desk/adjustments?state=open")
    done(other.send(f"/desk/adjustments/{made}", decision="approve"), "/desk/adjustments")
    assert "truck hit it" in other.see("/desk/adjustments.csv?state=done")


def test_a_program_lists_them(supervisor, sign_in):
    first = supervisor.post(
        "/stock/adjustments", {"place": "BIN-1", "sku": "MUG", "units": 3, "reason": "found"}, 201
    )
    second = supervisor.post(
        "/stock/adjustments", {"place": "BIN-1", "sku": "MUG", "units": 300, "reason": "pallet"}, 201
    )
    assert (first["state"], second["state"]) == ("done", "open")
    assert [each["id"] for each in supervisor.get("/stock/adjustments", state="open")["adjustments"]] == [
        second["id"]
    ]
    decision = {"decision": "approve"}
    assert supervisor.refused("POST", f"/stock/adjustments/{second['id']}", decision) == (
        403,
        "adjustment.own",
    )
    decided = sign_in("admin").post(f"/stock/adjustments/{second['id']}", decision)
    assert (decided["state"], decided["decided_by"]) == ("done", "Admin")


@pytest.fixture
def tote(hands, database, there):
    """A tote with eight mugs that came in; who is to put them away."""
    with database.writing() as session:
        there.places["TOTE-9"] = place = Place(code="TOTE-9", kind="tote")
        session.add(place)
        session.flush()
        build.put(session, there, "MUG", "TOTE-9", 8)
        session.commit()
    somebody = hands("picker")
    somebody.do(lambda tx: putaway.create(tx, tx.db.get_one(Place, place.id), "received").id)
    somebody.open("putaway", scan="TOTE-9")
    return somebody


def threshold(database, units):
    with database.writing() as session:
        Warehouse.of(session).adjustment_units = units
        session.commit()


def adjusted(database):
    with database.reading() as session:
        assert findings(session) == []
        return [
            (each.units, each.state, each.reason, each.person.name)
            for each in session.scalars(select(StockAdjustment).order_by(StockAdjustment.id))
        ]


def test_who_finds_seven_of_eight_in_the_tote_says_so(tote, database):
    mug = build.GTIN["MUG"]
    assert tote.scans(mug, "CMD-QTY-7", "CMD-SHORT", "LOC-BIN-1") == [
        "putback.sku_ok", "putback.sku_ok", "putback.bin_first", "putback.put_ok",
    ]  # fmt: skip
    assert tote.scan("CMD-SHORT").code == "putback.missing_ask"
    assert tote.scans("CMD-UNDO", "CMD-SHORT", "CMD-SHORT") == [
        "scan.undone", "putback.missing_ask", "putback.missing",
    ]  # fmt: skip
    assert (tote.work.state, lying(database, "TOTE-9"), lying(database)) == ("done", 0, 107)
    assert adjusted(database) == [(-1, "done", "adjustment.missing", "Picker")]


def test_many_missing_wait_for_a_supervisor_and_are_looked_for_where_they_are_not(tote, hands, database):
    threshold(database, 5)
    assert tote.scans("CMD-SHORT", "CMD-SHORT") == ["putback.missing_ask", "putback.missing_waits"]
    assert (tote.work.state, lying(database, "TOTE-9")) == ("done", 8)
    assert adjusted(database) == [(-8, "open", "adjustment.missing", "Picker")]
    boss = hands("supervisor")
    boss.do(decide, 1, "refuse")
    tote.open("putaway", scan="TOTE-9")  # they are there: they are put away as before
    assert tote.scans("CMD-SHORT", "CMD-SHORT")[1] == "putback.missing_waits"
    boss.do(decide, 2, "approve")
    assert lying(database, "TOTE-9") == 0
    with pytest.raises(Refused, match=r"putback\.nothing_there"):
        tote.open("putaway", scan="TOTE-9")
    assert [state for _units, state, *_ in adjusted(database)] == ["refused", "done"]


def test_a_supervisor_corrects_a_tote_that_nobody_has_in_hand(tote, boss, database):
    tote.scan(build.GTIN["MUG"])
    assert code_of(boss.do, adjust, "TOTE-9", "MUG", "", -1, "counted at the dock") == "move.tote_in_use"
    tote.scan("CMD-UNDO")
    assert boss.do(adjust, "tote-9", "MUG", "", -1, "counted at the dock").state == "done"
    assert tote.work.version < tote.open("putaway", scan="TOTE-9").version
    assert tote.work.total == 7
    boss.do(adjust, "TOTE-9", "MUG", "", -7, "stolen")
    with pytest.raises(Refused, match=r"putback\.nothing_there"):
        tote.open("putaway", scan="TOTE-9")
    boss.do(adjust, "TOTE-9", "LAMP", "", 2, "found inside")
    assert tote.open("putaway", scan="TOTE-9").total == 2
    assert len(adjusted(database)) == 3


def test_a_tote_of_picked_goods_is_its_orders(hands, boss, ready):
    boss.do(waves.plan_wave, [ready({"MUG": 2})])
    picker = hands("picker")
    picker.take("pick")
    picker.scans("TOTE-1", "LOC-BIN-1", build.GTIN["MUG"])
    assert code_of(boss.do, adjust, "TOTE-1", "MUG", "", -1, "gone") == "move.tote_in_use"
