"""Tags for tests, as a label printer would write them."""

from datetime import datetime

from scanners.tags import TagRead

_PREFIX_BITS = {12: 40, 11: 37, 10: 34, 9: 30, 8: 27, 7: 24, 6: 20}


def sscc_tag(sscc: str, prefix: int = 7) -> str:
    """SSCC-96 of 18 digits whose company prefix has `prefix` digits."""
    bits = f"{0x31:08b}000{12 - prefix:03b}{int(sscc[1 : 1 + prefix]):0{_PREFIX_BITS[prefix]}b}"
    bits += f"{int(sscc[0] + sscc[1 + prefix : -1]):0{58 - _PREFIX_BITS[prefix]}b}" + "0" * 24
    return f"{int(bits, 2):024X}"


def sgtin_tag(gtin: str, serial: int, prefix: int = 7) -> str:
    """SGTIN-96 of a GTIN of any length."""
    gtin = gtin.zfill(14)
    bits = f"{0x30:08b}001{12 - prefix:03b}{int(gtin[1 : 1 + prefix]):0{_PREFIX_BITS[prefix]}b}"
    bits += f"{int(gtin[0] + gtin[1 + prefix : 13]):0{44 - _PREFIX_BITS[prefix]}b}{serial:038b}"
    return f"{int(bits, 2):024X}"


def seen(*tags: str, at: datetime | None = None, antenna: int = 1, rssi: float = -50.0) -> list[TagRead]:
    return [TagRead(tag, at, antenna, rssi) for tag in tags]
