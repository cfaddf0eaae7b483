"""Every screen that the floor can show, one after another, as somebody meets them in a day's work."""

import io
import re
from collections.abc import Callable, Iterator

from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.browser.people import HAND, Someone
from tests.browser.test_one_order import sign, sscc_of

MUG, BLUE, HONEY = "5012345678900", "5012345678917", "9521321000018"
NUMBER = {"en": 1, "zh-Hans": 2, "zh-Hant": 3}
HOLD = """
    // a flash stays for the eye of the test
    const later = window.setTimeout;
    window.setTimeout = (act, ms, ...more) => (window.holds && ms === 550 ? 0 : later(act, ms, ...more));
"""
State = tuple[str, Someone]


def walk(already_in: Callable[..., Someone], language: str) -> Iterator[State]:
    """(name of the state, who sees it) for each, in this language; whoever asks may look, and touch nothing."""
    boss = already_in(f"900{NUMBER[language]}", 1280, 800)
    worker = already_in(f"100{NUMBER[language]}", 360, 640, keeps_pages=True)
    worker.page.add_init_script(HOLD)
    draw_goods(boss)
    yield "start", worker
    yield from pick(worker, boss)
    yield from cart(worker, boss)
    yield from put_back(worker)
    yield from pack(worker, boss)
    yield from load(worker)
    worker.page.locator("#sign-out button").click()
    expect(worker.page.locator("#badge")).to_be_visible()
    worker.page.locator(f'#languages [value="{language}"]').click()  # nobody's page, in nobody's language
    expect(worker.page.locator(f'html[lang="{language}"] #badge')).to_be_visible()
    yield "sign-in", worker


def tell(boss: Someone, path: str, **fields: str) -> None:
    """A form of the desk, sent without looking for it."""
    token = boss.page.locator('meta[name="csrf-token"]').get_attribute("content")
    answer = boss.page.request.post(path, form={"csrf_token": token, **fields})
    assert answer.ok, answer.text()


def draw_goods(boss: Someone) -> None:
    """Two mugs that differ in nothing but their colour."""
    for name, colour in (("MUG", "#e8e4da"), ("MUG-B", "#2d5f9e")):
        boss.go("/desk/goods?q=MUG")
        boss.page.get_by_role("link", name=name, exact=True).click()
        mug = Image.new("RGB", (480, 480), "white")
        pen = ImageDraw.Draw(mug)
        pen.arc((300, 150, 430, 320), -90, 90, "#33403d", 34)
        pen.rounded_rectangle((90, 90, 350, 390), 40, colour, "#33403d", 10)
        pen.ellipse((90, 70, 350, 130), "#f7f7f4", "#33403d", 10)
        file = io.BytesIO()
        mug.save(file, "PNG")
        page = boss.page.locator("main")
        page.locator("input[type=file]").set_input_files(
            {"name": f"{name}.png", "mimeType": "image/png", "buffer": file.getvalue()}
        )
        page.get_by_role("button", name=boss.says("goods.send_picture")).click()
        expect(page.locator("img")).to_be_visible()


def hold(worker: Someone, on: bool) -> None:
    worker.page.evaluate(f"window.holds = {str(on).lower()}")


def shown(worker: Someone, tone: str) -> None:
    expect(worker.verdict).to_have_class(re.compile(f"tone-{tone}"))
    expect(worker.verdict).to_be_visible()
    expect(worker.page.locator("body")).to_have_attribute("data-waiting", "0")


def start_of(worker: Someone, station: str, name: str) -> State:
    worker.go(f"/{station}")
    worker.asked(f"station.start_{station}")
    return name, worker


def pick(worker: Someone, boss: Someone) -> Iterator[State]:
    yield start_of(worker, "pick", "pick-start")
    worker.press("station.next_pick")
    worker.asked("station.no_work")
    yield "pick-no-work", worker
    tell(boss, "/desk/waves", max_orders="1", mode="single", release="on")
    worker.asked("station.take_tote")
    yield "pick-tote", worker
    worker.scan("TOTE-0001")
    worker.asked("station.go_to", "01-02-A")
    worker.settled()
    yield "pick-go", worker
    yield from sheets(worker)
    worker.scan("LOC-01-04-B")
    shown(worker, "bad")
    yield "pick-wrong-place", worker
    worker.scan("LOC-01-02-A")
    worker.asked("station.pick", "3")
    worker.settled()
    yield "pick-count", worker
    worker.scan(BLUE)
    shown(worker, "bad")
    yield "pick-wrong-goods", worker
    hold(worker, True)
    worker.scan(MUG)
    shown(worker, "good")
    yield "pick-good", worker
    hold(worker, False)
    worker.scan(MUG)
    worker.settled()
    worker.press("station.quantity")
    yield "pick-quantity", worker
    hold(worker, True)
    worker.key_in("3")
    shown(worker, "done")
    yield "pick-line-done", worker
    hold(worker, False)
    yield from pick_the_rest(worker)


