"""HTTPS for a warehouse without a domain: an authority of this server's own, and a certificate that renews itself.

`FLOOR_HOME/tls/` holds authority.pem and server.pem, each the key with its certificate, readable by nobody else
(0600). The authority lasts ten years and may vouch for nothing but this server's names and for private addresses: who
trusts it trusts it with nothing on the internet.
"""

import ipaddress
import os
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from models import now

AUTHORITY_LASTS = timedelta(days=3652)
LEAF_LASTS = timedelta(days=397)  # browsers distrust longer ones
RENEW_BEFORE = timedelta(days=30)
CLOCKS_DIFFER = timedelta(days=2)  # a handheld whose clock is a day late must trust a new server, too
LOOK_AGAIN_SECONDS = 60.0  # a server that got another address has a certificate for it a minute later

PRIVATE = [
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8",
        "fc00::/7", "fe80::/10", "::1/128",
    )
]  # fmt: skip
HOST_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
SIGNS = x509.KeyUsage(
    digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
)  # fmt: skip
SERVES = x509.KeyUsage(
    digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
)  # fmt: skip

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Names = frozenset[str | Address]  # under which this server is reached


def names_here(host: str) -> Names:
    """This machine's names, the addresses of its network interfaces, and `host`, on which the server listens. Public
    IPv6 addresses change by the day and are left out."""
    machine = socket.gethostname().lower()
    found = {
        "localhost",
        machine,
        f"{machine.partition('.')[0]}.local",
        socket.getfqdn().lower(),
        host.lower(),
    }
    interfaces = psutil.net_if_addrs().values()
    found |= {each.address.partition("%")[0] for interface in interfaces for each in interface
              if each.family in (socket.AF_INET, socket.AF_INET6)}  # fmt: skip
    return frozenset(name for name in map(_name, found) if name and (isinstance(name, str) or _lasting(name)))


def _name(text: str) -> str | Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return text if HOST_NAME.fullmatch(text) else None


def _lasting(address: Address) -> bool:
    return not address.is_unspecified and (address.version == 4 or _is_private(address))


