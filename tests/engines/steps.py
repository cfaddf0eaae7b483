"""What people do on a floor's day, step by step: each says in one line what must come of it."""

import inspect
from collections.abc import Callable

from floor.devices.self_test_pages import CODES
from tests.engines.floor import BOSS, SEEN, WORKER, Floor, pin
from tests.engines.someone import Someone, says

Step = Callable[[Floor], None]
MUG, BLUE, HONEY, SERIAL = "5012345678900", "5012345678917", "9521321000018", "SER-2211-0457"


def title(step: Step) -> str:
    return inspect.cleandoc(step.__doc__ or "").rstrip(".")


# --- sign in ---


def scan_badge(at: Floor) -> None:
    """The badge by a scanner leads to the PIN."""
    at.hand.go("/sign-in")
    at.hand.until("() => document.activeElement.id === 'badge'")
    at.hand.wedge(f"BADGE-{WORKER}")
    at.hand.until("() => document.activeElement.id === 'pin'")


def wrong_pin(at: Floor) -> None:
    """A wrong PIN is refused in words."""
    enter_pin(at.hand, "000000")
    at.hand.sees("#problem")
    assert at.hand.tab.run("() => document.querySelector('#problem').innerText.trim()")


def right_pin(at: Floor) -> None:
    """The PIN by its pad opens the start page, with a door to each station."""
    enter_pin(at.hand, pin(WORKER))
    for door in ("pick", "pack", "load", "putaway"):
        at.hand.sees(f'a.tile[href="/{door}"]')
    at.hand.loaded()


def enter_pin(person: Someone, digits: str) -> None:
    for digit in digits:
        person.tap(f'#pin-keys [data-key="{digit}"]')
    person.tap("#pin-keys .primary")


# --- pick ---


def next_task(at: Floor) -> None:
    """The next task comes by a button."""
    at.release()
    at.hand.go("/pick")
    at.hand.press("station.next_pick")
    at.hand.asked("station.take_tote")


def take_tote(at: Floor) -> None:
    """A tote, key by key, leads to the first place."""
    at.hand.scan("TOTE-0007")
    at.hand.asked("station.go_to", "01-02-A")
    at.hand.settled()


def wrong_tote(at: Floor) -> None:
    """Goods scanned at a place's step are red, with sign and words over the whole screen."""
    at.hand.scan(BLUE)
    at.hand.told("bad", says("station.head_wrong_location"))
    at.hand.tap("#verdict")


def later_place(at: Floor) -> None:
    """The place of a later line is red, and said to come later."""
    at.hand.scan("LOC-02-01-A")
    at.hand.told("bad", says("station.belongs_later").partition("{")[0])
    at.hand.tap("#verdict")
    at.hand.settled()


def check_digits(at: Floor) -> None:
    """The place's check digits open it, by the pad."""
    at.hand.press("station.check_digits")
    at.hand.key_in("47")
    at.hand.asked("station.pick", "Enamel mug white")
    at.hand.left(3)
    at.hand.settled()


def wrong_goods(at: Floor) -> None:
    """Wrong goods are red, beside what was wanted."""
    at.hand.scan(BLUE)
    at.hand.told("bad", says("station.expected"))
    at.hand.tap("#verdict")
    at.hand.settled()


def right_goods(at: Floor) -> None:
    """Right goods count."""
    at.hand.scan(MUG)
    at.hand.left(2)
    at.hand.settled()


def android_goods(at: Floor) -> None:
    """The same as Android's scanner apps write it: no key has a name, the text comes whole, and no Enter."""
    at.hand.ready()
    at.hand.hand()
    at.hand.android(MUG)
    at.hand.left(1)
    at.hand.settled()


def quantity(at: Floor) -> None:
    """A quantity by the pad ends the line."""
    at.hand.press("station.quantity")
    at.hand.key_in("3")
    at.hand.asked("station.go_to", "02-03-C")
    at.hand.settled()


def serial(at: Floor) -> None:
    """A serial number is asked for, and counts."""
    at.hand.scan("LOC-02-03-C")
    at.hand.asked("station.scan_serial", "Cordless phone")
    at.hand.scan(SERIAL)
    at.hand.asked("station.go_to", "02-01-A")
    at.hand.settled()


