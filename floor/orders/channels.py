"""Sets up a channel, one thing at a time: what nobody names stays as it is."""

from collections.abc import Mapping
from typing import Any, Final

from floor.core.seals import Seal
from floor.core.transaction import ORDERS, Transaction
from models import Channel

DEFAULTS: Final = ("service", "priority", "due_days", "due_cut_off", "charges")
CONTACT: Final = {"contact_name": "name", "contact_phone": "phone", "contact_email": "email"}


def set_up(tx: Transaction, seal: Seal, code: str, said: Mapping[str, Any]) -> str:
    """Answers the channel's code. `said` are on_short, shop, shop_secret and mail_language, of which none may be None,
    and mails and what is of DEFAULTS or CONTACT, where None takes it away. The secret is kept sealed."""
    channel = tx.db.get(Channel, code.strip(), with_for_update=True) or Channel(code=code.strip())
    tx.db.add(channel)
    for name in ("on_short", "shop", "mails", "mail_language"):
        if name in said:
            setattr(channel, name, said[name])
    if "shop_secret" in said:
        channel.shop_secret = seal.close(said["shop_secret"])
    channel.defaults = _merged(channel.defaults, {name: said[name] for name in DEFAULTS if name in said})
    channel.contact = _merged(
        channel.contact, {of: said[name] for name, of in CONTACT.items() if name in said}
    )
    tx.changed(ORDERS)
    return channel.code


def _merged(before: Any, said: Mapping[str, Any]) -> Any:
    """None where nothing is left of it."""
    return {name: value for name, value in {**(before or {}), **said}.items() if value is not None} or None
