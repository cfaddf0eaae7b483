"""Check digits, GTINs and SSCCs; biip's own check digit is the second opinion."""

import pytest
from biip.checksums import gs1_standard_check_digit
from hypothesis import given
from hypothesis import strategies as st

from scanners import gs1

DIGITS = "0123456789"


@given(st.text(DIGITS, min_size=1, max_size=30))
def test_check_digit_agrees_with_biip(digits: str) -> None:
    assert gs1.check_digit(digits) == str(gs1_standard_check_digit(digits))


@pytest.mark.parametrize("text", ["", "12a", "-1", " 12", "١٢٣", "１２３", "1²"])
def test_check_digit_of_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not all digits"):
        gs1.check_digit(text)


@pytest.mark.parametrize(
    ("text", "gtin14"),
    [
        ("96385074", "00000096385074"),
        ("614141000036", "00614141000036"),
        ("9520123456788", "09520123456788"),
        ("19520123456785", "19520123456785"),
        ("2086335391134", "02086335391134"),
        ("00000096385074", "00000096385074"),
    ],
)
def test_each_length_has_one_spelling(text: str, gtin14: str) -> None:
    assert gs1.to_gtin14(text) == gtin14


@pytest.mark.parametrize(
    "text", ["", "96385075", "9520123456789", "952012345678", "952012345678X", "٩٦٣٨٥٠٧٤", "0" * 13]
)
def test_what_is_no_gtin(text: str) -> None:
    assert not gs1.is_valid_gtin(text)
    assert gs1.to_gtin14(text) is None


@given(st.sampled_from([7, 11, 12, 13]).flatmap(lambda size: st.text(DIGITS, min_size=size, max_size=size)))
def test_gtin14_is_idempotent_and_guards_every_digit(body: str) -> None:
    gtin = body + gs1.check_digit(body)
    spelt = gs1.to_gtin14(gtin)
    if not body.strip("0"):
        assert spelt is None
        return
    assert spelt is not None
    assert len(spelt) == 14
    assert gs1.to_gtin14(spelt) == spelt
    for at, digit in enumerate(gtin):
        changed = gtin[:at] + str((int(digit) + 1) % 10) + gtin[at + 1 :]
        assert gs1.to_gtin14(changed) is None


def test_sscc_from_its_parts() -> None:
    assert gs1.sscc("9520123", 3, 1) == "395201230000000012"
    assert gs1.sscc("9520123", 0, 999_999_999) == "095201239999999993"


@given(
    st.text(DIGITS, min_size=4, max_size=12).filter(lambda prefix: prefix.strip("0")),
    st.integers(0, 9),
    st.data(),
)
def test_every_sscc_is_valid_and_holds_its_parts(prefix: str, extension: int, data: st.DataObject) -> None:
    serial = data.draw(st.integers(0, 10 ** (16 - len(prefix)) - 1))
    sscc = gs1.sscc(prefix, extension, serial)
    assert gs1.is_valid_sscc(sscc)
    assert sscc[:-1] == f"{extension}{prefix}{serial:0{16 - len(prefix)}d}"


@pytest.mark.parametrize(
    ("prefix", "extension", "serial"),
    [
        ("9520123", 3, 10**9),
        ("9520123", 3, -1),
        ("9520123", 10, 1),
        ("9520123", -1, 1),
        ("952", 0, 1),
        ("9520123456789", 0, 1),
        ("95201x3", 0, 1),
        ("", 0, 1),
    ],
)
def test_an_sscc_never_wraps_around(prefix: str, extension: int, serial: int) -> None:
    with pytest.raises(ValueError, match=r"company prefix|extension|serial"):
        gs1.sscc(prefix, extension, serial)


@pytest.mark.parametrize("text", ["", "395201230000000011", "39520123000000001X", "0" * 18])
def test_what_is_no_sscc(text: str) -> None:
    assert not gs1.is_valid_sscc(text)


@pytest.mark.parametrize(
    ("upc_e", "gtin"),
    [
        ("04252614", "00042100005264"),
        ("01234505", "00012000003455"),
        ("01234531", "00012300000451"),
        ("01234543", "00012340000053"),
        ("01234565", "00012345000065"),
        ("11234562", "00112345000062"),
    ],
)
def test_upc_e_expands(upc_e: str, gtin: str) -> None:
    assert gs1.expand_upc_e(upc_e) == gtin


@pytest.mark.parametrize("text", ["04252615", "24252614", "425261", "0425261", "0425261X", "042526140"])
def test_what_is_no_upc_e(text: str) -> None:
    assert gs1.expand_upc_e(text) is None
