"""The goods at the desk, with their pictures; and the pictures themselves, for whoever works on the floor."""

from flask import Response, abort, request
from sqlalchemy import select

from floor.catalogue import picture_files, pictures
from floor.catalogue.in_store_api import shown_forms
from floor.catalogue.lists import GOODS
from floor.catalogue.queries import being_made, components_of
from floor.web.access import ALL_ROLES, SUPERVISORS, current_services
from floor.web.blueprints import pages
from floor.web.drawing import drawn
from floor.web.endpoint import page
from floor.web.forms import form, perform
from floor.web.list_pages import list_page
from models import Printer, Refused, Sku

KEPT_SECONDS = 365 * 86400


list_page("/desk/goods", GOODS, "catalogue/goods.html", roles=SUPERVISORS,
          facts=lambda _session: {"address": picture_files.address, "forms": shown_forms()["forms"]})  # fmt: skip


@page(pages, "GET", "/desk/goods/<id:sku_id>", roles=SUPERVISORS, name="goods_of_one_kind")
def one_sku(sku_id: int) -> str:
    """One SKU: what it looks like, what its labels say, what is in it. Raises `Refused`: goods.not_found."""
    with current_services().database.reading() as session:
        sku = session.get(Sku, sku_id)
        if sku is None:
            raise Refused("goods.not_found", sku=sku_id)
        parts = components_of(session, [sku.id])[sku.id]
        printers = session.scalars(select(Printer).order_by(Printer.name)).all() if parts else []
        made = being_made(session, sku.id)
        return drawn(
            "catalogue/sku.html", sku=sku, parts=parts, made=made, printers=printers,
            address=picture_files.address,
        )  # fmt: skip


@page(pages, "POST", "/desk/goods/<id:sku_id>/picture", roles=SUPERVISORS)
@form("/desk/goods")
def set_sku_picture(sku_id: int) -> None:
    """A picture in the place of the one before; without a file the goods have none any more."""
    sent = request.files.get("picture")
    if "remove" in request.form:
        perform(pictures.set_picture, sku_id, "")
    elif sent is None or not sent.filename:
        raise Refused("goods.no_picture")
    else:
        name = picture_files.keep(current_services().settings.home, sent.read(picture_files.MOST_BYTES + 1))
        perform(pictures.set_picture, sku_id, name)


@page(pages, "GET", "/pictures/<name>", roles=ALL_ROLES)
def picture(name: str) -> Response:
    """Named by its content, so a handheld that has it once never asks again."""
    path = picture_files.folder(current_services().settings.home) / name
    if not picture_files.NAME.fullmatch(name) or not path.is_file():
        abort(404)
    answer = Response(path.read_bytes(), mimetype="image/webp")
    answer.cache_control.private, answer.cache_control.immutable = True, True
    answer.cache_control.max_age = KEPT_SECONDS
    return answer
