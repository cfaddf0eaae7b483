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
from engineio.packet import MESSAGE, PONG
from engineio.packet import Packet as EnginePacket
from engineio.socket import Socket as EngineSocket
from gunicorn.config import Config
from gunicorn.http import get_parser
from gunicorn.http.wsgi import default_environ
from gunicorn.workers.base import Worker
from gunicorn.workers.gthread import TConn, ThreadWorker
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

from floor.web.broadcast import GUNICORN, WERKZEUG, Broadcast
from models import Alert, Base
from models.base import begin_by, table_of

ROOT = Path(__file__).parents[1]
SAID = ("self", "event", "data", "namespace", "room")


@pytest.mark.parametrize(
    ("function", "takes"),
    [
        (Manager.emit, SAID),
        (Manager.set_server, ("self", "server")),
        (Manager.get_participants, ("self", "namespace", "room")),
        (Manager.eio_sid_from_sid, ("self", "sid", "namespace")),
        (Server.start_background_task, ("self", "target")),
        (EngineServer.disconnect, ("self", "sid")),
        (EngineSocket.close, ("self", "wait", "abort", "reason")),
        (EngineSocket.receive, ("self", "pkt")),
        (EngineSocket.send, ("self", "pkt")),
        (EngineSocket._send_ping, ("self",)),
        (ThreadWorker.accept, ("self", "listener")),
        (ThreadWorker.enqueue_req, ("self", "conn")),
        (ThreadWorker.finish_request, ("self", "conn", "fs")),
        (ThreadWorker.handle, ("self", "conn")),
        (ThreadWorker.handle_error, ("self", "req", "client", "addr", "exc")),
        (ThreadWorker.handle_exit, ("self", "sig", "frame")),
        (ThreadWorker.murder_pending, ("self",)),
        (TConn, ("cfg", "sock", "client", "server")),
        (TConn.init, ("self",)),
        (TConn.close, ("self", "graceful")),
        (get_parser, ("cfg", "source", "source_addr")),
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
    assert "websocket" in server.eio._async
    for room in (None, "board"):
        speaker.basic_enter_room("sid", "/", room, eio_sid="engine id")
    assert speaker.engine_id_of("sid") == "engine id"
    assert list(speaker.get_participants("/", "board")) == [("sid", "engine id")]


def test_engine_io_still_gives_its_websockets_what_broadcast_takes():
    server = EngineServer(async_mode="threading", async_handlers=False)
    connection = EngineSocket(server, "engine id")
    taken = []
    server._async = {**server._async, "websocket": lambda handler, engine: taken.append((handler, engine))}
    with pytest.raises(TypeError):  # there is nothing to call
        connection._upgrade_websocket({}, None)
    assert taken[0][0].__self__ is connection
    started = []
    server.start_background_task = lambda target, *_args: started.append(target)
    connection.schedule_ping()
    assert started == [connection._send_ping]
    assert (connection.last_ping, connection.closing, connection.closed) == (None, False, False)
    connection.last_ping = 1.0
    connection.receive(EnginePacket(PONG))  # after which it asks for the next
    assert len(started) == 2
    heard = []
    server.on("message", lambda sid, said: heard.append(said))
    connection.receive(EnginePacket(encoded_packet="4hello"))
    assert (heard, EnginePacket(MESSAGE, "hello").encode()) == (["hello"], "4hello")
    connection.queue = SimpleNamespace(put=heard.append)
    connection.close(wait=False, abort=True)
    assert heard[-1] is None


def test_gunicorn_still_keeps_what_its_worker_of_ours_looks_at():
    worker = ThreadWorker(1, 1, [], None, 30, Config(), None)
    worker.tmp.close()
    assert (worker.nr_conns, list(worker.keepalived_conns), worker.alive) == (0, [], True)
    assert worker.worker_connections == worker.cfg.worker_connections
    assert callable(worker.method_queue.defer)
    assert "self.poller = " in signatures.getsource(ThreadWorker.init_process)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = TConn(worker.cfg, ours, ("127.0.0.1", 1), ("127.0.0.1", 2))
        assert (connection.initialized, connection.sock, connection.client) == (False, ours, ("127.0.0.1", 1))
        parser = get_parser(worker.cfg, ours, ("127.0.0.1", 1))
        parser.unreader.unread(b"GET /x HTTP/1.1\r\nAccept-Language: de\r\n\r\nthe next")
        assert dict(next(parser).headers)["ACCEPT-LANGUAGE"] == "de"
        assert parser.unreader.take_buffered() == b"the next"
    told = signatures.getsource(ThreadWorker.handle)
    assert "conn.init()" in told
    assert "conn.initialized" in told
    assert "conn.close(graceful=True)" in signatures.getsource(ThreadWorker.finish_request)


def test_both_servers_still_leave_the_connection_in_the_environ():
    """What tests/live sees of that is only that hints come, by the shorter way or by the library's."""
    assert f'"{GUNICORN}": sock' in signatures.getsource(default_environ)
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
    assert isinstance(seen.get(WERKZEUG), socket.socket)


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
    "get_participants", "booted", "nr_conns", "keepalived_conns", "method_queue", "poller", "worker_connections",
    "unreader", "take_buffered", "unread", "last_ping", "schedule_ping",
}  # fmt: skip
ALLOWED = {
    "models/base.py": {
        "_commit_all", "_handle_dbapi_exception", "bind_names", "committed_state", "do_begin", "insert_prefetch",
        "positiontup",
    },
    "floor/web/broadcast.py": {
        "_async", "_send_ping", "eio", "eio_sid_from_sid", "get_participants", "last_ping",
    },
    "floor/server/worker.py": {
        "keepalived_conns", "method_queue", "poller", "take_buffered", "unread", "unreader", "worker_connections",
    },
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
