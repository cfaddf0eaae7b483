"""What readers send, in their vendors' shapes, as they describe them; and everything that is none of it."""

import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners.tags import MOST_NAMES, MOST_READS, NotAPayload, TagRead, identity, read_payload
from tests.radio.tags import NO_TAG, SHAPES, TAG, URN

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "rfid" / "reader_payloads.jsonl"
SSCC = "095213210000009998"
NOW = datetime(2026, 3, 1, 9, 0, 0, 100_000, UTC)


def read(value):
    return read_payload(json.dumps(value).encode())


def of(shape, now="2026-03-01T09:00:00.1Z"):
    return json.dumps(SHAPES[shape]).replace("NOW", now)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shapes_of_the_vendors(shape):
    found = read_payload(of(shape).encode())
    assert [identity(each.epc).sscc for each in found.reads] == ([] if shape in NO_TAG else [SSCC])
    assert found.unreadable == 0


def test_a_message_in_which_no_tag_was_found_says_what_stands_in_it():
    found = read({"sensor": {"tagCode": "4711"}, "when": "now", "seen": ["4711", "4712"]})
    assert (found.reads, found.not_understood) == ([], ["tagCode", "when", "seen"])
    assert read(["4711"]).not_understood == ["[]"]
    assert read([{"tagCode": "4711"}, {"epc": TAG}]).not_understood == []
    assert read([{"tagCode": "4711"}, {"epc": "?"}]).not_understood == []
    assert read({"\ud800" * 99: 1}).not_understood == ["\ufffd" * 64]
    assert len(read([{f"name-{at}": 1} for at in range(99)]).not_understood) == MOST_NAMES


def test_under_an_unknown_name_only_a_tag_by_the_standard_is_one():
    chip, box, link = (
        "E28011002000564500000002",
        "https://id.gs1.org/01/09521321000016",
        "urn:epc:id:sgln:95213.1.0",
    )
    assert read([{"tid": chip}, {"mac": "001625124456"}, {"page": box}, {"at": link}]).reads == []
    assert len(read({"epcList": [TAG, "garbage!"]}).reads) == 1
    assert read({"epcList": [TAG, "garbage!"]}).unreadable == 1


def test_what_stands_around_a_read_is_taken_along():
    wanted = {
        "IoT Connector": TagRead(TAG, NOW),
        "RFD": TagRead(TAG, NOW, 1, -43.0, 4),
        "R700": TagRead(TAG, NOW, 2, -52.34),
        "R700, base 64": TagRead(TAG, NOW, 3),
        "Speedway": TagRead(TAG, None, 7),
        "gate": TagRead(TAG, NOW),
        "hexEpc": TagRead(TAG, None, 1),
        "idd": TagRead(TAG, None, 0, -51.0),
        "raw URN": TagRead(TAG),
        "EPCIS": TagRead(URN, NOW),
    }
    for shape, expected in wanted.items():
        assert read_payload(of(shape).encode()).reads == [expected]


@pytest.mark.parametrize(
    "time",
    ["2026-03-01T09:00:00.1+0000", "2026-03-01T10:00:00.100000999+01:00", "2026-03-01 09:00:00.1Z",
     1772355600100, 1772355600100000, "1772355600100000", 1772355600.1],
    ids=repr,
)  # fmt: skip
def test_ways_to_write_a_time(time):
    assert read({"epc": TAG, "timestamp": time}).reads == [TagRead(TAG, NOW)]


@pytest.mark.parametrize("time", ["2026-03-01T09:00:00", "soon", "", 7, -1, 1e300, None, "9" * 400, [1]])
def test_what_says_nothing_of_when(time):
    assert read({"epc": TAG, "timestamp": time}).reads == [TagRead(TAG)]


@pytest.mark.parametrize("glue", ["", "\n", "\r\n\r\n", "\x1e", " "])
def test_several_values_in_lines_or_not(glue):
    found = read_payload(glue.join(map(of, SHAPES)).encode())
    assert [identity(each.epc).sscc for each in found.reads] == [SSCC] * (len(SHAPES) - len(NO_TAG))


@pytest.mark.parametrize("epc", ["", "30", "****", "ZZ74", "3" * 129, "3" * 1_000_000, "?", "\ud800"])
def test_an_epc_that_is_none_is_counted(epc):
    found = read([{"epc": epc}, {"epc": TAG}])
    assert (len(found.reads), found.unreadable) == (1, 1)


def test_limits():
    assert len(read([{"epc": TAG}] * MOST_READS).reads) == MOST_READS
    for body in (json.dumps([{"epc": TAG}] * (MOST_READS + 1)), "[" * 9 + "]" * 9, "[" * 5000):
        with pytest.raises(NotAPayload):
            read_payload(body.encode())


def test_where_a_message_stops_to_make_sense():
    with pytest.raises(NotAPayload) as error:
        read_payload(b'{"epc": "30"}\n{"epc": ')
    assert error.value.at >= 14


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes(body):
    with contextlib.suppress(NotAPayload):
        read_payload(body)


def test_the_payloads_beside_the_project():
    lines = BESIDE.read_text(encoding="utf-8").splitlines() if BESIDE.exists() else []
    for row in map(json.loads, lines):
        if not isinstance(row["payload"], str):  # what a handheld types is not for this endpoint
            assert [each.epc for each in read(row["payload"]).reads] == row["epcs"], row["name"]
