"""Photos of damaged goods, each with the scan that reported them."""

from sqlalchemy import func, select

from floor.core.locking import lock_work
from floor.core.transaction import Transaction, work_topics
from models import Photo, Receipt, Refused
from models.photos import MOST_PHOTOS


def add_photo(tx: Transaction, scan_id: str, name: str) -> Photo:
    """Keeps the picture with this file name as a photo of what the scan reported; the same one twice is one photo.

    Raises `Refused`: photo.no_scan (no scan with this id, or one that did not count), photo.not_yours (others than who
    scanned, and supervisors, add none), photo.too_many.
    """
    receipt = tx.db.scalar(select(Receipt).where(Receipt.id == scan_id, Receipt.accepted))
    if receipt is None:
        raise Refused("photo.no_scan")
    if receipt.person_id != tx.actor.person_id and not tx.actor.may("supervisor", "admin"):
        raise Refused("photo.not_yours")
    lock_work(tx, receipt.work_id)
    same = tx.db.scalar(select(Photo).where(Photo.scan_id == scan_id, Photo.name == name))
    if same is not None:
        return same
    there = tx.db.scalar(select(func.count()).where(Photo.scan_id == scan_id)) or 0
    if there >= MOST_PHOTOS:
        raise Refused("photo.too_many", most=MOST_PHOTOS)
    photo = Photo(scan_id=scan_id, name=name, person_id=tx.actor.person_id, at=tx.now)
    tx.db.add(photo)
    tx.changed(work_topics(receipt.work_id))
    return photo
