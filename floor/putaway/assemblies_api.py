"""Kits to be put together: asked for, and ended."""

from typing import Annotated, Any

from flask import redirect
from pydantic import Field

from floor.putaway import assemblies
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Body, Count, Id, Name
from floor.work.api import WorkDocument, shown
from models.stock import MOST_UNITS


class NewAssembly(Body):
    sku: Annotated[Name, Field(description="the kit")]
    quantity: Annotated[Count, Field(ge=1, le=MOST_UNITS, description="how many kits")]
    printer: Annotated[
        Id | None, Field(description="where the labels of the kits are printed, if these have a barcode")
    ] = None


@endpoint(
    api, "POST", "/assemblies", roles=SUPERVISORS, scopes=("orders",), body=NewAssembly,
    answers={201: WorkDocument}, form="/desk/assemblies",
    then=lambda made: redirect(f"/desk/work/{made['id']}", 303),
)  # fmt: skip
def ask_for_kits(body: NewAssembly) -> dict[str, Any]:
    """Have kits put together, to be kept in a bin

    Makes work of the kind `assemble`. Orders take the kits that lie in bins and are free; where there are not enough,
    they are picked by their components.
    """
    work = current_services().writer.perform(
        current_actor(), assemblies.ask, body.sku, body.quantity, body.printer
    )
    return shown(work.id)


@endpoint(
    api, "POST", "/assemblies/<id:work_id>/end", roles=SUPERVISORS, scopes=("orders",), answers={200: WorkDocument},
    form="/desk/assemblies/<id:work_id>/end", then="/desk/work/{work_id}",
)  # fmt: skip
def end_assembly(work_id: int) -> dict[str, Any]:
    """End the work with the kits that were made

    What is left in its tote is put away. Not while somebody has goods of it in hand.
    """
    current_services().writer.perform(current_actor(), assemblies.end, work_id)
    return shown(work_id)
