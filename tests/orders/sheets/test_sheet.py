"""What a file becomes as a sheet: its encoding, its separator, its columns, and what no file may do to the server."""

import codecs
from datetime import datetime

import pytest

from floor.orders.sheets import files
from floor.orders.sheets.decoding import separator_of
from floor.orders.sheets.sheet import how_to_read, open_sheet, read_as
from floor.orders.sheets.workbook import Number
from models import Refused
from tests.xlsx import packed, xlsx

CHINESE = "订单编号,货号,数量,收货人姓名,收货地址\nA1,85123A,3,王小明,上海市浦东新区世纪大道100号\n"
TAIWAN = "number,sku,收件人,地址\nA1,B2,陳美玲,高雄市前鎮區中山二路2號\n"
JAPAN = "number,sku,氏名,住所\nA1,B2,山田太郎,東京都千代田区丸の内1-1-1\n"
FRENCH = "number;sku;name;street\n1;A;Hélène Müller;Rue de l’Église 5\n"


@pytest.mark.parametrize(("text", "codec", "encoding"), [
    (CHINESE, "utf-8", "utf-8"),
    (CHINESE, "utf-8-sig", "utf-8"),
    (CHINESE, "utf-16", "utf-16"),
    (CHINESE, "gb18030", "gb18030"),
    (TAIWAN, "big5", "big5"),
    (JAPAN, "shift_jis", "shift_jis"),
    (FRENCH, "cp1252", "cp1252"),
    ("number,sku\n1,2\n", "utf-16-le", "utf-16"),
    ("number,sku\n1,2\n", "utf-16-be", "utf-16"),
])  # fmt: skip
def test_an_encoding_is_recognised_and_every_word_comes_out(text, codec, encoding):
    reading, unsure = how_to_read(text.encode(codec))
    assert (reading["encoding"], unsure) == (encoding, [])
    sheet = open_sheet(text.encode(codec), reading)
    assert [sheet.columns, sheet.rows[0].cells] == [
        line.split(separator_of(text)) for line in text.splitlines()
    ]


def test_where_two_encodings_read_letters_a_person_is_asked():
    content = "no,name\n1,李娜\n".encode("gb18030")
    assert how_to_read(content)[1] == ["gb18030", "big5", "shift_jis", "cp1252"]
    assert how_to_read(content)[0]["encoding"] == ""


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_a_separator_is_recognised_also_where_others_stand_within_cells(separator):
    text = separator.join(("number", "sku", "street")) + "\n" + separator.join(("1", "2", "a, b; c")) + "\n"
    if separator in ",;":
        text = text.replace("a, b; c", '"a, b; c"')
    assert how_to_read(text.encode())[0]["separator"] == separator
    assert open_sheet(text.encode(), how_to_read(text.encode())[0]).rows[0].cells == ["1", "2", "a, b; c"]


def test_columns_without_a_name_or_with_that_of_another_have_one_of_their_own():
    content = b"Orders of March,,,\nname,sku,,name\na,b,c,d\n"
    reading, _ = how_to_read(content)
    sheet = open_sheet(content, reading)
    assert (reading["header"], sheet.columns) == (2, ["name", "sku", "(3)", "name (2)"])
    assert sheet.rows[0].values == {"name": "a", "sku": "b", "(3)": "c", "name (2)": "d"}
    assert sheet.samples(2)["name (2)"] == ["d"]


@pytest.mark.parametrize("since_1904", [False, True])
def test_a_workbooks_cells_are_read_as_they_are_meant(since_1904):
    day = datetime(2026, 3, 1, 10, 30)  # noqa: DTZ001
    content = xlsx(
        [["Orders"], [], ["number", "sku", "quantity", "due", "code"],
         ["A1", 501.0, 6.0, day, "=1+1"], ["", 5012345678900123, 0.1 + 0.2, day, "00501"]],
        merged=["A4:A5"], since_1904=since_1904,
    )  # fmt: skip
    reading, _ = how_to_read(content)
    assert (reading["sheet"], reading["header"]) == ("Orders", 3)
    sheet = open_sheet(content, reading)
    assert [row.number for row in sheet.rows] == [4, 5]
    assert sheet.rows[0].cells == ["A1", "501", "6", "2026-03-01T10:30:00", ""]
    assert sheet.rows[1].cells == ["A1", "5.01234567890012e+15", "0.3", "2026-03-01T10:30:00", "00501"]
    assert [isinstance(cell, Number) for cell in sheet.rows[1].cells] == [False, True, True, False, False]


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="{0}"><c r="XFD{0}"><v>1</v></c></row>'
ROW = b'<row r="%d"><c r="A%d"><v>1</v></c></row>'


@pytest.mark.parametrize(("content", "code"), [
    (b"", "sheet.empty"),
    (b" \n", "sheet.empty"),
    (b"PK\x03\x04 no zip", "sheet.unreadable_workbook"),
    (b"\xd0\xcf\x11\xe0 an old workbook", "sheet.locked"),
    (packed(f"<sheetData>{FAR.format(1048576)}</sheetData>"), "sheet.too_large"),
    (packed(f"<sheetData>{FAR.format(99999)}</sheetData>"), "sheet.too_large"),
    (packed("<sheetData>" + " " * (257 * 2**20) + "</sheetData>"), "sheet.too_large"),
    (packed('<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'), "sheet.too_many_rows"),
    (packed("<sheetData/>"), "sheet.empty"),
    (b"PK\x03\x04" * (4 * 2**20), "sheet.too_many_bytes"),
])  # fmt: skip
def test_what_no_server_can_hold_is_refused_before_it_is_held(content, code):
    with pytest.raises(Refused) as refused:
        open_sheet(content, files.first_reading(content))
    assert refused.value.code == code


def test_a_text_has_bounds_of_the_same_kind():
    for content, code in (
        (b"a,b,c\n" + b"1,2,3\n" * 100_001, "sheet.too_many_rows"),
        (b",".join(b"%d" % at for at in range(301)) + b"\n1\n", "sheet.too_many_columns"),
        (b",,\n,,\n", "sheet.no_header"),
        (b",".join(b"%d" % at for at in range(300)) + b"\n1\n" * 9000, "sheet.too_many_cells"),
    ):
        with pytest.raises(Refused) as refused:
            open_sheet(content, read_as(content, "utf-8"))
        assert refused.value.code == code


def test_a_row_that_lacks_a_cell_or_is_torn_is_no_row_and_the_next_one_is():
    content = codecs.BOM_UTF8 + b'number;sku;name\n1;A;x\n2;A\n3;"A;x\n4;A;x\n'
    sheet = open_sheet(content, how_to_read(content)[0])
    assert [(row.number, row.problem and row.problem.code) for row in sheet.rows] == [
        (2, None), (3, "file.wrong_cells"), (4, "file.bad_row"), (5, None),
    ]  # fmt: skip
