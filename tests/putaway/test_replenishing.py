"""Pick faces are filled out of the reserve: before they run low, and while orders wait for what is there."""

import pytest
from sqlalchemy import select

from floor import invariants
from floor.core.transaction import SYSTEM
from floor.counting import counts
from floor.planning import waves
from floor.putaway import demand, faces
from floor.putaway.sweep import FillFaces
from floor.warehouse import locations
from models import Alert, Event, PickLine, Place, Quant, Refused, ReplenishTask, Work
from tests import build

MUG = build.GTIN["MUG"]


@pytest.fixture(autouse=True)
def face(writer, database, there):
    """Ten mugs in the face BIN-1, which is filled to 40 below 8; 60 and 30 in two bins of the reserve."""
    rows = [
        {"code": code, "kind": "bin", "reserve": "yes", "check": at}
        for code, at in (("R-1", "71"), ("R-2", "72"))
    ]
    writer.perform(SYSTEM, locations.put_locations, rows)
    writer.perform(SYSTEM, counts.enter_count, "BIN-1", "MUG", None, 10)
    with database.writing() as session:
        there.places |= {place.code: place for place in session.scalars(select(Place).where(Place.reserve))}
        build.put(session, there, "MUG", "R-1", 60)
        build.put(session, there, "MUG", "R-2", 30)
        session.commit()
    writer.perform(SYSTEM, faces.set_face, "BIN-1", "MUG", 8, 40)


@pytest.fixture(autouse=True)
def clean(database, face):
    yield
    with database.reading() as session:
        assert invariants.findings(session) == []


@pytest.fixture
def wave(hands, ready):
    """`wave({"MUG": 3})`: an order for that, sent to the handhelds; its picker has the task and the totes."""

    def wave(lines, who="picker", mode="single"):
        hands("supervisor").do(waves.plan_wave, [ready(lines)], mode=mode)
        picker = hands(who, f"device-{who}-{ready.__hash__()}")
        picker.take("pick")
        picker.scan(f"TOTE-{picker.work.id}")
        return picker

    return wave


def tasks(database):
    with database.reading() as session:
        found = session.scalars(select(ReplenishTask).where(Work.state == "open").order_by(ReplenishTask.id))
        return [(task.source.code, task.target.code, task.wanted, task.urgent) for task in found]


def lying(database, place):
    with database.reading() as session:
        query = select(Quant.on_hand, Quant.allocated).join(Quant.place)
        return next(map(tuple, session.execute(query.where(Place.code == place))), None)


def sweep(writer):
    FillFaces(writer).round()


def bring(hands, units, source, check):
    """Somebody with a truck brings so many mugs out of that bin."""
    driver = hands("supervisor")
    assert driver.take("replenish")
    codes = driver.scans(source, MUG, f"CMD-QTY-{units}", check)
    assert codes == ["replenish.source_ok", "putback.sku_ok", "putback.sku_ok", "replenish.done"], codes
    return driver


def test_a_face_that_runs_low_is_filled_to_its_most_by_the_sweep(writer, hands, database):
    sweep(writer)
    assert tasks(database) == []
    writer.perform(SYSTEM, counts.enter_count, "BIN-1", "MUG", None, 7)
    sweep(writer)
    sweep(writer)
    assert tasks(database) == [("R-1", "BIN-1", 33, False)]
    bring(hands, 33, "LOC-R-1", "41")
    assert (lying(database, "BIN-1"), lying(database, "R-1")) == ((40, 0), (27, 0))
    sweep(writer)
    assert tasks(database) == []


def test_two_bins_of_the_reserve_fill_what_one_cannot(writer, database):
    writer.perform(SYSTEM, faces.set_face, "BIN-1", "MUG", 20, 90)
    sweep(writer)
    assert tasks(database) == [("R-1", "BIN-1", 60, False), ("R-2", "BIN-1", 20, False)]


