"""The rules of a device: its code is good once and for ten minutes, and what was let go stays away."""

from datetime import UTC, datetime, timedelta

import pytest

from models import Device, Refused
from models.devices import CODE_LASTS

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)


def refused(call, *given):
    with pytest.raises(Refused) as caught:
        call(*given)
    return caught.value.code


def invited():
    device = Device(name="Handheld 7")
    device.invite("code", 1, AT)
    return device


def test_a_code_is_good_once():
    device = invited()
    device.pair("token", LATER)
    assert (device.state, device.code_hash, device.token_hash) == ("paired", None, "token")
    assert (device.paired_at, device.seen_at) == (LATER, LATER)
    assert refused(device.pair, "other", LATER) == "device.code_over"
    assert device.token_hash == "token"


@pytest.mark.parametrize(("after", "good"), [(CODE_LASTS - timedelta(seconds=1), True), (CODE_LASTS, False)])
def test_a_code_is_good_for_ten_minutes_and_no_longer(after, good):
    assert timedelta(minutes=10) == CODE_LASTS
    device = invited()
    if good:
        device.pair("token", AT + after)
    else:
        assert refused(device.pair, "token", AT + after) == "device.code_over"
    assert device.state == ("paired" if good else "invited")


def test_who_pairs_again_starts_anew():
    device = invited()
    device.pair("token", AT)
    device.battery, device.queue = 40, 3
    device.invite("second", 2, LATER)
    assert (device.state, device.token_hash) == ("invited", "token")  # it is still known whom to tell
    device.pair("new", LATER)
    assert (device.token_hash, device.battery, device.queue) == ("new", None, None)


def test_what_was_let_go_stays_away():
    device = invited()
    device.revoke()
    assert device.code_hash is None
    assert refused(device.pair, "token", AT) == "device.code_over"
    assert refused(device.invite, "code", 1, AT) == "device.not_allowed"
