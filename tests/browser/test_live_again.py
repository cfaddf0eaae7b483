"""Live push comes back by itself: no page has to be loaded anew because the server was."""

import itertools
import os
import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.client import Caller
from tests.stopwatch import stopwatch

PAGES = 6


def open_boards(someone):
    boards = [someone.context.new_page() for _ in range(PAGES)]
    for board in boards:
        board.goto(f"{someone.page.url.split('/board')[0]}/board")
    for board in boards:
        expect(board.locator("#contact")).to_have_attribute("data-state", "live")
    return boards


def come_back(boards):
    """How long each takes until it has been live for good, from now."""
    with stopwatch() as seconds:
        for board in boards:
            expect(board.locator("#contact")).to_have_attribute("data-state", "live")
        return seconds()


def restart(server, how):
    """Until it answers again."""
    if how == "HUP":
        old = server.worker
        os.kill(server.process.pid, signal.SIGHUP)
        while Path(f"/proc/{old}").exists():
            time.sleep(0.05)
    else:
        server.process.send_signal(getattr(signal, f"SIG{how}"))
        server.process.wait(30)
        server.start_as_it_is()
    caller = Caller(server.url)
    caller.get("/openapi.json")
    caller.close()


@pytest.mark.parametrize("how", ["HUP", "INT", "TERM"])
def test_every_page_is_live_again_soon_after_the_server_is(already_in, server, how):
    someone = already_in("9001", 1024, 768)
    someone.go("/board")
    boards = open_boards(someone)
    restart(server, how)
    assert come_back(boards) < 5


@pytest.fixture
def stopped(server):
    """stopped() holds the server as it stands, all lines open and no answer on any; the next call lets it go on."""
    turns = itertools.cycle([signal.SIGSTOP, signal.SIGCONT])
    yield lambda: os.kill(server.worker, next(turns))
    os.kill(server.worker, signal.SIGCONT)


def test_a_board_that_slept_says_that_it_is_stale_and_then_shows_the_truth(already_in, stopped):
    someone = already_in("9001", 1024, 768)
    someone.page.clock.install()
    someone.go("/board")
    contact = someone.page.locator("#contact")
    expect(contact).to_have_attribute("data-state", "live")
    stopped()
    someone.page.clock.fast_forward(90_000)
    expect(contact).to_have_attribute("data-state", "stale")
    stopped()
    expect(contact).to_have_attribute("data-state", "live")


def test_a_handheld_that_slept_does_not_go_on_saying_that_it_is_connected(already_in, stopped):
    someone = already_in("1001", 360, 640)
    someone.page.clock.install()
    someone.go("/pick")
    connection = someone.page.locator("#connection")
    expect(connection).to_contain_class("live")
    stopped()
    someone.page.clock.fast_forward(90_000)
    expect(connection).not_to_contain_class("live")
    stopped()
    expect(connection).to_contain_class("live")


def test_a_line_that_died_unnoticed_is_noticed(already_in, stopped):
    someone = already_in("1001", 360, 640)
    someone.go("/pick")
    connection = someone.page.locator("#connection")
    expect(connection).to_contain_class("live")
    stopped()
    with stopwatch() as seconds:
        expect(connection).not_to_contain_class("live")
        assert seconds() < 18
    stopped()
    expect(connection).to_contain_class("live")


def test_a_board_that_no_hint_reaches_says_so(already_in):
    someone = already_in("9001", 1024, 768)
    someone.page.clock.install()
    someone.page.route_web_socket("**/socket.io/**", lambda line: line.close())
    someone.page.route("**/socket.io/**", lambda route: route.abort())
    someone.page.goto("/board")
    contact = someone.page.locator("#contact")
    expect(contact).to_have_attribute("data-state", "polling")
    with stopwatch() as seconds:
        while contact.get_attribute("data-state") != "blocked":  # as often as the board itself is answered
            assert seconds() < 60
            someone.page.clock.run_for(1000)
            someone.page.wait_for_timeout(100)
