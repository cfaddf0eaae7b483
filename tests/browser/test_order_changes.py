"""A customer calls while the order is being picked: two people, each before their screen."""

from playwright.sync_api import expect

from tests.browser.people import claim, release_wave
from tests.browser.test_axe import faults

MUG, LAMP = "5012345678900", "4006381333931"


def test_the_address_changes_while_the_picker_walks(already_in):
    clerk = already_in("9001", 1024, 768)
    release_wave(clerk, orders=1)
    picker = already_in("1001", 360, 640)
    claim(picker)
    picker.scan("TOTE-0007")
    picker.asked("station.go_to", "01-02-A")

    page = clerk.page
    clerk.go("/desk/waves/1")
    page.locator("main a[href^='/desk/orders/']").first.click()
    page.locator("#change summary").click()
    page.locator("[name='ship_to.street']").fill("2 Low Road")
    page.locator("#change [name='reason']").fill("customer called")
    wrong = list(faults(page))
    page.locator("#change button").click()
    expect(page.locator(".story")).to_contain_text("→ 2 Low Road. Why: customer called")
    expect(page.locator("dl.facts").first).to_contain_text("2 Low Road")

    picker.scan("LOC-01-02-A")  # the address is nothing to the picker
    picker.asked("station.pick", "3", "Enamel mug white")
    picker.scan(MUG)
    expect(picker.stage.locator(".many span")).to_have_text("2")
    picker.settled()

    page.reload()
    row = page.get_by_role("row").filter(has_text="Enamel mug white")
    row.locator("summary").click()
    row.locator("[name='units']").fill("2")
    row.locator("[name='reason']").fill("two are enough")
    wrong += faults(page)
    row.get_by_role("button").click()
    expect(page.locator(".story")).to_contain_text("Why: two are enough")
    picker.scan(MUG)
    expect(picker.verdict).to_contain_text("no more")
    picker.scan("LOC-01-04-B")
    picker.asked("station.pick", "Desk lamp green")
    assert wrong == []
