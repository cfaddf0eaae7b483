"""What a packer has to scan next, with the carton types, serials and printer that the steps ask for."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.packing import recalled
from floor.printing import jobs
from models import CartonType, PackSession, Serial, Step
from models.packing import Supplies


def steps(session: Session, work: PackSession) -> list[Step]:
    """A label that no printer brings is printed from the screen."""
    stopped = recalled.steps(session, work) if work.held and work.state == "open" else []
    found = work.steps(_supplies(session, work))
    if found and found[0].kind == "parcel" and jobs.printer_at(session, work.station_id) is None:
        found[0] = replace(found[0], hint=("hint.print_here", {}))
    totes = [step for step in found if step.kind == "tote"]
    return [*totes, *stopped, *found[len(totes) :]] if stopped else found


def _supplies(session: Session, work: PackSession) -> Supplies:
    """Carton types and serials are asked for only where a step shows them."""
    parcel, left = work.parcel, work.goods_left
    wants_carton = (
        parcel is None or parcel.carton is None or (left and (parcel.full or parcel.state != "open"))
    )
    cartons = list(session.scalars(select(CartonType))) if wants_carton else []
    tracked = [goods.sku_id for _line, goods, _units in left if goods.track == "serial"]
    if not tracked:
        return Supplies(cartons)
    serials: dict[int, list[str]] = {}
    totes = [tote.tote_id for tote in work.totes]
    query = select(Serial).where(Serial.sku_id.in_(tracked), Serial.place_id.in_(totes)).order_by(Serial.code)
    for serial in session.scalars(query):
        serials.setdefault(serial.sku_id, []).append(serial.code)
    return Supplies(cartons, serials)
