"""Where a form may lead back to."""

from urllib.parse import urlsplit


def local(address: str) -> str:
    """`address` if it is one of this site's own, else the start page: nobody is sent elsewhere by a link of ours."""
    try:
        parts = urlsplit(address.replace("\\", "/"))
    except ValueError:  # such as "//["
        return "/"
    own = (
        not parts.scheme
        and not parts.netloc
        and parts.path.startswith("/")
        and not parts.path.startswith("//")
    )
    return address.rstrip("?") if own and address.isprintable() else "/"
