"""A bin is counted blind by two people, each in their own language, and a supervisor settles the difference."""

from playwright.sync_api import expect

from tests.browser.people import Someone

MUG, LAMP = "5012345678900", "4006381333931"


def test_a_bin_is_counted_by_two_people_and_the_difference_is_settled(already_in):
    supervisor, ada, bao = (
        already_in("9001", 1024, 768),
        already_in("1001", 360, 640),
        already_in("1002", 360, 640),
    )
    supervisor.go("/desk/counts")
    supervisor.page.locator('[name="place"]').fill("01-02-A")
    supervisor.press("count.ask_button")
    for counter, mugs in ((ada, "58"), (bao, "57")):
        counts(counter, mugs)
    ada.press("station.next_count")
    ada.asked("station.no_work")
    decides(supervisor)


def counts(counter: Someone, mugs: str) -> None:
    counter.go("/count")
    counter.press("station.next_count")
    counter.asked("station.count_bin", "01-02-A")
    counter.scan("LOC-01-02-A")
    counter.asked("station.count_all")
    counter.scan(MUG)
    counter.asked("station.count_all", "Enamel mug white")
    counter.press("station.quantity")
    counter.key_in(mugs)
    expect(counter.stage.locator(".many")).to_contain_text(mugs)
    expect(counter.page.locator("body")).not_to_contain_text("60")  # as the book says
    counter.scan(LAMP)
    expect(counter.verdict).to_contain_text(counter.says("station.head_not_from_here"))
    counter.verdict.get_by_role("button").click()
    counter.press("station.all_counted")
    counter.finished()


def decides(supervisor: Someone) -> None:
    supervisor.go("/desk/counts")
    supervisor.page.locator("#asked").get_by_role("link", name="01-02-A").click()
    expect(supervisor.page.locator("#decide .choice")).to_have_count(3)
    supervisor.page.locator('.choice[value="second"]').click()
    expect(supervisor.page.get_by_role("heading", name=supervisor.says("count.title"))).to_be_visible()
    supervisor.go("/desk/stock?q=01-02-A")
    expect(supervisor.page.locator("tbody")).to_contain_text("57")