def test_orders_get_the_face_first_and_wait_for_the_rest(hands, wave, database):
    picker = wave({"MUG": 25, "LAMP": 1})
    assert tasks(database) == [("R-1", "BIN-1", 30, True)]  # 15 are waited for, and the face is filled, too
    assert (lying(database, "BIN-1"), lying(database, "R-1")) == ((10, 10), (60, 15))
    assert [step.place for step in picker.work.steps if step.kind == "sku"] == ["BIN-1", "BIN-2", "BIN-1"]
    picker.scans("41", MUG, "CMD-QTY-10")
    assert picker.scans("42", "SKU-LAMP") == ["pick.location_ok", "pick.line_done"]
    assert [code for code, _params in picker.work.notices] == ["pick.waits"]
    refused = picker.scan("41")
    assert (refused.code, refused.params["location"]) == ("pick.still_filled", "BIN-1")
    assert picker.scan("CMD-SHORT").code == "scan.not_allowed"
    bring(hands, 20, "71", "LOC-BIN-1")
    assert (lying(database, "BIN-1"), lying(database, "R-1")) == ((20, 15), (40, 0))
    assert picker.scans("41", MUG, "CMD-QTY-15") == ["pick.location_ok", "pick.sku_ok", "pick.line_done"]
    assert picker.scan("LOC-PACK-1").code == "pick.task_done"


def test_a_picker_at_a_face_that_is_being_filled_goes_on_and_comes_back_last(writer, wave, database):
    writer.perform(SYSTEM, counts.enter_count, "BIN-1", "MUG", None, 0)
    picker = wave({"MUG": 5, "LAMP": 1, "OIL": 1})
    with database.writing() as session:  # as if the walk led there first
        session.query(PickLine).filter(PickLine.waits).update({"sequence": 0})
        session.query(Work).filter(Work.id == picker.work.id).update({"version": Work.version + 1})
        session.commit()
    waits = picker.scan("41")
    assert (waits.code, waits.accepted, picker.expects) == ("pick.being_filled", True, ("location", "BIN-2"))
    with database.reading() as session:
        [task] = session.scalars(select(ReplenishTask)).all()
        assert (task.urgent, task.due is not None) == (True, True)
    assert picker.scan("CMD-UNDO").code == "scan.undone"
    assert picker.expects == ("location", "BIN-1")


def test_an_empty_face_with_stock_in_the_reserve_is_no_short(hands, wave, database):
    picker = wave({"MUG": 5, "LAMP": 1})
    short = [picker.scan(text) for text in ("41", MUG, "CMD-SHORT", "CMD-SHORT")][-1]
    assert (short.code, short.params["rest"]) == ("pick.short_recorded", "pick.rest_filled")
    with database.reading() as session:
        assert session.scalars(select(Event.type).where(Event.type == "pick.short")).all() == []
        assert len(session.scalars(select(Alert).where(Alert.code == "alert.count_bin")).all()) == 1
    assert tasks(database)[0][:2] == ("R-1", "BIN-1")
    picker.scans("42", "SKU-LAMP")
    assert picker.scan("41").code == "pick.still_filled"
    bring(hands, 4, "71", "41")
    assert picker.scans("41", MUG, "CMD-QTY-4", "LOC-PACK-1")[-2:] == ["pick.line_done", "pick.task_done"]


def test_a_short_for_which_the_reserve_came_can_be_taken_back(wave, database):
    picker = wave({"MUG": 5, "LAMP": 1})
    picker.scans("41", MUG, "CMD-SHORT", "CMD-SHORT")
    assert lying(database, "R-1") == (60, 4)
    assert picker.scan("CMD-UNDO").code == "scan.undone"
    assert (lying(database, "R-1"), lying(database, "BIN-1")) == ((60, 0), (9, 4))


def test_what_does_not_reach_for_all_goes_to_the_most_pressing_and_is_split(hands, wave, writer, database):
    writer.perform(SYSTEM, counts.enter_count, "BIN-1", "MUG", None, 0)
    picker = wave({"MUG": 12, "LAMP": 1})
    bring(hands, 7, "LOC-R-1", "LOC-BIN-1")
    assert (lying(database, "BIN-1"), lying(database, "R-1")) == ((7, 7), (53, 5))
    picker.scans("42", "SKU-LAMP")
    assert picker.scans("41", MUG, "CMD-QTY-7") == ["pick.location_ok", "pick.sku_ok", "pick.line_done"]
    assert picker.scan("41").code == "pick.still_filled"
    assert tasks(database)[0][2:] == (33 + 5 - 5, True)
    bring(hands, 5, "LOC-R-1", "LOC-BIN-1")
    assert picker.scans("41", MUG, "CMD-QTY-5")[-1] == "pick.line_done"


def test_a_wave_that_is_only_planned_is_filled_for_before_it_runs(hands, ready, database):
    boss = hands("supervisor")
    made = boss.do(waves.plan_wave, [ready({"MUG": 25})], mode="single", release=False)
    assert tasks(database) == [("R-1", "BIN-1", 30, True)]
    bring(hands, 15, "LOC-R-1", "LOC-BIN-1")
    boss.do(waves.release_wave, made.id)
    with database.reading() as session:
        lines = session.scalars(select(PickLine).order_by(PickLine.sequence))
        assert [(line.quantity, line.waits) for line in lines] == [(10, False), (15, False)]


