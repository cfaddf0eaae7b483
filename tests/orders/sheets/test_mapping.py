"""From the columns of shops and marketplaces to orders, each field in its place."""

from zoneinfo import ZoneInfo

import pytest

from floor.catalogue.sku_book import SkuBook
from floor.orders.address import FIELDS
from floor.orders.csv_orders import gather
from floor.orders.sheets.fields import guessed
from floor.orders.sheets.mapping import check, mapped
from floor.orders.sheets.sheet import how_to_read, open_sheet
from models import Refused
from tests.xlsx import xlsx

BOOK = SkuBook.of({"00501": 1, "501": 2, "21955": 3, "12E4": 4})
SHOPIFY = """Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,\
Shipping Name,Shipping Street,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Notes
#1001,a@shop.example,paid,2026-01-05 10:50:49 -0800,2,Mug,2.50,MUG,Ann,1 High Street,Portland,97201,OR,US,Ring twice
#1001,a@shop.example,,2026-01-05 10:50:49 -0800,1,Lamp,9.00,LAMP,,,,,,,
#1002,b@shop.example,pending,2026-01-05 11:00:00 -0800,1,Lamp,9.00,LAMP,Bob,2 High Street,Salem,97301,OR,US,
"""
AMAZON = "\t".join((
    "order-id", "purchase-date", "payments-date", "promise-date", "buyer-phone-number", "sku", "quantity-purchased",
    "quantity-to-ship", "recipient-name", "ship-address-1", "ship-address-2", "ship-city", "ship-state",
    "ship-postal-code", "ship-country",
)) + "\n" + "\t".join((
    "111-2", "2026-01-05T10:50:49-08:00", "2026-01-05T10:50:49-08:00", "2026-01-07T23:59:59-08:00", "555-1", "MUG", "3",
    "2", "Bob", "123 Main St", "Apt 5", "Nowhere", "FL", "05443", "US",
)) + "\n"  # fmt: skip


def raws(content, columns=None, days=""):
    content = content if isinstance(content, bytes) else content.encode()
    sheet = open_sheet(content, how_to_read(content)[0])
    fields = columns or guessed(sheet.columns, "shop")
    read = mapped(sheet, {"fields": fields, "days": days}, ZoneInfo("UTC"), BOOK)
    orders, _unread = gather(read.rows)
    noticed = [(reason.code, reason.field) for reasons in read.noticed.values() for reason in reasons]
    return [order.raw() for order in orders.values()], noticed


def test_a_shopify_export_says_the_order_once_and_its_lines_below():
    (first, second), _ = raws(SHOPIFY)
    assert (first["number"], first["paid"], second["paid"]) == ("#1001", "yes", "no")
    assert first["ship_to"] == {
        **dict.fromkeys(FIELDS, ""), "name": "Ann", "street": "1 High Street", "city": "Portland", "state": "OR",
        "postcode": "97201", "country": "US", "email": "a@shop.example",
    }  # fmt: skip
    assert [(line["sku"], line["quantity"]) for line in first["lines"]] == [("MUG", "2"), ("LAMP", "1")]
    assert (first["placed_at"], first["note"]) == ("2026-01-05T10:50:49-08:00", "Ring twice")


def test_an_amazon_flat_file_ships_what_is_left_to_ship():
    [order], _ = raws(AMAZON)
    assert (order["ship_to"]["street"], order["ship_to"]["street2"]) == ("123 Main St", "Apt 5")
    place = [order["ship_to"][name] for name in ("city", "state", "postcode")]
    assert place == ["Nowhere", "FL", "05443"]
    assert (order["lines"][0]["quantity"], order["paid"]) == ("2", "yes")
    assert order["due"] == "2026-01-07T23:59:59-08:00"


TAOBAO = {
    "订单编号": "number",
    "收货人姓名": "name",
    "收货地址": "street",
    "联系手机": "phone",
    "订单付款时间": "paid",
}
JD = {"订单号": "number", "货号": "sku", "订购数量": "quantity", "客户姓名": "name", "客户地址": "street"}
PINDUODUO = {
    "订单号": "number",
    "商家编码-规格维度": "sku",
    "商品数量(件)": "quantity",
    "订单成交时间": "placed_at",
}