def offline(at: Floor) -> None:
    """Without a server scans are judged, and kept on the device."""
    at.hand.until("""async () => {
      await navigator.serviceWorker.ready;
      return (await caches.match("/pick", { cacheName: "floor-pages" })) !== undefined;
    }""")
    at.server.kill()
    at.hand.scan("LOC-02-01-A")
    at.hand.asked("station.scan_lot", "H2301")
    at.hand.scan("LOT-H2301")
    at.hand.asked("station.pick", "Heather honey")
    at.hand.kept(2)
    at.hand.scan(BLUE)
    at.hand.told("bad")
    at.hand.tap("#verdict")
    at.hand.kept(3)
    at.hand.sees("#kept", "3")


def reload_offline(at: Floor) -> None:
    """Loaded anew without a server, the page, the task and the scans come from the device."""
    at.hand.reload()
    at.hand.asked("station.pick", "Heather honey")
    at.hand.kept(3)
    at.hand.scan(HONEY)
    at.hand.left(1)
    at.hand.kept(4)


def back(at: Floor) -> None:
    """With the server back every scan has counted once, in its order."""
    at.server.start_as_it_is()
    at.hand.sees('body[data-waiting="0"]')
    expected = [("LOC-02-01-A", True), ("LOT-H2301", True), (BLUE, False), (HONEY, True)]
    assert at.receipts()[-4:] == expected, at.receipts()
    at.hand.settled()


def short(at: Floor) -> None:
    """A short is asked for twice, and can be called off."""
    at.hand.press("page.other")
    at.hand.press("station.short")
    at.hand.told("warn")
    at.hand.press("station.cancel")
    at.hand.settled()


def set_down(at: Floor) -> None:
    """The last unit and the lane end the task."""
    at.hand.scan(HONEY)
    at.hand.asked("station.set_down", "PACK-1")
    at.hand.scan("LOC-PACK-1")
    at.hand.sees("#stage .picture.proud")
    at.hand.settled()


# --- put away ---


def by_camera(at: Floor) -> None:
    """The tote that the camera sees is taken: read by the page, or where that may not, by the server."""
    at.release()
    at.hand.go("/pick")
    at.hand.press("station.next_pick")
    at.hand.asked("station.take_tote")
    at.hand.ready()
    at.hand.tap("[data-camera]")
    at.hand.asked("station.go_to", "01-04-B")
    at.hand.settled()


def cancelled(at: Floor) -> None:
    """Whose order is cancelled is told at once."""
    for text in ("LOC-01-04-B", BLUE):
        at.hand.scan(text)
    at.hand.left(1)
    at.hand.settled()
    order = next(each for each in at.boss().get("/orders?status=picking")["orders"])
    at.boss().post(f"/orders/{order['id']}/cancel", {"reason": "-"})
    at.hand.asked("station.work_cancelled")


def put_back_tote(at: Floor) -> None:
    """A tote opens what is to be put back."""
    at.hand.go("/putaway")
    at.hand.asked("station.start_putaway")
    at.hand.scan(SEEN)
    at.hand.asked("station.put_back")
    at.hand.settled()


def put_back_goods(at: Floor) -> None:
    """The goods lead to their bin."""
    at.hand.scan(BLUE)
    at.hand.asked("station.put_into_bin", "01-04-B")
    at.hand.settled()


def put_back_bin(at: Floor) -> None:
    """The bin ends it."""
    at.hand.scan("LOC-01-04-B")
    at.hand.sees("#stage .picture.proud")
    at.hand.settled()


# --- pack ---


def pack_tote(at: Floor) -> None:
    """A tote opens its order, and a carton is proposed."""
    tote = at.picked()
    at.hand.go("/pack")
    at.hand.asked("station.start_pack")
    at.hand.scan(tote)
    at.hand.asked("station.take_carton")
    at.hand.settled()


def pack_carton(at: Floor) -> None:
    """The carton, then what fragile goods need."""
    carton = at.document()["expect"]["codes"][0]
    at.hand.scan(carton)
    at.hand.asked("station.scan_material")
    at.hand.scan("MAT-FRAGILE")
    at.hand.asked("station.scan_every_unit")
    at.hand.settled()


def pack_wrong(at: Floor) -> None:
    """Goods of another order are red."""
    at.hand.scan(HONEY)
    at.hand.told("bad")
    at.hand.tap("#verdict")
    at.hand.settled()


def pack_units(at: Floor) -> None:
    """Every unit counts, until the parcel is to be weighed."""
    for _unit in range(at.document()["progress"]["total"]):
        at.hand.scan(BLUE)
    at.hand.asked("station.weigh")
    at.hand.settled()


def pack_weight(at: Floor) -> None:
    """The weight by the pad."""
    at.hand.key_in(str(at.document()["expect"]["quantity"]))
    at.hand.asked("station.close_parcel")
    at.hand.settled()