def test_a_wave_that_is_taken_back_or_an_order_cancelled_frees_the_reserve(hands, ready, database):
    boss = hands("supervisor")
    made = boss.do(waves.plan_wave, [ready({"MUG": 25})], mode="single")
    boss.do(waves.cancel_wave, made.id)
    assert (lying(database, "BIN-1"), lying(database, "R-1")) == ((10, 0), (60, 0))


def test_what_is_not_in_the_reserve_is_said_twice_and_then_comes_from_elsewhere(writer, hands, database):
    writer.perform(SYSTEM, counts.enter_count, "BIN-1", "MUG", None, 0)
    sweep(writer)
    driver = hands("picker")
    driver.take("replenish")
    assert driver.scan("LOC-R-2").code == "pick.wrong_location"
    said = (
        "CMD-SHORT",
        "LOC-R-1",
        "LOC-BIN-1",
        "SKU-LAMP",
        "CMD-SHORT",
        "CMD-UNDO",
        "CMD-SHORT",
        "CMD-SHORT",
    )
    assert driver.scans(*said) == [
        "scan.not_allowed", "replenish.source_ok", "replenish.take_first", "putback.not_inside",
        "replenish.missing_ask", "scan.undone", "replenish.missing_ask", "replenish.missing",
    ]  # fmt: skip
    assert tasks(database) == [("R-2", "BIN-1", 30, False)]
    with database.reading() as session:
        assert session.scalar(select(Quant.counting).join(Quant.place).where(Place.code == "R-1")) is True


def test_a_count_of_the_reserve_frees_what_waits_for_it(writer, wave, database):
    wave({"MUG": 80})
    assert (lying(database, "R-1"), lying(database, "R-2")) == ((60, 60), (30, 10))
    writer.perform(SYSTEM, counts.enter_count, "R-1", "MUG", None, 0)
    assert (lying(database, "R-1"), lying(database, "R-2")) == ((0, 0), (30, 30))


def test_work_is_found_by_its_bins(writer, hands, database):
    writer.perform(SYSTEM, counts.enter_count, "BIN-1", "MUG", None, 0)
    sweep(writer)
    driver = hands("picker")
    assert driver.open("replenish", scan="LOC-BIN-1").id == driver.open("replenish", scan="LOC-R-1").id
    with pytest.raises(Refused, match=r"replenish\.nothing_there"):
        driver.open("replenish", scan="LOC-R-2")


def test_the_reserve_of_goods_without_a_face_is_picked_from_where_it_lies(writer, wave):
    writer.perform(SYSTEM, faces.set_face, "BIN-1", "MUG", 0, 0)
    picker = wave({"MUG": 25})
    assert picker.scans("71", MUG, "CMD-QTY-15", "41", MUG) == [
        "pick.location_ok", "pick.sku_ok", "pick.line_done", "pick.location_ok", "pick.sku_ok",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("place", "sku", "least", "most", "code"),
    [
        ("BIN-9", "MUG", 1, 2, "face.unknown_place"),
        ("PACK-1", "MUG", 1, 2, "face.unknown_place"),
        ("BIN-1", "CUP", 1, 2, "face.unknown_sku"),
        ("R-1", "MUG", 1, 2, "face.in_reserve"),
        ("BIN-1", "MUG", 3, 2, "face.bad_limits"),
        ("BIN-1", "MUG", 0, 1_000_001, "face.bad_limits"),
    ],
)
def test_a_face_that_cannot_be(writer, place, sku, least, most, code):
    with pytest.raises(Refused) as refused:
        writer.perform(SYSTEM, faces.set_face, place, sku, least, most)
    assert refused.value.code == code


def test_a_face_that_orders_wait_at_stays(writer, wave):
    wave({"MUG": 25})
    with pytest.raises(Refused, match=r"face\.waited_for"):
        writer.perform(SYSTEM, faces.set_face, "BIN-1", "MUG", 0, 0)


def test_nothing_is_called_for_twice(writer, database):
    writer.perform(SYSTEM, counts.enter_count, "BIN-1", "MUG", None, 0)
    for _again in range(3):
        writer.perform(SYSTEM, demand.call_for, [1])
    assert tasks(database) == [("R-1", "BIN-1", 40, False)]
