"""A supervisor's counts in the middle of other people's rounds; on both databases."""

from sqlalchemy import func, select

from floor import check
from floor.usecases import counts
from models import PickLine
from tests import build
from tests.usecases.test_picking import started


def test_a_short_whose_other_bin_was_counted_meanwhile_is_not_undone(hands, ready, database, there):
    with database.writing() as session:
        build.put(session, there, "MUG", "BIN-2", 10)
        build.put(session, there, "MUG", "BIN-3", 10)
        session.commit()
    _order, picker = started(hands, ready, {"MUG": 5})
    picker.scans("41", "CMD-SHORT", "CMD-SHORT")
    assert picker.expects == ("location", "BIN-2")
    hands("supervisor").do(counts.enter_count, "BIN-2", "MUG", None, 0)  # the round goes on to BIN-3
    assert picker.scan("CMD-UNDO").code == "scan.nothing_to_undo"
    with database.reading() as session:
        assert session.scalar(select(func.sum(PickLine.quantity - PickLine.missing))) == 5
        assert check.findings(session) == []
