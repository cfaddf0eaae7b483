"""The fields of an order that a column of a file can be, and what shops and marketplaces call these columns."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from models.order_files import Source

FIELDS: Final = (
    "channel", "number", "sku", "quantity", "unit_price", "name", "company", "street", "street2", "street3", "district",
    "city", "state", "postcode", "country", "phone", "email", "service", "priority", "due", "paid", "placed_at", "note",
    "delivery_note", "gift_note",
)  # fmt: skip
NEEDED: Final = ("number", "sku", "quantity")

# by field, the likeliest first. Exports: Amazon's flat file, Taobao, JD, Pinduoduo, and what people write themselves
HEADERS: Final[Mapping[str, Sequence[str]]] = {
    "channel": ["channel", "sales channel", "渠道", "通路", "订单渠道", "订单来源"],
    "number": [
        "number", "order number", "order id", "order no", "order", "po number",
        "订单编号", "订单号", "訂單編號", "訂單號碼", "单号", "單號", "注文番号",
    ],
    "sku": [
        "sku", "item sku", "seller sku", "sku code", "article", "article number", "artikelnummer", "item number",
        "商家编码规格维度", "商家编码商品维度", "修改后的sku", "货号", "貨號", "商家编码", "商品编码", "商品ID", "品番",
    ],
    "quantity": [
        "quantity", "quantity to ship", "qty", "quantity purchased", "units", "pieces", "menge", "anzahl",
        "订购数量", "商品数量件", "宝贝总数量", "商品数量", "数量", "數量", "件数", "件數",
    ],
    "unit_price": ["unit price", "price", "item price", "preis", "京东价", "单价", "單價"],
    "name": [
        "name", "recipient name", "ship to name", "customer name", "customer", "recipient", "empfänger",
        "收货人姓名", "客户姓名", "收货人", "收件人", "收貨人", "姓名", "氏名",
    ],
    "street": [
        "street", "ship address 1", "address", "address 1", "address line 1", "street address", "strasse", "straße",
        "修改后的收货地址", "收货地址", "客户地址", "收貨地址", "详细地址", "地址", "住所",
    ],
    "company": ["company", "company name", "ship to company", "firma", "公司", "公司名称", "公司名稱"],
    "street2": ["street 2", "ship address 2", "address 2", "address line 2"],
    "street3": ["street 3", "ship address 3", "address 3", "address line 3"],
    "district": ["district", "ship district", "county or district", "区县", "區"],
    "city": ["city", "ship city", "town", "ort", "stadt", "城市", "市"],
    "state": ["state", "ship state", "province", "region", "省份", "省"],
    "postcode": ["postcode", "ship postal code", "postal code", "zip", "zip code", "plz", "邮编", "郵遞區號"],
    "country": ["country", "ship country", "country code", "land", "国家", "國家"],
    "phone": [
        "phone", "buyer phone number", "phone number", "telephone", "mobile", "telefon",
        "联系手机", "联系电话", "手机", "电话", "電話", "手機", "電話番号",
    ],
    "email": ["email", "buyer email", "e mail", "mail", "邮箱", "電子郵件"],
    "service": ["service", "ship service level", "shipping method", "运送方式", "配送方式"],
    "priority": ["priority", "优先级", "優先"],
    "due": ["due", "promise date", "ship by", "due date", "latest ship date", "发货截止时间"],
    "paid": ["paid", "payments date", "financial status", "订单付款时间", "付款确认时间", "付款时间", "付款時間"],
    "placed_at": [
        "placed at", "purchase date", "order date", "created at", "date", "订单创建时间", "下单时间", "订单成交时间",
        "下單時間",
    ],
    "note": ["note", "notes", "comment", "remark", "买家留言", "订单备注", "备注", "備註", "備考"],
    "delivery_note": ["delivery note", "delivery instructions", "配送备注", "配送備註"],
    "gift_note": ["gift note", "gift message", "gift message text", "礼品留言", "禮品留言"],
}  # fmt: skip
# Shopify calls the order's number its name, and says everything of the line in columns of their own
SHOPIFY: Final[Mapping[str, Sequence[str]]] = {
    "number": ["Name"], "sku": ["Lineitem sku"], "quantity": ["Lineitem quantity"], "unit_price": ["Lineitem price"],
    "name": ["Shipping Name"], "company": ["Shipping Company"], "street": ["Shipping Address1", "Shipping Street"],
    "street2": ["Shipping Address2"], "city": ["Shipping City"],
    "state": ["Shipping Province"], "postcode": ["Shipping Zip"], "country": ["Shipping Country"],
    "phone": ["Shipping Phone", "Phone"], "email": ["Email"], "service": ["Shipping Method"],
    "paid": ["Financial Status"], "placed_at": ["Created at"], "note": ["Notes"],
}  # fmt: skip


def plain(header: str) -> str:
    """One spelling of a header: no case, no full width, nothing but letters and digits."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", header).casefold())


def guessed(columns: Sequence[str], channel: str) -> dict[str, Source]:
    """Which field each column is likely to be. The channel is the file's own where no column names one."""
    named: dict[str, str] = {}
    for column in columns:
        named.setdefault(plain(column), column)
    table = SHOPIFY if "lineitemsku" in named else HEADERS
    found: dict[str, Source] = {}
    for field, headers in table.items():
        if there := [named[plain(header)] for header in headers if plain(header) in named]:
            found[field] = {"column": there[0]}
    if "street" in found and "city" not in found and found["street"]["column"] in CITY_IN_ADDRESS:
        found["city"] = found["street"]
    return {"channel": {"fixed": channel}, **found}


CITY_IN_ADDRESS: Final = (
    "收货地址",
    "修改后的收货地址",
    "客户地址",
)  # province, city and district, then the street


def known_headers(cells: Iterable[str]) -> int:
    """How many of the cells are the name of a column that somebody knows."""
    return len({plain(cell) for cell in cells} & _KNOWN)


_KNOWN: Final = {
    plain(each) for table in (HEADERS, SHOPIFY) for headers in table.values() for each in headers
}
