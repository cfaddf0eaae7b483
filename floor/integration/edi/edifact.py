"""EDIFACT interchanges, opened and acknowledged: envelopes and segments, whatever they say."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydifact.control.characters import Characters
from pydifact.exceptions import EDISyntaxError
from pydifact.parser import Parser
from pydifact.segments import Segment as RawSegment
from pydifact.serializer import Serializer
from pydifact.tokenizer import Tokenizer

from models import Refused

SERVICE: Final = ("UNB", "UNZ", "UNG", "UNE")
CUSTOMARY: Final = ":+.? '"  # of a UNA
NO_RELEASE: Final = "\0"  # where an interchange names a blank: it has no sign that lets the next one be text
# those of a syntax identifier, where they are not UTF-8
ENCODINGS: Final = {
    "UNOD": "iso8859-2", "UNOE": "iso8859-5", "UNOF": "iso8859-7", "UNOG": "iso8859-3", "UNOH": "iso8859-4",
    "UNOI": "iso8859-6", "UNOJ": "iso8859-8", "UNOK": "iso8859-9",
}  # fmt: skip
RECEIVED: Final = "8"  # element 0083
_TAG: Final = re.compile(r"[A-Z][A-Z0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Segment:
    """`at` is its place in the interchange, 1 for the UNB."""

    tag: str
    at: int
    elements: Sequence[Sequence[str]]

    def __getitem__(self, where: int | tuple[int, int]) -> str:
        """The component of an element, both counted from 1 as the standard does; nothing where it was not sent."""
        element, component = where if isinstance(where, tuple) else (where, 1)
        parts = self.elements[element - 1] if element <= len(self.elements) else ()
        return parts[component - 1].strip() if component <= len(parts) else ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message and whose it is. `content` is an interchange of it alone, `sender` and `receiver` the elements of the
    UNB, `interchange` and `reference` the numbers of its interchange and its own."""

    kind: str
    interchange: str
    reference: str
    sender: Sequence[str]
    receiver: Sequence[str]
    segments: Sequence[Segment]
    content: bytes
    standard = "edifact"

    @property
    def delivery(self) -> str:
        """What its sender calls it, no other being called so."""
        return "/".join((self.standard, self.sender[0], self.interchange, self.reference))


def is_edifact(content: bytes) -> bool:
    return content.lstrip()[:3] in (b"UNA", b"UNB")


def opened(content: bytes) -> list[Message]:
    """The messages of an interchange, whose counts and references are right.

    Raises `Refused`: edi.broken, edi.counts.
    """
    if b"\0" in content:
        raise Refused("edi.broken", why="NUL")
    segments = _segments(_text(content.strip()))
    first, last = segments[0], segments[-1]
    if (first.tag, last.tag) != ("UNB", "UNZ") or len(first.elements) < 5:
        raise Refused("edi.broken", why="UNB … UNZ")
    groups = sum(each.tag == "UNG" for each in segments)
    messages = list(_messages(first, segments[1:-1]))
    if not messages:
        raise Refused("edi.counts", tag=last.tag, at=last.at)
    _agree(last, str(groups or len(messages)), first[5])
    return messages


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        head = content[:40].decode("latin-1")
        named = next((encoding for name, encoding in ENCODINGS.items() if name in head), "latin-1")
        return content.decode(named, "replace")


def _segments(text: str) -> list[Segment]:
    characters = _characters(CUSTOMARY)
    if text.startswith("UNA"):
        signs, text = text[3:9], text[9:].lstrip()
        if len(signs) < 6 or len({*signs[:2], signs[3], signs[5]}) < 4:
            raise Refused("edi.broken", why="UNA")
        characters = _characters(signs)
    try:
        tokens = Tokenizer().get_tokens(text, characters)
        raws = list(Parser(characters=characters).convert_tokens_to_raw_segments(tokens))
    except (EDISyntaxError, ValueError) as error:
        raise Refused("edi.broken", why=str(error)) from None
    if not raws:
        raise Refused("edi.broken", why="UNB … UNZ")
    return [_segment(at, raw) for at, raw in enumerate(raws, start=1)]


def _characters(signs: str) -> Characters:
    found = Characters.from_str(signs)
    if found.escape_character == " ":
        found.escape_character = NO_RELEASE
    return found


def _segment(at: int, raw: Sequence[str | list[str]]) -> Segment:
    [tag, *_more], *elements = [[each] if isinstance(each, str) else each for each in raw]
    if not _TAG.fullmatch(tag):
        raise Refused("edi.counts", tag=tag[:10], at=at)
    return Segment(tag, at, elements)


def _messages(unb: Segment, segments: Iterable[Segment]) -> Iterator[Message]:
    head: Segment | None = None
    body: list[Segment] = []
    for each in segments:
        if each.tag == "UNH" and head is None:
            head, body = each, []
        elif each.tag == "UNT" and head is not None:
            _agree(each, str(len(body) + 2), head[1])
            alone = _written([unb, head, *body, each, Segment("UNZ", 0, [["1"], [unb[5]]])])
            yield Message(head[2], unb[5], head[1], unb.elements[1], unb.elements[2], body, alone)
            head = None
        elif head is not None and each.tag not in (*SERVICE, "UNH"):
            body.append(each)
        elif head is not None or each.tag not in SERVICE:
            raise Refused("edi.counts", tag=each.tag, at=each.at)
    if head is not None:
        raise Refused("edi.counts", tag=head.tag, at=head.at)


def _agree(trailer: Segment, count: str, reference: str) -> None:
    if trailer[1].lstrip("0") != count or trailer[2] != reference:
        raise Refused("edi.counts", tag=trailer.tag, at=trailer.at)


def _written(segments: Iterable[Segment]) -> bytes:
    raws = [RawSegment(each.tag, *[list(parts) for parts in each.elements or [[""]]]) for each in segments]
    return Serializer(_characters(CUSTOMARY)).serialize(raws, with_una_header=False).encode()


def acknowledged(messages: Sequence[Message], at: datetime) -> bytes:
    """A CONTRL: all of their interchange came, and is whole."""
    to = messages[0]
    number = to.interchange
    sender, receiver = list(to.sender), list(to.receiver)
    return _written([
        Segment("UNB", 1, [["UNOC", "3"], receiver, sender, [f"{at:%y%m%d}", f"{at:%H%M}"], [number]]),
        Segment("UNH", 2, [["1"], ["CONTRL", "D", "3", "UN"]]),
        Segment("UCI", 3, [[number], sender, receiver, [RECEIVED]]),
        Segment("UNT", 4, [["3"], ["1"]]),
        Segment("UNZ", 5, [["1"], [number]]),
    ])  # fmt: skip