@pytest.mark.parametrize("export", [TAOBAO, JD, PINDUODUO], ids=["taobao", "jd", "pinduoduo"])
def test_the_columns_of_chinese_marketplaces_are_known(export):
    found = guessed([*export, "订单状态", "发票抬头"], "店铺")
    assert {found[field]["column"]: field for field in export.values()} == export
    assert found["channel"] == {"fixed": "店铺"}


def test_an_address_in_one_column_is_city_and_street():
    export = (
        '订单编号,修改后的sku,宝贝总数量,收货地址\n"=""20260001""",MUG,1,浙江省 杭州市 西湖区 文三路1号\n'
    )
    [order], _ = raws(export)
    assert order["number"] == "20260001"
    assert (order["ship_to"]["city"], order["ship_to"]["street"]) == ("浙江省 杭州市 西湖区", "文三路1号")


def test_what_a_spreadsheet_has_made_a_number_of_is_named_and_never_mended():
    rows = [["number", "sku", "quantity", "postcode", "country"],
            ["1", 21955, 1, "00501", "US"],  # a number to the spreadsheet, and a SKU as it stands
            ["2", 501, 1, 501, "US"],  # 00501, or 501? nobody knows
            ["3", 5012345678900123, 1, 1067, "DE"],
            ["4", "00501", 1, 10115, "DE"]]  # fmt: skip
    orders, noticed = raws(xlsx(rows))
    assert noticed == [
        ("order.sku_from_number", "sku"), ("order.postcode_from_number", "ship_to.postcode"),
        ("order.sku_from_number", "sku"), ("order.postcode_from_number", "ship_to.postcode"),
    ]  # fmt: skip
    assert [order["lines"][0]["sku"] for order in orders] == ["21955", "501", "5.01234567890012e+15", "00501"]
    assert raws("number,sku,quantity\n1,5.01235E+12,1\n2,12E4,1\n3,501,1\n")[1] == [
        ("order.sku_from_number", "sku")
    ]


def test_order_numbers_that_have_lost_digits_are_no_numbers():
    content = xlsx(
        [["number", "sku", "quantity"], [260820123456789012, "MUG", 1], [260820123456789099, "MUG", 1]]
    )
    assert raws(content)[0] == []
    assert [order["number"] for order in raws("number,sku,quantity\n2.6E+17,A,1\n1E5,A,1\n")[0]] == ["1E5"]


@pytest.mark.parametrize("quantity", ["1,000", "1.000", "1.0000", "６", "-3", "0", "1e3", ""])
def test_a_quantity_that_can_be_read_in_two_ways_stays_as_it_was_sent(quantity):
    [order], _ = raws(f"number;sku;quantity\n1;MUG;{quantity}\n")
    assert order["lines"][0]["quantity"] == quantity


def test_one_value_may_count_for_all_orders():
    content = "ref,code,pieces\n1,MUG,2\n"
    columns = {"number": {"column": "ref"}, "sku": {"column": "code"}, "quantity": {"column": "pieces"},
               "country": {"fixed": "France"}, "paid": {"fixed": "yes"}}  # fmt: skip
    [order], _ = raws(content, columns)
    assert (order["ship_to"]["country"], order["paid"], order["channel"]) == ("FR", "yes", "")


@pytest.mark.parametrize(("fields", "code"), [
    ({"number": {"column": "gone"}}, "sheet.no_such_column"),
    ({"number": {"column": "a"}, "sku": {"column": "a"}}, "sheet.needs_column"),
    ({"number": {"column": "a"}, "paid": {"column": "a", "fixed": "yes"}}, "sheet.one_of_both"),
])  # fmt: skip
def test_a_mapping_that_does_not_fit_the_file_is_refused_by_name(fields, code):
    with pytest.raises(Refused) as refused:
        check(fields, ["a"])
    assert refused.value.code == code
