"""Times as people at the warehouse say them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from floor.core.database import Database
from models import Refused, Warehouse


def zone_of(session: Session) -> ZoneInfo:
    """The warehouse's time zone."""
    return ZoneInfo(session.scalar(select(Warehouse.timezone)) or "UTC")


def local_moment(database: Database, typed: str) -> datetime:
    """A `datetime-local` field's text, meant in the warehouse's zone. Raises `Refused("desk.bad_time")`."""
    with database.reading() as session:
        zone = zone_of(session)
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=zone)
    except ValueError:
        raise Refused("desk.bad_time", typed=typed) from None
