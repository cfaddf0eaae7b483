"""Two processes reach for the last unit at the same moment: one of them gets it; on both databases."""

from tests.races import race

RACES = 40


def test_the_last_unit_has_one_winner(database_url: str) -> None:
    outcome = race(database_url, RACES)
    assert outcome.failures == []
    assert outcome.winners == [1] * RACES
    assert all(units in (0, 1) for units in outcome.promises)
    assert outcome.check == []
