"""Desk: one list of all that was told outside."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from floor.web.access import SUPERVISORS
from floor.web.list_pages import list_page
from floor.web.lists import Column, Filter, Listing, begins, equals
from models import Telling, Webhook
from models.told import TOLD_STATUSES

TOLD = Listing(
    "told",
    select(Telling),
    Telling.id,
    (
        Column("at", "told.at", lambda row, w: w["day"](row.told_at or row.at), (Telling.id,)),
        Column("way", "told.way", lambda row, w: w["t"](f"told.way_{row.way}"), (Telling.way,)),
        Column("receiver", "told.receiver", lambda row, w: row.receiver, (Telling.receiver,)),
        Column("number", "desk.number", lambda row, w: row.number),
        Column("event", "told.what", lambda row, w: row.subject or row.event, (Telling.event,)),
        Column("status", "told.status", lambda row, w: w["t"](f"told.{row.status}"), (Telling.status,)),
        Column("answer", "told.answer", lambda row, w: w["said"](row.answer)),
    ),
    "-at",
    (
        Filter("way", "told.way", equals(Telling.way), {"mail": "told.way_mail", "webhook": "told.way_webhook"}),
        Filter("status", "told.status", equals(Telling.status), {each: f"told.{each}" for each in TOLD_STATUSES}),
        Filter("receiver", "told.receiver", begins(Telling.receiver)),
        Filter("number", "desk.number", begins(Telling.number)),
    ),
)  # fmt: skip


def _facts(session: Session) -> dict[str, Any]:
    dead = session.scalar(select(func.count()).where(Telling.status == "dead")) or 0
    return {"dead": dead, "webhooks": list(session.scalars(select(Webhook).order_by(Webhook.id)))}


list_page("/desk/told", TOLD, "integration/told.html", roles=SUPERVISORS, facts=_facts)
