"""What the hall is like, from where one stands to reach each bin."""

import pytest

from floor.planning.hall import Lane, Stand, hall_of


def stands(aisles, bays, *, turned=False):
    return [Stand(str(at), *((y, x) if turned else (x, y))) for at, x in enumerate(aisles, 1) for y in bays]


def test_a_hall_of_one_block_has_a_cross_aisle_before_and_behind_it():
    hall = hall_of(stands([2, 6, 10], [1, 2, 3, 4]), [(4, -3), (8, 9)])
    assert (hall.aisles, hall.crosses, hall.turned) == ((2, 6, 10), (0, 5), False)
    assert hall.lanes == (Lane(4, 0, 3), Lane(8, 1, 4))
    assert (hall.stop(6, 3), hall.stop(6, 3.5), hall.stop(7, 3)) == ((1, 2), None, None)


def test_a_space_that_all_aisles_leave_is_a_cross_aisle():
    hall = hall_of(stands([0, 4], [1, 2, 3, 7, 8, 9]), [])
    assert hall.crosses == (0, 5, 10)
    assert [hall.block_of(y) for y in hall.bays] == [0, 0, 0, 1, 1, 1]


def test_aisles_that_run_along_the_other_side_are_walked_along():
    hall = hall_of(stands([2, 6], [1, 2, 3], turned=True), [(-3, 4)])
    assert (hall.aisles, hall.bays, hall.turned) == ((2, 6), (1, 2, 3), True)
    assert hall.stop(3, 6) == (1, 2)
    assert hall.lanes == (Lane(4, 0, 3),)


def test_bins_one_above_the_other_are_one_stop():
    assert len(hall_of([Stand("1", 2, 1.2000000001), Stand("1", 2, 1.2)], []).bays) == 1


@pytest.mark.parametrize(
    "bins",
    [
        [],
        [Stand("1", 0, 0), Stand("1", 0, 1)],  # one was never measured
        [Stand("", 1.3 * at, 7 * at % 11 + 0.1 * at) for at in range(1, 12)],  # every bin stands by itself
        stands([0, 4], [1, 2, 6, 7, 11, 12, 16, 17]),  # four blocks
    ],
    ids=["no bins", "not measured", "no aisles", "too deep"],
)
def test_of_other_halls_nothing_is_said(bins):
    assert hall_of(bins, [(0, -2)]) is None
