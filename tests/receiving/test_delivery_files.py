"""Deliveries announced from a file at the desk: each row is answered, and all of it is taken or nothing."""

import io
import re

import pytest

from models import GoodsReceipt, GoodsReceiptLine

HEAD = "supplier,number,sku,quantity,lot,expiry,sscc\r\n"


@pytest.fixture
def send(desk):
    """What the page answers to a file with this header and these rows: status, and the rows as [number, answer]."""

    def send(rows, head=HEAD):
        content = (head + rows).encode("utf-8", "surrogateescape") if isinstance(rows, str) else rows
        answer = desk.send("/desk/receipts/file", file=(io.BytesIO(content), "asn.csv"))
        found = re.findall(
            r'<tr class="\w*"><td class="count">(\d+)</td>(?:.*?)<td>([^<]*(?:<b>.*?)?)</td></tr>',
            answer.text,
        )
        return answer, {int(number): re.sub("<[^>]+>", "", said) for number, said in found}

    return send


@pytest.fixture
def known(floor):
    def known():
        with floor.database.reading() as session:
            return session.query(GoodsReceipt).count(), session.query(GoodsReceiptLine).count()

    return known


def test_a_good_file_is_taken_row_by_row(send, known):
    answer, rows = send("ACME,D-1,MUG,12,,,\r\nBOLT,D-1,LAMP,３,,,\r\nACME,D-1,MILK,2,M9,2031-05-01,\r\n")
    assert "3 rows of the file are taken" in answer.text
    assert [said[:9] for said in rows.values()] == ["Expected:"] * 3
    assert known() == (2, 3)
    _answer, again = send("ACME,D-1,MUG,12,,,\r\nACME,D-1,MILK,2,M9,2031-05-01,\r\nBOLT,D-1,LAMP,4,,,\r\n")
    assert [said[:13] for said in again.values()] == ["Known already", "Known already", "Other content"]
    assert known() == (2, 3)


def test_one_wrong_row_keeps_all_of_it_out(send, known):
    rows = (
        "ACME,D-1,MUG,12,,,\r\n"
        "ACME,D-1,NONE,1,,,\r\n"
        "BOLT,D-2,LAMP,0,,,\r\n"
        "BOLT,D-3,MILK,1,M1,31.02.2027,\r\n"
        "BOLT,D-4,MILK,1,M1,2019-01-01,\r\n"
        "BOLT,D-5,MUG,1\r\n"
        'BOLT,D-6,"MUG,1,,,\r\n'
        "GOOD,D-7,MUG,1,,,\r\n"
    )
    answer, said = send(rows)
    assert "Nothing was taken: 6 rows are wrong" in answer.text
    assert known() == (0, 0)
    assert said[2].startswith("Another row of this delivery is wrong")
    assert said[3].startswith("sku: ")
    assert said[4].startswith("quantity: ")
    assert said[5].startswith("expiry: ")
    assert said[6].startswith("expiry: ")
    assert said[9] == "Good, but not taken because of the others"
    assert set(said) == {2, 3, 4, 5, 6, 7, 8, 9}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"supplier,number\r\nA,1\r\n", "sku"),
        (HEAD.encode(), "only a header"),
        (b"PK\x03\x04\x00\x00", "comma"),
        (HEAD.encode() + b"A,1,MUG,1,,,\r\n" * 5001, "5,000|5000"),
        (b"supplier;number;sku;quantity\r\n", "comma|separator|;"),
    ],
)
def test_what_is_no_such_file_is_said(send, known, content, words):
    answer, _rows = send(content)
    assert answer.status_code == 422
    assert re.search(words, answer.text)
    assert known() == (0, 0)


def test_a_file_is_asked_for(desk, picker):
    assert desk.send("/desk/receipts/file").status_code == 422
    assert "Announce from a file" in desk.see("/desk/receipts")
