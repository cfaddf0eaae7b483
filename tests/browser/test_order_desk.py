"""Orders that a clerk brings in: a shop's file, looked at before it is taken in, and a customer on the phone."""

import base64
import hashlib
import hmac
import json
from pathlib import Path

from playwright.sync_api import expect

from floor.core.languages import LANGUAGES
from tests.browser.test_axe import faults
from tests.integration.shops.test_shops_api import SHOPIFY, WOO
from tests.xlsx import xlsx

HEAD = [
    "Order ID",
    "SKU",
    "Qty",
    "Recipient name",
    "Ship address 1",
    "Ship city",
    "Ship postal code",
    "Country",
    "Paid",
]
ROWS = [
    HEAD,
    ["S-1", "MUG", 2, "王小明", "世纪大道100号", "上海", "200120", "CN", "yes"],
    ["S-1", "LAMP", 1, "王小明", "世纪大道100号", "上海", "200120", "CN", "yes"],
    ["S-2", "NEVER", 1, "Ann", "1 Main St", "Boston", 2134, "US", "yes"],
    ["S-3", "TIN", "1,000", "=1+1", "1 Main St", "Boston", "02134", "US", "no"],
]


def send(boss, tmp_path: Path) -> None:
    (tmp_path / "orders.xlsx").write_bytes(xlsx(ROWS))
    boss.go("/desk/orders/files")
    boss.page.get_by_label(boss.says("desk.channel")).first.fill("shop")
    boss.page.get_by_label(boss.says("sheet.file")).first.set_input_files(tmp_path / "orders.xlsx")
    boss.press("sheet.send")


def test_a_clerk_takes_a_file_in_and_writes_a_phone_order(already_in, tmp_path):
    boss = already_in("9001", 1024, 768)
    page = boss.page
    send(boss, tmp_path)
    expect(page.locator("[name='column.postcode']")).to_have_value("Ship postal code")
    wrong = list(faults(page))
    boss.press("sheet.look")
    expect(page.locator("main")).to_contain_text("S-3")
    pictured(boss, "order-file")
    wrong += faults(page)
    boss.press("sheet.take")
    expect(page.locator("main")).to_contain_text(boss.says("sheet.done"))
    boss.go("/desk/channels/shop")
    expect(page.locator("main")).to_contain_text("orders.xlsx")
    wrong += faults(page)
    boss.go("/desk/orders")
    boss.press("phone.new")
    sku = page.locator("[name=sku]").first
    sku.fill("desk la")
    expect(page.locator("#skus option")).to_have_attribute("value", "LAMP")
    for name, typed in (
        ("phone", "020 7946 0123"),
        ("name", "Ann"),
        ("street", "1 High Street"),
        ("city", "London"),
    ):
        page.locator(f"[name={name}]").fill(typed)
    boss.press("phone.take")
    expect(page.locator("#wrong-country")).to_be_visible()
    boss.complaints.clear()  # the browser says that the form came back
    wrong += faults(page)
    sku.fill("LAMP")
    page.locator("[name=quantity]").first.fill("1")
    page.locator("[name=country]").fill("GB")
    page.locator("[name=paid]").check()
    page.locator("[name=quantity]").first.press("Enter")
    expect(page.locator("main")).to_contain_text("Desk lamp green · ")
    boss.press("phone.take")
    expect(page.locator("main h1")).to_contain_text("T-000001")
    assert not wrong, "\n".join(wrong)


def test_shops_are_let_in_and_what_they_send_is_seen(already_in):
    """A shop's secret is typed once; what it signs becomes an order, and what failed says why."""
    boss = already_in("9001", 1024, 768)
    page = boss.page
    for shop in ("shopify", "woocommerce"):
        boss.go("/desk/channels")
        page.locator("[name=code]").fill(f"our {shop}")
        boss.press("channel.begin")
        page.locator("[name=shop]").select_option(shop)
        page.locator("[name=shop_secret]").fill("shpss_secret")
        page.locator("[name=shop_secret]").press("Enter")
        expect(page.locator("main")).to_contain_text(boss.says("channel.has_secret"))
        told = page.locator("main code").inner_text().split("/api/")[1]
        topic, order = ("orders/create", SHOPIFY) if shop == "shopify" else ("order.created", WOO)
        for body, of in ((order, topic), ([], topic)):
            answer = page.request.post(f"/api/{told}", data=json.dumps(body), headers=signed(shop, of, body))
            assert answer.json() == {"status": "kept"}
    page.wait_for_function(
        "fetch('/api/v1/messages?status=waiting').then(r => r.json()).then(said => !said.messages.length)"
    )
    boss.go("/desk/channels/our%20shopify")
    expect(page.locator("main")).to_contain_text("#1001")
    expect(page.locator("main")).to_contain_text(boss.says("shop.unreadable"))
    pictured(boss, "channel-shop")
    assert not (wrong := list(faults(page))), "\n".join(wrong)


def pictured(boss, name: str) -> None:
    """In each language, English last."""
    for language in reversed(LANGUAGES):
        boss.page.locator(f'#languages [value="{language}"]').click()
        expect(boss.page.locator(f'html[lang="{language}"] main')).to_be_visible()
        boss.picture(name if language == "en" else f"{name}.{language}")


def signed(shop: str, topic: str, body: object) -> dict[str, str]:
    made = hmac.new(b"shpss_secret", json.dumps(body).encode(), hashlib.sha256).digest()
    names = {
        "shopify": ("X-Shopify-Topic", "X-Shopify-Hmac-SHA256"),
        "woocommerce": ("X-WC-Webhook-Topic", "X-WC-Webhook-Signature"),
    }[shop]
    values = topic, base64.b64encode(made).decode()
    return dict(zip(names, values, strict=True)) | {"Content-Type": "application/json"}
