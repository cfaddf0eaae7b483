"""Pictures through the door: what they show, and what a picture can do to the server, which is nothing."""

import io
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from tests import build


def drawn(*codes):
    """A JPEG with these codes side by side; each is text, or text and a symbology of zxing-cpp."""
    parts = []
    for code in codes:
        text, kind = code if isinstance(code, tuple) else (code, zxingcpp.BarcodeFormat.QRCode)
        one = np.array(zxingcpp.create_barcode(text, kind).to_image(scale=3))
        parts.append(np.pad(one, ((20, 320 - one.shape[0]), (30, 30)), constant_values=255))
    return packed(Image.fromarray(np.hstack(parts)))


def packed(image, kind="JPEG"):
    held = io.BytesIO()
    image.save(held, kind)
    return held.getvalue()


def form(picture, **fields):
    """What a browser sends for a file and some fields."""
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts.append(b'name="image"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n' + picture)
    body = b"".join(b"--edge\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    return {"data": body + b"--edge--\r\n", "content_type": "multipart/form-data; boundary=edge"}


def seen(caller, picture, **fields):
    answer = caller.send("POST", "/reads", **form(picture, **fields))
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["codes"]


def refused(caller, picture):
    start = time.monotonic()
    said = caller.refused("POST", "/reads", **form(picture))
    assert time.monotonic() - start < 3
    return said


def in_memory():
    """This process's resident megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.fixture
def eyes(app):
    return app.extensions["floor"].eyes


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_picture_says_what_the_step_expects_and_what_the_hall_knows(app, hall, supervisor, picker):
    with app.extensions["floor"].database.writing() as session:
        order = build.order(session, hall, {"LAMP": 2})
        session.commit()
    supervisor.post("/waves", {"orders": [str(order.id)]}, 201)
    work = picker.post("/work/next", {"kinds": ["pick"]})
    tote = work["expect"]["codes"]
    lamp = next(step["codes"][0] for step in work["steps"] if step["kind"] == "sku")
    picture = drawn("CMD-HELP", lamp, tote[0] if tote else "TOTE-0009", "NOBODY-KNOWS")

    codes = seen(picker, picture)
    assert {code["text"] for code in codes} == {
        "CMD-HELP",
        lamp,
        tote[0] if tote else "TOTE-0009",
        "NOBODY-KNOWS",
    }
    assert codes[0]["text"] == lamp
    assert [code["known"] for code in codes].count(True) == 1
    assert {code["kind"] for code in codes} >= {"command", "plain"}
    width, height = Image.open(io.BytesIO(picture)).size
    for code in codes:
        assert all(0 <= x <= width and 0 <= y <= height for x, y in code["corners"])

    picker.post(f"/work/{work['id']}/scans", {"id": "1", "scan": "TOTE-0009"})
    work = picker.get(f"/work/{work['id']}")
    place = work["expect"]["codes"][0]
    first, *others = seen(picker, drawn("CMD-HELP", lamp, place), work=work["id"])
    assert (first["text"], first["expected"], first["known"]) == (place, True, True)
    assert not any(code["expected"] for code in others)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_picture_that_is_none_gets_an_answer_that_says_so(picker, eyes):
    picture = drawn("LOC-1")
    before = in_memory()
    assert refused(picker, b"<svg xmlns='http://www.w3.org/2000/svg'/>") == (415, "picture.not_a_picture")
    assert refused(picker, picture[: len(picture) // 2]) == (422, "picture.broken")
    assert refused(picker, bomb(20_000, 10_000)) == (413, "picture.too_many_pixels")
    assert refused(picker, bytes(12 * 2**20 + 1)) == (413, "picture.too_many_bytes")
    assert refused(picker, bytes(17 * 2**20)) == (413, "request.too_large")
    assert seen(picker, bomb(5_000, 5_000)) == []
    assert picker.refused("POST", "/reads", data={}) == (422, "request.invalid")
    assert picker.refused("POST", "/reads", json={}) == (422, "request.invalid")
    assert picker.refused("POST", "/reads", **form(picture, work="77")) == (404, "work.not_found")
    assert [code["text"] for code in seen(picker, picture)] == ["LOC-1"]
    assert in_memory() - before < 100


def bomb(width, height):
    """A PNG of that size, all black, in a few kilobytes."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height, 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_process_that_hangs_or_dies_costs_one_answer_and_the_next_picture_is_read(picker, eyes):
    picture = drawn("LOC-1")
    assert [code["text"] for code in seen(picker, picture)] == ["LOC-1"]
    assert len(running(eyes)) == 1

    [hung] = running(eyes)
    os.kill(hung, signal.SIGSTOP)
    assert refused(picker, picture) == (422, "picture.too_slow")
    assert not Path(f"/proc/{hung}").exists()
    assert [code["text"] for code in seen(picker, picture)] == ["LOC-1"]

    # as zbar ends itself when it finds itself in a state that it did not foresee
    [aborted] = running(eyes)
    os.kill(aborted, signal.SIGSTOP)
    threading.Timer(0.2, os.kill, (aborted, signal.SIGABRT)).start()
    threading.Timer(0.3, os.kill, (aborted, signal.SIGCONT)).start()
    assert refused(picker, picture) == (422, "picture.unreadable")
    assert [code["text"] for code in seen(picker, picture)] == ["LOC-1"]

    [last] = running(eyes)
    eyes.stop()
    assert not Path(f"/proc/{last}").exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_finds_no_process_ready_is_asked_to_try_again_and_is_then_served(picker, eyes, monkeypatch):
    picture = drawn("LOC-1")
    with monkeypatch.context() as hurried:
        hurried.setattr("floor.eyes.SECONDS", 0.05)
        answer = picker.send("POST", "/reads", **form(picture))  # no process starts within that
        assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (
            429,
            "picture.busy",
            "2",
        )
        [starting] = running(eyes)
        taken = [eyes._free.get() for _eye in eyes._all]
        assert refused(picker, picture) == (429, "picture.busy")
        for eye in taken:
            eyes._free.put(eye)
    while refusal(picker, picture) == "picture.busy":  # a busy machine may need more than one try
        pass
    assert [code["text"] for code in seen(picker, picture)] == ["LOC-1"]
    assert starting in running(eyes)


def refusal(caller, picture):
    answer = caller.send("POST", "/reads", **form(picture))
    return answer.json.get("code")


def running(eyes):
    """The processes that read pictures, by their ids."""
    return [eye.process.pid for eye in eyes._all if eye.process]


def test_the_server_does_not_load_what_reads_pictures():
    loaded = "import floor.app, sys; print({'cv2', 'zxingcpp', 'pyzbar'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True).stdout == "set()\n"