def sheets(worker: Someone) -> Iterator[State]:
    worker.press("station.check_digits")
    yield "pick-check-digits", worker
    worker.press("station.back")
    worker.press("page.other")
    yield "pick-other", worker
    worker.press("station.settings")
    yield "settings", worker
    worker.page.locator("#settings .quiet").click()
    worker.page.locator("#progress button").click()
    expect(worker.page.locator(".round li")).to_have_count(3)
    yield "pick-round", worker
    worker.press("station.back")


def pick_the_rest(worker: Someone) -> Iterator[State]:
    worker.scan("LOC-02-03-C")
    worker.asked("station.scan_serial", "Cordless phone")
    worker.settled()
    yield "pick-serial", worker
    worker.scan("SER-2211-0457")
    worker.asked("station.go_to", "02-01-A")
    worker.scan("LOC-02-01-A")
    worker.asked("station.scan_lot", "H2301")
    worker.settled()
    yield "pick-lot", worker
    worker.scan("LOT-H2301")
    worker.asked("station.pick", "2")
    worker.settled()
    worker.press("page.other")
    worker.press("station.short")
    shown(worker, "warn")
    yield "pick-short", worker
    worker.press("station.cancel")
    worker.press("page.other")
    worker.press("station.damaged")
    yield "pick-damaged", worker
    worker.press("station.back")
    worker.lose_network()
    expect(worker.page.locator("#connection")).to_have_class(re.compile("offline"))
    hold(worker, True)
    worker.scan("]C1010952132100001810H2301")  # a GS1 code is the server's to read
    expect(worker.verdict).to_have_class(re.compile("tone-warn"))
    yield "pick-kept", worker
    hold(worker, False)
    worker.page.wait_for_timeout(HAND)  # the same goods, in another spelling
    worker.scan(HONEY)
    expect(worker.verdict).to_be_hidden()
    expect(worker.page.locator("#kept")).to_be_visible()
    yield "pick-offline", worker
    worker.find_network()
    worker.asked("station.set_down")
    worker.settled()
    yield "pick-set-down", worker
    worker.scan("LOC-PACK-1")
    worker.finished()
    expect(worker.verdict).to_be_hidden()
    yield "pick-done", worker


def cart(worker: Someone, boss: Someone) -> Iterator[State]:
    tell(boss, "/desk/waves", max_orders="2", mode="cluster", release="on")
    worker.press("station.next_pick")
    worker.asked("station.put_tote_on_cart")
    worker.settled()
    yield "cart-tote", worker
    worker.scan("TOTE-0011")
    worker.scan("TOTE-0012")
    worker.asked("station.go_to")
    worker.scan("LOC-01-04-B")
    worker.scan(BLUE)
    worker.scan(BLUE)
    worker.asked("station.put_into")
    worker.settled()
    yield "cart-put", worker
    worker.scan("TOTE-0011")
    worker.asked("station.pick")
    work = worker.page.url.rpartition("=")[2]
    tell(boss, f"/desk/work/{work}/reassign", person="")
    shown(worker, "bad")
    yield "pick-reassigned", worker
    worker.verdict.click()
    worker.press("station.next_pick")
    worker.asked("station.bring_tote")
    worker.settled()
    yield "cart-bring-tote", worker
    for order in ("2", "3"):
        tell(boss, f"/desk/orders/{order}/cancel", reason="-")
    worker.asked("station.work_cancelled")
    yield "pick-cancelled", worker


def put_back(worker: Someone) -> Iterator[State]:
    yield start_of(worker, "putaway", "putback-start")
    worker.scan("TOTE-0011")
    worker.asked("station.put_back")
    worker.settled()
    yield "putback-goods", worker
    worker.scan(BLUE)
    worker.asked("station.put_into_bin")
    worker.settled()
    yield "putback-bin", worker
    worker.scan("LOC-01-04-B")
    worker.asked("station.put_back")
    worker.scan(BLUE)
    worker.scan("LOC-01-04-B")
    worker.finished()
    expect(worker.verdict).to_be_hidden()
    yield "putback-done", worker


