"""Whether a webhook comes from the shop that its channel belongs to: signed with the secret that both know."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session
from werkzeug.datastructures import Headers

from floor.core.seals import Seal
from floor.integration.shops.said import Shop
from floor.integration.shops.shopify import SHOPIFY
from floor.integration.shops.woocommerce import WOOCOMMERCE
from models import Channel, Refused

KINDS: Final[Mapping[str, Shop]] = {"shopify": SHOPIFY, "woocommerce": WOOCOMMERCE}


def signed_shop(session: Session, seal: Seal, code: str, headers: Headers, body: bytes) -> str:
    """The kind of shop that the channel belongs to, where its secret has signed the body as it came.

    Raises `Refused`: shop.bad_signature (also where no such channel takes webhooks), server.wrong_seal.
    """
    channel = session.get(Channel, code)
    shop = KINDS.get(channel.shop) if channel else None
    if channel is None or shop is None or not channel.shop_secret:
        raise Refused("shop.bad_signature")
    made = hmac.new(seal.open(channel.shop_secret).encode(), body, hashlib.sha256).digest()
    if not hmac.compare_digest(base64.b64encode(made), headers.get(shop.signature, "").encode()):
        raise Refused("shop.bad_signature")
    return channel.shop
