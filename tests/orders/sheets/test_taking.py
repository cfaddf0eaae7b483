"""A file of orders: tried, which changes nothing; taken in as `floor load` takes it, once; and sent again."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from floor.core.transaction import SYSTEM
from floor.integration.imports import load_folder
from floor.orders.sheets import again, files, taking
from floor.orders.sheets.fields import guessed
from floor.orders.sheets.sheet import open_sheet
from floor.warehouse.setup import set_up
from models import FiledOrder, Hold, Order, OrderLine, OrderWord, Refused, Sku

HEAD = "number,sku,quantity,name,street,city,country,paid"
TO = "Ann,1 High Street,London,GB,yes"


@pytest.fixture
def send(writer, there):
    """send("rows"): a file of these rows whose columns are named as they are guessed, tried; answers its id."""

    def send(text, channel="shop", **more):
        content = text if isinstance(text, bytes) else text.encode()
        reading = files.first_reading(content)
        file_id = writer.perform(SYSTEM, files.keep_file, channel, "orders.csv", content, reading)
        columns = {"fields": guessed(open_sheet(content, reading).columns, channel), "days": "", **more}
        writer.perform(SYSTEM, files.name_columns, file_id, columns)
        taking.try_out(writer, SYSTEM, file_id)
        return file_id

    return send


def filed(database, file_id):
    with database.reading() as session:
        query = select(FiledOrder).where(FiledOrder.file_id == file_id).order_by(FiledOrder.position)
        return [
            (each.number, each.status, [reason["code"] for reason in each.reasons], each.rows)
            for each in session.scalars(query)
        ]


def orders(database):
    with database.reading() as session:
        return dict(session.execute(select(Order.number, Order.status)).all())


def test_what_would_become_of_each_order_is_told_before_anything_does(writer, database, send):
    first = send(f"{HEAD}\nA1,MUG,2,{TO}\n")
    taking.take_in(writer, SYSTEM, first)
    second = send(
        f"{HEAD}\nA1,MUG,2,{TO}\nA2,MUG,1,{TO}\nA2,NONE,1,{TO}\nA3,MUG\nA1,MUG,2,{TO}\n,MUG,1,{TO}\n"
    )
    third = send(f"{HEAD}\nA1,MUG,3,{TO}\n")
    assert filed(database, second) == [
        ("A1", "changed", ["order.changed"], [2, 6]),
        ("A2", "held", ["order.unknown_sku"], [3, 4]),
        ("", "rejected", ["order.no_number"], [7]),
        ("A3", "rejected", ["file.wrong_cells"], [5]),
    ]
    assert filed(database, third) == [("A1", "changed", ["order.changed"], [2])]
    assert orders(database) == {"A1": "ready"}


def test_a_second_press_changes_nothing_and_a_half_taken_file_goes_on(writer, database, send, monkeypatch):
    monkeypatch.setattr(taking, "ORDERS_BATCH", 2)
    file_id = send(f"{HEAD}\n" + "".join(f"A{at},MUG,1,{TO}\n" for at in range(5)))
    taking.take_in(writer, SYSTEM, file_id, seconds=0)
    assert orders(database) == {"A0": "ready", "A1": "ready"}
    for _press in range(2):
        taking.take_in(writer, SYSTEM, file_id)
        assert filed(database, file_id) == [(f"A{at}", "accepted", [], [at + 2]) for at in range(5)]
        assert len(orders(database)) == 5


def test_sent_again_lets_go_what_the_catalogue_has_learnt_and_nothing_else(writer, database, send):
    file_id = send(f"{HEAD}\nA1,NEW,1,{TO}\nA2,NEW,1,Ann,,London,GB,yes\nA3,OTHER,1,{TO}\n")
    taking.take_in(writer, SYSTEM, file_id)
    assert set(orders(database).values()) == {"held"}
    writer.perform(SYSTEM, lambda tx: tx.db.add(Sku(code="NEW", name="New")))
    again.send_again(writer, SYSTEM, file_id)
    assert orders(database) == {"A1": "ready", "A2": "held", "A3": "held"}
    assert [status for _number, status, _why, _rows in filed(database, file_id)] == [
        "accepted",
        "held",
        "held",
    ]


def snapshot(database):
    """All that an order is, line by line and hold by hold, but when it came."""
    content = (Order.channel, Order.number, Order.status, Order.priority, Order.due, Order.placed_at, Order.paid,
               Order.service, Order.ship_to, Order.note, Order.content)  # fmt: skip
    lines = (
        OrderLine.position,
        OrderLine.sku_text,
        OrderLine.sku_id,
        OrderLine.quantity,
        OrderLine.quantity_text,
    )
    with database.reading() as session:
        return [
            sorted(str(tuple(row)) for row in session.execute(query))
            for query in (
                select(*content),
                select(Order.number, *lines, OrderLine.unit_price).join(OrderLine.order),
                select(Order.number, Hold.code, Hold.field, Hold.params).join(Hold.order),
            )
        ]


def test_the_retail_file_is_taken_as_the_command_line_takes_it(writer, database, tmp_path):
    """Part of the UCI Online Retail data set (Daqing Chen, 2015, CC BY 4.0), its addresses made up."""
    files_of = Path(__file__).parents[2] / "data" / "retail_slice"
    sku_folder, all_folder = tmp_path / "skus", tmp_path / "all"
    for folder, names in ((sku_folder, ["skus"]), (all_folder, ["orders"])):
        folder.mkdir()
        for name in names:
            shutil.copy(files_of / f"{name}.csv", folder)
    content = (files_of / "orders.csv").read_bytes()
    writer.perform(SYSTEM, set_up)
    load_folder(writer, sku_folder, tmp_path, b"pepper", lambda _file, _rows: None)
    reading = files.first_reading(content)
    file_id = writer.perform(SYSTEM, files.keep_file, "retail", "orders.csv", content, reading)
    columns = guessed(open_sheet(content, reading).columns, "retail")
    writer.perform(SYSTEM, files.name_columns, file_id, {"fields": columns, "days": ""})
    taking.try_out(writer, SYSTEM, file_id)
    tried = filed(database, file_id)
    taking.take_in(writer, SYSTEM, file_id)
    assert filed(database, file_id) == tried
    mapped = snapshot(database)
    assert len(mapped[0]) == len(tried) > 15
    with database.writing() as session:
        for table in (FiledOrder, Hold, OrderLine, OrderWord, Order):
            session.execute(delete(table))
        session.commit()
    load_folder(writer, all_folder, tmp_path, b"pepper", lambda _file, _rows: None)
    assert snapshot(database) == mapped


def test_a_file_of_a_header_alone_is_empty(send):
    with pytest.raises(Refused) as refused:
        send(f"{HEAD}\n")
    assert refused.value.code == "sheet.empty"


def test_two_presses_at_once_take_each_order_in_once(writer, database, send, monkeypatch):
    monkeypatch.setattr(taking, "ORDERS_BATCH", 3)
    file_id = send(f"{HEAD}\n" + "".join(f"A{at},MUG,1,{TO}\n" for at in range(9)))
    with ThreadPoolExecutor(2) as clerks:
        presses = [clerks.submit(taking.take_in, writer, SYSTEM, file_id) for _clerk in range(2)]
        assert [press.result() for press in presses] == [None, None]
    assert [status for _number, status, _why, _rows in filed(database, file_id)] == ["accepted"] * 9
    assert len(orders(database)) == 9
