"""A supervisor says that something has been seen to."""

from collections.abc import Container

from sqlalchemy import select

from floor.core.transaction import Act
from models import Alert, Foreign, Refused


def solve_alert(act: Act, alert_id: int) -> Alert:
    """Takes an alert off the board; solving twice is nothing worse than once. Refused: alert.not_found."""
    alert = act.db.get(Alert, alert_id)
    if alert is None:
        raise Refused("alert.not_found", alert=alert_id)
    if alert.solved_at is None:
        alert.solved_at, alert.solved_by = act.now, act.actor.person_id
        act.changed("alerts", "board")
    return alert


def solve_proposed(act: Act, proposals: Container[int]) -> None:
    """Takes off the board what asks for a decision on these counts by radio (ids)."""
    query = select(Alert).where(Alert.code == "reader.count_proposed", Alert.solved_at.is_(None))
    for alert in act.db.scalars(query):
        if alert.params.get("proposal") in proposals:
            alert.solved_at, alert.solved_by = act.now, act.actor.person_id
            act.changed("alerts", "board")


def take_away_foreign(act: Act, foreign_id: int) -> Foreign:
    """Somebody has brought foreign goods off the problem shelf to where they belong. Refused: alert.not_found."""
    goods = act.db.get(Foreign, foreign_id)
    if goods is None:
        raise Refused("alert.not_found", alert=foreign_id)
    if goods.solved_at is None:
        goods.solved_at, goods.solved_by = act.now, act.actor.person_id
        act.changed("board")
    return goods
