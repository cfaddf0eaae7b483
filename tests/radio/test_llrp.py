"""LLRP: the bytes of a real reader, and connections that go wrong in every way."""

import contextlib
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floor.radio import llrp
from floor.radio.llrp import LlrpError, Message, Stream
from floor.radio.llrp_client import ReaderClient
from tests.radio.emulator import (
    BESIDE,
    CAPTURED,
    EPCS,
    GOODBYE,
    OK,
    REFUSED,
    REPORTS,
    Mood,
    emulator,
    greeting,
    report,
)  # fmt: skip


def test_what_a_real_reader_reported():
    reads = [read for body in REPORTS for read in llrp.tag_reads(body)]
    assert [read.epc for read in reads] == EPCS
    for first in (llrp.tag_reads(body)[0] for body in CAPTURED[:1]):
        assert (first.antenna, first.rssi) == (1, -48.0)
        assert first.at == datetime(2020, 7, 8, 2, 20, 5, 140192, tzinfo=UTC)


def test_tags_of_other_lengths_and_parameters_that_nobody_knows():
    epc = bytes.fromhex("00F1 000A 0020 F7379521")
    known = bytes.fromhex("810002 86C4 880003")
    custom = bytes.fromhex("03FF 0006 ABCD")
    body = bytes.fromhex("00F0") + (4 + len(epc + custom + known)).to_bytes(2, "big") + epc + custom + known
    (read,) = llrp.tag_reads(body + REPORTS[0])[:1]
    assert (read.epc, read.antenna, read.rssi, read.count) == ("F7379521", 2, -60.0, 3)
    assert len(llrp.tag_reads(body + REPORTS[0])) == 2
    assert llrp.tag_reads(body[:-1]) == []
    # the strength in the long form, and of no length: whoever sends that sends nothing to rely on
    odd = bytes.fromhex("00F0 0015 8D") + bytes(12) + bytes.fromhex("0006 0004")
    assert [(read.epc, read.rssi) for read in llrp.tag_reads(odd)] == [("0" * 24, None)]


def test_answers_and_events():
    llrp.check_status(Message(13, 1, OK))
    for body in (b"", OK[:5], REFUSED):
        with pytest.raises(LlrpError):
            llrp.check_status(Message(13, 1, body))
    assert llrp.says_goodbye(Message(llrp.READER_EVENT_NOTIFICATION, 0, GOODBYE))
    assert not llrp.says_goodbye(Message(llrp.KEEPALIVE, 0, GOODBYE))
    assert llrp.check_welcome(Message(llrp.READER_EVENT_NOTIFICATION, 0, greeting(0))).year == 2020
    for message in (
        Message(llrp.READER_EVENT_NOTIFICATION, 0, greeting(1)),
        Message(llrp.READER_EVENT_NOTIFICATION),
        Message(llrp.KEEPALIVE),
    ):
        with pytest.raises(LlrpError):
            llrp.check_welcome(message)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=40))
def test_a_stream_in_any_pieces(sizes):
    data = b"".join(Message(61, number, body).encode() for number, body in enumerate(REPORTS))
    stream, found, at = Stream(), [], 0
    for size in (*sizes, len(data)):
        found += stream.feed(data[at : at + size])
        at += size
    assert [message.body for message in found] == REPORTS
    assert [message.id for message in found] == list(range(len(REPORTS)))


@given(st.binary())
def test_any_bytes(data):
    list(llrp.parameters(data))
    llrp.tag_reads(data)
    llrp.events(Message(llrp.READER_EVENT_NOTIFICATION, 0, data))
    with contextlib.suppress(LlrpError):
        list(Stream().feed(data))


