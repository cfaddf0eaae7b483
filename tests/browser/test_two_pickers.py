"""Two pickers in the warehouse at once: wrong scans, no network, and work that is given to somebody else."""

import re

from playwright.sync_api import expect

from tests.browser.people import release_wave

MUG, TIN = "5012345678900", "2030289361262"


def test_two_pickers_hold_two_tasks_through_everything(already_in):
    supervisor, ada = already_in("9001", 1920, 1080), already_in("1001", 360, 640)
    bao = already_in("1002", 360, 640, keeps_pages=True)
    release_wave(supervisor, orders=3)
    for picker, tote in ((ada, "TOTE-0011"), (bao, "TOTE-0012")):
        picker.go("/pick")
        picker.press("station.next_pick")
        picker.asked("station.take_tote")
        picker.scan(tote)
        picker.settled()
    assert number(ada) != number(bao)

    a_wrong_scan_is_red(ada)
    nothing_is_lost_without_a_network(bao)
    every_scan_counted_once(supervisor, number(bao))
    the_board_shows_it_all(supervisor)
    the_old_holder_is_told(supervisor, ada)
    the_new_one_begins_with_the_tote(already_in("1003", 360, 640))


def number(picker):
    return picker.page.locator("#progress .number").inner_text()


def a_wrong_scan_is_red(ada):
    ada.asked("station.go_to", "01-02-A")
    ada.scan("LOC-01-04-B")
    expect(ada.verdict).to_have_class(re.compile("tone-bad"))
    expect(ada.verdict.locator(".compare")).to_contain_text("01-04-B")  # what was scanned
    expect(ada.verdict.locator(".compare")).to_contain_text("01-02-A")  # what was expected
    expect(ada.verdict.locator(".verdict-text")).to_contain_text("label")  # what to do
    ada.scan("LOC-01-02-A")  # whoever scans on has seen it
    ada.asked("station.pick", "Enamel mug white")
    ada.settled()


def nothing_is_lost_without_a_network(bao):
    bao.asked("station.go_to", "02-01-A")
    bao.lose_network()
    expect(bao.page.locator("#connection")).to_have_class(re.compile("offline"))
    bao.scan("LOC-02-01-A")
    for left in (4, 3, 2, 1):
        bao.asked("station.pick", str(left))
        bao.scan(TIN)
    bao.asked("station.set_down")
    expect(bao.page.locator("body")).to_have_attribute("data-kept", "5")
    expect(bao.page.locator("#kept")).to_be_visible()
    expect(bao.verdict).to_be_hidden()
    bao.find_network()
    bao.settled()
    expect(bao.page.locator("#kept")).to_be_hidden()
    bao.asked("station.set_down")


def every_scan_counted_once(supervisor, number):
    open_work(supervisor, number)
    rows = supervisor.page.locator("tbody tr")
    expect(rows.filter(has_text=TIN)).to_have_count(4)
    expect(rows).to_have_count(6)  # the tote, the place, four units
    expect(supervisor.page.locator("tr.refused")).to_have_count(0)


def open_work(supervisor, number):
    supervisor.go("/desk/waves/1")
    supervisor.page.get_by_role("link", name=number).click()
    supervisor.page.wait_for_url("**/desk/work/*")


def the_board_shows_it_all(supervisor):
    supervisor.go("/board")
    expect(supervisor.page.locator("#contact")).to_have_attribute("data-state", "live")
    expect(supervisor.page.locator(".mistakes li")).to_contain_text("Ada")  # a supervisor may know who
    expect(supervisor.page.locator(".tile")).to_have_count(2)
    supervisor.picture("board")


def the_old_holder_is_told(supervisor, ada):
    open_work(supervisor, number(ada))
    supervisor.page.locator('select[name="person"]').select_option(label="Hui")
    supervisor.press("desk.reassign")
    expect(supervisor.page.locator(".facts")).to_contain_text("Hui")
    expect(ada.verdict).to_be_visible()  # without a scan of hers
    expect(ada.verdict.locator(".verdict-text")).to_contain_text("Hui")
    ada.verdict.click()
    ada.asked("station.start_pick")


def the_new_one_begins_with_the_tote(hui):
    hui.go("/pick")
    hui.press("station.next_pick")
    hui.asked("station.bring_tote", "TOTE-0011", "01-02-A")  # which, and where it was left
    hui.scan("TOTE-0011")
    hui.asked("station.go_to", "01-02-A")
