"""Waves: planned, sent to the handhelds, taken back."""

from typing import Annotated, Any, Literal

from pydantic import Field

from floor.planning import rounds, waves
from floor.planning.queries import wave_state
from floor.web.access import SUPERVISORS, current_actor, current_services
from floor.web.blueprints import api
from floor.web.endpoint import endpoint
from floor.web.shapes import Answer, Body, Count, Flag, GivenId, Id, Line, Time


class NewWave(Body):
    orders: Annotated[
        list[Id] | None,
        Field(
            max_length=5000, description="null takes ready orders that can be had as their channel wants it"
        ),
    ] = None
    max_orders: Annotated[Count, Field(ge=1, le=5000)] = 50
    mode: Literal["single", "cluster", "batch"] = "single"
    release: Flag = True
    due_before: Time | None = None
    service: Line | None = None


class Missing(Answer):
    order: GivenId
    sku: str
    missing: int


class Task(Answer):
    work: GivenId
    number: str
    state: Literal["planned", "open", "done", "cancelled"]
    person: str | None
    done: int
    total: int


class WaveState(Answer):
    id: GivenId
    number: str
    status: Literal["planned", "released", "done", "cancelled"]
    mode: Literal["single", "cluster"]
    orders: list[GivenId]
    lines: int
    lines_done: int
    units: int
    units_done: int
    units_short: int
    wrong_scans: int
    walk_m: Annotated[int | None, Field(description="metres that all rounds walk, as planned")]
    alone_m: Annotated[int | None, Field(description="metres that a round for each order would walk")]
    short: list[Missing]
    tasks: list[Task]


@endpoint(
    api, "POST", "/waves", roles=SUPERVISORS, scopes=("waves",), body=NewWave, answers={201: WaveState},
    form="/desk/waves", then="/desk/waves",
)  # fmt: skip
def make_wave(body: NewWave) -> dict[str, Any]:
    """Make a wave, and send it to the handhelds with `release`

    `orders: null` takes ready orders that can be allocated whole, urgent first, then by due time; what could not be
    is listed in `short`. Naming an order releases what there is of it, and its missing units count as approved.
    Where the hall was measured, orders share carts (`cluster`) and places follow each other so that all rounds walk
    the least; never are urgent orders on a cart with others, nor those that are due at different times.
    """
    floor = current_services()
    wave = floor.writer.perform(
        current_actor(),
        waves.plan_wave,
        body.orders,
        max_orders=body.max_orders,
        mode=body.mode,
        release=False,
        due_before=body.due_before,
        service=body.service,
    )
    if body.release and wave.status == "planned":
        rounds.release_wave(floor, current_actor(), wave.id)
    return _state(wave.id)


@endpoint(api, "GET", "/waves/<id:wave_id>", roles=SUPERVISORS, scopes=("waves",), answers={200: WaveState})
def get_wave(wave_id: int) -> dict[str, Any]:
    """How far a wave has come"""
    return _state(wave_id)


@endpoint(
    api, "POST", "/waves/<id:wave_id>/release", roles=SUPERVISORS, scopes=("waves",), answers={200: WaveState},
    form="/desk/waves/<id:wave_id>/release", then="/desk/waves/{wave_id}",
)  # fmt: skip
def release_wave(wave_id: int) -> dict[str, Any]:
    """Send a planned wave to the handhelds"""
    rounds.release_wave(current_services(), current_actor(), wave_id)
    return _state(wave_id)


@endpoint(
    api, "POST", "/waves/<id:wave_id>/cancel", roles=SUPERVISORS, scopes=("waves",), answers={200: WaveState},
    form="/desk/waves/<id:wave_id>/cancel", then="/desk/waves/{wave_id}",
)  # fmt: skip
def cancel_wave(wave_id: int) -> dict[str, Any]:
    """Take back a wave that nobody has begun"""
    current_services().writer.perform(current_actor(), waves.cancel_wave, wave_id)
    return _state(wave_id)


def _state(wave_id: int) -> dict[str, Any]:
    with current_services().database.reading() as session:
        return wave_state(session, wave_id)
