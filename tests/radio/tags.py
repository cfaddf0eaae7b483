"""Tags for tests, as a label printer would write them, and what readers of several vendors send of one."""

import base64
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


def counted_tag(gtin: str, serial: int, count: int) -> str:
    """SGTIN+ of a GTIN, a serial of one digit, and behind it how many units are in this one, (30), in two digits."""
    digits = "".join(f"{int(digit):04b}" for digit in gtin.zfill(14))
    bits = f"{0xF7:08b}1011{digits}00000001{serial:04b}{0x30:08b}0010{count:07b}"
    return f"{int(bits + '0' * (-len(bits) % 16), 2):0{-(-len(bits) // 16) * 4}X}"


def seen(*tags: str, at: datetime | None = None, antenna: int = 1, rssi: float = -50.0) -> list[TagRead]:
    return [TagRead(tag, at, antenna, rssi) for tag in tags]


TAG = sscc_tag("095213210000009998")
URN = "urn:epc:id:sscc:9521321.0000000999"
_DATA = {"format": "epc", "idHex": TAG.lower(), "eventNum": 1}
_SEEN_BY_SLED = {"idHex": TAG, "peakRssi": "-43", "antenna": 1, "seenCount": 4}
_SEEN_BY_R700 = {"epcHex": TAG, "antennaPort": 2, "peakRssiCdbm": -5234, "lastSeenTime": "NOW"}
_SEEN_BY_SPEEDWAY = {"epc": TAG, "antennaPort": 7, "firstSeenTimestamp": 0, "isHeartBeat": False}
SHAPES = {
    "IoT Connector": {"type": "SIMPLE", "timestamp": "NOW", "data": _DATA},
    "IoT Connector, TID": {"type": "CUSTOM", "timestamp": "NOW", "data": {**_DATA, "format": "tid"}},
    "RFD": {
        "type": "INVENTORY",
        "timestamp": "NOW",
        "data": {"tagData": [_SEEN_BY_SLED], "barcodeData": [{"data": "9520123456788"}]},
    },
    "R700": {"timestamp": "NOW", "eventType": "tagInventory", "tagInventoryEvent": _SEEN_BY_R700},
    "R700, base 64": {
        "timestamp": "NOW",
        "tagInventoryEvent": {"epc": base64.urlsafe_b64encode(bytes.fromhex(TAG)).decode(), "antennaPort": 3},
    },
    "R700, status": {"timestamp": "NOW", "inventoryStatusEvent": {"status": "running"}},
    "Speedway": {"reader_name": "r", "tag_reads": [_SEEN_BY_SPEEDWAY]},
    "Speedway, heartbeat": {"epc": "****", "isHeartBeat": True},
    "hexEpc": {"readPoint": "door", "tags": [{"hexEpc": TAG, "antenna": 1}]},
    "ID": {"Records": [{"ID": TAG, "Ant": 1}]},
    "idd": {"reads": [{"idd": TAG.lower(), "rssi": -51}]},
    "URN": {"epc": URN},
    "raw URN": {"tag": f"urn:epc:raw:96.x{TAG}"},
    "EPCIS": {
        "type": "ObjectEvent",
        "eventTime": "NOW",
        "epcList": [URN],
        "readPoint": {"id": "urn:epc:id:sgln:9521321.00001.0"},
        "bizTransactionList": [{"type": "po", "bizTransaction": "urn:epc:id:gdti:9521321.00001.1"}],
    },
    "EPCIS 2.0": {"eventList": [{"epcList": ["https://id.gs1.org/00/095213210000009998"]}]},
    "a list": {"tags": [TAG]},
    "gate": [{"eventID": 1, "EPC": TAG, "TID": "E21F2021000000000000000B", "timestamp": "NOW"}],
}
"""By vendor; NOW stands for the time. Each holds one read of TAG or its URI, those in NO_TAG none."""
NO_TAG = {"IoT Connector, TID", "R700, status", "Speedway, heartbeat"}
