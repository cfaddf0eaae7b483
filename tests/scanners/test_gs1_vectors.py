"""Agreement with GS1's reference on what is GS1 data and what it says.

A few vectors of our own; beside the project, where they are at hand, also those of the GS1 syntax engine.
`^` stands for FNC1, `expect` is the message that the data must be read as.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scanners import RawRead, Scan, parse

BESIDE = Path(__file__).parents[3] / "shared" / "data" / "gs1" / "gs1_vectors.jsonl"


class Vector(NamedTuple):
    kind: str
    data: str
    ok: bool
    expect: str = ""


OWN = [
    Vector("element", "^010952012345678810AB-1^17271231", True, "^01095201234567881727123110AB-1"),
    Vector("element", "^0109520123456788211", True, "^0109520123456788211"),
    Vector("element", "^0109520123456789", False),
    Vector("element", "^00395201230000000012", True, "^00395201230000000012"),
    Vector("element", "^00395201230000000013", False),
    Vector("element", "^17271301", False),
    Vector("element", "^1010^", True, "^1010"),
    Vector("element", "^9912345678", True, "^9912345678"),
    Vector("bracketed", "(01)09520123456788(21)X\\(1)", True, "^010952012345678821X(1)"),
    Vector("bracketed", "(01)0952012345678(21)X", False),
    Vector("linter", "(17)270230", False),
    Vector("linter", "(00)39520123000000001X", False),
    Vector("dl", "https://a.example/01/9520123456788/21/1%2F2", True, "^0109520123456788211/2"),
    Vector("dl", "https://a.example/01/9520123456789", False),
    Vector("scan", "]e0010952012345678810A\x1d21B", True, "^010952012345678810A^21B"),
    Vector("scan", "]Q1Hello", True, "Hello"),
    Vector("scan", "]d2", False),
]

DIFFERENCES = {
    "https://a/01/416000336108": "a GTIN may come without leading zeros, as the same vectors say elsewhere",
    "https://a/01/02345673": "a GTIN may come without leading zeros, so a GTIN-8 too",
    "https://a/gtin/12312312312333": "named AIs are still on packs; the reference takes them when told to",
    "HtTp://a/b/00/006141411234567890": "a scheme's case means nothing (RFC 3986)",
    "https://example.com/01/09520123456788?99=XYZ&89=ABC123": "89 is no AI; taken when told to",
    "https://a/8004/9520614141234567?01=02345673": "a GTIN in a query is written with all its 14 digits",
}

# What a warehouse acts on: GTIN, SSCC, lot, serial, dates, counts and weights.
_ACTED_ON = re.compile(r"\((0[0-3]|1[0-7]|21|30|37|310[0-9]|402|4326|7003|8003|8008)\)")


def vectors() -> Iterator[Vector]:
    yield from OWN
    if not BESIDE.exists():
        return
    for line in BESIDE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        vector = Vector(row["kind"], row["data"], row["ok"], row.get("expect", ""))
        if vector.kind == "linter" and not _ACTED_ON.match(vector.data):
            continue
        if (
            vector.kind != "assoc" and vector.data
        ):  # which AIs go together is not judged yet; nothing is nothing
            yield vector


def read(data: str) -> Scan:
    return parse(RawRead(f"]C1{data[1:].replace('^', chr(29))}" if data.startswith("^") else data))


def says(scan: Scan) -> tuple[object, ...]:
    return scan.gtin, scan.sscc, scan.lot, scan.serial, scan.expiry, scan.count, scan.weight_g


def test_what_is_accepted_is_what_the_reference_accepts() -> None:
    differing = set()
    for kind, data, ok, expect in vectors():
        is_gs1 = read(data).kind in ("gtin", "sscc", "gs1", "ambiguous")
        # a scan that the reference accepts may also be of a symbol that holds no GS1 data
        wanted = ok and (kind != "scan" or expect.startswith(("^", "http", "HtTp")))
        if is_gs1 != wanted:
            differing.add(data)
    assert differing == (set(DIFFERENCES) if BESIDE.exists() else set())


def test_what_is_accepted_says_what_the_reference_reads() -> None:
    compared = 0
    for _kind, data, ok, expect in vectors():
        if ok and expect.startswith("^") and data not in DIFFERENCES:
            assert says(read(data)) == says(read(expect)), data
            compared += 1
    assert compared >= 7
