"""Every state table is walked as a graph: all states are reached, and what nobody wrote down is refused."""

import pytest

from models import Refused
from models.adjustments import ADJUSTMENT_TRANSITIONS
from models.approvals import APPROVAL_TRANSITIONS
from models.counting import COUNT_TRANSITIONS
from models.order_states import ORDER_TRANSITIONS, STATUSES
from models.parcels import GONE, PARCEL_TRANSITIONS, UNFINISHED
from models.printing import PRINT_TRANSITIONS
from models.radio import PROPOSAL_TRANSITIONS
from models.transitions import may, next_state
from models.waves import WAVE_TRANSITIONS
from models.work import WORK_TRANSITIONS

TABLES = {
    "order": (ORDER_TRANSITIONS, "received", {"cancelled", "returned"}),
    "parcel": (PARCEL_TRANSITIONS, "open", {"handed_over", "cancelled", "reopened"}),
    "approval": (APPROVAL_TRANSITIONS, "open", {"told", "withdrawn"}),
    "printer": (PRINT_TRANSITIONS, "waiting", {"printed", "cancelled"}),
    "proposal": (PROPOSAL_TRANSITIONS, "open", {"approved", "refused", "replaced"}),
    "count": (COUNT_TRANSITIONS, "first", {"agreed", "passed", "decided", "withdrawn"}),
    "adjustment": (ADJUSTMENT_TRANSITIONS, "open", {"done", "refused"}),
    "work": (WORK_TRANSITIONS, "planned", {"cancelled"}),
    "wave": (WAVE_TRANSITIONS, "planned", {"cancelled"}),
}


def reached(table, start):
    found, todo = {start}, [start]
    while todo:
        here = todo.pop()
        for (state, _action), after in table.items():
            if state == here and after not in found:
                found.add(after)
                todo.append(after)
    return found


@pytest.mark.parametrize("noun", TABLES)
def test_every_state_is_reached_and_only_the_last_ones_have_no_way_out(noun):
    table, start, ends = TABLES[noun]
    states = {state for state, _action in table} | set(table.values())
    assert reached(table, start) == states
    assert {state for state in states if not any(before == state for before, _action in table)} == ends
    for state in states:
        assert reached(table, state) & ends


@pytest.mark.parametrize("noun", TABLES)
def test_what_is_not_in_the_table_is_refused_with_what_is(noun):
    table, _start, _ends = TABLES[noun]
    states = {state for state, _action in table} | set(table.values())
    actions = {action for _state, action in table}
    for state in states:
        for action in actions:
            if may(table, state, action):
                assert next_state(table, noun, state, action) in states
            else:
                with pytest.raises(Refused) as refused:
                    next_state(table, noun, state, action)
                assert refused.value.code == f"{noun}.not_allowed"
                assert set(refused.value.params["allowed"].split()) == {a for s, a in table if s == state}


def test_the_names_used_elsewhere_are_states():
    assert {state for state, _ in ORDER_TRANSITIONS} | set(ORDER_TRANSITIONS.values()) == set(STATUSES)
    assert {*UNFINISHED, *GONE} < {state for state, _ in PARCEL_TRANSITIONS} | set(
        PARCEL_TRANSITIONS.values()
    )
