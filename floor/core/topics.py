"""The topics that a change on the floor concerns: whoever watches one of them is hinted to ask again.

A topic is a name ("board", "work:7") and carries nothing else. What is watched stands in `floor/web/live.py`. Only this
module writes the names; `Transaction.changed` takes what it gives.
"""

Topics = tuple[str, ...]

BOARD: Topics = ("board",)
ALERTS: Topics = ("alerts", *BOARD)
APPROVALS: Topics = ("approvals", *BOARD)
ORDERS: Topics = ("orders", *BOARD)
DEVICES: Topics = ("devices",)


def order_topics(order_id: int) -> Topics:
    """What an order's new status concerns: its own page, the lists of orders, and the board."""
    return (f"order:{order_id}", *ORDERS)


def packed_topics(order_id: int) -> Topics:
    """What packing some of an order's units concerns: its own page and the board, but no list, which shows no units."""
    return (f"order:{order_id}", *BOARD)


def wave_topics(wave_id: int | None) -> Topics:
    """What a change of a wave, or of a task in it, concerns: nothing for a task that stands outside of any wave."""
    return () if wave_id is None else (f"wave:{wave_id}", *BOARD)


def work_topics(work_id: int) -> Topics:
    """What a change of a work concerns: the screen of the person whose work it is, and the board."""
    return (f"work:{work_id}", *BOARD)