def _is_private(address: Address) -> bool:
    return any(address in network for network in PRIVATE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def read(cls, path: Path) -> "Pair":
        data = path.read_bytes()
        key = serialization.load_pem_private_key(data, None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise RuntimeError(f"{path} holds no key of Floor's making")
        return cls(key, x509.load_pem_x509_certificate(data))

    def write(self, path: Path) -> None:
        """Writes both files or none, and never readable by others, not even for a moment."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        key = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(key + self.certificate.public_bytes(serialization.Encoding.PEM))
        new.replace(path)


def make_authority(names: Names, at: datetime) -> Pair:
    """Makes an authority that may vouch for these names and addresses and for private ones, and for no others."""
    key = ec.generate_private_key(ec.SECP256R1())
    title = f"Floor {socket.gethostname()[:40]} {at:%Y-%m-%d}"
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Floor"),
            x509.NameAttribute(NameOID.COMMON_NAME, title),
        ]
    )
    hosts = sorted(name for name in names if isinstance(name, str))
    public = [name for name in names if not isinstance(name, str) and not _is_private(name)]
    networks = [*PRIVATE, *map(ipaddress.ip_network, public)]
    allowed = [*map(x509.DNSName, hosts), *map(x509.IPAddress, networks)]
    certificate = (
        _begun(subject, subject, key, at, at + AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(SIGNS, critical=True)
        .add_extension(x509.NameConstraints(allowed, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Pair(key, certificate)


def vouched(authority: x509.Certificate, names: Names) -> Names:
    """Those of the names that the authority may vouch for; it was made when the server may have had others."""
    allowed = (
        authority.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    )
    hosts = {each.value for each in allowed if isinstance(each, x509.DNSName)}
    values = [each.value for each in allowed if isinstance(each, x509.IPAddress)]
    networks = [value for value in values if isinstance(value, Network)]
    return frozenset(
        name
        for name in names
        if (name in hosts if isinstance(name, str) else any(name in network for network in networks))
    )


def make_leaf(authority: Pair, names: Names, at: datetime) -> Pair:
    """The server's own certificate, for those of the names that the authority may vouch for."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Floor")])
    issuer = authority.certificate
    until = min(at - CLOCKS_DIFFER + LEAF_LASTS, issuer.not_valid_after_utc)
    certificate = (
        _begun(subject, issuer.subject, key, at, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(SERVES, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_general(vouched(issuer, names))), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False
        )
        .sign(authority.key, hashes.SHA256())
    )
    return Pair(key, certificate)


def _general(names: Iterable[str | Address]) -> list[x509.GeneralName]:
    ordered = sorted(names, key=lambda name: (not isinstance(name, str), str(name)))
    return [x509.DNSName(name) if isinstance(name, str) else x509.IPAddress(name) for name in ordered]


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - CLOCKS_DIFFER)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def names_of(leaf: x509.Certificate) -> Names:
    value = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = [each for each in value.get_values_for_type(x509.IPAddress) if isinstance(each, Address)]
    return frozenset([*value.get_values_for_type(x509.DNSName), *addresses])


class Certificates:
    """What the server shows to new connections. It is renewed by itself, also while the server runs.

    Several processes may share the folder: each looks at what is there before it makes anything.
    """

    def __init__(
        self, home: Path, host: str, clock: Callable[[], datetime] = now,
        names: Callable[[str], Names] = names_here,
    ) -> None:  # fmt: skip
        self.leaf_path = home / "tls" / "server.pem"
        self._host, self._clock, self._names = host, clock, names
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._shown: bytes = b""
        authority = authority_path(home)
        if not authority.exists():
            make_authority(names(host), clock()).write(authority)
        self.authority = Pair.read(authority)
        self._context = self.context()

    def context(self) -> ssl.SSLContext:
        """For one connection. Those that are open keep theirs; those that come while it is looked at, as this
        machine's names may be long in coming, get what there is."""
        due = time.monotonic() - self._looked >= LOOK_AGAIN_SECONDS
        if due and self._lock.acquire(blocking=False):
            try:
                self._look()
                self._looked = time.monotonic()
            finally:
                self._lock.release()
        return self._context

    def shown(self) -> ssl.SSLContext:
        """The same at once: whether it is to be renewed is looked at beside, for whoever comes after."""
        if time.monotonic() - self._looked >= LOOK_AGAIN_SECONDS and not self._lock.locked():
            threading.Thread(target=self.context, name="certificates", daemon=True).start()
        return self._context

    def _look(self) -> None:
        names, at = vouched(self.authority.certificate, self._names(self._host)), self._clock()
        if not self.leaf_path.exists() or self._is_due(Pair.read(self.leaf_path).certificate, names, at):
            make_leaf(self.authority, names, at).write(self.leaf_path)
        there = self.leaf_path.read_bytes()
        if there != self._shown:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(self.leaf_path)
            self._context, self._shown = context, there

    def _is_due(self, leaf: x509.Certificate, names: Names, at: datetime) -> bool:
        authority, end = self.authority.certificate, leaf.not_valid_after_utc
        ends_soon = end - RENEW_BEFORE <= at and end < authority.not_valid_after_utc
        return leaf.issuer != authority.subject or ends_soon or not names <= names_of(leaf)


def authority_path(home: Path) -> Path:
    return home / "tls" / "authority.pem"


def authority_of(home: Path) -> x509.Certificate:
    """Reads the certificate of the authority, which devices are to trust. FileNotFoundError where there is none."""
    return x509.load_pem_x509_certificate(authority_path(home).read_bytes())


def mark(certificate: x509.Certificate) -> str:
    """The certificate's SHA-256 fingerprint as devices show it: AB:CD:…"""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()
