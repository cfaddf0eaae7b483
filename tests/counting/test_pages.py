"""A count that a radio reader proposes is taken or left where supervisors look anyway: on the board and at the desk."""

import pytest

from floor.core.messages import text
from floor.core.seals import Seal
from floor.core.transaction import SYSTEM
from floor.radio import readers, tag_counts, tag_reads
from models import CountProposal
from tests.build import GTIN
from tests.radio.tags import seen, sgtin_tag
from tests.supervision.test_desk_pages import done, one


@pytest.fixture
def proposal(floor, warehouse):
    def usecase(tx):
        readers.add_reader(tx, Seal(b"of the tests"), "shelf-1", "count", "BIN-1")
        tag_reads.hear(tx, "shelf-1", seen(*(sgtin_tag(GTIN["MUG"], serial) for serial in range(97))))
        tag_counts.propose_counts(tx, "shelf-1", "", 60)
        tx.db.flush()
        return tx.db.query(CountProposal).one().id

    return floor.writer.perform(SYSTEM, usecase)


@pytest.mark.parametrize(("decision", "state"), [("approve", "approved"), ("refuse", "refused")])
def test_it_is_shown_until_somebody_decides(desk, floor, proposal, decision, state):
    address = f"/desk/proposals/{proposal}"
    counted = {"location": "BIN-1", "sku": "MUG", "seen": 97, "expected": 100}
    words = text("reader.count_proposed", "en", counted)
    for path in ("/board", "/desk"):
        shown = desk.see(path)
        assert words in shown
        assert address in shown
    done(desk.send(address, decision=decision), "/desk")
    assert one(floor, CountProposal, proposal).state == state
    assert address not in desk.see("/desk")
    assert desk.send(address, decision=decision).status_code == 409
    assert desk.send("/desk/proposals/999", decision="approve").status_code == 404
