"""What Floor uses of the insides of libraries, which they may change in any version: what is gone is named here."""

import inspect
import socket
import threading
import urllib.request

import pytest
from engineio import Server as EngineServer
from gunicorn.http.wsgi import default_environ
from socketio import Manager, RedisManager, Server
from werkzeug.serving import make_server

from floor.web.broadcast import LINES, Broadcast

SAID = ("self", "event", "data", "namespace", "room")


@pytest.mark.parametrize(
    ("function", "takes"),
    [
        (Manager.emit, SAID),
        (RedisManager.emit, SAID),
        (Manager.get_participants, ("self", "namespace", "room")),
        (Manager.eio_sid_from_sid, ("self", "sid", "namespace")),
        (Server.start_background_task, ("self", "target")),
        (EngineServer.disconnect, ("self", "sid")),
        (default_environ, ("req", "sock", "cfg")),
    ],
    ids=lambda value: getattr(value, "__qualname__", ""),
)
def test_a_function_still_takes_what_floor_hands_it(function, takes):
    """By these names and in this order; it may take more."""
    assert tuple(inspect.signature(function).parameters)[: len(takes)] == takes


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
    assert f'"{of_gunicorn}": sock' in inspect.getsource(default_environ)
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
