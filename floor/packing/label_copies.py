"""Parcel labels printed again, each with its copy number and reason."""

from collections.abc import Sequence

from sqlalchemy import select

from floor.core.transaction import Transaction
from floor.printing.jobs import ask_for, printer_of
from models import LabelPrint, ParcelLabel, PrintJob, Refused
from models.parcels import GONE


def print_again(tx: Transaction, printer_id: int, codes: Sequence[str], reason: str) -> PrintJob:
    """Prints the labels of these parcels once more.

    Raises `Refused`: printer.not_found, and as `reprint_labels`.
    """
    printer = printer_of(tx, printer_id)
    return ask_for(tx, printer, "parcel", reprint_labels(tx, codes, reason), reason.strip())


def valid_label(tx: Transaction, code: str) -> ParcelLabel:
    """Finds the valid label with this SSCC. Raises `Refused`: parcel.unknown, parcel.void_label."""
    digits = code.removeprefix("00") if len(code) == 20 else code
    label = tx.db.scalar(select(ParcelLabel).where(ParcelLabel.sscc == digits))
    if label is None:
        raise Refused("parcel.unknown", sscc=code)
    if label.voided_at is not None:
        raise Refused("parcel.void_label", sscc=code)
    return label


def reprint_label(tx: Transaction, code: str, reason: str = "") -> ParcelLabel:
    """Records who prints a label once more, and why; the SSCC stays.

    Raises `Refused`: parcel.void_label, parcel.unknown.
    """
    label = valid_label(tx, code)
    if label.parcel.state in GONE:
        raise Refused("parcel.void_label", sscc=code)
    tx.db.add(LabelPrint(label_id=label.id, person_id=tx.actor.person_id, at=tx.now, reason=reason))
    return label


def reprint_labels(tx: Transaction, codes: Sequence[str], reason: str) -> list[str]:
    """The SSCCs of these parcels, once it is recorded that their labels are made anew: of all of them, or of none.

    Raises `Refused`: printer.reason_missing, label.none (no codes), parcel.unknown, parcel.void_label.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("printer.reason_missing")
    if not codes:
        raise Refused("label.none")
    return [reprint_label(tx, code, reason).sscc or "" for code in codes]
