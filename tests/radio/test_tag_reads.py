"""Radio readers at a dock door, in a tunnel and at a bin, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from floor.core.seals import Seal
from floor.core.transaction import SYSTEM
from floor.counting import proposals
from floor.radio import dock_doors, readers, tag_counts, tag_reads
from floor.radio.readers import find_reader
from models import Alert, CountProposal, Load, Quant, Reader, Receipt, Refused, TagPass, now
from models.radio import PASS_ENDS
from scanners.gs1 import sscc as sscc_of
from tests.build import GTIN, MUG_CASE
from tests.dispatch.test_loading import at_door, one, status
from tests.packing.steps import check_ledger, picked_order
from tests.radio.tags import counted_tag, seen, sgtin_tag, sscc_tag

OURS, THEIRS = sscc_of("9521321", 0, 999), sscc_of("4012345", 0, 7)


@pytest.fixture
def reader(writer, there):
    """reader("door-1", "door", "DOCK-1"): its name, once it is set up."""

    def add(name, kind, place="", **fields):
        writer.perform(SYSTEM, readers.add_reader, Seal(b"of the tests"), name, kind, place, **fields)
        return name

    return add


def hear(writer, name, reads):
    return writer.perform(SYSTEM, tag_reads.hear, name, reads)


def pass_door(writer, database, name, *ssccs, **when):
    """What the door's reader makes of these parcels: code by SSCC."""
    heard = hear(writer, name, seen(*map(sscc_tag, ssccs), **when))
    judged = dock_doors.judge_passes(writer, heard.reader, heard.passes)
    return {each.sscc: each.code for each in judged}


def rows(database, table):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_a_tag_that_is_read_often_is_one_pass(writer, database, there, reader):
    name, tag = reader("door-1", "door", "DOCK-1"), sscc_tag(OURS)
    start = now() - timedelta(seconds=60)
    reads = [read for at in range(50) for read in seen(tag, at=start + timedelta(milliseconds=100 * at))]
    assert hear(writer, name, reads).began == 1
    later = hear(writer, name, seen(tag, at=start + timedelta(seconds=9), antenna=2, rssi=-40))
    assert (later.began, len(later.passes)) == (0, 1)
    assert hear(writer, name, reads).known == 50  # sent again
    with database.reading() as session:
        (only,) = session.scalars(select(TagPass))
        assert (only.reads, only.antenna, only.rssi) == (51, 2, -40)
    assert hear(writer, name, seen(tag, at=start + timedelta(seconds=9) + 2 * PASS_ENDS)).began == 1


def test_what_is_late_weak_or_nobody_s_is_counted_and_left_out(writer, database, there, reader):
    name = reader("door-1", "door", "DOCK-1", weakest_dbm=-60)
    tag = sscc_tag(OURS)
    heard = hear(
        writer,
        name,
        [
            *seen(tag, at=now() - timedelta(hours=1)),
            *seen(tag, rssi=-61),
            *seen(sgtin_tag(GTIN["MUG"], 1), "E2801160600002084A3C1234", "30"),
        ],
    )
    assert (heard.reads, heard.late, heard.weak, heard.ignored, heard.tags) == (5, 1, 1, 3, 0)
    assert rows(database, TagPass) == 0


def test_reads_from_the_future_are_refused_and_nothing_is_kept(writer, database, there, reader):
    name = reader("door-1", "door", "DOCK-1")
    with pytest.raises(Refused, match=r"reader\.clock_ahead"):
        hear(writer, name, seen(sscc_tag(OURS)) + seen(sscc_tag(THEIRS), at=now() + timedelta(minutes=5)))
    assert rows(database, TagPass) == 0


