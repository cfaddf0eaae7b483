"""Agreement with GS1's reference: a few vectors of our own, and where they are at hand those of its syntax engine."""

import pytest

from scanners import Scan
from tests.scanners.gs1_vectors import BESIDE, Vector, agreement, read, reason, vectors

OWN = [
    Vector("element", "^010952012345678810AB-1^17271231", True, "^01095201234567881727123110AB-1"),
    Vector("element", "^0109520123456788211", True, "^0109520123456788211"),
    Vector("element", "^0109520123456789", False),
    Vector("element", "^00395201230000000012", True, "^00395201230000000012"),
    Vector("element", "^00395201230000000013", False),
    Vector("element", "^17271301", False),
    Vector("element", "^1010^", True, "^1010"),
    Vector("element", "^10A^^21B", False),
    Vector("element", "^9912345678", True, "^9912345678"),
    Vector("element", "^7007270101280101", True, "^7007270101280101"),
    Vector("bracketed", "(01)09520123456788(21)X\\(1)", True, "^010952012345678821X(1)"),
    Vector("bracketed", "(01)0952012345678(21)X", False),
    Vector("linter", "(17)270230", False),
    Vector("linter", "(00)39520123000000001X", False),
    Vector("linter", "(21)A B", False),
    Vector("dl", "https://a.example/01/09520123456788/21/1%2F2", True, "^0109520123456788211/2"),
    Vector("dl", "https://a.example/01/09520123456789", False),
    Vector("dl", "https://a.example/01/09520123456788?21=X", False),
    Vector("dl", "https://a.example/01/09520123456788/21/X/10/A", False),
    Vector("scan", "]e0010952012345678810A\x1d21B", True, "^010952012345678810A^21B"),
    Vector("scan", "]Q1Hello", True, "Hello"),
    Vector("scan", "]J0^Hello", True, "\\^Hello"),
    Vector("scan", "]E09520123456788", True, "9520123456788"),
    Vector("scan", "]d2", False),
    Vector("assoc", "(01)09520123456788(10)A", True),
    Vector("assoc", "(10)A", False),
    Vector("assoc", "(01)09520123456788(37)5", False),
    Vector("assoc", "(00)395201230000000012(02)09520123456788(37)5", True),
    Vector("assoc", "(8030)X(253)9520123456788", False),
]

FILES = [pytest.param(OWN, id="own")]
if BESIDE.exists():
    FILES.append(pytest.param(list(vectors(BESIDE)), id="beside"))


def says(scan: Scan) -> tuple[object, ...]:
    return scan.gtin, scan.sscc, scan.lot, scan.serial, scan.expiry, scan.count, scan.weight_g, scan.gln


@pytest.mark.parametrize("found", FILES)
def test_what_is_accepted_is_what_the_reference_accepts(found: list[Vector]) -> None:
    agreeing, of, differing = agreement(found)
    assert [vector for vector in differing if not reason(vector)] == []
    assert {"element", "bracketed", "dl", "scan", "linter", "assoc"} == set(of)
    for kind, total in of.items():
        assert agreeing[kind] / total >= 0.95, kind


@pytest.mark.parametrize("found", FILES)
def test_keys_lots_serials_and_dates_agree_all(found: list[Vector]) -> None:
    acted_on = [vector for vector in found if vector.acted_on]
    assert acted_on
    assert agreement(acted_on)[2] == []


@pytest.mark.parametrize("found", FILES)
def test_what_is_accepted_says_what_the_reference_reads(found: list[Vector]) -> None:
    compared = 0
    for vector in found:
        if vector.ok and vector.expect.startswith("^") and not reason(vector):
            assert says(read(vector.data)) == says(read(vector.expect)), vector.data
            compared += 1
    assert compared >= 7
