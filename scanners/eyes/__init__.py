"""The ears' eyes: codes seen in a picture. OpenCV finds and straightens bars, zxing-cpp and zbar read them.

Imported only where pictures are read: OpenCV alone takes longer to load than the rest of the server.
"""

from scanners.eyes.ladder import first_pass, read_picture
from scanners.eyes.picture import Picture, PictureRefused, load
from scanners.sighting import Sighting

__all__ = ["Picture", "PictureRefused", "Sighting", "first_pass", "load", "read_picture"]
