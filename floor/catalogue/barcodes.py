"""Learning barcodes: a picker proposes an unknown code for the SKU in the bin, a supervisor decides, and may retire it.

Proposing counts nothing: the unit is scanned by a code that is known, as before. What could be read wrongly, or is
somebody else's already, is refused before anybody is asked.
"""

import re
from typing import Final

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from floor.catalogue.lookup import barcode_key
from floor.core.locking import lock_work, locked
from floor.core.transaction import Act
from floor.picking import picking
from models import Barcode, BarcodeStory, PickLine, Receipt, Refused, Sku
from models.barcodes import LONGEST_CODE, check_factor
from scanners import Scan
from scanners.gs1 import GTIN_LENGTHS, has_check_digit, is_digits

_GOODS: Final = ("gtin", "gs1", "plain")
_NOT_GOODS: Final = ("sscc", "waybill")
_KEY_IN_GS1: Final = re.compile(r"^\(?0[12]\)?([0-9]{14})|/01/([0-9]{8,14})(?![0-9])")


def propose(act: Act, scan_id: str, factor: int) -> BarcodeStory:
    """Proposes what this person scanned last, at the bin, for the SKU that their pick task asks for there.

    The same proposal again is the one that waits already. Raises `Refused`: barcode.scan_not_found,
    barcode.not_at_bin, barcode.scan_again (another scan came after), barcode.bad_factor, what `learnable` and
    `check_free` say, barcode.proposed_already, and what the work says to somebody who does not hold it.
    """
    check_factor(factor)
    receipt = act.db.scalar(select(Receipt).where(Receipt.id == scan_id))
    if receipt is None or receipt.person_id != act.actor.person_id:
        raise Refused("barcode.scan_not_found", scan=scan_id)
    if receipt.source == "typed":
        raise Refused("barcode.typed", scanned=receipt.scan)
    line = _line_at_hand(act, receipt)
    code = learnable(act.actor.read(receipt.scan, receipt.source))
    check_free(act, code, line.sku)
    if waiting := _waiting(act, code, line.sku, factor):
        return waiting
    try:
        with act.db.begin_nested():
            story = BarcodeStory(
                sku=line.sku, code=code, key=barcode_key(code), factor=factor, place=line.place,
                work_id=receipt.work_id, proposed_by=act.actor.person_id, proposed_at=act.now,
            )  # fmt: skip
            act.db.add(story)
    except IntegrityError:  # somebody proposed it at the same moment
        raise Refused("barcode.proposed_already", scanned=code, sku=line.sku.code) from None
    act.changed("approvals", "board")
    return story


def _line_at_hand(act: Act, receipt: Receipt) -> PickLine:
    """The line whose goods lie before the picker: its bin was scanned, and the refused scan is the last one."""
    work = lock_work(act, receipt.work_id)
    if work.kind != "pick":
        raise Refused("barcode.not_at_bin")
    task = picking.load(act.db, work.id, lock=True)
    task.check_holder(act.actor.person_id or 0, act.actor.device)
    task.check_open()
    step = next(task.walk())
    if step.kind != "sku":
        raise Refused("barcode.not_at_bin")
    last = act.db.scalar(select(func.max(Receipt.seq)).where(Receipt.work_id == task.id))
    if last != receipt.seq:
        raise Refused("barcode.scan_again")
    return next(line for line in task.lines if line.id == step.line)


def _waiting(act: Act, code: str, sku: Sku, factor: int) -> BarcodeStory | None:
    query = select(BarcodeStory).where(
        BarcodeStory.key == barcode_key(code), BarcodeStory.state == "proposed"
    )
    story = act.db.scalar(query)
    if story is not None and (story.sku_id, story.factor) != (sku.id, factor):
        raise Refused("barcode.proposed_already", scanned=code, sku=story.sku.code)
    return story


def learnable(scan: Scan) -> str:
    """The code by which goods could be known from this scan.

    Raises `Refused`: barcode.bad_check_digit, barcode.house_code, barcode.ambiguous, barcode.not_of_goods (a parcel, a
    waybill, a load of several), barcode.unreadable, barcode.too_long.
    """
    if scan.kind == "ambiguous":
        raise Refused("barcode.ambiguous", scanned=scan.text)
    if scan.kind == "unknown":
        raise Refused("barcode.unreadable", scanned=scan.text)
    if scan.kind in _NOT_GOODS or scan.count or (scan.kind == "gs1" and not scan.gtin):
        raise Refused("barcode.not_of_goods", scanned=scan.text)
    if scan.kind not in _GOODS:
        raise Refused("barcode.house_code", scanned=scan.text)
    if scan.gtin:
        # as it is printed, unless that alone would be read as another number: a UPC-E looks like a GTIN-8
        return scan.text if barcode_key(scan.text) == scan.gtin else scan.gtin
    _check_plain(scan.text)
    return scan.text


