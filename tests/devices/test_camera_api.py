"""Pictures sent to the endpoint: what they show, and what a picture can do to the server, which is nothing."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from tests import build
from tests.pictures import Format, black_png, code, packed, side_by_side


def drawn(*texts):
    """A JPEG with these as QR codes."""
    return packed(side_by_side(*map(code, texts)), "JPEG")


def form(picture, **fields):
    """What a browser sends for a file and some fields."""
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    parts.append(b'name="image"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n' + picture)
    body = b"".join(b"--edge\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    return {"data": body + b"--edge--\r\n", "content_type": "multipart/form-data; boundary=edge"}


def seen(caller, picture, **fields):
    while (answer := caller.send("POST", "/reads", **form(picture, **fields))).status_code == 429:
        continue  # on a busy machine a process may take longer to start than one picture is given
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json["codes"]


def refused(caller, picture):
    return caller.refused("POST", "/reads", **form(picture))


def in_memory():
    """This process's resident megabytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.fixture
def pool(app):
    return app.extensions["floor"].camera


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_picture_says_what_the_step_expects_and_what_the_warehouse_knows(
    app, warehouse, supervisor, picker
):
    with app.extensions["floor"].database.writing() as session:
        order = build.order(session, warehouse, {"LAMP": 2})
        session.commit()
    supervisor.post("/waves", {"orders": [str(order.id)]}, 201)
    work = picker.post("/work/next", {"kinds": ["pick"]})
    tote = work["expect"]["codes"]
    lamp = next(step["codes"][0] for step in work["steps"] if step["kind"] == "sku")
    picture = drawn("CMD-HELP", lamp, tote[0] if tote else "TOTE-0009", "NOBODY-KNOWS")

    codes = seen(picker, picture)
    assert {each["text"] for each in codes} == {
        "CMD-HELP",
        lamp,
        tote[0] if tote else "TOTE-0009",
        "NOBODY-KNOWS",
    }
    assert codes[0]["text"] == lamp
    assert [each["known"] for each in codes].count(True) == 1
    assert {each["kind"] for each in codes} >= {"command", "plain"}
    width, height = Image.open(io.BytesIO(picture)).size
    for each in codes:
        assert all(0 <= x <= width and 0 <= y <= height for x, y in each["corners"])

    picker.post(f"/work/{work['id']}/scans", {"id": "1", "scan": "TOTE-0009"})
    work = picker.get(f"/work/{work['id']}")
    place = work["expect"]["codes"][0]
    first, *others = seen(picker, drawn("CMD-HELP", lamp, place), work=work["id"])
    assert (first["text"], first["expected"], first["known"]) == (place, True, True)
    assert not any(each["expected"] for each in others)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_picture_that_is_none_gets_an_answer_that_says_so(picker, pool):
    picture = drawn("LOC-1")
    assert [each["text"] for each in seen(picker, picture)] == ["LOC-1"]
    before = in_memory()
    assert refused(picker, b"<svg xmlns='http://www.w3.org/2000/svg'/>") == (415, "picture.not_a_picture")
    assert refused(picker, picture[: len(picture) // 2]) == (422, "picture.broken")
    assert refused(picker, black_png(20_000, 10_000)) == (413, "picture.too_many_pixels")
    assert refused(picker, bytes(12 * 2**20 + 1)) == (413, "picture.too_many_bytes")
    assert refused(picker, bytes(17 * 2**20)) == (413, "request.too_large")
    assert seen(picker, black_png(5_000, 5_000)) == []
    assert picker.refused("POST", "/reads", data={}) == (422, "request.invalid")
    assert picker.refused("POST", "/reads", json={}) == (422, "request.invalid")
    assert picker.refused("POST", "/reads", **form(picture, work="77")) == (404, "work.not_found")
    assert [each["text"] for each in seen(picker, picture)] == ["LOC-1"]
    assert in_memory() - before < 150  # MiB; the 200 million pixels alone would take more


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_process_that_hangs_or_dies_costs_one_answer_and_the_next_picture_is_read(
    picker, pool, monkeypatch
):
    picture = drawn("LOC-1")
    assert [each["text"] for each in seen(picker, picture)] == ["LOC-1"]
    assert len(running(pool)) == 1

    [hung] = running(pool)
    os.kill(hung, signal.SIGSTOP)
    with monkeypatch.context() as hurried:
        hurried.setattr("floor.devices.camera.pool.WAIT", 0.3)
        assert refused(picker, picture) == (429, "picture.busy")  # it may be late for others' load
        hurried.setattr("floor.devices.camera.pool.STUCK", 0.5)
        time.sleep(0.3)
        assert refused(picker, picture) == (429, "picture.busy")
    assert not Path(f"/proc/{hung}").exists()
    assert [each["text"] for each in seen(picker, picture)] == ["LOC-1"]

    # as zbar ends itself when it finds itself in a state that it did not foresee
    [aborted] = running(pool)
    os.kill(aborted, signal.SIGSTOP)
    threading.Timer(0.2, os.kill, (aborted, signal.SIGABRT)).start()
    threading.Timer(0.3, os.kill, (aborted, signal.SIGCONT)).start()
    assert refused(picker, picture) == (422, "picture.unreadable")
    assert [each["text"] for each in seen(picker, picture)] == ["LOC-1"]

    [last] = running(pool)
    pool.stop()
    assert not Path(f"/proc/{last}").exists()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_code_39_is_read_as_it_stands_unless_the_device_says_otherwise(picker, pool):
    label = packed(code("A/B+12", Format.Code39Std), "JPEG")
    assert [each["text"] for each in seen(picker, label)] == ["A/B+12"]
    picker.post("/profile", {"code39_full_ascii": True})
    label = packed(code("A/B+C12", Format.Code39Std), "JPEG")
    assert [each["text"] for each in seen(picker, label)] == ['A"c12']


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_late_answer_is_not_taken_for_the_next_picture_s(picker, pool, monkeypatch):
    assert [each["text"] for each in seen(picker, drawn("LOC-1"))] == ["LOC-1"]
    [late] = running(pool)
    os.kill(late, signal.SIGSTOP)
    with monkeypatch.context() as hurried:
        hurried.setattr("floor.devices.camera.pool.WAIT", 0.3)
        assert refused(picker, drawn("LOC-2")) == (429, "picture.busy")
    os.kill(late, signal.SIGCONT)
    assert [each["text"] for each in seen(picker, drawn("LOC-3"))] == ["LOC-3"]
    assert running(pool) == [late]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_picture_that_takes_all_the_time_of_a_processor_is_given_up(picker, pool, monkeypatch):
    """A library that is caught in a picture: a process that burns its time and asks nobody."""
    worker = [sys.executable, "-c", BURNING]
    start = subprocess.Popen
    monkeypatch.setattr(
        "floor.devices.camera.pool.subprocess.Popen",
        lambda command, **rest: start([*worker, command[-1]], **rest),
    )
    assert refused(picker, drawn("LOC-1")) == (422, "picture.too_slow")
    assert running(pool) == []


BURNING = """
from floor.devices.camera import worker
worker.MOST_SECONDS = 0.2
def burn(*_):
    while True: pass
worker.answer = burn
worker.main()
"""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_whoever_finds_no_process_ready_is_asked_to_try_again_and_is_then_served(picker, pool, monkeypatch):
    picture = drawn("LOC-1")
    with monkeypatch.context() as hurried:
        hurried.setattr("floor.devices.camera.pool.WAIT", 0.05)
        answer = picker.send("POST", "/reads", **form(picture))  # no process starts within that
        assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (
            429,
            "picture.busy",
            "2",
        )
        [starting] = running(pool)
        taken = [pool._free.get() for _worker in pool._all]
        assert refused(picker, picture) == (429, "picture.busy")
        for worker in taken:
            pool._free.put(worker)
    assert [each["text"] for each in seen(picker, picture)] == ["LOC-1"]
    assert starting in running(pool)


def running(pool):
    """The processes that read pictures, by their ids."""
    return [worker.process.pid for worker in pool._all if worker.process]


def test_the_server_does_not_load_what_reads_pictures():
    loaded = "import floor.app, sys; print({'cv2', 'zxingcpp', 'pyzbar'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True).stdout == "set()\n"
