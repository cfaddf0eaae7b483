"""The ears: what a device said, turned into one Scan.

Knows no database, no web and no warehouse: whether a code is somebody's is for lookup to say.
"""

from scanners.read import parse
from scanners.scan import Kind, Profile, RawRead, Scan, Source

__all__ = ["Kind", "Profile", "RawRead", "Scan", "Source", "parse"]
