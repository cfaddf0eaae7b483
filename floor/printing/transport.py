"""How bytes come to a printer: straight to its port, or through CUPS. What is unclear afterwards is said to be so."""

import contextlib
import fcntl
import re
import socket
import struct
import subprocess
import termios
import time

from floor.core.hosts import host_and_port
from floor.core.networks import Networks
from models import Printer

PORT = 9100
# whatever kept the first byte from leaving: what else is in the network is nobody's business
NO_ANSWER = "printer.unreachable"
CONNECT_SECONDS = 4.0
ANSWER_SECONDS = 1.0
SENT_SECONDS = 20.0  # a printer whose memory is full takes the rest when it has printed
LP_SECONDS = 20.0
STATUS = re.compile(rb"\x02([^\x03]*)\x03")


class Trouble(Exception):
    """`code` says what is wrong. `midway`: some of it may have been printed, and nobody here can know."""

    def __init__(self, code: str, *, midway: bool = False) -> None:
        super().__init__(code)
        self.code, self.midway = code, midway


def send(networks: Networks, printer: Printer, data: bytes, title: str) -> None:
    """Returns when the printer, or CUPS, has taken all of it. Raises `Trouble`."""
    if printer.way == "cups":
        _send_to_cups(printer.address, printer.form, data, title)
    else:
        _send_to_port(networks, printer.address, printer.form, data)


def look(networks: Networks, address: str, form: str) -> str:
    """The code of what is wrong with a printer at its port that has nothing to do, "" when it is well."""
    try:
        with _connected(networks, address) as line:
            if form == "zpl":
                _check_status(line)
    except Trouble as trouble:
        return trouble.code
    return ""


def _send_to_port(networks: Networks, address: str, form: str, data: bytes) -> None:
    with _connected(networks, address) as line:
        if form == "zpl":
            _check_status(line)
        sent, give_up = 0, time.monotonic() + SENT_SECONDS
        line.settimeout(SENT_SECONDS)
        try:
            while sent < len(data):
                sent += line.send(data[sent:])
            line.shutdown(socket.SHUT_WR)
            _wait_until_taken(line, give_up)
        except OSError as error:
            raise Trouble("printer.line_broke", midway=True) if sent else Trouble(NO_ANSWER) from error


def _connected(networks: Networks, address: str) -> socket.socket:
    at = host_and_port(address, PORT)
    if at is None:
        raise Trouble(NO_ANSWER)
    try:
        return networks.connect(*at, CONNECT_SECONDS)
    except OSError as error:
        raise Trouble(NO_ANSWER) from error


def _wait_until_taken(line: socket.socket, give_up: float) -> None:
    """Until the other side has acknowledged every byte and had a moment to object. Raises OSError."""
    while unacknowledged(line):
        if time.monotonic() > give_up:
            raise TimeoutError("the last bytes were never acknowledged")
        time.sleep(0.02)
    line.settimeout(ANSWER_SECONDS / 4)
    with contextlib.suppress(TimeoutError):
        while time.monotonic() < give_up and line.recv(4096):
            pass  # printers may report; their last word is the end of the line


def unacknowledged(line: socket.socket) -> int:
    """Bytes that we have sent and the other side has not confirmed."""
    return int(struct.unpack("i", fcntl.ioctl(line, termios.TIOCOUTQ, b"\0" * 4))[0])


def _check_status(line: socket.socket) -> None:
    """Asks a ZPL printer how it is (~HS). One that does not answer is taken as it is: many clones never do."""
    line.settimeout(ANSWER_SECONDS)
    told = b""
    try:
        line.sendall(b"~HS\r\n")
        while told.count(b"\x03") < 2:
            more = line.recv(1024)
            if not more:
                break
            told += more
    except TimeoutError:
        return
    except OSError as error:
        raise Trouble(NO_ANSWER) from error
    if trouble := trouble_in(told):
        raise Trouble(trouble)


def trouble_in(status: bytes) -> str:
    """What a host status (two or three lines between STX and ETX) complains of, "" for nothing."""
    lines = [found.split(b",") for found in STATUS.findall(status)]
    if len(lines) < 2 or len(lines[0]) < 3 or len(lines[1]) < 4:
        return ""
    signs = (
        (lines[1][2], "head_open"),
        (lines[0][1], "paper_out"),
        (lines[1][3], "ribbon_out"),
        (lines[0][2], "paused"),
    )
    return next((f"printer.{name}" for flag, name in signs if flag.strip() == b"1"), "")


def _send_to_cups(queue: str, form: str, data: bytes, title: str) -> None:
    command = ["lp", "-d", queue, "-t", title, *(["-o", "raw"] if form == "zpl" else []), "-"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=LP_SECONDS, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise Trouble("printer.no_cups") from error
    except subprocess.TimeoutExpired as error:
        raise Trouble("printer.line_broke", midway=True) from error
    if done.returncode:
        raise Trouble("printer.refused_by_cups")