def test_the_dock_door_loads_what_belongs_and_tells_of_what_does_not(hands, writer, database, there, reader):
    (order, first), (_o, second) = one(hands, database, there), one(hands, database, there)
    _express, other = one(hands, database, there, service="express")
    name = reader("door-1", "door", "LOC-DOCK-1")
    assert pass_door(writer, database, name, first) == {first: "reader.no_load"}
    loader = hands("dispatcher")
    loader.open("load", carrier="POST", dock="DOCK-1")
    assert pass_door(writer, database, name, first, other, OURS, THEIRS) == {
        first: "load.parcel_ok",
        other: "load.wrong_load",
        OURS: "load.unknown_parcel",
        THEIRS: "reader.other_owner",
    }
    assert (status(database, order), rows(database, Load)) == ("staged", 1)
    with database.reading() as session:
        told = [(alert.params["sscc"], alert.params["why"]) for alert in session.scalars(select(Alert))]
        assert told == [(first, "reader.no_load"), (other, "load.wrong_load"), (OURS, "load.unknown_parcel")]
        sources = set(session.scalars(select(Receipt.source).where(Receipt.work_id == loader.work.id)))
        assert sources == {"rfid"}
        (checked,) = dock_doors.check_loads(session, find_reader(session, name))
    assert (checked.loaded, checked.missing) == ([first], [second])
    assert checked.strays == sorted(
        [(other, "load.wrong_load"), (OURS, "load.unknown_parcel"), (THEIRS, "reader.other_owner")]
    )
    missing = loader.scan("CMD-CLOSE")
    assert (missing.code, missing.params["missing"]) == ("load.incomplete", [second])
    assert loader.scans(second, "CMD-CLOSE") == ["load.parcel_ok", "load.closed"]
    check_ledger(database)


def test_what_was_scanned_by_hand_is_on_already_and_nobody_is_called(hands, writer, database, there, reader):
    _order, sscc = one(hands, database, there)
    name, loader = reader("door-1", "door", "DOCK-1"), at_door(hands)
    assert loader.scan(sscc).code == "load.parcel_ok"
    assert pass_door(writer, database, name, sscc) == {sscc: "load.already_loaded"}
    assert rows(database, Alert) == 0
    before = now() - 2 * PASS_ENDS
    assert pass_door(writer, database, name, OURS, at=before) == {OURS: "load.unknown_parcel"}
    assert pass_door(writer, database, name, OURS) == {OURS: "load.unknown_parcel"}
    assert rows(database, Alert) == 1


def test_a_tote_is_compared_with_what_passed_since_the_one_before(hands, writer, database, there, reader):
    picked_order(database, there, {"MUG": 13, "LAMP": 1}, {"TOTE-1": {"MUG": 13, "LAMP": 1}})
    name = reader("tunnel-1", "tunnel")
    case, mug, lamp = sgtin_tag(MUG_CASE, 1), sgtin_tag(GTIN["MUG"], 7), sgtin_tag(GTIN["LAMP"], 3)
    hear(writer, name, seen(case, mug, lamp, sscc_tag(OURS)))
    found = writer.perform(SYSTEM, tag_counts.check_tote, name, "tote-1", 60)
    assert (found.matches, found.place) == (True, "TOTE-1")
    with pytest.raises(Refused, match=r"reader\.nothing_seen"):
        writer.perform(SYSTEM, tag_counts.check_tote, name, "TOTE-1", 60)
    hear(writer, name, seen(case, sgtin_tag(GTIN["OIL"], 2), sgtin_tag("4012345678901", 1)))
    found = writer.perform(SYSTEM, tag_counts.check_tote, name, "TOTE-1", 60)
    assert [(line.sku, line.expected, line.seen, line.code) for line in found.lines] == [
        ("LAMP", 1, 0, "reader.units_missing"),
        ("MUG", 13, 12, "reader.units_missing"),
        ("OIL", 0, 1, "reader.units_extra"),
    ]
    assert found.unknown == ["04012345678901"]
    with database.reading() as session:
        (alert,) = session.scalars(select(Alert))
        assert (alert.code, alert.params["skus"]) == (
            "reader.tote_differs",
            ["LAMP", "MUG", "OIL", "04012345678901"],
        )


def test_a_count_by_radio_waits_for_a_supervisor(hands, writer, database, there, reader):
    name = reader("shelf-1", "count", "BIN-1")
    hear(
        writer, name, seen(*(sgtin_tag(MUG_CASE, serial) for serial in range(8)), sgtin_tag(GTIN["LAMP"], 1))
    )
    found = writer.perform(SYSTEM, tag_counts.propose_counts, name, "", 60)
    assert [(line.sku, line.expected, line.seen, line.code) for line in found.lines] == [
        ("LAMP", 0, 1, "reader.units_extra"),
        ("MUG", 100, 96, "reader.units_missing"),
    ]
    supervisor = hands("supervisor")
    with database.reading() as session:
        lamp, mug = [alert.params["proposal"] for alert in session.scalars(select(Alert).order_by(Alert.id))]
    supervisor.do(proposals.decide_proposal, mug, "approve")
    supervisor.do(proposals.decide_proposal, lamp, "refuse")
    with pytest.raises(Refused, match=r"proposal\.not_allowed"):
        supervisor.do(proposals.decide_proposal, mug, "approve")
    with database.reading() as session:
        on_hand = dict(
            session.execute(
                select(Quant.sku_id, Quant.on_hand).where(Quant.place_id == there.places["BIN-1"].id)
            ).all()
        )
        assert on_hand == {there.skus["MUG"].id: 96}
        assert not session.scalars(select(Alert).where(Alert.solved_at.is_(None))).all()
    check_ledger(database)


