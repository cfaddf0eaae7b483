"""What came in at the demo warehouse before anybody looks: a delivery received and for the most part put away, one that
an order waits for and that goes straight to packing, one that is being received, and bins that are to be counted."""

from typing import Final

from sqlalchemy import select

from floor.counting.tasks import ask_for_counts
from floor.demo.worker import Worker
from floor.planning import waves
from models import Order

RECEIVED: Final = ("DN-70114", "DOCK-1", {"2030514514210": 24, "2058973739289": 36, "2054947808203": 17})
BEGUN: Final = ("HA-2603", "STAGE-2", "2096486183960", "LOT-L11410", 20)
STRAIGHT: Final = ("RT-118", "DOCK-2", "2072911582300", "545815")  # a case of what the order lacks
COUNTED: Final = ("02-09-A", "02-10-B")
TOTES: Final = ("TOTE-0201", "TOTE-0202", "TOTE-0203", "TOTE-0204")


def receive(receiver: Worker, carrier: Worker) -> None:
    """All of a delivery but one unit that the supplier has left out, in two totes: one is put away, the other waits."""
    number, dock, goods = RECEIVED
    work = receiver.open("receive", scan=number)
    work = receiver.scan(work, f"LOC-{dock}")
    for at, (code, units) in enumerate(goods.items()):
        if at != 1:
            work = receiver.scan(work, TOTES[at // 2])
        work = receiver.scan(work, code)
        work = receiver.scan(work, f"CMD-QTY-{units}")
        if at:
            work = receiver.scan(work, "CMD-FULL")
    receiver.scan(receiver.scan(work, "CMD-CLOSE"), "WHY-SHORT-SENT")
    carrier.work_through(carrier.open("putaway", scan=TOTES[0]))


def send_straight(supervisor: Worker, receiver: Worker) -> None:
    """A wave finds that an order lacks something; that comes to the cross-dock."""
    number, dock, case, waiting = STRAIGHT
    with supervisor.writer.database.reading() as session:
        order_id = session.scalars(select(Order.id).where(Order.number == waiting)).one()
    supervisor.writer.perform(supervisor.actor, waves.plan_wave, [order_id])
    work = receiver.open("receive", scan=number)
    for text in (f"LOC-{dock}", TOTES[2], case, "CMD-CLOSE"):
        work = receiver.scan(work, text)


def begin(receiver: Worker) -> None:
    """A delivery in hand: the first of its goods, and not yet all of them."""
    number, place, code, lot, units = BEGUN
    work = receiver.open("receive", scan=number)
    for text in (f"LOC-{place}", TOTES[3], code, lot, f"CMD-QTY-{units}"):
        work = receiver.scan(work, text)


def ask_counts(supervisor: Worker) -> None:
    for place in COUNTED:
        supervisor.writer.perform(supervisor.actor, ask_for_counts, place, "", "", "")
