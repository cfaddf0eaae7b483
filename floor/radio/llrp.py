"""The small part of GS1's LLRP (Low Level Reader Protocol 1.1) that starts an inventory and hears its tags.

Messages have a head of ten bytes and parameters in type-length-value form, or of a fixed length ("TV") that the
type alone tells. Anything else that a reader sends is passed over by its length.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from scanners.tags import TagRead

LONGEST: Final = 4 * 1024 * 1024
"""Bytes of a message that we wait for; a head that says more is no LLRP."""

SET_READER_CONFIG: Final = 3
CLOSE_CONNECTION: Final = 14
ADD_ROSPEC: Final = 20
DELETE_ROSPEC: Final = 21
ENABLE_ROSPEC: Final = 24
RO_ACCESS_REPORT: Final = 61
KEEPALIVE: Final = 62
READER_EVENT_NOTIFICATION: Final = 63
KEEPALIVE_ACK: Final = 72
ERROR_MESSAGE: Final = 100
RESPONSE: Final = 10
"""A response's type is its request's and this."""

_VERSION: Final = 1
_HEAD: Final = struct.Struct("!HII")

_UTC: Final = 128
_TAG_REPORT_DATA: Final = 240
_EPC_DATA: Final = 241
_EVENT_DATA: Final = 246
_CONNECTION_ATTEMPT: Final = 256
_CONNECTION_CLOSE: Final = 257
_LLRP_STATUS: Final = 287

# Parameters of a fixed length: bytes of the value, by type. A new one of which we do not know would hide the rest.
_FIXED: Final = {1: 2, 2: 8, 3: 8, 4: 8, 5: 8, 6: 1, 7: 2, 8: 2, 9: 4, 10: 2, 11: 2, 12: 2, 13: 12, 14: 2, 15: 2,
                 16: 4, 17: 2, 18: 4, 19: 2, 20: 2}  # fmt: skip
_LAST_FIXED: Final = 127
_ANTENNA, _FIRST_SEEN, _LAST_SEEN, _RSSI, _SEEN_COUNT, _EPC_96 = 1, 2, 4, 6, 8, 13

SPEC_ID: Final = 1
_ANTENNA_AND_STRENGTH: Final = 0b0001_0111_1000_0000  # antenna, strength, first and last seen, count


class LlrpError(Exception):
    """The other side does not speak LLRP, or refuses what it is asked."""


@dataclass(frozen=True, slots=True)
class Message:
    type: int
    id: int = 0
    body: bytes = b""

    def encode(self) -> bytes:
        return _HEAD.pack(_VERSION << 10 | self.type, _HEAD.size + len(self.body), self.id) + self.body


class Stream:
    """Bytes as they arrive, in whatever pieces, cut into messages. Raises LlrpError for bytes that are none."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def feed(self, data: bytes) -> Iterator[Message]:
        self._bytes += data
        while len(self._bytes) >= _HEAD.size:
            head, length, number = _HEAD.unpack_from(self._bytes)
            if head >> 13 or not _HEAD.size <= length <= LONGEST:
                raise LlrpError("no LLRP message")
            if len(self._bytes) < length:
                return
            body = bytes(self._bytes[_HEAD.size : length])
            del self._bytes[:length]
            yield Message(head & 0x3FF, number, body)


