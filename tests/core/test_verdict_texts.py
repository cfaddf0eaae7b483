"""Every text that a verdict or an alert can say, filled in as in a real warehouse, in three languages."""

import re
from string import Formatter

import pytest

from floor.core import messages
from floor.core.languages import LANGUAGES
from tests.core.test_messages import ENTRIES

SKU, NAME, ORDER = "22725", "Regency cake stand", "581475"
VERDICTS = (
    "pick",
    "pack",
    "load",
    "putback",
    "bin",
    "count",
    "move",
    "replenish",
    "assemble",
    "scan",
    "work",
    "serial",
    "stock",
    "weighed",
    "approval",
    "receive",
)
TEXTS = {
    "name": NAME,
    "found": "Party bunting",
    "sku": SKU,
    "expected": SKU,
    "scanned": "21034",
    "order": ORDER,
    "tote": "TOTE-0007",
    "location": "01-02-A",
    "belongs": "02-01-C",
    "lane": "STAGE-1",
    "dock": "DOCK-1",
    "lot": "H2301",
    "serial": "2211-0457",
    "scan": "CMD-QTY-12",
    "command": "CMD-SHORT-DAMAGED",
    "work": "P-000123",
    "person": "Grace",
    "carrier": "POST",
    "carton": "BOX-M",
    "notice": "handling.fragile",
    "expiry": "2026-11-29",
    "filed": "2026-12-01",
    "sscc": "095213210000000017",
    "kit": "GIFT-SET",
    "goods": ["2 × Mug", "1 × Bowl"],
    "gone": "2 × Mug",
    "totes": ["TOTE-0007", "TOTE-0008"],
    "orders": [ORDER],
    "other": "Drain cleaner",
    "why": "bin.why_zone",
    "zone": "B",
    "fits": ["85123A", "85123a"],
    "couriers": "DHL",
    "gtin": "09521321000018",
    "what": "serial.is_lot",
    "how": "pick.by_case",
    "where": "pick.belongs_bin",
    "todo": "pick.put_back",
    "rest": "pick.rest_partly",
    "note": "Count again.",
    "id": "5f1c",
    "kind": "pick",
    "allowed": ["pick"],
    "roles": ["picker"],
    "state": "done",
    "action": "cancel",
    "approval": "7",
    "decision": "maybe",
    "line": "7",
    "load": "7",
    "known": "0457",
    "alert": "7",
    "device": "Gun 4",
    "address": "10.0.0.9",
    "origin": "https://other",
    "badge": "1001",
    "place": "01-02-A",
    "prefix": "9521321",
    "sent": "3-7",
    "count": "7",
    "aisle": "7",
    "day": "2026-11-29",
    "at": "2026-11-29 10:00",
    "value": "-7.65",
    "take": "first",
    "most": 4096,
    "least": 270,
    "days": 12,
    "container": "TOTE-0007",
    "supplier": "ACME",
    "announced": ["H2301"],
    "reason": "wet",
    "damaged": 0,
    "receipt": "7",
    "grams": 301,
    "length": 5000,
}
NUMBERS = {
    "bins",
    "scans",
    "units",
    "missing",
    "elsewhere",
    "left",
    "picked",
    "of",
    "added",
    "loaded",
    "parcels",
    "room",
    "free",
    "weighed",
    "said",
    "quantity",
    "counted",
    "available",
    "allocated",
    "wanted",
    "position",
    "percent",
    "number",
    "more",
    "came",
    "can",
}
# another number's words may stand beside a number; these are of the number itself
ONE_OF_MANY = re.compile(r"\b1 (?!is\b|was\b)[a-z]+s\b|\b1 (are|were|come)\b")
MANY_OF_ONE = re.compile(r"\b3 (unit|parcel|character|scan|order|comes)\b|(?<=[,:] )3 (is|was)\b")
BESIDE = re.compile(rf"\d\s*(?:of|×|x|/)?\s*{SKU}|{SKU}\s*(?:×|x|/)?\s*\d")
SAID = sorted(code for code in ENTRIES if code.split(".")[0] in VERDICTS or code.startswith("alert."))


def filled(code, language, number):
    names = {name for entry in (ENTRIES[code]["en"],) for _, name, _, _ in Formatter().parse(entry) if name}
    params = TEXTS | dict.fromkeys(NUMBERS, number)
    if code.startswith("pick.over_quantity") or code == "pack.too_many":
        params["scanned"] = number
    if code == "load.take_off":
        params["parcels"] = [TEXTS["sscc"]]
    if code == "scan.other_content":
        params["filed"] = number
    assert names <= set(params), f"{code}: what could {names - set(params)} be?"
    return messages.text(code, language, params)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [1, 3])
def test_a_verdict_shows_no_codes_no_gaps_and_no_bare_numbers(language, number):
    wrong = []
    for code in SAID:
        said = filled(code, language, number)
        wrong += [f"{code}: {said}" for fault in ("CMD-", "LOC-", "…", "{", "}") if fault in said]
        wrong += [f"{code}: {said}" for fault in (BESIDE, ONE_OF_MANY, MANY_OF_ONE) if fault.search(said)]
        wrong += [f"{code}: {said}" for _ in re.findall(r"  |\(\)|：。|，。|“”|「」", said)]
    assert wrong == []


def test_what_is_no_good_news_has_a_headline_that_says_what_happened():
    lacking = [
        code
        for code, entry in ENTRIES.items()
        if code.split(".")[0] in VERDICTS and entry.get("tone") in ("warn", "bad") and "head" not in entry
    ]
    # questions that a supervisor's page asks, not a scan
    assert [code for code in lacking if not code.startswith("approval.")] == []
    for code in SAID:
        if "head" in ENTRIES[code]:
            heads = [messages.headline(code, language) for language in LANGUAGES]
            assert all(heads), code
            assert not {"Note", "Stop", "注意", "停"} & set(heads), code
    assert messages.headline("pick.sku_ok", "en") is None


@pytest.mark.parametrize(
    ("scanned", "said"),
    [
        ("CMD-SHORT", ("Short", "缺货", "缺貨")),
        ("cmd-short-damaged", ("Damaged", "货品破损", "貨品破損")),
        ("CMD-QTY-12", ("Quantity 12", "数量 12", "數量 12")),
        ("LOC-01-02-A", ("01-02-A",) * 3),
        ("WGT-1250", ("1250 g",) * 3),
        ("5012345678900", ("5012345678900",) * 3),
        ("TOTE-0007", ("TOTE-0007",) * 3),
    ],
)
def test_a_scanned_label_is_named_as_a_person_would(scanned, said):
    for language, word in zip(LANGUAGES, said, strict=True):
        text = messages.text("scan.undone", language, {"scan": scanned, "todo": "pick.nothing_to_move"})
        assert word in text


def test_a_number_chooses_its_word_and_an_old_receipt_without_a_name_says_the_sku():
    def stays(parcels):
        return messages.text("load.parcels_stay", "en", {"parcels": parcels, "orders": [ORDER]})

    assert stays(1) == f"1 parcel stays: order held ({ORDER})"
    assert stays(2) == f"2 parcels stay: orders held ({ORDER})"
    old = messages.text("pick.short_ask", "en", {"sku": SKU, "missing": 3})
    assert old.startswith(f"3 × {SKU} not there")
