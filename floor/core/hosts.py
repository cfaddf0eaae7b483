"""Reads the address of a machine in the warehouse: HOST, HOST:PORT or [IPv6]:PORT."""

import re

_LABEL = r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)"
_ADDRESS = re.compile(
    rf"(?:(?P<name>{_LABEL}(?:\.{_LABEL})*)|\[(?P<ipv6>[0-9A-Fa-f:.]+)\])(?::(?P<port>[0-9]{{1,5}}))?"
)


def host_and_port(address: str, otherwise: int = 0) -> tuple[str, int] | None:
    """Reads a host and its port; None for a text that is no such address. `otherwise` is the port of an address that
    names none; without it every address must name one."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return None
    port = int(found["port"] or otherwise)
    return (found["name"] or found["ipv6"], port) if 0 < port < 65536 else None
