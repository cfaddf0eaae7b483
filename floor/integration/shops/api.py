"""Web shops send their orders here by themselves."""

import re
from typing import Any, Final, Literal

from flask import request

from floor.core.seals import seal_of
from floor.core.transaction import SYSTEM
from floor.integration import messages
from floor.integration.shops.signed import KINDS, signed_shop
from floor.web.access import current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer

LONGEST_TOPIC: Final = 100
# WooCommerce asks so, without a signature, whether anybody is there, and keeps no webhook where it gets another answer
PING: Final = re.compile(rb"webhook_id=[0-9]{1,20}")


class Kept(Answer):
    status: Literal["kept", "known", "nothing"]


@endpoint(api, "POST", "/shops/<path:channel>", public=True, raw="application/json", answers={200: Kept})
def take_shop_webhook(channel: str) -> dict[str, Any]:
    """Take a webhook of the channel's shop

    Shopify's `orders/create`, `orders/updated`, `orders/paid` and `orders/cancelled`, or WooCommerce's `order.created`,
    `order.updated` and `order.deleted`, as they document them. The shop signs the body with the secret that the channel
    was given: base64 of its HMAC-SHA256, in `X-Shopify-Hmac-SHA256` or `X-WC-Webhook-Signature`. What is signed is kept
    and answered at once, and read soon after: what became of it stands with the channel. A delivery that came before is
    `known`, by `X-Shopify-Webhook-Id` or `X-WC-Webhook-Delivery-ID`, and changes nothing. WooCommerce's first question,
    which is signed by nobody, is answered with `nothing`.
    """
    body, floor = messages.checked(request.get_data()), current_services()
    if PING.fullmatch(body):
        return {"status": "nothing"}
    with floor.database.reading() as session:
        kind = signed_shop(session, seal_of(floor.settings), channel, request.headers, body)
    shop = KINDS[kind]
    delivery = request.headers.get(shop.delivery, "").strip() or messages.digest(body)
    topic = request.headers.get(shop.topic, "").strip()[:LONGEST_TOPIC]
    new = floor.writer.perform(SYSTEM, messages.keep, channel, kind, delivery, topic, body)
    floor.messages.wake()
    return {"status": "kept" if new else "known"}