def parameters(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Lists the (type, value) of each parameter; ends at the first that cannot be told apart from what follows it."""
    at = 0
    while at < len(data):
        if data[at] & 0x80:
            kind = data[at] & 0x7F
            if kind not in _FIXED:
                return
            end = at + 1 + _FIXED[kind]
            start = at + 1
        else:
            if at + 4 > len(data):
                return
            kind, length = struct.unpack_from("!HH", data, at)
            start, end = at + 4, at + length
            if length < 4 or kind <= _LAST_FIXED:
                return
        if end > len(data):
            return
        yield kind, data[start:end]
        at = end


def tag_reads(body: bytes) -> list[TagRead]:
    """Reads the tags of an RO_ACCESS_REPORT. One without a readable EPC is passed over."""
    reads = [_tag_read(value) for kind, value in parameters(body) if kind == _TAG_REPORT_DATA]
    return [read for read in reads if read]


def _tag_read(data: bytes) -> TagRead | None:
    found = dict(parameters(data))
    epc = found.get(_EPC_96)
    if epc is None and len(found.get(_EPC_DATA, b"")) >= 2:
        (bits,) = struct.unpack_from("!H", found[_EPC_DATA])
        epc = found[_EPC_DATA][2 : 2 + (bits + 7) // 8]
    if not epc:
        return None
    return TagRead(
        epc.hex().upper(),
        _moment(found.get(_LAST_SEEN) or found.get(_FIRST_SEEN)),
        _whole(found.get(_ANTENNA)),
        float(struct.unpack("!b", found[_RSSI])[0]) if _RSSI in found else None,
        max(1, _whole(found.get(_SEEN_COUNT))),
    )


def _whole(value: bytes | None) -> int:
    return int.from_bytes(value or b"\0", "big")


def _moment(value: bytes | None) -> datetime | None:
    """Microseconds since 1970; None for a clock that was never set."""
    micros = _whole(value)
    return datetime.fromtimestamp(micros / 1e6, UTC) if 1e15 < micros < 1e16 else None


def check_status(message: Message) -> None:
    """Raises LlrpError where a response, or a message of error, says that something went wrong."""
    status = next((value for kind, value in parameters(message.body) if kind == _LLRP_STATUS), b"")
    if len(status) < 4:
        raise LlrpError(f"message {message.type} says nothing of success")
    code, length = struct.unpack_from("!HH", status)
    if code:
        raise LlrpError(f"the reader refuses ({code}): {status[4 : 4 + length].decode('utf-8', 'replace')}")


def events(message: Message) -> dict[int, bytes]:
    """Reads the events of a READER_EVENT_NOTIFICATION, by type; none for other messages."""
    if message.type != READER_EVENT_NOTIFICATION:
        return {}
    told = (data for kind, data in parameters(message.body) if kind == _EVENT_DATA)
    return dict(event for data in told for event in parameters(data))


def check_welcome(message: Message) -> datetime | None:
    """Checks the first message of a reader, which tells whether it accepts the connection. Answers the reader's clock,
    None where it has none.

    Raises LlrpError.
    """
    told = events(message)
    if not told:
        raise LlrpError("the reader does not greet")
    if _whole(told.get(_CONNECTION_ATTEMPT)):
        raise LlrpError("the reader does not take us: somebody else may be connected to it")
    return _moment(told.get(_UTC))


def says_goodbye(message: Message) -> bool:
    return _CONNECTION_CLOSE in events(message)


def set_keepalive(milliseconds: int) -> bytes:
    """Body of SET_READER_CONFIG: a sign of life each so often."""
    return b"\0" + _parameter(220, struct.pack("!BI", 1, milliseconds))


def add_inventory() -> bytes:
    """Body of ADD_ROSPEC: all antennas, without an end, every tag reported as it is seen; starts once enabled."""
    start = _parameter(179, b"\1")  # immediately
    stop = _parameter(182, struct.pack("!BI", 0, 0))  # never
    never = _parameter(184, struct.pack("!BI", 0, 0))
    inventory = _parameter(186, struct.pack("!HB", 1, 1))  # by Gen2
    antennas = _parameter(183, struct.pack("!HH", 1, 0) + never + inventory)
    contents = _parameter(238, struct.pack("!H", _ANTENNA_AND_STRENGTH))
    report = _parameter(237, struct.pack("!BH", 1, 1) + contents)
    boundaries = _parameter(178, start + stop)
    return _parameter(177, struct.pack("!IBB", SPEC_ID, 0, 0) + boundaries + antennas + report)


def spec_id(number: int) -> bytes:
    """Body of DELETE_ROSPEC (0: all) and ENABLE_ROSPEC."""
    return struct.pack("!I", number)


def _parameter(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, 4 + len(value)) + value
