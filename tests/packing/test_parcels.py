"""The numbers of parcels: each given once, under every extension digit, and said when they run out."""

import pytest
from sqlalchemy import select, update

from models import Alert, Warehouse
from scanners.gs1 import sscc
from tests.packing.steps import LAMP, picked_order

PREFIX = "952132100000"  # leaves four digits for the serial: 100,000 numbers with the extension digit


@pytest.fixture
def close(hands, database, there):
    """close(99_999): a packer closes a parcel whose label has this number; answers the verdict."""
    with database.writing() as session:
        session.execute(update(Warehouse).values(company_prefix=PREFIX))
        session.commit()
    packer, totes = hands("packer"), iter(f"TOTE-{n}" for n in range(50, 60))

    def close(number):
        tote = next(totes)
        picked_order(database, there, {"LAMP": 1}, {tote: {"LAMP": 1}})
        with database.writing() as session:
            if database.is_sqlite:
                session.connection().exec_driver_sql(
                    "INSERT OR REPLACE INTO sqlite_sequence(rowid, name, seq) VALUES"
                    " ((SELECT rowid FROM sqlite_sequence WHERE name = 'parcel_labels'), 'parcel_labels', ?)",
                    (number - 1,),
                )
            else:
                session.connection().exec_driver_sql(
                    f"SELECT setval('parcel_labels_id_seq', {number}, false)"
                )
            session.commit()
        packer.open("pack", scan=tote)
        packer.scans("CTN-BOX-M", LAMP, "WGT-1410")
        closed = packer.scan("CMD-CLOSE")
        if closed.accepted:
            packer.scan(closed.params["sscc"])
        return closed

    return close


def test_the_extension_digit_counts_on_where_the_serials_end(close):
    assert close(9_999).params["sscc"] == sscc(PREFIX, 0, 9_999)
    assert close(10_000).params["sscc"] == sscc(PREFIX, 1, 0)
    assert close(89_999).params["sscc"] == sscc(PREFIX, 8, 9_999)


def test_the_supervisor_is_told_once_at_nine_tenths(close, database):
    def told():
        with database.reading() as session:
            return session.scalars(select(Alert.params).where(Alert.code == "alert.few_numbers_left")).all()

    close(89_999)
    assert told() == []
    close(90_000)
    close(90_001)
    assert told() == [{"prefix": PREFIX, "percent": 90}]


def test_a_number_that_was_given_is_refused_and_another_prefix_goes_on(close, database):
    assert close(5).accepted
    again = close(100_005)
    assert (again.accepted, again.code) == (False, "parcel.numbers_used_up")
    with database.writing() as session:
        session.execute(update(Warehouse).values(company_prefix="9521322"))
        session.commit()
    assert close(100_006).params["sscc"] == sscc("9521322", 0, 100_006)
