"""Every screen of the stations that bring goods in, keep them right and move them: receive, put away, count, move and
replenish, one after another, as somebody meets them."""

from collections.abc import Callable, Iterator

from playwright.sync_api import expect

from tests.browser.people import Someone, tell_api
from tests.browser.walk import BLUE, HOLD, HONEY, MUG, NUMBER, State, draw_goods, shown, start_of

TEA = "9521321000032"


def walk_goods_in(already_in: Callable[..., Someone], language: str) -> Iterator[State]:
    """(name of the state, who sees it) for each, in this language; whoever asks may look, and touch nothing."""
    boss = already_in(f"900{NUMBER[language]}", 1280, 800)
    worker = already_in(f"100{NUMBER[language]}", 360, 640)
    worker.page.add_init_script(HOLD)
    draw_goods(boss)
    yield from receive(worker, boss)
    yield from differences(worker)
    yield from put_away(worker)
    yield from count(worker, boss)
    yield from move(worker)
    yield from replenish(worker, boss)


def receive(worker: Someone, boss: Someone) -> Iterator[State]:
    lines = [{"sku": "MUG", "quantity": 24}, {"sku": "HONEY", "quantity": 6}, {"sku": "PHONE", "quantity": 1}]
    tell_api(boss, "/receipts", {"supplier": "立洋貿易", "number": "ASN-1", "lines": lines})
    worker.go("/receive")
    worker.asked("station.start_receive", "立洋貿易")
    yield "receive-start", worker
    worker.scan("ASN-1")
    worker.asked("station.stands_where")
    worker.settled()
    yield "receive-where", worker
    worker.scan("LOC-DOCK-1")
    worker.asked("station.into_what")
    worker.settled()
    yield "receive-into", worker
    worker.press("station.new_pallet")
    expect(worker.page.locator("#sheet .place")).to_be_visible()
    yield "receive-pallet", worker
    worker.press("station.understood")
    worker.scan("TOTE-0101")
    worker.asked("station.scan_what_came")
    worker.settled()
    yield "receive-goods", worker
    worker.scan(BLUE)
    shown(worker, "warn")
    yield "receive-unexpected", worker
    worker.page.keyboard.press("Escape")
    worker.scan(MUG)
    expect(worker.stage.locator(".many span")).to_have_text("1")
    worker.settled()
    yield "receive-counted", worker
    worker.scan(MUG)
    expect(worker.stage.locator(".many span")).to_have_text("2")
    worker.settled()
    worker.scan("CMD-SHORT-DAMAGED-1")
    worker.asked("station.why_damaged")
    worker.settled()
    yield "receive-damaged", worker
    worker.page.keyboard.press("Escape")
    worker.settled()
    worker.scan("WHY-WET")
    shown(worker, "warn")
    yield "receive-put-aside", worker
    worker.page.keyboard.press("Escape")


def differences(worker: Someone) -> Iterator[State]:
    worker.scan(HONEY)
    worker.asked("station.scan_lot")
    worker.settled()
    yield "receive-lot", worker
    worker.scan("LOT-H2400")
    worker.asked("station.which_expiry")
    worker.settled()
    expect(worker.stage.locator("#expiry")).to_be_visible()
    yield "receive-expiry", worker
    worker.scan("EXP-2040-01-31")
    worker.settled()
    worker.scan("CMD-CLOSE")
    worker.asked("station.why_differs")
    expect(worker.stage.locator(".choice").first).to_be_visible()
    worker.page.keyboard.press("Escape")
    worker.settled()
    yield "receive-differs", worker
    worker.scan("WHY-SHORT-SENT")
    worker.finished()
    expect(worker.verdict).to_be_hidden()
    yield "receive-done", worker


def put_away(worker: Someone) -> Iterator[State]:
    yield start_of(worker, "putaway", "putaway-start")
    worker.scan("TOTE-0101")
    worker.asked("station.put_back")
    worker.settled()
    yield "putaway-goods", worker
    worker.scan(MUG)
    worker.asked("station.put_into_bin", "01-02-A")
    worker.settled()
    yield "putaway-bin", worker
    worker.scan("LOC-01-04-B")
    shown(worker, "warn")
    yield "putaway-unusual", worker
    worker.page.keyboard.press("Escape")
    worker.scan("LOC-01-02-A")
    worker.asked("station.put_into_bin", "Heather honey")  # the last goods of the tote, all at once
    worker.settled()
    worker.scan("LOC-02-01-A")
    worker.finished()
    expect(worker.verdict).to_be_hidden()
    yield "putaway-done", worker


def count(worker: Someone, boss: Someone) -> Iterator[State]:
    yield start_of(worker, "count", "count-start")
    tell_api(boss, "/counts/tasks", {"place": "01-02-A"})
    worker.press("station.next_count")
    worker.asked("station.count_bin")
    worker.settled()
    yield "count-bin", worker
    worker.scan("LOC-01-02-A")
    worker.asked("station.count_all")
    worker.settled()
    yield "count-nothing-yet", worker
    worker.press("station.all_counted")
    shown(worker, "warn")
    yield "count-empty", worker
    worker.press("station.not_empty")
    worker.scan(MUG)
    expect(worker.stage.locator(".many span")).to_have_text("1")
    worker.settled()
    yield "count-counted", worker
    worker.press("station.all_counted")
    worker.finished()
    expect(worker.verdict).to_be_hidden()
    yield "count-done", worker


def move(worker: Someone) -> Iterator[State]:
    yield start_of(worker, "move", "move-start")
    worker.scan("LOC-01-04-B")
    worker.asked("station.move_where")
    worker.settled()
    yield "move-all", worker
    worker.scan(BLUE)
    worker.settled()
    yield "move-in-hand", worker
    worker.scan("TOTE-0202")
    worker.settled()
    yield "move-moved", worker


def replenish(worker: Someone, boss: Someone) -> Iterator[State]:
    yield start_of(worker, "replenish", "replenish-start")
    tell_api(boss, "/pick-faces", {"place": "02-04-D", "sku": "TEA", "least": 10, "most": 20})
    worker.press("station.next_replenish")
    worker.asked("station.fetch_from", "09-01-A")
    worker.settled()
    yield "replenish-fetch", worker
    worker.scan("LOC-09-01-A")
    worker.asked("station.take_so_many")
    worker.settled()
    yield "replenish-take", worker
    worker.scan(TEA)
    worker.scan("CMD-QTY-20")
    worker.asked("station.fill_into", "02-04-D")
    worker.settled()
    yield "replenish-fill", worker
    worker.scan("LOC-02-04-D")
    worker.finished()
    expect(worker.verdict).to_be_hidden()
    yield "replenish-done", worker
