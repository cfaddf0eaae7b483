"""What a cell means: what is certain is read, all else stays as it was sent, and holds its order."""

from zoneinfo import ZoneInfo

import pytest

from floor.orders.sheets import values

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(("cell", "days", "read"), [
    ("2026-03-01T10:30:00Z", "", "2026-03-01T10:30:00+00:00"),
    ("2026-01-05 10:50:49 -0800", "", "2026-01-05T10:50:49-08:00"),
    ("2026-03-01T10:30:00", "", "2026-03-01T10:30:00+08:00"),
    ("2026/3/1 9:05", "", "2026-03-01T09:05:00+08:00"),
    ("2026年3月1日 9:05", "", "2026-03-01T09:05:00+08:00"),
    ("01.03.2026", "", "2026-03-01T23:59:00+08:00"),
    ("31/12/2026", "", "2026-12-31T23:59:00+08:00"),
    ("12/31/2026", "", "2026-12-31T23:59:00+08:00"),
    ("03/04/2026", "", "03/04/2026"),
    ("03/04/2026", "dmy", "2026-04-03T23:59:00+08:00"),
    ("03/04/2026", "mdy", "2026-03-04T23:59:00+08:00"),
    ("31/12/2026", "mdy", "31/12/2026"),
    ("31.02.2026", "", "31.02.2026"),
    ("2026-03-01 25:00", "", "2026-03-01 25:00"),
    ("2026-03-01 soon", "", "2026-03-01 soon"),
    ("45989.5", "", "45989.5"),
    ("２０２６-03-01", "", "２０２６-03-01"),
])  # fmt: skip
def test_a_day_is_read_where_only_one_can_be_meant(cell, days, read):
    assert values.moment(cell, SHANGHAI, days, at_end=True) == read


def test_a_day_alone_is_its_beginning_where_it_is_not_its_end():
    assert values.moment("2026-03-01", SHANGHAI, "", at_end=False) == "2026-03-01T00:00:00+08:00"


@pytest.mark.parametrize(("cell", "read"), [
    ('="0012"', "0012"), ("'0012", "0012"), ("\t0012", "0012"), ("=1+1", "=1+1"), ("-5", "-5"), ("１２", "１２"),
])  # fmt: skip
def test_what_keeps_a_code_from_a_spreadsheet_is_taken_off(cell, read):
    assert values.unwrapped(cell) == read


@pytest.mark.parametrize(("cell", "read"), [
    ("paid", "yes"), ("Pending", "no"), ("refunded", "no"), ("2026-01-05T10:50:49-08:00", "yes"), ("是", "yes"),
    ("perhaps", "perhaps"), ("", ""),
])  # fmt: skip
def test_paid_is_said_in_many_words(cell, read):
    assert values.paid(cell) == read


@pytest.mark.parametrize(("cell", "read"), [
    ("GB", "GB"), ("United Kingdom", "GB"), ("中国", "CN"), ("臺灣", "TW"), ("Deutschland", "DE"), ("NER", "NE"),
    ("Niger", "NE"), ("Nigeria", "NG"), ("Unspecified", "Unspecified"),
])  # fmt: skip
def test_a_country_in_full_is_never_guessed(cell, read):
    assert values.country(cell) == read


def test_an_address_in_one_cell_is_cut_only_where_its_parts_are_told_apart():
    assert values.split_address("浙江省 杭州市 西湖区 文三路 1号(310000)") == (
        "浙江省 杭州市 西湖区", "文三路 1号(310000)",
    )  # fmt: skip
    assert values.split_address("文三路1号") == ("", "文三路1号")
