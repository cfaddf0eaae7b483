"""The goods at the desk, with their pictures; and the pictures themselves, for whoever works on the floor."""

from flask import Response, abort, request

from floor.catalogue import picture_files, pictures
from floor.catalogue.in_store_api import shown_forms
from floor.catalogue.queries import found_skus
from floor.web.access import ALL_ROLES, SUPERVISORS, current_services
from floor.web.blueprints import pages
from floor.web.drawing import ROWS, asked, drawn
from floor.web.endpoint import page
from floor.web.forms import form, perform
from models import Refused

KEPT_SECONDS = 365 * 86400


@page(pages, "GET", "/desk/goods", roles=SUPERVISORS)
def goods() -> str:
    """SKUs by the beginning of their code or a part of their name."""
    wanted, after = asked("q"), asked("after")
    with current_services().database.reading() as session:
        skus = found_skus(session, wanted, after, ROWS + 1)
        return drawn(
            "catalogue/goods.html",
            skus=skus[:ROWS],
            more=len(skus) > ROWS,
            wanted=wanted,
            address=picture_files.address,
            forms=shown_forms()["forms"],
        )


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
