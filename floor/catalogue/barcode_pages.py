"""Barcodes at the desk: what pickers proposed, what names a SKU now, and what was decided."""

from floor.catalogue.barcode_queries import barcodes_of, decided_proposals, proposals_after
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import pages
from floor.web.drawing import ROWS, asked, drawn
from floor.web.endpoint import page


@page(pages, "GET", "/desk/barcodes", roles=SUPERVISORS)
def barcodes() -> str:
    """The oldest proposals first; below, the barcodes of a SKU, and the last decisions."""
    wanted = asked("q")
    with current_services().database.reading() as session:
        waiting, _more = proposals_after(session, "proposed", 0, ROWS)
        known = barcodes_of(session, wanted, 0, ROWS)[0] if wanted else None
        return drawn(
            "catalogue/barcodes.html",
            waiting=waiting,
            wanted=wanted,
            known=known,
            history=decided_proposals(session, wanted, ROWS),
        )
