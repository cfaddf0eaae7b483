"""What fixed readers send, signed or by token, in their vendors' shapes; and everything that is none of it."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from standardwebhooks.webhooks import Webhook

from floor.core.seals import seal_of
from floor.core.transaction import SYSTEM
from floor.radio import readers
from models import Reader, TagPass, now
from tests.build import GTIN
from tests.radio.tags import SHAPES, TAG, sgtin_tag, sscc_tag

GOODS = sgtin_tag(GTIN["MUG"], 1)


@pytest.fixture
def floor(app, warehouse):
    floor = app.extensions["floor"]
    for name, kind, place in (
        ("door-1", "door", "DOCK-1"),
        ("tunnel-1", "tunnel", ""),
        ("bin-1", "count", "BIN-1"),
    ):
        floor.writer.perform(SYSTEM, readers.add_reader, seal_of(floor.settings), name, kind, place)
    return floor


@pytest.fixture
def secret(floor):
    with floor.database.reading() as session:
        kept = session.scalar(select(Reader.secret).where(Reader.name == "door-1"))
    return seal_of(floor.settings).open(kept)


def passes(floor):
    with floor.database.reading() as session:
        return session.scalar(select(func.count()).select_from(TagPass))


def sign(secret, body, at=None, id="msg-1"):
    at = at or datetime.now(UTC)
    return {
        "webhook-id": id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign(id, at, body),
    }


@pytest.fixture
def send(app, floor):
    client = app.test_client(use_cookies=False)

    def send(body, name="door-1", **headers):
        return client.post(f"/api/v1/readers/{name}/reads", data=body, headers=headers)

    return send


@pytest.fixture
def by_token(send, program):
    caller = program("reads")
    return lambda body, name="door-1": send(body, name, Authorization=f"Bearer {caller.token}")


def test_signed_by_password_or_by_token(send, floor, secret, by_token):
    body = json.dumps({"epcHex": TAG, "antennaPort": 1})
    answer = send(body, **sign(secret, body)).json
    assert answer.get("tags") == 1, answer
    basic = base64.b64encode(f"door-1:{secret}".encode()).decode()
    assert send(body, Authorization=f"Basic {basic}").status_code == 200
    answer = by_token(body).json
    assert (answer["reads"], answer["passes"]) == (1, 0)
    assert passes(floor) == 1


def test_who_is_not_this_reader_is_turned_away(send, floor, secret):
    body = json.dumps({"epcHex": TAG})
    signed = sign(secret, body)
    old, new = datetime.now(UTC) - timedelta(minutes=6), datetime.now(UTC) + timedelta(minutes=6)
    wrong = [
        ({}, "auth.needed"),
        ({**signed, "webhook-signature": "v1,AAAA"}, "reader.bad_signature"),
        ({**signed, "webhook-signature": "nonsense"}, "reader.bad_signature"),
        ({**signed, "webhook-timestamp": "soon"}, "reader.bad_signature"),
        (sign(secret, body, old), "reader.bad_signature"),
        (sign(secret, body, new), "reader.bad_signature"),
        ({"Authorization": "Basic ????"}, "reader.bad_signature"),
        ({"Authorization": "Basic " + base64.b64encode(b"door-1:no").decode()}, "reader.bad_signature"),
    ]
    for headers, code in wrong:
        answer = send(body, **headers)
        assert (answer.status_code, answer.json["code"]) == (401, code), headers
    assert send(body, "tunnel-1", **signed).json["code"] == "reader.bad_signature"
    assert send(body + " ", **signed).json["code"] == "reader.bad_signature"
    assert passes(floor) == 0


def test_a_signature_serves_for_no_other_endpoint(app, floor, secret):
    answer = app.test_client().get("/api/v1/readers/door-1/loads", headers=sign(secret, ""))
    assert answer.status_code == 200
    assert app.test_client().get("/api/v1/readers", headers=sign(secret, "")).status_code == 401


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_shapes_of_all_vendors_in_one_message(by_token, floor):
    bodies = [json.dumps(shape).replace("NOW", now().isoformat()) for shape in SHAPES.values()]
    answer = by_token("\n".join(bodies)).json
    assert (answer["reads"], answer["tags"], answer["passes"]) == (14, 2, 2)  # one is a Digital Link
    assert passes(floor) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestBadInput:
    @pytest.mark.parametrize(
        "body",
        [b"", b"  ", b"{", b'{"epcHex": "30"', b"\xff\xfe", b"[" * 5000, b"NaN", b'{"a":1}x', b"9" * 5000 + b".",
         b'{"epc":"' + TAG.encode() + b'"}{"epc":', b'"\\ud800"{', b'{"a":' * 20 + b"1" + b"}" * 20],
    )  # fmt: skip
    def test_what_is_no_json_is_refused_whole(self, by_token, floor, body):
        answer = by_token(body)
        assert (answer.status_code, answer.json["code"]) == (422, "reader.no_payload")
        assert passes(floor) == 0

    def test_a_line_of_a_megabyte(self, by_token, floor):
        answer = by_token(json.dumps({"epcHex": "3" * 1_000_000})).json
        assert (answer["reads"], answer["unreadable"], answer["tags"]) == (1, 1, 0)
        assert by_token(b'{"note": "' + b"x" * 1_000_000).json["code"] == "reader.no_payload"
        answer = by_token(b" " * 5_000_000)
        assert (answer.status_code, answer.json["code"]) == (413, "reader.too_large")

    def test_too_many_reads(self, by_token, floor):
        body = ",".join([f'{{"epc":"{TAG}"}}'] * 20_001)
        assert by_token(f"[{body}]").json["code"] == "reader.no_payload"
        assert passes(floor) == 0

    def test_reads_from_yesterday_and_from_tomorrow(self, by_token, floor):
        day = timedelta(days=1)
        yesterday = by_token(json.dumps({"epc": TAG, "timestamp": (now() - day).isoformat()})).json
        assert (yesterday["late"], yesterday["tags"]) == (1, 0)
        tomorrow = by_token(json.dumps([{"epc": TAG}, {"epc": TAG, "timestamp": (now() + day).isoformat()}]))
        assert (tomorrow.status_code, tomorrow.json["code"]) == (422, "reader.clock_ahead")
        assert passes(floor) == 0

    def test_the_same_message_again(self, send, secret, floor):
        body = json.dumps({"epc": TAG, "timestamp": now().isoformat()})
        headers = sign(secret, body)
        first, again = send(body, **headers).json, send(body, **headers).json
        assert (first["passes"], first["known"]) == (1, 0)
        assert (again["passes"], again["known"], again["parcels"]) == (0, 1, [])
        assert passes(floor) == 1

    def test_tags_of_others(self, by_token, floor):
        of_others = sscc_tag("340123450000000019")
        answer = by_token(
            json.dumps([{"epc": tag} for tag in (of_others, GOODS, "E2801160600002084A3C1234")])
        ).json
        assert (answer["tags"], answer["ignored"]) == (1, 2)
        assert [parcel["code"] for parcel in answer["parcels"]] == ["reader.other_owner"]

    def test_a_reader_that_is_not_there(self, by_token):
        answer = by_token(json.dumps({"epc": TAG}), "door-9")
        assert (answer.status_code, answer.json["code"]) == (404, "reader.not_found")

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(TAG),
            lambda inner: st.lists(inner) | st.dictionaries(
                st.sampled_from(["epc", "epcHex", "idHex", "data", "timestamp", "antenna", "peakRssi", "peakRssiCdbm",
                                 "tagData", "seenCount", "lastSeenTime", "isHeartBeat", "format"]) | st.text(), inner),
        )
    )  # fmt: skip
    def test_any_json(self, by_token, value):
        assert by_token(json.dumps(value)).status_code in (200, 422)

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.binary())
    def test_any_bytes(self, by_token, body):
        assert by_token(body).status_code in (200, 422)


def test_readers_and_their_loads(floor, by_token, sign_in):
    dispatcher, supervisor = sign_in("dispatcher"), sign_in("supervisor")
    work = dispatcher.post("/work", {"kind": "load", "carrier": "POST", "dock": "DOCK-1"})
    answer = by_token(json.dumps({"epc": TAG})).json
    assert [(each["sscc"], each["code"]) for each in answer["parcels"]] == [
        ("095213210000009998", "load.unknown_parcel")
    ]
    (load,) = dispatcher.get("/readers/door-1/loads")["loads"]
    assert (load["load"], load["loaded"], load["missing"]) == (work["id"], [], [])
    assert load["strays"] == [{"sscc": "095213210000009998", "code": "load.unknown_parcel"}]
    rows = supervisor.get("/readers")["readers"]
    assert [(row["name"], row["kind"], row["place"]) for row in rows] == [
        ("bin-1", "count", "BIN-1"),
        ("door-1", "door", "DOCK-1"),
        ("tunnel-1", "tunnel", None),
    ]
    assert [row["seen_at"] is not None for row in rows] == [False, True, False]
    assert dispatcher.refused("GET", "/readers/bin-1/loads") == (409, "reader.wrong_kind")


def test_totes_and_counts(floor, by_token, sign_in):
    supervisor, picker = sign_in("supervisor"), sign_in("picker")
    body = json.dumps([{"epc": GOODS}])
    assert picker.refused("POST", "/readers/tunnel-1/totes", {"tote": "TOTE-1"}) == (
        404,
        "reader.unknown_tote",
    )
    assert supervisor.refused("POST", "/readers/bin-1/counts", {}) == (409, "reader.nothing_seen")
    assert by_token(body, "bin-1").json["tags"] == 1
    found = supervisor.post("/readers/bin-1/counts", {})
    assert (found["place"], found["matches"]) == ("BIN-1", False)
    assert [(line["sku"], line["code"]) for line in found["lines"]] == [("MUG", "reader.units_missing")]
    (proposal,) = supervisor.get("/counts/proposals")["proposals"]
    assert (proposal["units"], proposal["on_hand"], proposal["state"]) == (1, 100, "open")
    decided = supervisor.post(f"/counts/proposals/{proposal['id']}", {"decision": "approve"})
    assert decided["state"] == "approved"
    assert supervisor.refused("POST", f"/counts/proposals/{proposal['id']}", {"decision": "refuse"}) == (
        409,
        "proposal.not_allowed",
    )
    assert supervisor.refused("POST", "/counts/proposals/999", {"decision": "refuse"}) == (
        404,
        "reader.no_proposal",
    )
    assert supervisor.get("/counts/proposals")["proposals"] == []
