"""Radio tags: the examples of GS1's Tag Data Standard (release 2.3, annex E.3), and what must not be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners import epc, epc_plus
from scanners.scan import Scan
from tests.scanners import epc_vectors

SGTIN = "3066C4409047E140075BCD15"
SSCC = "311BA1B300CE0A6A83000000"

FIRST_RELEASE = [
    (SGTIN, "sgtin:95060001343.05.123456789", "09506000134352"),
    (
        "3666C4409047E159B2C2BF100000000000000000000000000000",
        "sgtin:95060001343.05.32a%2Fb",
        "09506000134352",
    ),
    (SSCC, "sscc:952012.03456789123", "095201234567891235"),
    ("3276451FD46072000000162E", "sgln:9521141.12345.5678", "9521141123454"),
    ("3976451FD46072CD9615F8800000000000000000000000000000", "sgln:9521141.12345.32a%2Fb", "9521141123454"),
    ("3376451FD40C0E400000162E", "grai:9521141.12345.5678", None),
    ("3776451FD40C0E59B2C2BF1000000000000000000000", "grai:9521141.12345.32a%2Fb", None),
    ("3476451FD40000000000162E", "giai:9521141.5678", None),
    ("3876451FD59B2C2BF10000000000000000000000000000000000", "giai:9521141.32a%2Fb", None),
    ("2D76451FD4499602D2000000", "gsrn:9521141.1234567890", None),
    ("2E76451FD4499602D2000000", "gsrnp:9521141.1234567890", None),
    ("2C76451FD46072000000162E", "gdti:9521141.12345.5678", None),
    ("3E76451FD7039B061438997367D0C18B266D1AB66EE0", "gdti:9521141.98765.ABCDefgh012345678", None),
    ("3C76451FD400C0E680003039", "cpi:9521141.98765.12345", None),
    ("3D76451FD75411DEF6B4CC00000003039000", "cpi:9521141.5PQ7%2FZ43.12345", None),
    ("3F76451FD612640000019907", "sgcn:9521141.67890.04711", None),
    ("3500E86F8000A9E000000586", "gid:952056.2718.1414", None),
    ("2F320434147455900000162E", "usdod:CAGEY.5678", None),
    ("3B0E0CF5E76C9047759AD00373DC7602E7200", "adi:35962.PQ7VZ4.M37GXB92", None),
    ("4076451FD40C0E40820000000F54", "itip:9521141.012345.01.02.981", None),
    ("4176451FD40C0E4082DBDD8B36600000000000000000000000000000", "itip:9521141.012345.01.02.mw133", None),
]

# The examples of SSCC++ and ITIP++ stand there with the headers of SSCC+ and ITIP+; here with their own.
SECOND_RELEASE = [
    ("F73795211411234538566CB0AFC4", "01/79521141123453/21/32a%2Fb"),
    ("FB342CDE795211411234538566CB0AFC4", "01/79521141123453/21/32a%2Fb"),
    ("FD3795211411234538566CB0AFC525065F1876F0D996D800", "01/79521141123453/21/32a%2Fb"),
    ("FC342CDE795211411234538566CB0AFC525065F1876F0D996D80", "01/79521141123453/21/32a%2Fb"),
    ("F90095201234567891235", "00/095201234567891235"),
    ("EF009520123456789123592832F8C3B786CCB6C0", "00/095201234567891235"),
    ("F2395211411234548566CB0AFC4", "414/9521141123454/254/32a%2Fb"),
    ("E9395211411234548566CB0AFC525065F1876F0D996D8000", "414/9521141123454/254/32a%2Fb"),
    ("F13095211411234548566CB0AFC4", "8003/0952114112345432a%2Fb"),
    ("EB3095211411234548566CB0AFC525065F1876F0D996D800", "8003/0952114112345432a%2Fb"),
    ("FA3952114132E83C2BF10", "8004/952114132a%2Fb"),
    ("EE3952114132E83C2BF1494197C61DBC3665B600", "8004/952114132a%2Fb"),
    ("F43952114112345678906", "8018/952114112345678906"),
    ("E7395211411234567890692832F8C3B786CCB6C0", "8018/952114112345678906"),
    ("F53952114112345678906", "8017/952114112345678906"),
    ("E8395211411234567890692832F8C3B786CCB6C0", "8017/952114112345678906"),
    ("F6395211411234540458B8", "253/95211411234545678"),
    ("EA395211411234540458BA4A0CBE30EDE1B32DB0", "253/95211411234545678"),
    ("F0395211415E87A145BAFB4D19A8C0E4", "8010/95211415PQ7%2FZ43/8011/12345"),
    ("E6395211415E87A145BAFB4D19A8C0E64A0CBE30EDE1B32DB000", "8010/95211415PQ7%2FZ43/8011/12345"),
    ("F839521141678909509338", "255/952114167890904711"),
    ("EC3952114167890950933C94197C61DBC3665B60", "255/952114167890904711"),
    ("F3309521141123454010266AE27FDF35", "8006/095211411234540102/21/rif981"),
    ("ED309521141123454010266AE27FDF3592832F8C3B786CCB6C00", "8006/095211411234540102/21/rif981"),
]

REFUSED = {
    "E2801160600002084A3C1234": "a factory tag",
    "000000000000000000000000": "never written",
    SGTIN[:-2]: "cut short",
    "307C257BF7194E4000001A85": "partition 7 is reserved",
    "3174257BF6FFFFFFFFFFFFFF": "a serial too large for its digits",
    "3077FFFFFF194E4000001A85": "a company prefix too large for its digits",
    "3074257BF7FFFFC000001A85": "an item reference too large for its digits",
    SSCC[:-1] + "1": "bits where zeros belong",
    SGTIN + "0001": "bits behind the end",
    "3666C4409047E140000000000000000000000000000000000000": "a serial of no characters",
    "3666C4409047E159B2C0000100000000000000000000000000": "characters behind the end of the serial",
    "3018000000000000400000010000"[:24]: "zeros name nothing",
    "F7379521141123454B8566CB0AFC4": "a digit that is none",
    "F73795211411234548566CB0AFC4": "a wrong check digit",
    "F90095201234567891236": "a wrong check digit",
    "F7379521141123453C8566CB0AFC4": "a reserved alphabet",
    "FB3FFFFF795211411234538566CB0AFC4": "no such date",
    "ZZ74257BF7194E4000001A85": "no hexadecimal digits",
    "urn:epc:id:sgtin:0614141.8123456.6789": "14 digits without the check digit",
    "urn:epc:id:sgtin:06141.81234567.6789": "a company prefix of five digits",
    "urn:epc:id:sgtin:0614141.812345.": "no serial",
    "urn:epc:id:sgtin:0614141.812345.a%2": "half an escape",
    "urn:epc:id:sgtin:0614141.812345.123456789012345678901": "a serial of 21 characters",
    "urn:epc:tag:sgtin-64:3.0614141.812345.6789": "no such scheme",
    "urn:epc:id:nothing:1.2.3": "no such scheme",
    "urn:epc:idpat:sgtin:0614141.*.*": "a pattern is no tag",
}


@pytest.mark.parametrize(("digits", "uri", "key"), FIRST_RELEASE)
def test_the_first_release(digits: str, uri: str, key: str | None) -> None:
    scan = read(digits)
    assert scan.epc == f"urn:epc:id:{uri}"
    assert (scan.gtin or scan.sscc or scan.gln) == key
    assert (scan.serial is not None) == uri.startswith("sgtin")
    assert facts(read(scan.epc)) == facts(scan)


@pytest.mark.parametrize(("digits", "path"), SECOND_RELEASE)
def test_the_second_release(digits: str, path: str) -> None:
    scan = read(digits)
    assert scan.epc == f"https://id.gs1.org/{path}"
    padded = digits + "0" * (-len(digits) % 4)
    assert facts(read(padded)) == facts(scan)
    keys = path.split("/")
    assert (scan.gtin, scan.sscc, scan.gln) == tuple(
        keys[1] if keys[0] == ai else None for ai in ("01", "00", "414")
    )
    assert scan.serial == ("32a/b" if keys[0] == "01" else "rif981" if keys[0] == "8006" else None)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_tag(text: str) -> None:
    assert epc.read(text) is None, REFUSED[text]


def test_the_filter_value_stands_apart() -> None:
    assert epc.read_hex(SGTIN).filter == 3
    tag = epc.read_uri("urn:epc:tag:sgtin-96:3.95060001343.05.123456789")
    assert tag == epc.read_hex(SGTIN)


def test_a_date_before_the_key_and_elements_behind_it() -> None:
    assert str(read("FB342CDE795211411234538566CB0AFC4").expiry) == "2022-06-30"
    # (10) in alphabet 0, six digits 123456; (17) 310228; (3103) 001250
    following = f"{0x10:08b}" + "000" + "00110" + f"{123456:020b}"
    following += f"{0x17:08b}" + f"{31:07b}{2:04b}{28:05b}" + f"{0x3103:016b}{1250:020b}"
    scan = read(with_elements(following))
    assert (scan.lot, str(scan.expiry), scan.weight_g) == ("123456", "2031-02-28", 1250)
    assert scan.epc == "https://id.gs1.org/00/095201234567891235"


def test_elements_that_are_broken_are_not_believed() -> None:
    lot, no_date = f"{0x10:08b}" + "000" + "00001" + "0011", f"{0x17:08b}" + "1" * 16
    scan = read(with_elements(lot + no_date))
    assert (scan.sscc, scan.lot, scan.expiry) == ("095201234567891235", None, None)


LOT = f"{0x10:08b}" + "000" + "00110" + f"{123456:020b}"


@pytest.mark.parametrize(
    "before",
    [
        f"{0x402:012b}" + f"{95213210000000008:057b}",
        f"{0x7003:016b}" + f"{31:07b}{2:04b}{28:05b}{13:05b}{59:06b}",
        f"{0x3922:016b}" + f"{5:04b}" + f"{12345:017b}",
        f"{0x3932:016b}" + f"{978:010b}" + f"{5:04b}" + f"{12345:017b}",
        f"{0x7007:016b}" + "1" + f"{31:07b}{2:04b}{1:05b}" + f"{31:07b}{2:04b}{28:05b}",
        f"{0x8008:016b}" + "01" + f"{31:07b}{2:04b}{28:05b}{13:05b}{59:06b}",
        f"{0x4307:016b}" + f"{2:06b}{4:06b}",
        f"{0x4322:016b}" + "1",
        f"{0x4330:016b}" + f"{4711:020b}" + "1",
        f"{0x421:012b}" + f"{276:010b}" + "001" + "0101" + f"{0x12345:020b}",
        f"{0x253:012b}" + f"{0x9521141123454:052b}" + "000" + "00000",
        f"{0x99:08b}" + "011" + "0000010" + f"{0:06b}{26:06b}",
    ],
    ids=["402", "7003", "3922", "3932", "7007", "8008", "4307", "4322", "4330", "421", "253", "99"],
)
def test_a_lot_behind_any_element_of_the_standard_is_read(before: str) -> None:
    scan = read(with_elements(before + LOT))
    assert (scan.sscc, scan.lot) == ("095201234567891235", "123456")


def test_what_the_standard_does_not_know_hides_what_follows_and_nothing_else() -> None:
    assert read(with_elements(LOT + f"{0xA1:08b}" + "1" * 20)).lot == "123456"
    assert read(with_elements(f"{0x14:08b}" + LOT)).lot is None


@pytest.mark.parametrize(
    ("digits", "path"),
    [
        ("FA395211415F", "8004/95211415"),
        ("FA395211415F00", "8004/95211415"),
        ("F0395211415F14", "8010/95211415/8011/4"),
    ],
)
def test_a_tag_that_ends_by_itself_may_be_short(digits: str, path: str) -> None:
    assert read(digits).epc == f"https://id.gs1.org/{path}"
    assert epc.read(digits[:9].replace("F", "1")) is None


def test_a_number_of_a_component_may_hold_a_hash() -> None:
    value = f"{0xE:04b}" + "100" + f"{3:05b}" + "".join(f"{ord(char):07b}" for char in "5#A")
    bits = f"{0xF03:012b}" + f"{0x9521141:028b}" + value + f"{5:04b}" + f"{12345:017b}"
    digits = f"{int(bits + '0' * (-len(bits) % 16), 2):X}"
    assert read(digits).epc == "https://id.gs1.org/8010/95211415%23A/8011/12345"
    asset = digits.replace("F03", "FA3", 1)
    assert epc.read(asset) is None, "which a GIAI may not"


def test_a_word_of_the_tag_in_front() -> None:
    assert facts(read("3000" + SGTIN)) == facts(read(SGTIN))
    assert facts(read("3000" + SSCC)) == facts(read(SSCC)), "and not an SGTIN of 112 bits"
    assert epc.read("2800" + SGTIN) is None, "which counts five words, and six follow"


def test_spelling() -> None:
    assert facts(read("3066 c440 9047 e140 075b cd15")) == facts(read(SGTIN))
    assert facts(read("URN:EPC:id:sgtin:95060001343.05.123456789")) == facts(read(SGTIN))


@given(st.text("0123456789ABCDEF", min_size=20, max_size=52), st.sampled_from([*epc.SCHEMES, *epc_plus.PLUS]))
def test_any_bits(rest: str, header: str) -> None:
    scan = epc.read(header + rest)
    assert scan is None or scan.epc


def test_the_vectors_beside_the_project() -> None:
    assert [vector["hex"] for vector in epc_vectors.vectors() if not epc_vectors.is_right(vector)] == []


def read(text: str) -> Scan:
    scan = epc.read(text)
    assert scan is not None, text
    return scan


def facts(scan: Scan) -> tuple[object, ...]:
    return scan.kind, scan.gtin, scan.serial, scan.sscc, scan.gln, scan.epc


def with_elements(bits: str) -> str:
    """An SSCC+ with the bits of further elements behind it."""
    whole = f"{int('F98095201234567891235', 16):084b}" + bits
    return f"{int(whole + '0' * (-len(whole) % 16), 2):X}"
