"""Who asks, where a proxy stands in front: without this all callers would share its address, and with it the limits
that hold for one."""

import ipaddress
from typing import TYPE_CHECKING

from floor.core.networks import Networks

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class BehindProxies:
    """Answers as `app` does, to callers by their own address."""

    def __init__(self, app: "WSGIApplication", proxies: Networks) -> None:
        self.app, self.proxies = app, proxies

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> object:
        forwarded = environ.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded:
            environ["REMOTE_ADDR"] = caller(environ.get("REMOTE_ADDR", ""), forwarded, self.proxies)
        return self.app(environ, start_response)


def caller(address: str, forwarded: str, proxies: Networks) -> str:
    """The address of who asks: that of the connection, or, where it is a proxy's, the one that the proxy names. Each
    proxy writes whom it heard at the end of the header, so that what a caller has written there is not believed."""
    for named in reversed(forwarded.split(",")):
        try:
            if not proxies.allow(ipaddress.ip_address(address)):
                break
            address = str(ipaddress.ip_address(named.strip()))
        except ValueError:
            break
    return address
