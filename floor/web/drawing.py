"""How pages and panels are drawn from templates."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request

from floor.core.messages import CODES, text
from floor.web.access import current_language, current_services
from floor.web.context import translator
from models import Warehouse, now


def words(language: str, zone: ZoneInfo) -> dict[str, Any]:
    """The functions by which templates of board and desk write words and times: t, said(code, params), clock(time),
    day(time), service(name)."""

    def said(code: str, params: dict[str, Any] | None = None) -> str:
        """A stored code in words; one that this version does not know stays a code."""
        return text(code, language, params) if code in CODES else code

    def clock(moment: datetime | None) -> str:
        """The time of day; with the day where it is not today."""
        if moment is None:
            return "–"
        there, today = moment.astimezone(zone), now().astimezone(zone).date()
        return there.strftime("%H:%M" if there.date() == today else "%m-%d %H:%M")

    def day(moment: datetime | None) -> str:
        return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else "–"

    def service(name: str) -> str:
        """A delivery service in words; one of the warehouse's own stays as it is called."""
        return said(f"order.service_{name}") if f"order.service_{name}" in CODES else name

    return {"t": translator(language), "said": said, "clock": clock, "day": day, "service": service}


ROWS = 50


def drawn(template: str, **facts: Any) -> str:
    with current_services().database.reading() as session:
        zone = Warehouse.of(session).zone
    said = words(current_language(), zone)
    return render_template(template, **facts, **said, words=said)


def asked(name: str, longest: int = 100) -> str:
    """What a page was asked for. Without NUL: nobody types it, and PostgreSQL takes it in no text."""
    return request.args.get(name, "").replace("\0", "").strip()[:longest]
