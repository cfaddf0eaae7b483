"""The panels of board and wall: drawn on the server, once for all who look, and sent only to those who lack them."""

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from flask import Response, current_app, render_template, request
from sqlalchemy.orm import Session

from floor.printing import queries
from floor.supervision import board, pickers, stations
from floor.supervision.help_calls import open_calls
from floor.supervision.pace import paces
from floor.supervision.today import today
from floor.web.access import current_language, current_services
from floor.web.drawing import words
from floor.web.endpoint import json_answer
from models import Warehouse, now

FRESH_SECONDS = 1.0  # boards fetch at most once a second; what is younger is not drawn again
SHARE_OF_TIME = 20  # and a panel that takes long to draw is drawn for 1/20 of the time at the most

Facts = Callable[[Session, datetime], dict[str, Any]]

PANELS: dict[str, Facts] = {
    "today": lambda session, at: {"today": today(session, at)},
    "waiting": lambda session, at: {
        "counts": board.waiting_counts(session), "questions": board.questions(session),
        "alerts": board.alerts(session), "calls": open_calls(session, board.LONGEST_LIST),
    },
    "flow": lambda session, at: {"flow": board.flow(session)},
    "pace": lambda session, at: {"paces": paces(session, at)},
    "waves": lambda session, at: {"waves": board.waves(session)},
    "lanes": lambda session, at: {
        "lanes": stations.lanes(session), "queue": stations.packs_waiting(session), "docks": stations.docks(session),
    },
    "departures": lambda session, at: {"departures": stations.departures(session, at)},
    "people": lambda session, at: {"tiles": pickers.tiles(session, at)},
    "mistakes": lambda session, at: {"mistakes": board.mistakes(session)},
    "printers": lambda session, at: {"printers": queries.printers(session)},
}  # fmt: skip
# what is read from far away: how the day stands, who needs help where, when the next truck leaves
ON_WALL = ("today", "waiting", "pace", "departures")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A panel's HTML, its tag (equal for equal HTML), and when the drawing began, by the monotonic clock."""

    html: str
    tag: str
    began: float
    good_for: float

    @property
    def age(self) -> float:
        return time.monotonic() - self.began


@dataclass(slots=True)
class Once:
    """Draws each panel once for all who ask within a second: whoever comes meanwhile waits for that drawing."""

    drawn: dict[tuple[str, ...], Drawn] = field(default_factory=dict)
    locks: dict[tuple[str, ...], threading.Lock] = field(default_factory=dict)

    def get(self, key: tuple[str, ...], draw: Callable[[], str]) -> Drawn:
        with self.locks.setdefault(key, threading.Lock()):
            known = self.drawn.get(key)
            if known and known.age < known.good_for:
                return known
            began = time.monotonic()
            html = draw()
            tag = hashlib.sha256(html.encode()).hexdigest()[:16]
            took = time.monotonic() - began
            self.drawn[key] = Drawn(html, tag, began, max(FRESH_SECONDS, took * SHARE_OF_TIME))
            return self.drawn[key]


def board_page(template: str, *, wall: bool) -> str:
    """The whole page, with every panel and the time at which it was drawn, in the warehouse's zone."""
    with current_services().database.reading() as session:
        drawn_at = now().astimezone(Warehouse.of(session).zone).strftime("%H:%M:%S")
    panels = _panels(wall)
    return render_template(template, panels=panels, drawn_at=drawn_at, now=now().isoformat())


def _panels(wall: bool) -> dict[str, Drawn]:
    return {name: panel(name, wall=wall) for name in (ON_WALL if wall else PANELS)}


def panel(name: str, *, wall: bool) -> Drawn:
    """One panel in the reader's language. On the wall nothing can be decided, and nobody is named beside a mistake."""
    language = current_language()
    once: Once = current_app.extensions.setdefault("floor_panels", Once())
    return once.get((name, "wall" if wall else "board", language), partial(_draw, name, language, wall))


def _draw(name: str, language: str, wall: bool) -> str:
    # not render_template: what that adds belongs to the one who asks, and this is for everybody
    template = current_app.jinja_env.get_template(f"supervision/panels/{name}.html")
    at = now()
    with current_services().database.reading() as session:
        zone = Warehouse.of(session).zone
        facts = PANELS[name](session, at)
        return template.render(
            **facts,
            **words(language, zone),
            wall=wall,
            language=language,
            at=at,
            panel=name,
            fault=current_services().writer.fault,
        )


def changed_panels(*, wall: bool) -> Response:
    """{"age": ms, "now": ISO 8601, "panels": {name: {"html", "tag"}}}: those whose tag is not the one in `have`
    ("flow:TAG,waves:TAG").

    `age` is that of the oldest drawing looked at: a hint that came later than that needs another look. `now` is what
    countdowns go by: the clock of the screen may be wrong.
    """
    have = dict(part.split(":", 1) for part in request.args.get("have", "").split(",") if ":" in part)
    looked = _panels(wall)
    changed = {name: each for name, each in looked.items() if have.get(name) != each.tag}
    return json_answer(
        {
            "age": round(max(each.age for each in looked.values()) * 1000),
            "now": now().isoformat(),
            "panels": {name: {"html": each.html, "tag": each.tag} for name, each in changed.items()},
        }
    )
