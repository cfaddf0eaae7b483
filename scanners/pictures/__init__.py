"""Codes seen in a picture. OpenCV finds and straightens bars, zxing-cpp and zbar read them.

Imported only where pictures are read: OpenCV alone takes longer to load than the rest of the server.
"""

from scanners.picture_code import Sighting
from scanners.pictures.ladder import first_pass, read_picture
from scanners.pictures.picture import Picture, PictureRefused, load

__all__ = ["Picture", "PictureRefused", "Sighting", "first_pass", "load", "read_picture"]
