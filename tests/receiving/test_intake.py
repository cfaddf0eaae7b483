"""What becomes of deliveries that are announced: taken whole, once, and never changed behind anybody's back."""

import pytest
from sqlalchemy import select

from floor.integration.imports import load_folder
from floor.receiving import intake
from models import Alert, GoodsReceipt, Place, Refused
from scanners.gs1 import sscc
from tests import build
from tests.receiving.conftest import delivery

HERE, THERE = sscc("4012345", 3, 17), sscc("4012345", 3, 18)


@pytest.fixture
def send(hands):
    def send(*raws):
        return hands("supervisor").do(intake.take_deliveries, list(raws))

    return send


def said(taken):
    return taken.status, [(reason.code, reason.field) for reason in taken.reasons]


def test_the_same_again_is_a_duplicate_in_whichever_order_its_lines_come(send, database):
    first = delivery(("MUG", 3), ("LAMP", "４"))
    again = {**first, "lines": first["lines"][::-1]}
    assert [each.status for each in send(first, first)] == ["accepted", "duplicate"]
    assert said(send(again)[0]) == ("duplicate", [("receipt.duplicate", "")])
    with database.reading() as session:
        receipt = session.scalars(select(GoodsReceipt)).one()
        assert [(each.sku.code, each.expected) for each in receipt.lines] == [("MUG", 3), ("LAMP", 4)]


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"quantity": 0}, "receipt.bad_quantity", "quantity"),
        ({"quantity": "1000001"}, "receipt.bad_quantity", "quantity"),
        ({"quantity": 1.5}, "receipt.bad_quantity", "quantity"),
        ({"quantity": True}, "receipt.bad_quantity", "quantity"),
        ({"sku": "NOBODY"}, "order.unknown_sku", "sku"),
        ({"sku": ""}, "receipt.bad_text", "sku"),
        ({"lot": "x" * 81}, "receipt.bad_text", "lot"),
        ({"lot": ["M1"]}, "receipt.bad_text", "lot"),
        ({"expiry": "31.02.2030"}, "receipt.bad_expiry", "expiry"),
        ({"expiry": "2030-02-31"}, "receipt.bad_expiry", "expiry"),
        ({"expiry": 20300131}, "receipt.bad_expiry", "expiry"),
        ({"expiry": "2020-01-31"}, "receipt.expired", "expiry"),
        ({"sku": "MILK", "lot": "M1", "expiry": "2030-02-01"}, "receipt.other_expiry", "expiry"),
        ({"sscc": HERE[:-1] + "x"}, "receipt.bad_sscc", "sscc"),
        ({"sscc": HERE}, "receipt.sscc_here", "sscc"),
        ({"sscc": THERE}, "receipt.sscc_expected", "sscc"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_taken(send, database, wrong, code, field):
    with database.writing() as session:
        session.add(Place(code=HERE, kind="pallet"))
        session.commit()
    send(delivery(("MUG", 1, {"sscc": f"(00){THERE}"}), number="D-0"))
    raw = delivery(("MUG", 3), ("LAMP", 1, wrong))
    assert said(send(raw)[0]) == ("rejected", [(code, f"lines[1].{field}")])
    with database.reading() as session:
        assert session.scalars(select(GoodsReceipt.delivery)).all() == ["D-0"]


@pytest.mark.parametrize(
    "raw", [None, [], {}, {"supplier": "A", "number": "1"}, {"supplier": "A", "number": "1", "lines": [3]}]
)
def test_what_is_no_delivery_is_rejected(send, raw):
    assert send(raw)[0].status == "rejected"


def test_other_content_waits_for_a_supervisor_and_what_came_stays_counted(send, at_dock, hands, database):
    receiver = at_dock(("MUG", 3), ("LAMP", 2))
    receiver.scans(build.GTIN["MUG"], "CMD-QTY-3")
    changed = delivery(("MUG", 2), ("OIL", 4))
    assert said(send(changed)[0]) == ("held", [("receipt.changed", "")])
    assert said(send(changed)[0]) == ("duplicate", [("receipt.changed", "")])
    boss = hands("supervisor")
    boss.do(intake.decide, receiver.work.id, "take")
    with pytest.raises(Refused, match=r"receipt\.nothing_to_decide"):
        boss.do(intake.decide, receiver.work.id, "leave")
    with database.reading() as session:
        receipt = session.scalars(select(GoodsReceipt)).one()
        assert [(each.sku.code, each.expected, each.counted) for each in receipt.lines] == [
            ("MUG", 2, 3), ("OIL", 4, 0),
        ]  # fmt: skip
        assert session.scalars(select(Alert.solved_at)).one() is not None
    assert send(changed)[0].status == "duplicate"
    assert receiver.scans("CMD-CLOSE", "WHY-OVER-SENT") == ["receive.close_why", "receive.done"]
    assert said(send(delivery(("MUG", 1)))[0]) == ("rejected", [("receipt.number_over", "number")])


def test_what_a_supervisor_leaves_changes_nothing(send, announce, hands, database):
    receipt_id = announce(("MUG", 3))
    send(delivery(("MUG", 9)))
    hands("supervisor").do(intake.decide, receipt_id, "leave")
    with database.reading() as session:
        receipt = session.get(GoodsReceipt, receipt_id)
        assert ([line.expected for line in receipt.lines], receipt.proposal) == ([3], None)


def test_a_file_is_taken_delivery_by_delivery_and_a_wrong_one_comes_back_whole(
    writer, there, tmp_path, database
):
    rows = (
        "ACME,1,MUG,3,,",
        "ACME,2,MUG,1,,",
        "ACME,1,MILK,2,M7,2030-01-31",
        "ACME,2,LAMP,1,,31.02.2030",
        "ACME,3,",
    )
    (tmp_path / "receipts.csv").write_text("\n".join(("supplier,number,sku,quantity,lot,expiry", *rows)))
    counts = []
    for _ in range(2):
        (file,) = load_folder(writer, tmp_path, tmp_path, b"", lambda _name, _rows: None).files
        counts.append((file.loaded, file.unchanged, file.rejected))
    assert counts == [(2, 0, 3), (0, 2, 3)]
    rejected = (tmp_path / "rejected" / "receipts.csv").read_text().splitlines()[1:]
    assert [line.split(",")[:3] for line in rejected] == [
        ["3", "", "receipt.other_row"], ["5", "expiry", "receipt.bad_expiry"], ["6", "", "file.wrong_cells"],
    ]  # fmt: skip
    with database.reading() as session:
        assert session.scalars(select(GoodsReceipt.delivery)).all() == ["1"]