def test_a_tag_says_itself_how_many_units_are_in_it(hands, writer, database, there, reader):
    name = reader("shelf-2", "count", "BIN-2")
    lamps, case, other = (
        counted_tag(GTIN["LAMP"], 1, 40), counted_tag(MUG_CASE, 2, 12), counted_tag(MUG_CASE, 3, 10),
    )  # fmt: skip
    hear(writer, name, seen(lamps, case, other))
    found = writer.perform(SYSTEM, tag_counts.propose_counts, name, "", 60)
    assert {line.sku: line.seen for line in found.lines} == {"LAMP": 40, "MUG": 12}
    assert found.unknown == [MUG_CASE]  # on file as a case of 12


def test_with_a_reader_goes_what_it_proposed_and_nothing_asks_for_a_decision(writer, database, there, reader):
    kept, gone = reader("shelf-1", "count", "BIN-1"), reader("shelf-2", "count", "BIN-2")
    for name in (kept, gone):
        hear(writer, name, seen(sgtin_tag(GTIN["OIL"], 1)))
        writer.perform(SYSTEM, tag_counts.propose_counts, name, "", 60)
    writer.perform(SYSTEM, readers.remove_reader, gone)
    with database.reading() as session:
        (left,) = session.scalars(select(CountProposal))
        (asks,) = session.scalars(select(Alert).where(Alert.solved_at.is_(None)))
        assert asks.params["proposal"] == left.id


def test_a_count_proposes_nothing_that_a_tag_cannot_tell(hands, writer, database, there, reader):
    name = reader("hand-1", "count")
    hear(writer, name, seen(sgtin_tag(GTIN["MILK"], 1)))
    found = writer.perform(SYSTEM, tag_counts.propose_counts, name, "LOC-BIN-4", 60)
    assert [(line.sku, line.code) for line in found.lines] == [("MILK", "reader.lot_unclear")]
    hear(writer, name, seen(sgtin_tag(GTIN["MILK"], 2)))
    found = writer.perform(SYSTEM, tag_counts.propose_counts, name, "BIN-2", 60)
    assert [(line.sku, line.code) for line in found.lines] == [
        ("LAMP", "reader.units_unseen"),
        ("MILK", "reader.lot_unclear"),
    ]
    assert rows(database, Alert) == 0


@pytest.mark.parametrize(
    ("name", "kind", "place", "address", "code"),
    [
        ("a b", "door", "DOCK-1", "", "reader.bad_name"),
        ("door-1", "door", "", "", "reader.wrong_place"),
        ("door-1", "door", "BIN-1", "", "reader.wrong_place"),
        ("door-1", "door", "DOCK-9", "", "reader.wrong_place"),
        ("door-1", "tunnel", "BIN-1", "", "reader.wrong_place"),
        ("door-1", "door", "DOCK-1", "nowhere", "reader.bad_address"),
        ("door-1", "door", "DOCK-1", "a..b:5084", "reader.bad_address"),
        ("door-1", "door", "DOCK-1", "10.0.0.9:70000", "reader.bad_address"),
    ],
)
def test_a_reader_that_cannot_be(writer, there, reader, name, kind, place, address, code):
    with pytest.raises(Refused) as refused:
        reader(name, kind, place, address=address)
    assert refused.value.code == code


def test_readers_come_and_go(writer, database, there, reader):
    name = reader("door-1", "door", "DOCK-1")
    with pytest.raises(Refused, match=r"reader\.known"):
        reader("door-1", "door", "DOCK-2")
    hear(writer, name, seen(sscc_tag(OURS)))
    writer.perform(SYSTEM, readers.remove_reader, name)
    assert (rows(database, Reader), rows(database, TagPass)) == (0, 0)
    with pytest.raises(Refused, match=r"reader\.not_found"):
        hear(writer, name, [])
    with pytest.raises(Refused, match=r"reader\.wrong_kind"):
        writer.perform(SYSTEM, tag_counts.check_tote, reader("door-2", "door", "DOCK-2"), "TOTE-1", 60)
