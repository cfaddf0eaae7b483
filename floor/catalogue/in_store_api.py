"""How the in-store codes of scales are read, as supervisors set it."""

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlalchemy import select

from floor.catalogue import in_store
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Count, GivenId, Name
from models import InStoreForm

Digits = Annotated[Name, Field(description="digits from and to, counted from 1", examples=["8-12"])]
Check = Annotated[int | None, Field(description="the digit that checks the value's four or five")]


class NewForm(Body):
    prefix: Annotated[Name, Field(examples=["21"])]
    item: Digits
    value: Digits
    means: Literal["weight", "price"] = "weight"
    decimals: Annotated[Count, Field(ge=0, le=5, description="of a kilogram, or of the currency")] = 0
    check_at: Annotated[Count | None, Field(ge=1, le=12)] = None


class Form(Answer):
    id: GivenId
    prefix: str
    item: Digits
    value: Digits
    means: Literal["weight", "price"]
    decimals: int
    check_at: Check


class Forms(Answer):
    forms: list[Form]
    next: str | None


@endpoint(api, "GET", "/in-store-forms", roles=SUPERVISORS, answers={200: Forms})
def list_in_store_forms() -> dict[str, Any]:
    """How codes of scales are read, by prefix"""
    return shown_forms()


@endpoint(
    api, "POST", "/in-store-forms", roles=SUPERVISORS, body=NewForm, answers={200: Forms},
    form="/desk/in-store-forms", then="/desk/goods",
)  # fmt: skip
def set_in_store_form(body: NewForm) -> dict[str, Any]:
    """Say how codes with a prefix are read; what was said of this prefix before gives way

    Pick tasks that were made before go on as printed.
    """
    row = {name: "" if value is None else str(value) for name, value in body.model_dump().items()}
    current_services().writer.perform(current_actor(), in_store.put_form, row)
    return shown_forms()


@endpoint(
    api, "POST", "/in-store-forms/<id:form_id>/remove", roles=SUPERVISORS, answers={200: Forms},
    form="/desk/in-store-forms/<id:form_id>/remove", then="/desk/goods",
)  # fmt: skip
def remove_in_store_form(form_id: int) -> dict[str, Any]:
    """Codes with this prefix are read as any other from now on"""
    current_services().writer.perform(current_actor(), in_store.remove_form, form_id)
    return shown_forms()


def shown_forms() -> dict[str, Any]:
    """All of them, as the endpoints answer them."""
    with current_services().database.reading() as session:
        found = session.scalars(select(InStoreForm).order_by(InStoreForm.prefix))
        return {"forms": [_shown(form) for form in found], "next": None}


def _shown(form: InStoreForm) -> dict[str, Any]:
    return {
        "id": str(form.id), "prefix": form.prefix, "item": f"{form.item_first}-{form.item_last}",
        "value": f"{form.first}-{form.last}", "means": form.means, "decimals": form.decimals,
        "check_at": form.check_at,
    }  # fmt: skip
