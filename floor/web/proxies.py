"""Who asks, where a proxy stands in front: without this all callers would share its address, and with it the limits
that hold for one."""

import ipaddress

from flask import request

from floor.core.networks import Networks


def callers_address(proxies: Networks) -> str:
    """Of who sent the request that is being answered, where these are the proxies."""
    return caller(request.remote_addr or "", request.headers.get("X-Forwarded-For", ""), proxies)


def caller(address: str, forwarded: str, proxies: Networks) -> str:
    """The address of who asks: that of the connection, or, where it is a proxy's, the one that the proxy names. Each
    proxy writes whom it heard at the end of the header, so that what a caller has written there is not believed."""
    for named in reversed(forwarded.split(",") if forwarded else ()):
        try:
            if not proxies.allow(ipaddress.ip_address(address)):
                break
            address = str(ipaddress.ip_address(named.strip()))
        except ValueError:
            break
    return address