def _check_plain(text: str) -> None:
    named = _KEY_IN_GS1.search(text)
    number = next(filter(None, named.groups())) if named else text
    if is_digits(number) and len(number) in GTIN_LENGTHS and not has_check_digit(number):
        raise Refused("barcode.bad_check_digit", scanned=text)
    if "\x1d" in text:
        raise Refused("barcode.unreadable", scanned=text.replace("\x1d", " "))
    if len(text) > LONGEST_CODE:
        raise Refused("barcode.too_long", scanned=text, most=LONGEST_CODE)


def check_free(act: Act, code: str, sku: Sku) -> None:
    """Raises `Refused`: barcode.known (of this SKU), barcode.other_sku, barcode.ambiguous (of several).

    A case's GTIN-14 repeats the digits of what is in it: those of another SKU make it that SKU's case.
    """
    key = barcode_key(code)
    same = Barcode.key == key
    if is_digits(key) and len(key) == 14:
        same = or_(same, (func.length(Barcode.key) == 14) & (func.substr(Barcode.key, 2, 12) == key[1:13]))
    found = list(act.db.scalars(select(Barcode).where(same)))
    owners = sorted({barcode.sku.code for barcode in found if barcode.key == key or barcode.sku_id != sku.id})
    if len(owners) > 1:
        raise Refused("barcode.ambiguous", scanned=code)
    if owners == [sku.code]:
        raise Refused("barcode.known", scanned=code, sku=sku.code)
    if owners:
        raise Refused("barcode.other_sku", scanned=code, sku=owners[0])


def decide(act: Act, story_id: int, decision: str, note: str = "") -> BarcodeStory:
    """approve or refuse, never one's own proposal. What is approved names its SKU from the next scan on.

    Raises `Refused`: barcode.not_found, approval.own, approval.unknown_decision, barcode.not_allowed (decided
    already), and what `check_free` says when the code became somebody's meanwhile.
    """
    story = _locked_story(act, story_id)
    story.decide(decision, act.actor.person_id, note, act.now)
    if story.state == "known":
        check_free(act, story.code, story.sku)
        story.sku.barcodes.append(Barcode(code=story.code, key=story.key, factor=story.factor))
        _tell(act, "barcode.learned", story)
    act.changed("approvals", "board")
    return story


def retire(act: Act, barcode_id: int, note: str = "") -> BarcodeStory:
    """From now on the code names its SKU no more, also when a file says it again; only a new proposal brings it back.

    Pick tasks that were made before go on as printed. Raises `Refused("barcode.not_found")`.
    """
    barcode = act.db.scalar(locked(select(Barcode).where(Barcode.id == barcode_id)))
    if barcode is None:
        raise Refused("barcode.not_found", barcode=str(barcode_id))
    story = act.db.scalar(
        select(BarcodeStory).where(
            BarcodeStory.key == barcode.key,
            BarcodeStory.sku_id == barcode.sku_id,
            BarcodeStory.state == "known",
        )
    )
    if story is None:
        story = BarcodeStory(
            sku=barcode.sku, code=barcode.code, key=barcode.key, factor=barcode.factor, state="known",
            proposed_at=None,
        )  # fmt: skip
        act.db.add(story)
    story.retire(act.actor.person_id, note, act.now)
    barcode.sku.barcodes.remove(barcode)
    act.db.flush()
    _tell(act, "barcode.retired", story)
    return story


def _locked_story(act: Act, story_id: int) -> BarcodeStory:
    story: BarcodeStory | None = act.db.scalar(
        locked(select(BarcodeStory).where(BarcodeStory.id == story_id))
    )
    if story is None:
        raise Refused("barcode.not_found", barcode=str(story_id))
    return story


def _tell(act: Act, event: str, story: BarcodeStory) -> None:
    act.tell(event, sku=story.sku.code, barcode=story.code, units=story.factor)


def settled(act: Act, skus: list[int]) -> dict[tuple[int, str], str]:
    """(SKU, key) → known or retired, for what people decided about barcodes: a file does not overrule it."""
    query = select(BarcodeStory.sku_id, BarcodeStory.key, BarcodeStory.state).where(
        BarcodeStory.sku_id.in_(skus), BarcodeStory.state.in_(("known", "retired"))
    )
    return {(sku_id, key): state for sku_id, key, state in act.db.execute(query.order_by(BarcodeStory.id))}
