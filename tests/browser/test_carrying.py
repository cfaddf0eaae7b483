"""Goods moved into a tote, and put away where the screen proposes."""

from playwright.sync_api import expect

MUG = "5012345678900"


def test_mugs_are_moved_into_a_tote_and_put_away_where_the_screen_says(already_in):
    ada = already_in("1001", 360, 640)
    ada.go("/move")
    ada.asked("station.start_move")
    ada.scan("LOC-01-02-A")
    ada.asked("station.move_where", "01-02-A", "60")
    ada.settled()
    ada.scan(MUG)
    ada.asked("station.move_where", "Enamel mug white", "1")
    ada.settled()
    ada.press("station.quantity")
    ada.key_in("5")
    ada.asked("station.move_where", "5")
    ada.settled()
    ada.scan("TOTE-0009")
    ada.asked("station.move_where", "55")
    ada.settled()
    ada.press("page.other")
    ada.press("station.end_move")
    ada.finished()
    ada.go("/putaway")
    ada.asked("station.start_putaway")
    ada.scan("TOTE-0009")
    ada.asked("station.put_into_bin", "01-02-A", "5 × Enamel mug white")
    expect(ada.stage.locator(".hint")).to_have_text(ada.says("hint.same_goods"))
    ada.settled()
    ada.scan("LOC-01-04-B")
    expect(ada.verdict).to_contain_text(ada.says("bin.why_mixed"))
    ada.verdict.click()
    ada.scan("LOC-01-02-A")
    ada.finished()
