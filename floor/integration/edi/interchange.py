"""X12 interchanges, opened and written: envelopes and segments, whatever they say."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import x12

from models import Refused

ELEMENT, SEGMENT, COMPONENT = "*", "~", ">"  # of what is written
LONGEST_ID: Final = 15


@dataclass(frozen=True, slots=True)
class Segment:
    """`at` is its place in the interchange, 1 for the ISA."""

    tag: str
    at: int
    elements: Sequence[str]

    def __getitem__(self, element: int) -> str:
        """The element of this number, as the standard counts: 2 for W05-02; nothing where it was not sent."""
        return self.elements[element - 1].strip() if element <= len(self.elements) else ""


@dataclass(frozen=True, slots=True)
class Document:
    """One transaction set and whose it is. `content` is an interchange of it alone, `parties` sender and receiver with
    their qualifiers, `group` and `control` the numbers of its group and its own,
    `functional` the group's kind, OW for a 940."""

    kind: str
    functional: str
    interchange: str
    group: str
    control: str
    parties: tuple[str, str, str, str]
    segments: Sequence[Segment]
    content: bytes
    standard = "x12"

    @property
    def delivery(self) -> str:
        """What its sender calls it, no other being called so."""
        return "/".join((self.parties[1], self.interchange, self.group, self.control))


def opened(content: bytes) -> list[Document]:
    """The transaction sets of an interchange, whose counts and control numbers are right.

    Raises `Refused`: edi.broken.
    """
    if b"\0" in content:
        raise Refused("edi.broken", why="NUL")
    try:
        whole = x12.parse_x12_interchange(x12.tokenize_x12(content.strip()))
    except (x12.X12Error, ValueError) as error:
        raise Refused("edi.broken", why=str(error)) from None
    end = content.strip()[-1:]
    return list(_documents(whole, end))


def _documents(whole: x12.X12Interchange, end: bytes) -> Iterator[Document]:
    isa = _segment(whole.header)
    for group in whole.groups:
        gs = _segment(group.header)
        for each in group.transactions:
            raws = [whole.header.raw, group.header.raw, *(segment.raw for segment in each.all_segments)]
            between = whole.header.raw[3:4]
            raws.append(between.join((b"GE", b"1", gs[6].encode())))
            raws.append(between.join((b"IEA", b"1", isa[13].encode())))
            st = _segment(each.header)
            yield Document(
                kind=st[1],
                functional=gs[1],
                interchange=isa[13],
                group=gs[6],
                control=st[2],
                parties=(isa[5], isa[6], isa[7], isa[8]),
                segments=[_segment(segment) for segment in each.segments],
                content=b"".join(raw + end for raw in raws),
            )


def _segment(raw: x12.X12Segment) -> Segment:
    return Segment(raw.tag, raw.index + 1, [_text(each) for each in raw.elements])


def _text(element: bytes) -> str:
    """The standard leaves the encoding to both parties: UTF-8, or what Western Europe had before it."""
    try:
        return element.decode()
    except UnicodeDecodeError:
        return element.decode("latin-1")


def written(
    to: Document, group_kind: str, number: int, sets: Iterable[tuple[str, list[list[str]]]], at: datetime
) -> bytes:
    """An interchange back to whoever sent `to`: (kind, segments) of each set. `number` is its control number."""
    qualifier, receiver, own_qualifier, sender = to.parties
    control = f"{number % 10**9:09d}"
    isa = [
        "ISA", "00", " " * 10, "00", " " * 10, own_qualifier, sender.ljust(LONGEST_ID), qualifier,
        receiver.ljust(LONGEST_ID), f"{at:%y%m%d}", f"{at:%H%M}", "U", "00401", control, "0", "P", COMPONENT,
    ]  # fmt: skip
    gs = ["GS", group_kind, sender, receiver, f"{at:%Y%m%d}", f"{at:%H%M}", str(number), "X", "004010"]
    body: list[list[str]] = []
    count = 0
    for count, (kind, segments) in enumerate(sets, start=1):
        body += [["ST", kind, f"{count:04d}"], *segments, ["SE", str(len(segments) + 2), f"{count:04d}"]]
    trailers = [["GE", str(count), str(number)], ["IEA", "1", control]]
    clean = [[_clean(each) for each in segment] for segment in body]
    return "".join(
        ELEMENT.join(each).rstrip(ELEMENT) + SEGMENT + "\n" for each in (isa, gs, *clean, *trailers)
    ).encode()


def _clean(text: str) -> str:
    """What separates segments and elements cannot stand in them."""
    return "".join(" " if sign in (ELEMENT, SEGMENT, COMPONENT, "\n", "\r") else sign for sign in text)