def pack_close(at: Floor) -> None:
    """Closing makes the label, which comes as PDF."""
    at.hand.press("station.close_parcel_button")
    at.hand.asked("station.stick_label")
    told = at.hand.until("""async () => {
      const label = await fetch(document.querySelector('#stage a[href$="/label.pdf"]').href);
      return [label.url.split("/").slice(-2)[0], label.status, label.headers.get("Content-Type")];
    }""")
    at.parcel, *label = told
    assert label == [200, "application/pdf"], told
    at.hand.settled()


def pack_label(at: Floor) -> None:
    """The label on the parcel ends the order."""
    at.hand.scan(f"00{at.parcel}")
    at.hand.sees("#stage .picture.proud")
    at.hand.settled()


# --- dock ---


def choose_carrier(at: Floor) -> None:
    """The carriers with parcels are shown, and one is chosen."""
    at.parcel = at.packed()
    at.hand.go("/load")
    at.hand.asked("station.choose_carrier")
    at.hand.tap("#stage button", "Parcel post")
    at.hand.asked("station.scan_dock")


def scan_door(at: Floor) -> None:
    """The door opens the load."""
    at.hand.scan("LOC-DOCK-1")
    at.hand.asked("station.load_parcels", at.parcel[-5:])
    at.hand.settled()


def load_parcels(at: Floor) -> None:
    """Each parcel counts, until all are on board."""
    for step in at.document()["steps"]:
        for code in step["codes"] if step["kind"] == "parcel" else ():
            if len(code) == 18:
                at.hand.scan(f"00{code}")
    at.hand.asked("station.close_load")
    at.hand.settled()


def close_load(at: Floor) -> None:
    """Closing leads to the handover."""
    at.hand.press("station.close_load_button")
    at.hand.asked("station.handover")
    at.hand.settled()


def sign(at: Floor) -> None:
    """The driver signs; without a network that is said, and nothing of it is lost."""
    at.hand.fill("#driver", "Dan Driver")
    at.hand.fill("#plate", "AB12 CDE")
    draw(at.hand, "canvas.signature")
    at.hand.network(False)
    at.hand.press("station.hand_over")
    at.hand.sees("#verdict", says("station.dock_waits"))
    at.hand.tap("#verdict")
    at.hand.network(True)
    assert at.hand.tab.run("() => document.querySelector('#driver').value") == "Dan Driver"


def hand_over(at: Floor) -> None:
    """The load is handed over."""
    at.hand.press("station.hand_over")
    at.hand.sees("#stage .picture.proud")
    at.hand.settled()


def draw(person: Someone, selector: str) -> None:
    left, top = person.until("""(selector) => {
      const canvas = document.querySelector(selector);
      canvas.scrollIntoView({ block: "center" });
      const { left, top, height } = canvas.getBoundingClientRect();
      return [left + 20, top + height / 2];
    }""", selector)  # fmt: skip
    person.mouse("mousePressed", left, top)
    for step in range(1, 12):
        person.mouse("mouseMoved", left + 20 * step, top + (20 if step % 2 else -20))
    person.mouse("mouseReleased", left + 220, top + 20)


# --- what sets a device up ---


def self_test(at: Floor) -> None:
    """The self-test knows a code, and says what came of it."""
    text = {code.name: code.text for code in CODES}
    at.hand.go("/selftest")
    at.hand.sees("#next", "1")
    at.hand.tap("#line")
    at.hand.wedge(text["ean"])
    at.hand.sees("#result .fine")
    at.hand.android(text["upc"])
    at.hand.sees("#result", "UPC")


def self_test_saved(at: Floor) -> None:
    """Its profile is saved."""
    at.hand.tap("#save")
    at.hand.sees("#saved.fine", says("selftest.saved"))


def keeps_nothing(at: Floor) -> None:
    """Where nothing can be kept a scan counts all the same, and the page says what it forgets."""
    at.release()
    at.hand.go("/pick")
    at.hand.press("station.next_pick")
    at.hand.asked("station.take_tote")
    with at.hand.spoilt(NO_STORE):
        at.hand.reload()
        at.hand.sees("#kept", says("station.not_durable"))
        at.hand.scan(BLUE)
        at.hand.told("bad")
        at.hand.tap("#verdict")
        at.hand.settled()
    assert at.receipts()[-1:] == [(BLUE, False)]


