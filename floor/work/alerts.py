"""Alerts and misplaced goods that a supervisor has seen to."""

from collections.abc import Container

from sqlalchemy import select

from floor.core.transaction import ALERTS, BOARD, Transaction
from models import Alert, MisplacedGoods, Refused
from models.base import Value

MOST_PAGES = 5  # of other addresses that are named at a time


def name_refused_page(tx: Transaction, origin: str, address: str) -> None:
    """Tells supervisors, once until they have seen to it, that a page of another address asked for live push."""
    query = select(Alert).where(Alert.code == "alert.page_refused", Alert.solved_at.is_(None))
    named = {alert.params.get("origin") for alert in tx.db.scalars(query)}
    if origin not in named and len(named) < MOST_PAGES:
        tx.db.add(Alert(code="alert.page_refused", params={"origin": origin, "address": address}))
        tx.changed(ALERTS)


def solve_alert(tx: Transaction, alert_id: int) -> Alert:
    """Takes an alert off the board; solving twice is nothing worse than once. Raises `Refused`: alert.not_found."""
    alert = tx.db.get(Alert, alert_id)
    if alert is None:
        raise Refused("alert.not_found", alert=alert_id)
    if alert.solved_at is None:
        alert.solved_at, alert.solved_by = tx.now, tx.actor.person_id
        tx.changed(ALERTS)
    return alert


def solve_alerts(tx: Transaction, code: str, **facts: Value) -> None:
    """Takes off the board the alerts of this code that say so."""
    query = select(Alert).where(Alert.code == code, Alert.solved_at.is_(None))
    for alert in tx.db.scalars(query):
        if facts.items() <= alert.params.items():
            alert.solved_at, alert.solved_by = tx.now, tx.actor.person_id
            tx.changed(ALERTS)


def solve_proposed(tx: Transaction, proposals: Container[int]) -> None:
    """Takes off the board the alerts that ask for a decision on these counts by radio (ids)."""
    query = select(Alert).where(Alert.code == "reader.count_proposed", Alert.solved_at.is_(None))
    for alert in tx.db.scalars(query):
        if alert.params.get("proposal") in proposals:
            alert.solved_at, alert.solved_by = tx.now, tx.actor.person_id
            tx.changed(ALERTS)


def take_away_misplaced(tx: Transaction, goods_id: int) -> MisplacedGoods:
    """Marks misplaced goods as brought from the problem shelf to where they belong.

    Raises `Refused`: alert.not_found.
    """
    goods = tx.db.get(MisplacedGoods, goods_id)
    if goods is None:
        raise Refused("alert.not_found", alert=goods_id)
    if goods.solved_at is None:
        goods.solved_at, goods.solved_by = tx.now, tx.actor.person_id
        tx.changed(BOARD)
    return goods
