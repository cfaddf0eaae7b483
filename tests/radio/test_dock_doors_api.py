"""A load driven through a dock door before a reader that drops the line, sends in pieces and falls silent."""

import os
import random
import threading
import time

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from floor.core.seals import seal_of
from floor.core.transaction import SYSTEM
from floor.radio import readers
from floor.radio.llrp_client import ReaderClient
from floor.radio.sender import Sender
from models import Alert, Order, PackSession, Parcel, ParcelLabel, Place, Reader
from scanners.gs1 import sscc as sscc_of
from tests import build
from tests.radio.emulator import Mood, emulator, report
from tests.radio.tags import sscc_tag

MOODS = (
    Mood(drop_after=30),
    Mood(busy=True),
    Mood(pieces=7, drop_after=40),
    Mood(stall_after=25),
    Mood(goodbye_after=50),
    Mood(silent=True),
    Mood(pieces=11),
)
OF_OTHERS, NEVER_MADE = sscc_of("4012345", 0, 7), sscc_of("9521321", 9, 1)


def packed(session, warehouse, count, carrier="POST", start=1):
    """So many packed and labelled parcels, one of a lamp each; their SSCCs."""
    made = []
    for number in range(start, start + count):
        order = build.order(session, warehouse, {"LAMP": 1}, status="packed", number=f"D{number}")
        sscc = sscc_of("9521321", 0, 1000 + number)
        place = Place(code=sscc, kind="parcel")
        parcel = Parcel(order=order, place=place, state="labelled", sscc=sscc, carrier=carrier)
        session.add_all(
            [PackSession(state="done", order=order, parcels=[parcel]), ParcelLabel(parcel=parcel, sscc=sscc)]
        )
        made.append(sscc)
    session.flush()
    return made


@pytest.fixture
def served(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.mark.parametrize("seed", range(int(os.environ.get("FLOOR_DOOR_RUNS", "1"))))
def test_200_parcels_with_3_strays_and_2_missing(app, warehouse, served, sign_in, seed):
    floor = app.extensions["floor"]
    with floor.database.writing() as session:
        parcels = packed(session, warehouse, 200)
        (of_another,) = packed(session, warehouse, 1, "EXPRESS", start=500)
        session.commit()
    floor.writer.perform(
        SYSTEM, readers.add_reader, seal_of(floor.settings), "door-1", "door", "DOCK-1", weakest_dbm=-70
    )
    with floor.database.reading() as session:
        secret = seal_of(floor.settings).open(session.scalar(select(Reader.secret)))
    dispatcher = sign_in("dispatcher")
    work = dispatcher.post("/work", {"kind": "load", "carrier": "POST", "dock": "DOCK-1"})

    dice = random.Random(seed)
    dice.shuffle(parcels)
    missing, strays = sorted(parcels[:2]), [of_another, NEVER_MADE, OF_OTHERS]
    passing = [*parcels[2:], *strays]
    reports = [
        report(sscc_tag(sscc), antenna=dice.randint(1, 4), rssi=-dice.randint(40, 69)) for sscc in passing * 3
    ]
    reports += [report(sscc_tag(sscc), rssi=-75) for sscc in missing]  # behind the wall, on its lane
    dice.shuffle(reports)
    drive_by(served, secret, reports)

    (checked,) = dispatcher.get("/readers/door-1/loads")["loads"]
    assert sorted(checked["loaded"]) == sorted(parcels[2:])
    assert sorted(checked["missing"]) == missing
    assert {stray["sscc"]: stray["code"] for stray in checked["strays"]} == {
        of_another: "load.wrong_load",
        NEVER_MADE: "load.unknown_parcel",
        OF_OTHERS: "reader.other_owner",
    }
    shown = dispatcher.get(f"/work/{work['id']}")
    assert (shown["progress"], shown["expect"]["kind"]) == ({"done": 198, "total": 200}, "parcel")
    assert {code for code in shown["expect"]["codes"] if len(code) == 18} == set(missing)
    assert {notice["code"] for notice in shown["notices"]} == {"reader.stray"}
    assert of_another in " ".join(notice["text"] for notice in shown["notices"])
    with floor.database.reading() as session:
        told = {alert.params["sscc"]: alert.params["why"] for alert in session.scalars(select(Alert))}
        assert told == {of_another: "load.wrong_load", NEVER_MADE: "load.unknown_parcel"}
        statuses = list(session.scalars(select(Order.status).where(Order.number.like("D%"))))
        assert (statuses.count("staged"), statuses.count("packed")) == (198, 3)


def drive_by(server, secret, reports):
    """The reader reports all this; ends when the server has everything."""
    sender = Sender(server, "door-1", secret)
    sender.start()
    going_on = True
    with emulator(reports, *MOODS) as reader:
        client = ReaderClient(
            "127.0.0.1",
            reader.port,
            sender.put,
            keepalive_seconds=0.1,
            sleep=lambda _seconds: time.sleep(0.02),
        )
        thread = threading.Thread(target=client.run, args=(lambda: going_on,), daemon=True)
        thread.start()
        assert reader.done.wait(20)
        going_on = False
        thread.join(10)
    sender.stop()
    assert reader.connections == len(MOODS)
    assert not sender.waiting
