"""Orders from a file at the desk, without scripts: sent, asked about, mapped, looked at, taken in, and sent again."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from sqlalchemy import select

from floor.orders.sheets.files import ForgetFiles
from models import Channel, FiledOrder, Order, OrderFile, Sku

HEAD = "Bestellnummer;Artikel;Menge;Name;Strasse;Ort;Land;Bezahlt"
ROWS = ("B-1;MUG;2;Jörg;Weg 5;Köln;DE;ja", "B-1;LAMP;1;Jörg;Weg 5;Köln;DE;ja", "B-2;NEU;1;Ann;Weg 6;Köln;DE;ja",
        "B-3;MUG", "B-4;MUG;1,000;=1+1;Weg 7;Köln;DE;ja")  # fmt: skip
COLUMNS = {
    "column.number": "Bestellnummer", "column.sku": "Artikel", "column.quantity": "Menge", "column.name": "Name",
    "column.street": "Strasse", "column.city": "Ort", "column.country": "Land", "column.paid": "Bezahlt",
    "fixed.channel": "laden", "days": "",
}  # fmt: skip


@pytest.fixture
def send(desk):
    """send(content): the address of the page that the browser is sent to."""

    def send(content, name="orders.csv", channel="laden"):
        content = content if isinstance(content, bytes) else content.encode("cp1252")
        answer = desk.send("/desk/orders/files", channel=channel, file=(BytesIO(content), name))
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return answer.location

    return send


def text_of(*rows):
    return "\n".join((HEAD, *rows)) + "\n"


def numbers(floor):
    with floor.database.reading() as session:
        return dict(session.execute(select(Order.number, Order.status)).all())


def test_a_file_is_mapped_looked_at_taken_in_and_sent_again(desk, floor, send):
    page = send(text_of(*ROWS))
    asks = desk.see(page)
    assert "Windows-1252" in asks
    assert "Jörg" in asks
    assert re.search(r'name="column.street".*?value="Strasse" selected', asks, re.DOTALL)
    looked = desk.send(f"{page}/columns", **COLUMNS)
    assert looked.location == f"{page}/orders"
    preview = desk.see(looked.location)
    assert "Nothing has been taken in yet" in preview
    assert "B-4" in preview
    assert numbers(floor) == {}
    for _press in range(2):
        assert desk.send(f"{page}/take").location == f"{page}/orders"
        assert numbers(floor) == {"B-1": "ready", "B-2": "held", "B-4": "held"}
    report = desk.see(f"{page}/orders")
    assert "Taken in. To press again changes nothing." in report
    assert "B-1" not in desk.see(f"{page}/orders?status=rejected")
    rejected = desk.client.get(f"{page}/rejected.csv").get_data(as_text=True).splitlines()
    assert rejected[1].startswith("5,,file.wrong_cells,")
    assert "'=1+1" in desk.client.get(f"{page}/orders.csv").get_data(as_text=True)
    with floor.database.writing() as session:
        session.add(Sku(code="NEU", name="Neu"))
        session.commit()
    desk.send(f"{page}/again")
    assert numbers(floor)["B-2"] == "ready"


def test_the_columns_are_kept_for_the_channel_and_one_that_vanished_is_named(desk, floor, send):
    first = send(text_of(*ROWS))
    desk.send(f"{first}/columns", **COLUMNS)
    with floor.database.reading() as session:
        assert session.get_one(Channel, "laden").columns["fields"]["sku"] == {"column": "Artikel"}
    later = send(text_of(*ROWS).replace("Artikel", "Ware").replace("B-", "C-"))
    asks = desk.see(later)
    assert "As it was said for this channel." in asks
    assert "does not have the columns Artikel" in asks
    again = desk.send(f"{later}/columns", **COLUMNS)
    assert again.status_code == 422
    assert 'value="laden"' in again.get_data(as_text=True)  # what was typed is still there


def test_an_unsure_encoding_is_asked_about_and_a_file_can_be_read_otherwise(desk, send):
    page = send("no,name\n1,李娜\n".encode("gb18030"))
    asks = desk.see(page)
    assert "In which encoding was the file saved?" in asks
    assert asks.index("GB18030") < asks.index("Shift-JIS")
    assert desk.send(f"{page}/reading", encoding="gb18030").status_code == 303
    assert "李娜" in desk.see(page)
    assert desk.send(f"{page}/reading", encoding="klingon").status_code == 422
    assert desk.send(f"{page}/reading", header="99").status_code == 422
    assert desk.send(f"{page}/reading", separator="semicolon").status_code == 303
    assert "no,name" in desk.see(page)


def test_the_same_file_is_kept_once_and_what_is_no_file_is_refused(desk, floor, send):
    assert send(text_of(*ROWS)) == send(text_of(*ROWS))
    for fields, status in (
        ({"channel": "laden"}, 422),
        ({"channel": " ", "file": (BytesIO(b"a,b,c\n1,2,3"), "x.csv")}, 422),
        ({"channel": "laden", "file": (BytesIO(b"PK\x03\x04"), "x.xlsx")}, 422),
    ):
        answer = desk.send("/desk/orders/files", **fields)
        assert answer.status_code == status
        assert 'role="alert"' in answer.get_data(as_text=True)
    desk.see("/desk/orders/files/999", 404)
    assert "orders.csv" in desk.see("/desk/orders/files?channel=la")


def test_a_file_that_was_taken_stays_as_it_was_read_until_it_goes(desk, floor, send):
    page = send(text_of(ROWS[0]))
    desk.send(f"{page}/columns", **COLUMNS)
    desk.send(f"{page}/take")
    assert desk.send(f"{page}/columns", **COLUMNS).status_code == 409
    assert desk.send(f"{page}/reading", header="1").status_code == 409
    with floor.database.writing() as session:
        session.execute(OrderFile.__table__.update().values(at=datetime(2020, 1, 1, tzinfo=UTC)))
        session.commit()
    ForgetFiles(floor.writer).round()
    desk.see(page, 404)
    with floor.database.reading() as session:
        assert session.scalars(select(FiledOrder)).all() == []
    assert numbers(floor) == {"B-1": "ready"}
