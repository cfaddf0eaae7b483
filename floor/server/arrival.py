"""What has come of one request. Nobody works on it before it is whole, so that whoever sends slowly, or never the rest,
keeps no thread from those who scan.

How a request is framed is read here no further than to see its end; what it says, and whether it may, gunicorn reads.
"""

import re
import time

MOST_LINE = 8190
MOST_HEAD = 32 * 1024
LARGEST_BODY = 16 * 1024 * 1024  # a thousand orders with many lines, and a signature
SMALL_BODY = 256 * 1024
HEAD_SECONDS = 10.0
BODY_SECONDS = 20.0
SLOWEST = 8 * 1024  # bytes a second, on the whole: a handheld at the edge of the network

MALFORMED, TOO_SLOW, BODY_TOO_LARGE, LINE_TOO_LONG, HEAD_TOO_LARGE, NO_ROOM = 400, 408, 413, 414, 431, 503

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r", re.IGNORECASE)
_CODING = re.compile(rb"\r\ntransfer-encoding:[ \t]*([^\r]*?)[ \t]*\r", re.IGNORECASE)
_EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r", re.IGNORECASE)
_LANGUAGE = re.compile(rb"\r\naccept-language:[ \t]*([^\r]*)\r", re.IGNORECASE)
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[^\r\n]*\r\n")


class Arrival:
    """`data` is all that came. `whole` when there is no more to wait for; `refused` with the status of why not."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.began = self.head_came = 0.0
        self.whole = False
        self.refused = 0
        self.expects = False  # that it is told to go on with its body
        self._head = -1  # where the body begins
        self._end = -1  # where it ends, if it says so
        self._chunk = -1  # where the next chunk begins, in a body that comes in chunks

    def take(self, data: bytes) -> None:
        self.began = self.began or time.monotonic()
        seen = max(0, len(self.data) - 3)
        self.data += data
        if self._head < 0:
            self._read_head(self.data.find(b"\r\n\r\n", seen))
        if self._chunk >= 0:
            self._read_chunks()
        if self._end >= 0 and len(self.data) >= self._end:
            self.whole = True
        if max(self._end, len(self.data)) - max(self._head, 0) > LARGEST_BODY and not self.whole:
            self.refused = BODY_TOO_LARGE

    def _read_head(self, end: int) -> None:
        line = self.data.find(b"\r\n", 0, MOST_LINE + 2)
        if line < 0 and len(self.data) > MOST_LINE:
            self.refused = LINE_TOO_LONG
        elif (end if end >= 0 else len(self.data)) > MOST_HEAD:
            self.refused = HEAD_TOO_LARGE
        elif end >= 0:
            self.head_came = time.monotonic()
            self._head = self._end = end + 4
            head = bytes(self.data[: self._head])
            length, coding = _LENGTH.search(head), _CODING.search(head)
            self.expects = bool(_EXPECTS.search(head))
            if coding and coding[1].lower() == b"chunked":
                self._chunk, self._end = self._head, -1
            elif length:
                self._end += int(length[1])

    def _read_chunks(self) -> None:
        """Goes from chunk to chunk."""
        while self._end < 0:
            found = _CHUNK.match(self.data, self._chunk)
            if found is None:
                if len(self.data) - self._chunk > MOST_LINE or self.data.find(b"\r\n", self._chunk) >= 0:
                    self.refused = MALFORMED
                return
            if int(found[1], 16) == 0:  # the last; after it there may be trailers, and then an empty line
                end = self.data.find(b"\r\n\r\n", found.end() - 2)
                self._end = end + 4 if end >= 0 else -1
                if end < 0 and len(self.data) - self._chunk > MOST_HEAD:
                    self.refused = HEAD_TOO_LARGE
                return
            after = found.end() + int(found[1], 16) + 2
            if after > len(self.data):
                return
            if self.data[after - 2 : after] != b"\r\n":
                self.refused = MALFORMED
                return
            self._chunk = after

    @property
    def large(self) -> bool:
        return len(self.data) > SMALL_BODY

    @property
    def until(self) -> float:
        """When it must be whole, by the monotonic clock; 0 before its first byte."""
        if not self.head_came:
            return self.began and self.began + HEAD_SECONDS
        return self.head_came + BODY_SECONDS + (len(self.data) - self._head) / SLOWEST

    @property
    def language(self) -> str:
        found = _LANGUAGE.search(self.data)
        return found[1].decode("latin-1") if found else ""
