"""One order through the warehouse, from the board to the carrier's van, by four people before their screens."""

import re

from playwright.sync_api import expect

from tests.browser.people import make_wave

MUG, LAMP = "5012345678900", "4006381333931"


def test_four_people_bring_one_order_to_the_carrier(enter):
    supervisor = enter("9001", 1920, 1080)
    make_wave(supervisor, orders=1, release=False)
    supervisor.picture("waves")
    picker = enter("1001", 360, 640)
    wait_for_work(picker)
    release(supervisor)
    pick(picker, supervisor)
    sscc = pack(enter("2001", 1024, 768))
    expect(orders(supervisor, "packed")).to_have_text("1")
    dispatcher = enter("3001", 1024, 768)
    load(dispatcher, sscc)
    expect(orders(supervisor, "staged")).to_have_text("1")
    hand_over(dispatcher)
    expect(orders(supervisor, "staged")).to_have_text("0")
    assert supervisor.page.evaluate("window.neverReloaded") is True


def orders(supervisor, stage):
    """How many orders the board shows in a stage."""
    return supervisor.page.locator(f".flow .{stage} b")


def wait_for_work(picker):
    picker.go("/pick")
    picker.press("station.next_pick")
    picker.asked("station.no_work")


def release(supervisor):
    supervisor.go("/board")
    expect(supervisor.page.locator("#contact")).to_have_attribute("data-state", "live")
    supervisor.press("board.release")
    expect(supervisor.page.locator(".wave.released")).to_be_visible()
    supervisor.page.evaluate("window.neverReloaded = true")


def pick(picker, supervisor):
    picker.asked("station.take_tote")  # nobody pressed anything: the release reached the handheld
    picker.scan("TOTE-0007")
    picker.asked("station.go_to", "01-02-A")
    picker.settled()
    expect(picker.page.locator("main")).not_to_contain_text("47")  # check digits are on the label alone
    picker.press("station.check_digits")
    picker.key_in("47")
    picker.asked("station.pick", "3", "Enamel mug white")
    picker.scan(MUG)
    expect(picker.stage.locator(".many span")).to_have_text("2")
    picker.settled()
    picker.press("station.quantity")
    picker.key_in("3")
    picker.asked("station.go_to", "01-04-B")
    expect(supervisor.page.locator(".waves .figures")).to_contain_text("3/4")
    picker.scan("LOC-01-04-B")
    picker.asked("station.pick", "Desk lamp green")
    picker.scan(LAMP)
    picker.asked("station.set_down", "PACK-1")
    picker.scan("LOC-PACK-1")
    picker.finished()
    expect(orders(supervisor, "picked")).to_have_text("1")


def pack(packer):
    packer.go("/pack")
    packer.scan("TOTE-0007")
    packer.asked("station.take_carton", "BOX-M")
    packer.settled()
    packer.picture("pack-carton")
    packer.scan("CTN-BOX-M")
    packer.asked("station.scan_material")
    packer.scan("MAT-FRAGILE")
    packer.asked("station.scan_every_unit", "4")
    packer.settled()
    packer.picture("pack-scan")
    for left, code, scanned in ((3, LAMP, "1 × Desk lamp green"), (2, MUG, "1 × Enamel mug white")):
        packer.scan(code)
        expect(packer.stage.locator(".many span")).to_have_text(str(left))
        expect(packer.stage.locator(".goods")).to_contain_text(scanned)
        blind(packer, but=scanned)
    packer.scan(MUG)
    packer.scan(MUG)
    packer.asked("station.weigh")
    packer.settled()
    packer.picture("pack-weigh")
    packer.key_in(str(3 * 300 + 1200 + 210))
    packer.asked("station.close_parcel")
    packer.settled()
    packer.press("station.close_parcel_button")
    packer.asked("station.stick_label")
    sscc = sscc_of(packer)
    packer.settled()
    packer.picture("pack-label")
    packer.scan(f"00{sscc}")
    packer.finished()
    return sscc


def blind(packer, but):
    """Nothing on the screen but what was just scanned says which SKU are still missing, or how many, so that nobody
    types a number back."""
    scanned = packer.stage.locator(".goods").inner_text()
    said = packer.page.locator("main").inner_text().replace(scanned, "").lower()
    assert "mug" not in said
    assert "lamp" not in said
    assert but in scanned
    assert len(re.findall(r"\d+", packer.stage.inner_text())) == 2


def sscc_of(packer):
    """As printed on the label."""
    address = packer.stage.locator('a[href$="/label.pdf"]').get_attribute("href")
    label = packer.context.request.get(address)
    assert (label.status, label.headers["content-type"]) == (200, "application/pdf")
    return re.search(r"/parcels/(\d{18})/", address).group(1)


def load(dispatcher, sscc):
    dispatcher.go("/load")
    dispatcher.stage.get_by_role("button", name="Parcel post").click()
    dispatcher.scan("LOC-DOCK-1")
    dispatcher.asked("station.load_parcels", sscc[-5:])
    dispatcher.settled()
    dispatcher.picture("load-parcels")
    dispatcher.scan(f"00{sscc}")
    dispatcher.asked("station.close_load")


def hand_over(dispatcher):
    dispatcher.settled()
    dispatcher.press("station.close_load_button")
    dispatcher.asked("station.handover")
    dispatcher.settled()
    sign(dispatcher)
    dispatcher.picture("load-sign")
    dispatcher.lose_network()
    dispatcher.press("station.hand_over")
    expect(dispatcher.verdict).to_contain_text(dispatcher.says("station.offline"))
    dispatcher.verdict.click()
    dispatcher.find_network()
    # the name, the plate and the signature are still there; its answer comes too late
    sent = unheard(dispatcher, "**/handover")
    dispatcher.press("station.hand_over")
    expect(dispatcher.verdict).to_contain_text(dispatcher.says("station.no_answer"))
    expect(dispatcher.verdict).to_contain_text(dispatcher.says("station.dock_waits"))
    assert dispatcher.context.request.fetch(sent[0]).ok
    dispatcher.finished()
    expect(dispatcher.verdict).to_be_hidden()  # what was said is true no longer


def unheard(someone, address):
    """Fills with what the page asks for there, of which it hears nothing more."""
    asked = []
    someone.context.route(address, lambda route: (asked.append(route.request), route.abort()))
    return asked


def sign(dispatcher):
    page = dispatcher.page
    page.locator("#driver").fill("Dan Driver")
    page.locator("#plate").fill("AB12 CDE")
    canvas = page.locator("canvas.signature")
    canvas.scroll_into_view_if_needed()
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    x, y = box["x"], box["y"] + box["height"] / 2
    page.mouse.move(x + 20, y)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(x + 20 + 20 * step, y + (20 if step % 2 else -20))
    page.mouse.up()
