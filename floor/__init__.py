"""Floor: runs a warehouse floor by scans."""

__version__ = "0.1.0"
