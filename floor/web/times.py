"""Times as people at the warehouse say them."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Warehouse


def zone_of(session: Session) -> ZoneInfo:
    """The warehouse's time zone."""
    return ZoneInfo(session.scalar(select(Warehouse.timezone)) or "UTC")
