"""Scans that waited on a device of somebody who has been switched off meanwhile: kept, told, and not counted."""

from sqlalchemy import select

from floor.core.transaction import ALERTS, Transaction
from models import Alert, Refused, Work

CODE = "alert.scans_of_gone"


def of_somebody_gone(tx: Transaction, work: Work) -> Refused:
    """The refusal of such a scan. Its receipt bears the name of its maker, and a supervisor is told to look: the goods
    may be where nobody counted them.

    Returns `Refused`: work.maker_gone.
    """
    work_id, number, person, device = work.id, work.number, tx.actor.name, tx.actor.device

    def tell(recording: Transaction) -> None:
        same = select(Alert).where(Alert.code == CODE, Alert.work_id == work_id, Alert.solved_at.is_(None))
        alert = next((each for each in recording.db.scalars(same) if each.params["person"] == person), None)
        if alert is None:
            alert = Alert(code=CODE, work_id=work_id, at=recording.now)
            recording.db.add(alert)
        scans = int(str(alert.params.get("scans", 0))) + 1
        alert.params = {"work": number, "person": person, "device": device, "scans": scans}
        recording.changed(ALERTS)

    return Refused("work.maker_gone", work=number, person=person).then(tell)
