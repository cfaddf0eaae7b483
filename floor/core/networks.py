"""Where the server connects to by itself. What a person typed is looked up once, and that address alone is gone to: a
name that means another one a moment later leads nowhere else."""

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(text: str) -> tuple[Network, ...]:
    return tuple(map(ipaddress.ip_network, text.split()))


PUBLIC = "public"  # a word of its own, as the internet is everything that is not something else
WORDS = {
    "private": _networks("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 fc00::/7"),
    "loopback": _networks("127.0.0.0/8 ::1/128"),
}
# no setting opens these: there machines of a cloud hand their secrets to whoever asks, or there is no one machine
NEVER = _networks(
    "169.254.0.0/16 fe80::/10 100.100.100.200/32 168.63.129.16/32 192.0.0.192/32 fd00:ec2::/32 fd20:ce::/32 "
    "0.0.0.0/8 ::/128 224.0.0.0/4 255.255.255.255/32 ff00::/8"
)
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Networks:
    """The networks that a setting allows: `public` is the internet, `more` are others."""

    public: bool
    more: tuple[Network, ...]

    @classmethod
    def read(cls, text: str) -> "Networks":
        """Reads "public", "private", "loopback" and networks such as 10.1.0.0/16, with spaces or commas between them.
        Raises ValueError for anything else."""
        words = text.replace(",", " ").split()
        more = [WORDS.get(word) or (ipaddress.ip_network(word),) for word in words if word != PUBLIC]
        return cls(PUBLIC in words, tuple(network for each in more for network in each))

    def allow(self, address: Address) -> bool:
        address = _plain(address)
        if any(address in network for network in NEVER):
            return False
        return (self.public and address.is_global) or any(address in network for network in self.more)

    def may_hold(self, host: str) -> bool:
        """False for an address that is not allowed. What a name means is seen when it is connected to."""
        try:
            return self.allow(ipaddress.ip_address(host))
        except ValueError:
            return True

    def connect(self, host: str, port: int, seconds: float) -> socket.socket:
        """A connection to the first address of the host that is allowed and answers. Raises OSError, for a host that is
        not there as for one that may not be asked."""
        trouble: OSError = ConnectionRefusedError(f"{host} has no address that may be connected to")
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except UnicodeError as error:  # a name that no name server could be asked for
            raise trouble from error
        for family, kind, protocol, _name, at in found:
            if not self.allow(ipaddress.ip_address(str(at[0]).partition("%")[0])):
                continue
            line = socket.socket(family, kind, protocol)
            line.settimeout(seconds)
            try:
                line.connect(at)
            except OSError as error:
                line.close()
                trouble = error
            else:
                return line
        raise trouble


def _plain(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    found: Iterable[Address | None] = (
        address.ipv4_mapped,
        address.sixtofour,
        address.teredo and address.teredo[1],
        ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in TRANSLATED else None,
    )
    return next((each for each in found if each is not None), address)


INTERNET, INSIDE = Networks.read("public"), Networks.read("private")
SAME_MACHINE = Networks.read("loopback")
ANYWHERE = Networks.read("0.0.0.0/0 ::/0")
