"""Certificates of the server's own: whom devices then trust, for what, and for how long."""

import ipaddress
import socket
import ssl
import stat
import threading
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from floor.server import tls
from floor.server.tls import Certificates, Pair, make_leaf, names_of, vouched

HERE = frozenset(
    {"localhost", "hall.local", ipaddress.ip_address("192.168.7.5"), ipaddress.ip_address("198.51.100.9")}
)


class Clock:
    def __init__(self, at):
        self.at = at

    def __call__(self):
        return self.at


@pytest.fixture(autouse=True)
def looks_each_time(monkeypatch):
    monkeypatch.setattr(tls, "LOOK_AGAIN_SECONDS", 0.0)


@pytest.fixture
def server(tmp_path):
    return Certificates(tmp_path, "0.0.0.0", names=lambda _host: HERE)


def shake(context, authority, name):
    """Both ends of a connection made in memory by a client that trusts only this authority. Raises SSLError."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.load_verify_locations(cadata=authority.public_bytes(tls.serialization.Encoding.PEM).decode())
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(down, up, server_hostname=name)
    there = context.wrap_bio(up, down, server_side=True)
    for _ in range(3):
        for end in (client, there):
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return client, there


def serial(end):
    return x509.load_der_x509_certificate(end.getpeercert(True)).serial_number


@pytest.mark.parametrize("name", ["localhost", "hall.local", "192.168.7.5", "198.51.100.9"])
def test_who_trusts_the_authority_trusts_the_server_by_each_of_its_names(server, name):
    client, _there = shake(server.context(), server.authority.certificate, name)
    assert client.version() in ("TLSv1.2", "TLSv1.3")


@pytest.mark.parametrize(
    "name", ["bank.example", "evil.hall.local.example", "8.8.8.8", "2001:4860:4860::8888", "1.1.1.1"]
)
def test_the_authority_is_trusted_for_nothing_on_the_internet(server, monkeypatch, name):
    """Even with its key in the wrong hands."""
    monkeypatch.setattr(tls, "vouched", lambda _authority, names: names)
    stolen = tls._name(name)
    forged = make_leaf(server.authority, frozenset({stolen}), datetime.now(UTC))
    forged.write(server.leaf_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server.leaf_path)
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake(context, server.authority.certificate, name)


def test_the_authority_lasts_ten_years_and_signs_no_other_authorities(server):
    authority = server.authority.certificate
    years = (authority.not_valid_after_utc - authority.not_valid_before_utc) / timedelta(days=365.25)
    assert 9.9 < years < 10.1
    basic = authority.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)
    assert authority.extensions.get_extension_for_class(x509.NameConstraints).critical


def test_the_servers_own_certificate_is_short_enough_for_every_browser(server):
    leaf = Pair.read(server.leaf_path).certificate
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=397)
    # a handheld whose clock is a day late trusts it, too
    for each in (leaf, server.authority.certificate):
        assert each.not_valid_before_utc < datetime.now(UTC) - timedelta(days=1)
    assert list(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.SERVER_AUTH
    ]
    assert names_of(leaf) == HERE


def test_nobody_else_can_read_the_keys(server, tmp_path):
    files = sorted((tmp_path / "tls").iterdir())
    assert [file.name for file in files] == ["authority.pem", "server.pem"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "tls").stat().st_mode) == 0o700


def test_it_is_renewed_while_the_server_runs_and_open_connections_stay(tmp_path):
    clock = Clock(datetime.now(UTC) - timedelta(days=380))
    server = Certificates(tmp_path, "", clock, lambda _host: HERE)
    client, there = shake(server.context(), server.authority.certificate, "localhost")
    before = serial(client)
    clock.at += timedelta(days=364)
    assert serial(shake(server.context(), server.authority.certificate, "localhost")[0]) == before
    clock.at = datetime.now(UTC)
    renewed = serial(shake(server.context(), server.authority.certificate, "localhost")[0])
    assert renewed != before
    assert serial(shake(server.context(), server.authority.certificate, "localhost")[0]) == renewed
    client.write(b"a scan")
    assert there.read() == b"a scan"


def test_it_is_looked_at_once_a_minute_and_not_at_each_connection(tmp_path, monkeypatch):
    monkeypatch.setattr(tls, "LOOK_AGAIN_SECONDS", 60.0)
    looks = []
    server = Certificates(tmp_path, "", names=lambda _host: looks.append(1) or HERE)
    looks.clear()
    for _ in range(100):
        server.context()
    assert looks == []


def test_nobody_waits_while_it_is_looked_at(tmp_path):
    asked, answer = threading.Event(), threading.Event()

    def slow_names(_host):
        asked.set()
        assert answer.wait(10)
        return HERE

    answer.set()
    server = Certificates(tmp_path, "", names=slow_names)
    asked.clear()
    answer.clear()
    first = threading.Thread(target=server.context)
    first.start()
    assert asked.wait(10)
    asked.clear()
    assert server.context()
    assert not asked.is_set()
    answer.set()
    first.join(10)
    assert not first.is_alive()


def test_a_restart_keeps_both_and_another_process_uses_the_same(server, tmp_path):
    before = {file.name: file.read_bytes() for file in (tmp_path / "tls").iterdir()}
    other = Certificates(tmp_path, "0.0.0.0", names=lambda _host: HERE)
    assert {file.name: file.read_bytes() for file in (tmp_path / "tls").iterdir()} == before
    assert serial(shake(other.context(), server.authority.certificate, "localhost")[0]) == (
        Pair.read(server.leaf_path).certificate.serial_number
    )


def test_a_new_address_is_in_the_certificate_at_the_next_look(tmp_path):
    names = set(HERE)
    server = Certificates(tmp_path, "", names=lambda _host: frozenset(names))
    first = Pair.read(server.leaf_path).certificate.serial_number
    names.remove("hall.local")
    server.context()
    assert Pair.read(server.leaf_path).certificate.serial_number == first
    names.add(ipaddress.ip_address("10.1.2.3"))
    shake(server.context(), server.authority.certificate, "10.1.2.3")
    assert Pair.read(server.leaf_path).certificate.serial_number != first


def test_what_the_authority_may_not_vouch_for_is_left_out(server):
    strange = {"bank.example", ipaddress.ip_address("203.0.113.77")}
    assert vouched(server.authority.certificate, HERE | strange) == HERE


def test_names_of_this_machine(monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "Hall_PC")
    monkeypatch.setattr(socket, "getfqdn", lambda: "hall-pc.lan")
    names = tls.names_here("0.0.0.0")
    assert {"localhost", "hall-pc.lan"} <= names
    assert "hall_pc" not in names  # no name that a certificate may hold
    assert ipaddress.ip_address("127.0.0.1") in names
    assert ipaddress.ip_address("0.0.0.0") not in names
    assert "floor.example" in tls.names_here("floor.example")


def test_an_authority_near_its_end_is_not_outlived_and_makes_no_new_certificates_for_nothing(tmp_path):
    clock = Clock(datetime.now(UTC))
    server = Certificates(tmp_path, "", clock, lambda _host: HERE)
    clock.at = server.authority.certificate.not_valid_after_utc - timedelta(days=10)
    server.context()
    leaf = Pair.read(server.leaf_path).certificate
    assert leaf.not_valid_after_utc == server.authority.certificate.not_valid_after_utc
    server.context()
    assert Pair.read(server.leaf_path).certificate == leaf
