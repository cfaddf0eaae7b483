"""Whoever watches over the server is told the truth."""

import threading

import pytest


@pytest.fixture
def publisher(app):
    publisher = app.extensions["floor"].publisher
    publisher.start()
    yield publisher
    publisher.stop()


@pytest.fixture
def told(app, publisher):
    def told(path):
        answer = app.test_client().get(path)
        return answer.status_code, (answer.json["code"] if answer.is_json else answer.text.strip())

    return told


def test_all_is_well(told):
    assert told("/healthz") == told("/readyz") == (200, "ok")


def test_a_fault_of_the_database_keeps_people_away_and_is_no_reason_to_start_anew(app, told, monkeypatch):
    publisher = app.extensions["floor"].publisher
    monkeypatch.setattr(publisher, "round", lambda: None)
    app.extensions["floor"].writer.fault = "server.disk_full"
    assert told("/readyz") == (503, "server.disk_full")
    assert told("/healthz") == (200, "ok")
    app.extensions["floor"].writer.fault = None
    assert told("/readyz") == (200, "ok")


def test_a_database_that_is_gone_is_seen_when_nobody_writes(app, told, monkeypatch):
    def away(*_):
        raise OSError(5, "no disk")

    monkeypatch.setattr(app.extensions["floor"].database, "look_up", away)
    assert told("/readyz")[0] == 503
    assert told("/healthz") == (200, "ok")


def test_a_publisher_that_hangs_or_is_gone_is_a_reason_to_start_anew(told, publisher, monkeypatch):
    until = threading.Event()
    monkeypatch.setattr("floor.core.background.STUCK_SECONDS", -1.0)
    monkeypatch.setattr(publisher, "round", lambda: until.wait(10))
    publisher.wake()
    publisher._went -= 2
    assert told("/healthz") == told("/readyz") == (503, "server.stuck")
    until.set()
    monkeypatch.undo()
    publisher.stop()
    assert told("/healthz") == (503, "server.stuck")
