"""Which addresses the server connects to for somebody."""

import ipaddress

import pytest

from floor.core.networks import ANYWHERE, Networks


@pytest.mark.parametrize(
    ("said", "address", "allowed"),
    [
        ("public", "93.184.215.14", True),
        ("public", "2606:2800:21f:cb07::1", True),
        ("public", "10.0.0.9", False),
        ("public", "100.64.0.1", False),
        ("public", "127.0.0.1", False),
        ("public", "::1", False),
        ("public", "fd00::9", False),
        ("public", "::ffff:10.0.0.9", False),
        ("public", "::ffff:93.184.215.14", True),
        ("public", "64:ff9b::a00:9", False),
        ("public", "2002:a00:9::1", False),
        ("public", "192.0.2.1", False),
        ("private", "192.168.1.77", True),
        ("private", "172.31.0.1", True),
        ("private", "172.32.0.1", False),
        ("private", "fd12:3456::1", True),
        ("private", "127.0.0.1", False),
        ("private", "93.184.215.14", False),
        ("loopback", "127.8.8.8", True),
        ("loopback", "::1", True),
        ("10.1.0.0/16, 10.3.0.7", "10.1.2.3", True),
        ("10.1.0.0/16, 10.3.0.7", "10.3.0.7", True),
        ("10.1.0.0/16, 10.3.0.7", "10.2.0.1", False),
        ("public 10.1.0.0/16", "93.184.215.14", True),
    ],
)
def test_a_setting_allows_its_networks(said, address, allowed):
    assert Networks.read(said).allow(ipaddress.ip_address(address)) is allowed


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254", "169.254.1.1", "fe80::1", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
        "100.100.100.200", "168.63.129.16", "fd00:ec2::254", "0.0.0.0", "::", "224.0.0.1", "255.255.255.255",
    ],
)  # fmt: skip
@pytest.mark.parametrize("networks", [ANYWHERE, Networks.read("public private loopback 169.254.0.0/16")])
def test_no_setting_allows_where_a_cloud_keeps_its_secrets(networks, address):
    assert not networks.allow(ipaddress.ip_address(address))


@pytest.mark.parametrize("said", ["intranet", "10.0.0.0/33", "10.0.0.1/8", "*"])
def test_what_is_no_network_is_refused(said):
    with pytest.raises(ValueError, match=r"network|host bits"):
        Networks.read(said)


def test_a_host_that_is_not_there_and_one_that_may_not_be_asked_are_told_alike():
    for host in ("127.0.0.1", "nobody.invalid", "x" * 64):
        with pytest.raises(OSError):  # noqa: PT011
            Networks.read("public").connect(host, 9, 1)
