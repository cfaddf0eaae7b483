"""Desk: the channels that orders come from, each with what came of late, what was held or rejected, and its rules."""

from urllib.parse import quote

from flask import abort, redirect, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload
from werkzeug.wrappers import Response as AnyResponse

from floor.core.languages import LANGUAGES
from floor.core.seals import seal_of
from floor.orders.channels import set_up
from floor.orders.queries import recent_channels
from floor.orders.sheets.fields import FIELDS
from floor.supervision.order_file_lists import file_rows
from floor.web.access import SUPERVISORS, current_services
from floor.web.blueprints import pages
from floor.web.drawing import drawn
from floor.web.endpoint import page
from floor.web.forms import form, perform
from floor.web.shapes import Body, Name
from models import Channel, ChannelMessage, FiledOrder, Hold, Mailbox, Order, OrderFile
from models.channels import ON_SHORT, SHOPS
from models.told import MAILS, SECURITIES

LATELY = 20
SEEN = 5000  # of the newest orders, in which a channel's are counted


@page(pages, "GET", "/desk/channels", roles=SUPERVISORS)
def channels() -> str:
    """All channels, with how many of the newest orders came from each, and how many wait for a decision."""
    with current_services().database.reading() as session:
        newest = select(Order.id, Order.channel).order_by(Order.id.desc()).limit(SEEN).subquery()
        came: dict[str, int] = dict(
            session.execute(select(newest.c.channel, func.count()).group_by(newest.c.channel)).all()
        )
        held = select(Order.channel, func.count(Order.id.distinct())).join(Order.holds)
        waiting = dict(session.execute(held.where(Hold.released_at.is_(None)).group_by(Order.channel)).all())
        known = sorted({*recent_channels(session), *came, *waiting})
        return drawn("supervision/channels.html", known=known, came=came, held=waiting, seen=SEEN)


class NewChannel(Body):
    code: Name


def _to_channel(code: str) -> AnyResponse:
    return redirect(f"/desk/channels/{quote(code)}", 303)


@page(pages, "POST", "/desk/channels/new", roles=SUPERVISORS)
@form(_to_channel, NewChannel)
def begin_channel(body: NewChannel) -> str:
    """A channel from which nothing has come yet, to be set up before anything does."""
    code: str = perform(set_up, seal_of(current_services().settings), body.code, {})
    return code


@page(pages, "GET", "/desk/channels/<path:code>", roles=SUPERVISORS)
def channel(code: str) -> str:
    with current_services().database.reading() as session:
        record = session.get(Channel, code)
        orders = _orders(session, code)
        files = session.scalars(
            select(OrderFile).where(OrderFile.channel == code).order_by(OrderFile.id.desc()).limit(LATELY)
        ).all()
        messages = _messages(session, code)
        if record is None and not orders and not files and not messages:
            abort(404)
        return drawn(
            "supervision/channel.html",
            code=code,
            channel=record or Channel(code=code),
            policies=ON_SHORT,
            shops=SHOPS,
            mails=MAILS,
            mailbox=session.scalar(select(Mailbox).where(Mailbox.channel == code)),
            securities=SECURITIES,
            languages=LANGUAGES,
            messages=messages,
            address=f"{request.host_url}api/v1/shops/{quote(code)}",
            fields=FIELDS,
            orders=orders,
            held=_held(session, code),
            files=file_rows(session, files),
            rejected=_rejected(session, code),
        )


def _orders(session: Session, code: str) -> list[Order]:
    newest = select(Order).where(Order.channel == code).order_by(Order.id.desc()).limit(LATELY)
    return list(session.scalars(newest.options(selectinload(Order.holds))))


def _held(session: Session, code: str) -> list[tuple[Hold, int]]:
    """Why orders of the channel wait for a decision: the newest hold of each code, and how many have such a one."""
    query = select(func.max(Hold.id), func.count(Hold.order_id.distinct())).join(Hold.order)
    query = query.where(Hold.released_at.is_(None), Order.channel == code).group_by(Hold.code)
    counts: dict[int, int] = dict(session.execute(query).all())
    found = session.scalars(select(Hold).where(Hold.id.in_(counts)))
    return sorted(((hold, counts[hold.id]) for hold in found), key=lambda row: -row[1])


def _messages(session: Session, code: str) -> list[tuple[ChannelMessage, Order | None]]:
    """What it sent by itself of late: what failed first, whenever that was."""
    query = select(ChannelMessage, Order).outerjoin(Order, Order.id == ChannelMessage.order_id)
    newest = query.where(ChannelMessage.channel == code).order_by(ChannelMessage.id.desc()).limit(LATELY)
    failed = session.execute(newest.where(ChannelMessage.status == "failed")).all()
    others = session.execute(newest.where(ChannelMessage.status != "failed")).all()
    return [(message, order) for message, order in (*failed, *others)]


def _rejected(session: Session, code: str) -> list[tuple[FiledOrder, OrderFile]]:
    """What of its files of late was rejected."""
    query = select(FiledOrder, OrderFile).join(OrderFile, OrderFile.id == FiledOrder.file_id)
    query = query.where(
        OrderFile.channel == code, FiledOrder.status == "rejected", FiledOrder.taken_at.is_not(None)
    )
    return [
        (filed, file) for filed, file in session.execute(query.order_by(FiledOrder.id.desc()).limit(LATELY))
    ]