def no_websocket(at: Floor) -> None:
    """Without WebSocket a station says that live push is missing, and asks by itself."""
    with at.hand.spoilt("delete window.WebSocket;"):
        at.hand.reload()
        at.hand.sees("#connection", says("station.connection_missing"))
        at.hand.scan("TOTE-0012")
        at.hand.asked("station.go_to")
        order = next(each for each in at.boss().get("/orders?status=picking")["orders"])
        at.boss().post(f"/orders/{order['id']}/cancel", {"reason": "-"})
        at.hand.told("bad", says("station.head_cancelled"))
        at.hand.tap("#verdict")
        at.hand.asked("station.work_cancelled")


NO_STORE = """
  Object.defineProperty(window, "indexedDB", { get: function () { throw new Error("not here"); } });
  Storage.prototype.setItem = function () { throw new Error("not here"); };
"""


def untrusted(at: Floor) -> None:
    """A browser that does not trust the server yet is shown the steps, and told so by the test."""
    with at.secure() as server, at.browser(server.http_url) as stranger:
        stranger.go("/certificate")
        stranger.sees("details[open] li")
        stranger.tap("#test")
        stranger.sees("#untrusted", says("tls.untrusted"))


def trusting(at: Floor) -> None:
    """One that trusts it comes from the steps to the word that it is ready."""
    with at.secure() as server, at.browser(server.http_url, "--ignore-certificate-errors") as friend:
        friend.go("/certificate#CODE")
        friend.sees("#ready", says("tls.ready"))
        friend.sees_not("#testing")


def sign_out(at: Floor) -> None:
    """Whoever signs out is signed out."""
    at.hand.tap("#sign-out button")
    at.hand.sees("#badge")
    at.hand.go("/pick")
    at.hand.sees("#badge")


# --- the desk ---


def settings(at: Floor) -> None:
    """A device set to dark and to the left hand stays so."""
    at.desk.go(f"/sign-in?badge=BADGE-{BOSS}")
    enter_pin(at.desk, pin(BOSS))
    at.desk.sees('a.tile[href="/board"]')
    at.desk.loaded()
    ground = at.desk.tab.run(GROUND)
    at.desk.tap("#open-settings")
    at.desk.tap('#settings [data-set="light"][value="dark"]')
    at.desk.tap('#settings [data-set="hand"][value="left"]')
    at.desk.tap("#settings .quiet")
    at.desk.reload()
    at.desk.sees('html[data-hand="left"] body')
    assert at.desk.tab.run(GROUND) != ground


GROUND = "() => getComputedStyle(document.body).backgroundColor"
LINKS = """() => document.querySelectorAll('main a[href^="/desk/waves/"]').length"""
WAVES = "() => document.querySelector('.waves').innerText"


def board(at: Floor) -> None:
    """The board says that it is live, and shows what is scanned without being loaded anew."""
    at.desk.go("/board")
    at.desk.sees('#contact[data-state="live"]')
    at.desk.tab.run("() => { window.neverReloaded = true; }")
    at.release()
    at.desk.sees(".wave.released")
    helper = at.helper()
    work = helper.next_work("pick")
    assert work
    before = at.desk.tab.run(WAVES)
    helper.work_through(work)
    at.desk.until(f"(before) => ({WAVES})() !== before", before)
    at.desk.until("() => window.neverReloaded === true")


def desk(at: Floor) -> None:
    """At the desk a wave is made by its form."""
    at.desk.go("/desk/waves")
    before = at.desk.tab.run(LINKS)
    at.desk.fill('[name="max_orders"]', "1")
    at.desk.press("desk.make_wave")
    at.desk.until(f"(before) => ({LINKS})() === before + 1", before)


FLOOR: dict[str, tuple[Step, ...]] = {
    "Sign in": (scan_badge, wrong_pin, right_pin),
    "Pick": (
        next_task, take_tote, wrong_tote, later_place, check_digits, wrong_goods, right_goods, android_goods, quantity,
        serial, offline, reload_offline, back, short, set_down,
    ),
    "Put back": (by_camera, cancelled, put_back_tote, put_back_goods, put_back_bin),
    "Pack": (pack_tote, pack_carton, pack_wrong, pack_units, pack_weight, pack_close, pack_label),
    "Dock": (choose_carrier, scan_door, load_parcels, close_load, sign, hand_over),
    "Device": (self_test, self_test_saved, keeps_nothing, no_websocket, sign_out),
}  # fmt: skip
DESK: dict[str, tuple[Step, ...]] = {"Desk": (settings, board, desk), "Certificate": (untrusted, trusting)}
