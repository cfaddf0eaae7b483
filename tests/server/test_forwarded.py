"""Behind a proxy an address is the caller's own, whatever the caller says of it."""

import pytest

from floor.core.networks import SAME_MACHINE, Networks
from floor.web.proxies import caller

ELSEWHERE = Networks.read("loopback 10.1.7.0/24")


@pytest.mark.parametrize(
    ("address", "forwarded", "proxies", "said"),
    [
        ("127.0.0.1", "10.0.0.7", SAME_MACHINE, "10.0.0.7"),
        ("::1", "2001:db8::7", SAME_MACHINE, "2001:db8::7"),
        ("127.0.0.1", "1.2.3.4, 10.0.0.7", SAME_MACHINE, "10.0.0.7"),
        ("127.0.0.1", "1.2.3.4, 10.0.0.7, 10.1.7.20", ELSEWHERE, "10.0.0.7"),
        ("10.1.7.20", "10.0.0.7", ELSEWHERE, "10.0.0.7"),
        ("10.1.7.20", "1.2.3.4", SAME_MACHINE, "10.1.7.20"),
        ("10.0.0.9", "127.0.0.1", SAME_MACHINE, "10.0.0.9"),
        ("127.0.0.1", "unknown", SAME_MACHINE, "127.0.0.1"),
        ("127.0.0.1", "10.0.0.7, <script>", SAME_MACHINE, "127.0.0.1"),
        ("", "10.0.0.7", SAME_MACHINE, ""),
    ],
)
def test_a_caller_is_whom_the_last_proxy_heard(address, forwarded, proxies, said):
    assert caller(address, forwarded, proxies) == said


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_who_guesses_behind_a_proxy_lets_nobody_else_wait(app, warehouse):
    """An address is let wait from its twentieth wrong PIN on; each time it names another badge, and itself anew."""

    def code(address, badge):
        headers = {"X-Forwarded-For": f"1.2.3.{badge}, {address}"}
        body = {"badge": f"77{badge:02}", "pin": "0000", "device": "guess"}
        return app.test_client().post("/api/v1/login", json=body, headers=headers).json["code"]

    codes = [code("10.0.0.7", badge) for badge in range(24)]
    assert (codes[0], codes[-1]) == ("login.wrong_pin", "login.locked")
    assert code("10.0.0.8", 30) == "login.wrong_pin"
