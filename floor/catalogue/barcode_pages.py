"""Barcodes at the desk: what pickers proposed, what names a SKU now, and what was decided."""

from typing import Any

from sqlalchemy.orm import Session

from floor.catalogue.barcode_queries import decided_proposals, proposals_after
from floor.catalogue.lists import BARCODES
from floor.web.access import SUPERVISORS
from floor.web.drawing import ROWS, asked
from floor.web.list_pages import list_page


def _proposals(session: Session) -> dict[str, Any]:
    """The oldest that wait, and the last decisions."""
    waiting, _more = proposals_after(session, "proposed", 0, ROWS)
    return {"waiting": waiting, "history": decided_proposals(session, asked("q"), ROWS)}


list_page("/desk/barcodes", BARCODES, "catalogue/barcodes.html", roles=SUPERVISORS, facts=_proposals)
