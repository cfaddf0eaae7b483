"""The scanners: turn the text that a device sent into one Scan.

Knows no database, no web and no warehouse: whether a code is somebody's is for lookup to say.
"""

from scanners.read import parse
from scanners.scan import FACTORY, Kind, Profile, RawRead, Scan, Source

__all__ = ["FACTORY", "Kind", "Profile", "RawRead", "Scan", "Source", "parse"]