def pack(worker: Someone, boss: Someone) -> Iterator[State]:
    yield start_of(worker, "pack", "pack-start")
    worker.scan("TOTE-0001")
    worker.asked("station.take_carton")
    worker.settled()
    yield "pack-carton", worker
    worker.scan("CTN-BOX-M")
    worker.asked("station.scan_material")
    worker.settled()
    yield "pack-material", worker
    worker.scan("MAT-FRAGILE")
    worker.asked("station.scan_every_unit")
    worker.settled()
    yield "pack-scan", worker
    worker.scan(BLUE)
    shown(worker, "bad")
    yield "pack-wrong", worker
    worker.scan(MUG)
    worker.settled()
    expect(worker.stage.locator(".goods")).to_contain_text("1 × Enamel mug white")
    yield "pack-scanned", worker
    worker.press("page.other")
    worker.press("station.box")
    expect(worker.page.locator("#sheet")).to_contain_text("1 × Enamel mug white")
    yield "pack-box", worker
    worker.press("station.back")
    first_box(worker)
    for code in (HONEY, HONEY, "SER-2211-0457"):
        worker.scan(code)
    worker.asked("station.weigh")
    worker.settled()
    yield "pack-weigh", worker
    yield from weigh(worker, boss)
    worker.press("station.close_parcel_button")
    worker.asked("station.stick_label")
    worker.settled()
    yield "pack-label", worker
    worker.scan(f"00{sscc_of(worker)}")
    worker.finished()
    expect(worker.verdict).to_be_hidden()
    yield "pack-done", worker


def first_box(worker: Someone) -> None:
    """It is full with the mugs; the rest goes into another."""
    for code in (MUG, MUG, "CMD-FULL", f"WGT-{3 * 300 + 210}"):
        worker.scan(code)
    worker.asked("station.close_parcel")
    worker.scan("CMD-CLOSE")
    worker.asked("station.stick_label")
    worker.scan(f"00{sscc_of(worker)}")
    worker.asked("station.take_carton")
    worker.scan("CTN-BOX-M")
    worker.asked("station.scan_material")
    worker.scan("MAT-FRAGILE")
    worker.asked("station.scan_every_unit", "3")


def weigh(worker: Someone, boss: Someone) -> Iterator[State]:
    """Too heavy by far, until a supervisor lets it go."""
    worker.scan("WGT-9000")
    shown(worker, "bad")
    yield "pack-weight-off", worker
    for _again in range(3):
        worker.scan("WGT-9000")
        expect(worker.page.locator("body")).to_have_attribute("data-waiting", "0")
        if worker.verdict.get_attribute("class") == "verdict tone-wait":
            break
        worker.verdict.click()
    shown(worker, "wait")
    yield "pack-approval", worker
    tell(boss, "/desk/approvals/1", decision="approve")
    expect(worker.verdict).to_contain_text(worker.says("station.head_approved"))
    yield "pack-decided", worker
    worker.press("station.scan_again")
    worker.asked("station.close_parcel")
    worker.settled()
    yield "pack-close", worker


def load(worker: Someone) -> Iterator[State]:
    worker.go("/load")
    worker.asked("station.choose_carrier")
    yield "load-start", worker
    worker.stage.get_by_role("button", name="Parcel post").click()
    worker.asked("station.scan_dock")
    yield "load-dock", worker
    worker.scan("LOC-DOCK-1")
    worker.asked("station.load_parcels")
    worker.settled()
    yield "load-parcels", worker
    worker.scan(f"00{worker.page.evaluate(PARCEL)}")
    expect(worker.stage.locator(".many span")).to_have_text("1")
    worker.settled()
    worker.go("/load")  # as whoever comes back from elsewhere
    worker.stage.get_by_role("button", name="Parcel post · DOCK-1").click()
    worker.asked("station.load_parcels")
    worker.press("page.other")
    worker.press("station.close_now")
    shown(worker, "warn")
    yield "load-incomplete", worker
    worker.press("station.leave_behind")
    yield "load-reasons", worker
    worker.press("station.back")
    worker.scan(f"00{worker.page.evaluate(PARCEL)}")
    worker.asked("station.close_load")
    worker.settled()
    yield "load-close", worker
    worker.press("station.close_load_button")
    worker.asked("station.handover")
    worker.settled()
    sign(worker)
    yield "load-sign", worker
    worker.press("station.hand_over")
    worker.finished()
    expect(worker.verdict).to_be_hidden()
    yield "load-done", worker


# the whole number, which the screen only ends with
PARCEL = """
    async () => {
      const id = new URLSearchParams(location.search).get("work");
      const work = await (await fetch(`/api/v1/work/${id}`)).json();
      return work.expect.codes.find((code) => /^\\d{18}$/.test(code));
    }
"""