class Listening:
    """A client in a thread, and what it heard."""

    def __init__(self, port: int) -> None:
        self.reads, self.waits, self.going_on = [], [], True
        self.client = ReaderClient(
            "127.0.0.1",
            port,
            self.reads.extend,
            keepalive_seconds=0.1,
            first_wait=0.01,
            sleep=lambda seconds: (self.waits.append(seconds), time.sleep(min(seconds, 0.02))),
        )
        self.thread = threading.Thread(target=self.client.run, args=(lambda: self.going_on,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.going_on = False
        self.thread.join(10)
        assert not self.thread.is_alive()


def heard(listening, count):
    give_up = time.monotonic() + 10
    while len(listening.reads) < count and time.monotonic() < give_up:
        time.sleep(0.01)
    return [read.epc for read in listening.reads]


def test_an_inventory_from_its_start():
    with emulator(REPORTS) as reader, Listening(reader.port) as listening:
        assert heard(listening, 9) == EPCS
        while reader.acknowledged < 2:
            time.sleep(0.01)
    assert reader.asked[:4] == [
        llrp.SET_READER_CONFIG,
        llrp.DELETE_ROSPEC,
        llrp.ADD_ROSPEC,
        llrp.ENABLE_ROSPEC,
    ]
    assert reader.connections == 1
    # this reader's clock says 2020; what it saw a second ago was a second ago
    assert abs(listening.reads[0].at - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "mood",
    [
        Mood(silent=True),
        Mood(busy=True),
        Mood(garbage=True),
        Mood(refuses=True),
        Mood(drop_after=0),
        Mood(drop_after=4),
        Mood(drop_after=4, pieces=3),
        Mood(stall_after=3),
        Mood(goodbye_after=2),
        Mood(pieces=1),
    ],
    ids=lambda mood: repr(mood).removeprefix("Mood"),
)
def test_it_comes_back_and_nothing_is_missed(mood):
    with emulator(REPORTS, mood, mood) as reader, Listening(reader.port) as listening:
        assert heard(listening, 9) == EPCS
    assert reader.connections == (1 if mood == Mood(pieces=1) else 3)


def test_a_clock_that_jumped_is_not_believed():
    with (
        emulator([report(EPCS[0], seconds=86_400), report(EPCS[1], seconds=-5)]) as reader,
        Listening(reader.port) as listening,
    ):
        heard(listening, 2)
    jumped, late = (datetime.now(UTC) - read.at for read in listening.reads)
    assert timedelta(0) < jumped < timedelta(seconds=20)
    assert timedelta(seconds=4) < late < timedelta(seconds=25)


def test_it_waits_longer_and_longer_for_a_reader_that_is_away():
    with emulator([]) as reader:
        port = reader.port
    with Listening(port) as listening:
        while len(listening.waits) < 8:
            time.sleep(0.01)
    longest = [0.012 * 2**at for at in range(8)]
    assert all(wait <= most for wait, most in zip(listening.waits, longest, strict=False))
    assert listening.waits[7] > 50 * listening.waits[0] > 0


def test_what_the_emulator_says_by_itself_is_what_the_captured_reader_said():
    (read,) = llrp.tag_reads(report("311BA1B300CE0A6A83000000", antenna=3, rssi=-71))
    assert (read.epc, read.antenna, read.rssi) == ("311BA1B300CE0A6A83000000", 3, -71.0)
    own = llrp.tag_reads(b"".join(report(epc) for epc in EPCS))
    assert [read.epc for read in own] == [read.epc for body in REPORTS for read in llrp.tag_reads(body)]


def test_a_real_readers_answers_are_understood():
    answers = [OK, *(path.read_bytes()[:8] for path in BESIDE.glob("GetReaderConfigResponse-000.bytes"))]
    for answer in answers:
        llrp.check_status(Message(13, 1, answer))
    goodbyes = [GOODBYE, *(path.read_bytes() for path in BESIDE.glob("ReaderEventNotification-000.bytes"))]
    for goodbye in goodbyes:
        assert llrp.says_goodbye(Message(llrp.READER_EVENT_NOTIFICATION, 0, goodbye))
