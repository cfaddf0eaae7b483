"""Whether a tote or pallet is free: it holds nothing, and nobody works with it."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import AssembleTask, GoodsReceipt, PackTote, Place, PutAwayTask, Quant, TaskTote, Work


def in_use(session: Session, tote: Place) -> bool:
    """Whether a tote or pallet is in use: it holds stock, or open work names it."""
    open_work = select(Work.id).where(Work.state == "open")
    query = select(
        exists().where(Quant.place_id == tote.id, Quant.on_hand > 0)
        | exists().where(TaskTote.tote_id == tote.id, TaskTote.task_id.in_(open_work))
        | exists().where(PackTote.tote_id == tote.id, PackTote.session_id.in_(open_work))
        | exists().where(PutAwayTask.source_id == tote.id, Work.state == "open")
        | exists().where(AssembleTask.tote_id == tote.id, Work.state == "open")
        | exists().where(GoodsReceipt.container_id == tote.id, Work.state == "open")
    )
    return bool(session.scalar(query))
