"""What Floor uses of the insides of libraries, which they may change in any version: what is gone is named here."""

import ast
import inspect as signatures
import socket
import sqlite3
import threading
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest
from engineio import Server as EngineServer
from engineio.socket import Socket as EngineSocket
from gunicorn.config import Config
from gunicorn.http.wsgi import default_environ
from gunicorn.workers.base import Worker
from gunicorn.workers.gthread import ThreadWorker
from socketio import Manager, Server
from sqlalchemy import (
    Column,
    MetaData,
    StaticPool,
    Table,
    bindparam,
    create_engine,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from floor.web.broadcast import LINES, Broadcast
from models import Alert, Base
from models.base import begin_by, table_of

ROOT = Path(__file__).parents[1]
SAID = ("self", "event", "data", "namespace", "room")


@pytest.mark.parametrize(
    ("function", "takes"),
    [
        (Manager.emit, SAID),
        (Manager.get_participants, ("self", "namespace", "room")),
        (Manager.eio_sid_from_sid, ("self", "sid", "namespace")),
        (Server.start_background_task, ("self", "target")),
        (EngineServer.disconnect, ("self", "sid")),
        (EngineSocket.close, ("self", "wait", "abort")),
        (ThreadWorker.handle_exit, ("self", "sig", "frame")),
        (default_environ, ("req", "sock", "cfg")),
    ],
    ids=lambda value: getattr(value, "__qualname__", ""),
)
def test_a_function_still_takes_what_floor_hands_it(function, takes):
    """By these names and in this order; it may take more."""
    assert tuple(signatures.signature(function).parameters)[: len(takes)] == takes


def test_socket_io_still_keeps_its_connections_where_broadcast_looks():
    speaker = Broadcast()
    server = Server(client_manager=speaker, async_mode="threading")
    assert speaker.server is server
    assert isinstance(server.eio, EngineServer)
    assert server.eio.sockets == {}
    for room in (None, "board"):
        speaker.basic_enter_room("sid", "/", room, eio_sid="engine id")
    assert speaker.engine_id_of("sid") == "engine id"
    assert list(speaker.get_participants("/", "board")) == [("sid", "engine id")]


def test_both_servers_still_leave_the_connection_in_the_environ():
    """What tests/live sees of that is only that hints come, by the shorter way or by the library's."""
    of_gunicorn, of_werkzeug = LINES
    assert f'"{of_gunicorn}": sock' in signatures.getsource(default_environ)
    seen = {}

    def app(environ, start_response):
        seen.update(environ)
        start_response("204 No Content", [])
        return []

    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    urllib.request.urlopen(f"http://127.0.0.1:{server.server_port}/").close()
    thread.join()
    server.server_close()
    assert isinstance(seen.get(of_werkzeug), socket.socket)


def test_gunicorn_still_has_what_our_settings_of_it_ask_a_worker():
    worker = Worker(1, 1, [], SimpleNamespace(wsgi=lambda: "our app"), 30, Config(), None)
    worker.tmp.close()
    assert worker.booted is False
    worker.load_wsgi()
    assert worker.wsgi == "our app"


@pytest.fixture
def engine():
    engine = create_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def test_sqlalchemy_still_says_how_a_value_goes_in_and_comes_out(engine):
    table = table_of(Alert)
    compiled = select(table.c.at).where(table.c.code == "a", table.c.at > bindparam("at")).compile(engine)
    assert isinstance(compiled.positional, bool)
    assert compiled.positiontup == ["code_1", "at"]
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    assert [binds[name].required for name in compiled.positiontup] == [False, True]
    assert binds["code_1"].value == "a"
    kind = binds["at"].type.dialect_impl(engine.dialect)
    assert callable(kind.bind_processor(engine.dialect))
    assert callable(kind.result_processor(engine.dialect, None))
    compiled = (
        insert(Table("t", MetaData(), Column("a"), Column("b", default=len))).values(a=1).compile(engine)
    )
    assert [column.name for column in compiled.insert_prefetch] == ["b"]


def test_sqlalchemy_still_begins_as_its_dialect_says(engine):
    begun = []
    begin_by(engine, "BEGIN")
    with engine.connect() as connection:
        connection.connection.dbapi_connection.set_trace_callback(begun.append)
        connection.execute(text("SELECT 1"))
    assert begun[:2] == ["BEGIN", "SELECT 1"]


def test_sqlalchemy_still_knows_what_of_a_record_is_not_written(engine):
    with Session(engine) as session:
        session.add(alert := Alert(code="a"))
        session.flush()
        alert.code = "b"
        record = inspect(alert)
        assert dict(record.committed_state) == {"code": "a"}
        record._commit_all(record.dict, session.identity_map)
        assert (record.committed_state, list(session.dirty)) == ({}, [])


def test_sqlalchemy_still_takes_an_error_of_the_driver(engine):
    with engine.connect() as connection, pytest.raises(IntegrityError) as raised:
        connection._handle_dbapi_exception(sqlite3.IntegrityError("no"), "SELECT 1", (), None, None)
    assert raised.value.orig.args == ("no",)


# Whose names with an underscore are public all the same: those of named tuples
NAMED_TUPLE = {"_make", "_replace", "_asdict", "_fields"}
# What has no underscore, and no word in the manual either
UNDOCUMENTED = {
    "do_begin", "committed_state", "bind_names", "positiontup", "insert_prefetch", "eio", "eio_sid_from_sid",
    "get_participants", "booted",
}  # fmt: skip
ALLOWED = {
    "models/base.py": {
        "_commit_all", "_handle_dbapi_exception", "bind_names", "committed_state", "do_begin", "insert_prefetch",
        "positiontup",
    },
    "floor/web/broadcast.py": {"eio", "eio_sid_from_sid", "get_participants"},
    "floor/server/gunicorn_settings.py": {"booted"},
}  # fmt: skip


def is_inside(name):
    private = name.startswith("_") and not name.endswith("__") and name not in NAMED_TUPLE
    return private or name in UNDOCUMENTED


def insides(tree):
    """The names that a file takes from the insides of what it did not define itself."""
    own, used = set(), set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                own.add(node.name)
            case ast.Name(ctx=ast.Store()):
                own.add(node.id)
            case ast.Attribute(value=ast.Name(id="self"), ctx=ast.Store()):
                own.add(node.attr)
            case ast.Attribute():
                used.add(node.attr)
            case ast.ImportFrom():
                used.update(alias.name for alias in node.names)
            case ast.Call(
                func=ast.Name(id="getattr" | "setattr"), args=[_, ast.Constant(value=str(name)), *_]
            ):
                used.add(name)
    return {name for name in used - own if is_inside(name)}


def test_no_other_file_reaches_into_a_library():
    files = [ROOT / "wsgi.py"]
    files += [file for room in ("floor", "models", "scanners") for file in (ROOT / room).rglob("*.py")]
    found = {
        str(file.relative_to(ROOT)): names
        for file in files
        if (names := insides(ast.parse(file.read_text("utf-8"))))
    }
    assert found == ALLOWED


@pytest.mark.parametrize(
    "source",
    ["x._y", "x._y = 1", "from x import _y", "getattr(x, '_y')", "def f(self): return self._y", "x.do_begin"],
)
def test_an_inside_would_be_noticed(source):
    assert insides(ast.parse(source))
    assert not insides(ast.parse("class A:\n def _y(self): ...\n def f(self, a): return a._y"))
